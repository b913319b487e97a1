"""Mail by IMAP: how far each folder was taken, each mail that was, and access to other servers by token.

Frozen: later changes are later migrations. The types are the store's own, whose form in the database never changes.
"""

import sqlalchemy as sa
from alembic import op

from mailgate.store.types import Id, Instant

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Adds three tables."""
    op.create_table(
        "imap_folder",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("folder", sa.Text(), nullable=False),
        sa.Column("uidvalidity", sa.BigInteger(), nullable=False),
        sa.Column("last_uid", sa.BigInteger(), nullable=False),
        sa.Column("rescan_to", sa.BigInteger(), nullable=False),
        sa.Column("since", Instant, nullable=True),
        sa.Column("connected_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_imap_folder"),
        sa.UniqueConstraint("account", "folder", name="uq_imap_folder_account_folder"),
    )
    op.create_table(
        "imap_mail",
        sa.Column("folder_id", Id, autoincrement=False, nullable=False),
        sa.Column("uidvalidity", sa.BigInteger(), nullable=False),
        sa.Column("uid", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("journal_id", Id, nullable=False),
        sa.Column("tidied", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["folder_id"], ["imap_folder.id"], name="fk_imap_mail_folder_id"),
        sa.PrimaryKeyConstraint("folder_id", "uidvalidity", "uid", name="pk_imap_mail"),
    )
    op.create_index("ix_imap_mail_folder_id_sha256", "imap_mail", ["folder_id", "sha256"])
    op.create_index(
        "ix_imap_mail_untidied", "imap_mail", ["folder_id", "uid"], unique=False,
        sqlite_where=sa.text("tidied = false"), postgresql_where=sa.text("tidied = false"),
    )  # fmt: skip
    op.create_table(
        "oauth_token",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("refresh_token", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("generation", sa.BigInteger(), nullable=False),
        sa.Column("stored_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_oauth_token"),
    )
