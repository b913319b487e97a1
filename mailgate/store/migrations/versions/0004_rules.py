"""Rules: keys by which later mails find their ticket, whose turn it was, and the load of agents.

Frozen: later changes are later migrations. The types are the store's own, whose form in the database never changes.
"""

import sqlalchemy as sa
from alembic import op

from mailgate.store.types import Id, Instant

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Adds two tables and an index."""
    op.create_table(
        "correlation",
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("ticket_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name="fk_correlation_ticket_id"),
        sa.PrimaryKeyConstraint("sender", "key", name="pk_correlation"),
    )
    op.create_index("ix_correlation_ticket_id", "correlation", ["ticket_id"])
    op.create_table(
        "agent_turn",
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("turn", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("agent", name="pk_agent_turn"),
        sa.UniqueConstraint("turn", name="uq_agent_turn_turn"),
    )
    where = sa.text("status IN ('new', 'open')")
    columns = ["assignee", "priority"]
    op.create_index("ix_ticket_weighs", "ticket", columns, sqlite_where=where, postgresql_where=where)
