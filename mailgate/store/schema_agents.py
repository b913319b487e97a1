"""What agents leave behind while they work by mail: answers kept back, reminders, and what they are told later."""

import sqlalchemy as sa
from sqlalchemy import Column, ForeignKey, Index, Table, Text

from mailgate.model.held import HeldKind, HeldState
from mailgate.store.schema import constant, metadata, one_of, own_id, partial_index
from mailgate.store.types import Id, Instant, Json

# An agent's mail that waits for an answer to a question; one at most for each journal entry.
held = Table(
    "held",
    metadata,
    own_id(),
    Column("ticket_id", Id, ForeignKey("ticket.id"), nullable=False),
    Column("message_pk", Id, ForeignKey("message.id"), nullable=False),
    Column("journal_id", Id, ForeignKey("journal.id"), nullable=False, unique=True),
    Column("agent", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("questions", Json, nullable=False),
    Column("state", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant),  # a confirmation is good for a day
    Column("settled_at", Instant),
    one_of("kind", HeldKind),
    one_of("state", HeldState),
    sqlite_autoincrement=True,  # its number stands in a token
)
HELD_WAITS = held.c.state == constant(HeldState.WAITING.value)
partial_index("ix_held_waiting", held.c.agent, held.c.id, where=HELD_WAITS)
Index("ix_held_ticket_id", held.c.ticket_id)

# What an agent asked to be reminded of.
reminder = Table(
    "reminder",
    metadata,
    own_id(),
    Column("ticket_id", Id, ForeignKey("ticket.id"), nullable=False),
    Column("agent", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("state", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("deadline", sa.Boolean),  # it is about a deadline that the agent set
    one_of("state", ("waiting", "sent", "cancelled")),
)
REMINDER_WAITS = reminder.c.state == constant("waiting")
partial_index("ix_reminder_at", reminder.c.at, where=REMINDER_WAITS)
Index("ix_reminder_ticket_id", reminder.c.ticket_id)

# Notices that came at night or beyond an agent's cap: their next digest tells of them.
told_later = Table(
    "told_later",
    metadata,
    own_id(),
    Column("agent", Text, nullable=False),
    Column("ticket_id", Id, ForeignKey("ticket.id"), nullable=False),
    Column("what", Text, nullable=False),
    Column("at", Instant, nullable=False),
)
Index("ix_told_later_agent", told_later.c.agent, told_later.c.id)
