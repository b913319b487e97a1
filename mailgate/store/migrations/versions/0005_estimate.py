"""The estimate: tickets by when they came, and those that wait for their first answer.

Frozen: later changes are later migrations.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_UNANSWERED = "first_response_at IS NULL AND status IN ('new', 'open', 'waiting', 'postponed')"


def upgrade() -> None:
    """Adds two indexes."""
    op.create_index("ix_ticket_created_at", "ticket", ["created_at"])
    op.create_index(
        "ix_ticket_unanswered",
        "ticket",
        ["team", "created_at"],
        unique=False,
        sqlite_where=sa.text(_UNANSWERED),
        postgresql_where=sa.text(_UNANSWERED),
    )
