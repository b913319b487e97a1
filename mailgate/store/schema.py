"""What is kept: every table, and what the database itself refuses.

A column that names a state has a check constraint; what may exist once has a unique index; every query of a loop
that wakes regularly has a partial index on the rows that wait.
"""

from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, LargeBinary, Table, Text, UniqueConstraint

from mailgate.model.journal import EntryState, Fate
from mailgate.model.ticket import AT_WORK, MessageKind, Priority, Status, TicketKind
from mailgate.store.types import Id, Instant, Json

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def one_of(column: str, allowed: type[StrEnum] | tuple[str, ...]) -> CheckConstraint:
    """Lets the database refuse a state that the program does not know."""
    values = ", ".join(f"'{v}'" for v in allowed)
    return CheckConstraint(f"{column} IN ({values})", name=f"{column}_known")


def partial_index(name: str, *columns: Column[Any], where: sa.ColumnElement[bool]) -> None:
    """An index over the rows that wait, however many others there are."""
    Index(name, *columns, sqlite_where=where, postgresql_where=where)


def constant(value: str) -> sa.ColumnElement[str]:
    """A value written into the statement itself: SQLite uses a partial index only where it can see the condition."""
    return sa.literal_column(f"'{value}'")


def own_id() -> Column[int]:
    """The numeric key of a table, given out by the database."""
    return Column("id", Id, primary_key=True, autoincrement=True)


