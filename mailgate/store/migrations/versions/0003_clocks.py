"""Deadlines that are recomputed: clocks of tickets, versions of policies and calendars, letters that look at timers.

Frozen: later changes are later migrations. Tickets from before have no clocks yet; the first thing that happens to one
makes them from what its row says.
"""

import sqlalchemy as sa
from alembic import op

from mailgate.store.types import Id, Instant, Json

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Adds two tables, a few columns and indexes."""
    op.add_column("ticket", sa.Column("clocks", Json, nullable=True))
    op.add_column("ticket", sa.Column("move_at", Instant, nullable=True))
    op.add_column("timer", sa.Column("allowed_s", sa.Integer(), nullable=True))
    op.add_column("timer", sa.Column("planned_at", Instant, nullable=True))
    for column in ("policy_version", "calendar_version"):
        op.add_column("timer", sa.Column(column, sa.Text(), nullable=True))
    op.add_column("reminder", sa.Column("deadline", sa.Boolean(), nullable=True))
    _outbox_timer()
    _sla_version()
    waits = sa.text("move_at IS NOT NULL")
    op.create_index("ix_ticket_move_at", "ticket", ["move_at"], sqlite_where=waits, postgresql_where=waits)
    op.drop_index("ix_ticket_requester_id", "ticket")
    op.create_index("ix_ticket_requester_id", "ticket", ["requester_id", "id"])
    op.create_index("ix_participant_contact_id", "participant", ["contact_id"])


def _outbox_timer() -> None:
    op.create_table(
        "outbox_timer",
        sa.Column("outbox_id", Id, autoincrement=False, nullable=False),
        sa.Column("timer_id", Id, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"], name="fk_outbox_timer_outbox_id"),
        sa.ForeignKeyConstraint(["timer_id"], ["timer.id"], name="fk_outbox_timer_timer_id"),
        sa.PrimaryKeyConstraint("outbox_id", "timer_id", name="pk_outbox_timer"),
    )


def _sla_version() -> None:
    op.create_table(
        "sla_version",
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("body", Json, nullable=False),
        sa.Column("seen_at", Instant, nullable=False),
        sa.CheckConstraint("kind IN ('policy', 'calendar')", name=op.f("ck_sla_version_kind_known")),
        sa.PrimaryKeyConstraint("version", name="pk_sla_version"),
    )
