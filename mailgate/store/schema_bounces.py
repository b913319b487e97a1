"""What came back: reports on mail of ours, and what stands against an address because of them."""

import sqlalchemy as sa
from sqlalchemy import Column, ForeignKey, Table, Text, UniqueConstraint

from mailgate.store.schema import metadata, own_id
from mailgate.store.types import Id, Instant

address_score = Table(
    "address_score",
    metadata,
    Column("address", Text, primary_key=True),  # lower case
    Column("value", sa.Float, nullable=False),
    Column("scored_at", Instant, nullable=False),
    Column("hard", sa.Integer, nullable=False),
    Column("soft", sa.Integer, nullable=False),
    Column("reason", Text, nullable=False),  # of the newest
    Column("muted_until", Instant),
)

# A report that has proved itself, attached to the recipient of the mail that it speaks of.
delivery_report = Table(
    "delivery_report",
    metadata,
    own_id(),
    Column("recipient_id", Id, ForeignKey("outbox_recipient.id"), nullable=False),
    Column("journal_id", Id, ForeignKey("journal.id"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("action", Text, nullable=False),  # RFC 3464 section 2.3.3
    Column("status", Text, nullable=False),
    Column("permanent", sa.Boolean, nullable=False),
    Column("reason", Text, nullable=False),
    Column("diagnostic", Text, nullable=False),
    UniqueConstraint("recipient_id", "journal_id"),
)