keyring = Table(
    "keyring",
    metadata,
    Column("kid", sa.Integer, primary_key=True, autoincrement=False),
    Column("secret", LargeBinary, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("retired_at", Instant),
)

# The ledger of accepted mail. Raw bytes live in a table of their own so that no scan of the ledger reads them.
journal = Table(
    "journal",
    metadata,
    own_id(),
    Column("arrived_at", Instant, nullable=False),
    Column("source", Text, nullable=False),
    Column("peer", Text, nullable=False),
    Column("helo", Text, nullable=False),
    Column("mail_from", Text, nullable=False),
    Column("rcpt_to", Json, nullable=False),
    Column("auth_user", Text),
    Column("tls", sa.Boolean, nullable=False),
    Column("quiet", sa.Boolean, nullable=False),
    Column("size", sa.BigInteger, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", sa.Integer, nullable=False),
    Column("next_attempt_at", Instant),
    Column("claimed_by", Text),
    Column("lease_until", Instant),
    Column("message_id", Text),
    Column("digest", Text),
    Column("fate", Text),
    Column("ticket_id", Id),
    Column("reasons", Json),
    Column("steps", Json),  # what happened beside arrival and settling: failed attempts, replays
    Column("settled_at", Instant),
    one_of("state", EntryState),
    one_of("fate", Fate),
    CheckConstraint("(state = 'waiting') = (fate IS NULL)", name="settled_has_fate"),
    sqlite_autoincrement=True,
)
ENTRY_WAITS = journal.c.state == constant(EntryState.WAITING.value)
ENTRY_QUARANTINED = journal.c.state == constant(EntryState.QUARANTINED.value)
partial_index(
    "ix_journal_waiting", journal.c.quiet, journal.c.next_attempt_at, journal.c.id, where=ENTRY_WAITS
)
partial_index("ix_journal_quarantined", journal.c.id, where=ENTRY_QUARANTINED)
Index("ix_journal_message_id", journal.c.message_id)
Index("ix_journal_ticket_id", journal.c.ticket_id)

raw = Table(
    "raw",
    metadata,
    Column("journal_id", Id, ForeignKey("journal.id"), primary_key=True, autoincrement=False),
    Column("body", LargeBinary, nullable=False),
)

contact = Table(
    "contact",
    metadata,
    own_id(),
    Column("address", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("organisation", Text),
    Column("phone", Text),
    Column("language", Text),
    Column("zone", Text),
    Column("fields", Json, nullable=False),
    Column("first_seen_at", Instant, nullable=False),
    # As seen on the last mail of a two-way exchange; recognises a person nobody vouches for (SPEC 7.2, 10.1).
    Column("dkim_domain", Text, nullable=False),
    Column("network", Text, nullable=False),
    Column("two_way_at", Instant),
)

ticket = Table(
    "ticket",
    metadata,
    own_id(),  # is the number: never given out twice, not even after a deletion
    Column("prefix", Text, nullable=False),
    Column("year", sa.Integer),
    Column("subject", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("priority", Text, nullable=False),
    Column("category", Text),
    Column("team", Text),
    Column("assignee", Text),
    Column("requester_id", Id, ForeignKey("contact.id")),
    Column("mailbox", Text, nullable=False),
    Column("watching", Json, nullable=False),  # further mailboxes of ours that got the mail
    Column("language", Text, nullable=False),
    Column("zone", Text, nullable=False),
    Column("policy", Text),
    Column("tags", Json, nullable=False),
    Column("fields", Json, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("first_response_at", Instant),
    Column("solved_at", Instant),
    Column("closed_at", Instant),
    Column("postponed_until", Instant),
    Column("due_at", Instant),  # a deadline that an agent set, beside those of the policy
    Column("taken_by", Text),  # who said "I have this"; a soft claim, until `taken_until`
    Column("taken_until", Instant),
    Column("before_spam", Text),  # the status that it had before it was called spam
    Column("unanswered_since", Instant),
    Column("last_message_id", Text),
    Column("merged_into", Id),
    Column(
        "clocks", Json
    ),  # what its deadlines, and what happens by itself, go on from; None: nothing happened yet
    Column("move_at", Instant),  # when something happens by itself if nobody writes
    one_of("status", Status),
    one_of("kind", TicketKind),
    one_of("priority", Priority),
    CheckConstraint("(status = 'merged') = (merged_into IS NOT NULL)", name="merged_has_survivor"),
    sqlite_autoincrement=True,
)
Index("ix_ticket_status_updated_at", ticket.c.status, ticket.c.updated_at)
Index("ix_ticket_requester_id", ticket.c.requester_id, ticket.c.id)
TICKET_MOVES = ticket.c.move_at.is_not(None)
partial_index("ix_ticket_move_at", ticket.c.move_at, where=TICKET_MOVES)
TICKET_SLEEPS = ticket.c.status == constant(Status.POSTPONED.value)
partial_index("ix_ticket_postponed_until", ticket.c.postponed_until, where=TICKET_SLEEPS)
Index("ix_ticket_created_at", ticket.c.created_at)
TICKET_UNANSWERED = sa.and_(
    ticket.c.first_response_at.is_(None),
    ticket.c.status.in_([constant(status.value) for status in Status if status in AT_WORK]),
)
partial_index("ix_ticket_unanswered", ticket.c.team, ticket.c.created_at, where=TICKET_UNANSWERED)

ticket_link = Table(
    "ticket_link",
    metadata,
    own_id(),
    Column("ticket_id", Id, ForeignKey("ticket.id"), nullable=False),
    Column("other_id", Id, ForeignKey("ticket.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("at", Instant, nullable=False),
    one_of("kind", ("follows", "merged", "split", "relates", "claims")),
    UniqueConstraint("ticket_id", "other_id", "kind"),
)
Index("ix_ticket_link_other_id", ticket_link.c.other_id)

reference_alias = Table(
    "reference_alias",
    metadata,
    Column("reference", Text, primary_key=True),
    Column("ticket_id", Id, ForeignKey("ticket.id"), nullable=False),
    Column("cause", Text, nullable=False),
)

participant = Table(
    "participant",
    metadata,
    own_id(),
    Column("ticket_id", Id, ForeignKey("ticket.id"), nullable=False),
    Column("contact_id", Id, ForeignKey("contact.id"), nullable=False),
    Column("address", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("joined_at", Instant, nullable=False),
    Column("dkim_domain", Text, nullable=False),
    Column("network", Text, nullable=False),
    Column("muted", sa.Boolean, nullable=False),
    one_of("role", ("requester", "cc")),
    UniqueConstraint("ticket_id", "address"),
)
Index("ix_participant_contact_id", participant.c.contact_id)

message = Table(
    "message",
    metadata,
    own_id(),
    Column("ticket_id", Id, ForeignKey("ticket.id"), nullable=False),
    Column("journal_id", Id, ForeignKey("journal.id")),
    Column("direction", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("public", sa.Boolean, nullable=False),
    Column("verified", sa.Boolean, nullable=False),
    Column("message_id", Text, nullable=False),
    Column("author", Text),  # the agent, where one wrote it
    Column("sender", Json, nullable=False),
    Column("to", Json, nullable=False),
    Column("cc", Json, nullable=False),
    Column("subject", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("new_text", Text, nullable=False),
    Column("html", Text),
    Column("automatic", Json),
    Column("authentication", Json),
    Column("arrived_at", Instant, nullable=False),
    one_of("direction", ("in", "out")),
    one_of("kind", MessageKind),
)
Index("ix_message_ticket_id", message.c.ticket_id, message.c.id)
# One message per journal entry and ticket: a second commit of the same work cannot double it.
Index("uq_message_journal_id", message.c.journal_id, message.c.ticket_id, unique=True)

attachment = Table(
    "attachment",
    metadata,
    own_id(),
    Column("message_pk", Id, ForeignKey("message.id"), nullable=False),
    Column("journal_id", Id, ForeignKey("journal.id"), nullable=False),
    Column("path", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("content_type", Text, nullable=False),
    Column("size", sa.BigInteger, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("disposition", Text, nullable=False),
    Column("content_id", Text),
)
Index("ix_attachment_message_pk", attachment.c.message_pk)

# Every Message-ID ever seen: received (with its stable digest), sent, or only named by another mail.
message_id = Table(
    "message_id",
    metadata,
    own_id(),
    Column("message_id", Text, nullable=False),
    Column("digest", Text, nullable=False),  # "out" and "named" for ids that carry none
    Column("ticket_id", Id),
    Column("journal_id", Id),
    Column("outbox_kind", Text),  # reply or note: what answering this mail of ours means (SPEC 11.4)
    Column("made_at", Instant),  # of a mail of ours: what happened later, its reader had not seen
    UniqueConstraint("message_id", "digest"),
)

event = Table(
    "event",
    metadata,
    own_id(),
    Column("ticket_id", Id, ForeignKey("ticket.id"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("actor", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("cause", Text, nullable=False),
    Column("detail", Json, nullable=False),
)
Index("ix_event_ticket_id", event.c.ticket_id, event.c.id)
