"""What is kept of mail by IMAP: how far each folder was taken, and each mail that was; and the tokens of logins."""

import sqlalchemy as sa
from sqlalchemy import Column, ForeignKey, Index, Table, Text, UniqueConstraint

from mailgate.store.schema import metadata, own_id, partial_index
from mailgate.store.types import Id, Instant

imap_folder = Table(
    "imap_folder",
    metadata,
    own_id(),
    Column("account", Text, nullable=False),
    Column("folder", Text, nullable=False),
    Column("uidvalidity", sa.BigInteger, nullable=False),
    Column("last_uid", sa.BigInteger, nullable=False),  # everything up to it is taken, or shall not be
    Column(
        "rescan_to", sa.BigInteger, nullable=False
    ),  # UIDs up to it may be of mails that we know under others
    Column("since", Instant),  # older mails are not taken when the folder is read anew
    Column("connected_at", Instant, nullable=False),
    UniqueConstraint("account", "folder"),
)

imap_mail = Table(
    "imap_mail",
    metadata,
    Column("folder_id", Id, ForeignKey("imap_folder.id"), primary_key=True, autoincrement=False),
    Column("uidvalidity", sa.BigInteger, primary_key=True, autoincrement=False),
    Column("uid", sa.BigInteger, primary_key=True, autoincrement=False),
    Column("sha256", Text, nullable=False),
    Column("journal_id", Id, nullable=False),
    Column("tidied", sa.Boolean, nullable=False),  # moved, flagged, or to be left as it is
)
Index("ix_imap_mail_folder_id_sha256", imap_mail.c.folder_id, imap_mail.c.sha256)
UNTIDIED = imap_mail.c.tidied == sa.literal_column("false")
partial_index("ix_imap_mail_untidied", imap_mail.c.folder_id, imap_mail.c.uid, where=UNTIDIED)

# A rotated refresh token lives here and not in a file: nodes share it, the commit is atomic, and a backup has it.
oauth_token = Table(
    "oauth_token",
    metadata,
    Column("name", Text, primary_key=True),
    Column("refresh_token", Text, nullable=False),
    Column(
        "origin", Text, nullable=False
    ),  # a digest of the configured token that it grew from; "" for a login
    Column("generation", sa.BigInteger, nullable=False),
    Column("stored_at", Instant, nullable=False),
)
