"""What rules leave behind: keys by which later mails find their ticket, and whose turn it was."""

import sqlalchemy as sa
from sqlalchemy import Column, ForeignKey, Index, Table, Text

from mailgate.model.ticket import Status
from mailgate.store.schema import constant, metadata, partial_index, ticket
from mailgate.store.types import Id, Instant

# One ticket for each sender and key: the newest. Whether it is still open, the ticket says.
correlation = Table(
    "correlation",
    metadata,
    Column("sender", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("ticket_id", Id, ForeignKey("ticket.id"), nullable=False),
    Column("at", Instant, nullable=False),
)
Index("ix_correlation_ticket_id", correlation.c.ticket_id)

# When a strategy last gave each agent a ticket. The numbers are unique: of two processes that assign at the same
# moment, one is refused by the database, and decides anew by what the other has done.
agent_turn = Table(
    "agent_turn",
    metadata,
    Column("agent", Text, primary_key=True),
    Column("turn", sa.BigInteger, nullable=False, unique=True),
)

TICKET_WEIGHS = ticket.c.status.in_([constant(Status.NEW.value), constant(Status.OPEN.value)])
partial_index("ix_ticket_weighs", ticket.c.assignee, ticket.c.priority, where=TICKET_WEIGHS)
