"""Alarms from their beginning to their end, and when each process looked last.

Frozen: later changes are later migrations. The types are the store's own, whose form in the database never changes.
"""

import sqlalchemy as sa
from alembic import op

from mailgate.store.types import Id, Instant

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Adds two tables."""
    op.create_table(
        "alarm",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("node", sa.Text(), nullable=False),
        sa.Column("since", Instant, nullable=False),
        sa.Column("raised_at", Instant, nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.Column("calm_since", Instant, nullable=True),
        sa.Column("ended_at", Instant, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_alarm"),
    )
    lasts = sa.text("ended_at IS NULL")
    op.create_index(
        "uq_alarm_lasts",
        "alarm",
        ["name", "subject", "node"],
        unique=True,
        sqlite_where=lasts,
        postgresql_where=lasts,
    )
    op.create_index("ix_alarm_raised_at", "alarm", ["raised_at"])
    op.create_table(
        "watcher",
        sa.Column("node", sa.Text(), nullable=False),
        sa.Column("looked_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("node", name="pk_watcher"),
    )
