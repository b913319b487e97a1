"""Bounces: reports attached to the mail that they speak of, scores of addresses; mail released while nothing else leaves.

Frozen: later changes are later migrations. The types are the store's own, whose form in the database never changes.
"""

import sqlalchemy as sa
from alembic import op

from mailgate.store.types import Id, Instant

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Adds two tables and a column."""
    op.add_column("outbox_recipient", sa.Column("released_at", Instant, nullable=True))
    op.create_table(
        "address_score",
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("scored_at", Instant, nullable=False),
        sa.Column("hard", sa.Integer(), nullable=False),
        sa.Column("soft", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("muted_until", Instant, nullable=True),
        sa.PrimaryKeyConstraint("address", name="pk_address_score"),
    )
    op.create_table(
        "delivery_report",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("recipient_id", Id, nullable=False),
        sa.Column("journal_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("permanent", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("diagnostic", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["journal_id"], ["journal.id"], name="fk_delivery_report_journal_id"),
        sa.ForeignKeyConstraint(
            ["recipient_id"], ["outbox_recipient.id"], name="fk_delivery_report_recipient_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_delivery_report"),
        sa.UniqueConstraint("recipient_id", "journal_id", name="uq_delivery_report_recipient_id_journal_id"),
    )
