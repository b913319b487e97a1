"""Agents by mail: answers kept back, reminders, digests, soft claims, and when a mail of ours left our hands.

Frozen: later changes are later migrations. The types are the store's own, whose form in the database never changes.
"""

import sqlalchemy as sa
from alembic import op

from mailgate.store.types import Id, Instant, Json

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Adds three tables and a few columns."""
    for column in ("taken_by", "before_spam"):
        op.add_column("ticket", sa.Column(column, sa.Text(), nullable=True))
    for column in ("due_at", "taken_until"):
        op.add_column("ticket", sa.Column(column, Instant, nullable=True))
    op.add_column("message_id", sa.Column("made_at", Instant, nullable=True))
    _held()
    _reminder()
    _told_later()
    _index("ix_ticket_postponed_until", "ticket", ["postponed_until"], "status = 'postponed'")


def _held() -> None:
    op.create_table(
        "held",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("ticket_id", Id, nullable=False),
        sa.Column("message_pk", Id, nullable=False),
        sa.Column("journal_id", Id, nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("questions", Json, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("expires_at", Instant, nullable=True),
        sa.Column("settled_at", Instant, nullable=True),
        sa.CheckConstraint("kind IN ('question', 'confirm')", name=op.f("ck_held_kind_known")),
        sa.CheckConstraint(
            "state IN ('waiting', 'sent', 'noted', 'dropped', 'expired')", name=op.f("ck_held_state_known")
        ),
        sa.ForeignKeyConstraint(["journal_id"], ["journal.id"], name="fk_held_journal_id"),
        sa.ForeignKeyConstraint(["message_pk"], ["message.id"], name="fk_held_message_pk"),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name="fk_held_ticket_id"),
        sa.PrimaryKeyConstraint("id", name="pk_held"),
        sa.UniqueConstraint("journal_id", name="uq_held_journal_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_held_ticket_id", "held", ["ticket_id"])
    _index("ix_held_waiting", "held", ["agent", "id"], "state = 'waiting'")


def _reminder() -> None:
    op.create_table(
        "reminder",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("ticket_id", Id, nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.CheckConstraint("state IN ('waiting', 'sent', 'cancelled')", name=op.f("ck_reminder_state_known")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name="fk_reminder_ticket_id"),
        sa.PrimaryKeyConstraint("id", name="pk_reminder"),
    )
    op.create_index("ix_reminder_ticket_id", "reminder", ["ticket_id"])
    _index("ix_reminder_at", "reminder", ["at"], "state = 'waiting'")


def _told_later() -> None:
    op.create_table(
        "told_later",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("ticket_id", Id, nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name="fk_told_later_ticket_id"),
        sa.PrimaryKeyConstraint("id", name="pk_told_later"),
    )
    op.create_index("ix_told_later_agent", "told_later", ["agent", "id"])


def _index(name: str, table: str, columns: list[str], where: str) -> None:
    op.create_index(
        name, table, columns, unique=False, sqlite_where=sa.text(where), postgresql_where=sa.text(where)
    )
