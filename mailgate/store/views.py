"""What became of accepted mail? Read-only questions to the ledger, for the command line.

Facts. The ledger has no index on addresses: it would cost every intake for a question that is asked now and then. Mail
of an address is found through the tickets of its contact, and among the newest entries.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from mailgate.model.reference import Reference
from mailgate.store.schema import ENTRY_QUARANTINED, contact, journal, message, message_id, ticket
from mailgate.store.schema_work import outbox
from mailgate.store.store import Tx

RECENT = 20_000  # entries that are looked through for an address
_TICKETS_OF_CONTACT = 200
_MESSAGES_OF_CONTACT = 5_000


@dataclass(frozen=True, slots=True)
class EntryView:
    """One entry of the ledger with what became of it."""

    id: int
    source: str
    peer: str
    mail_from: str
    rcpt_to: tuple[str, ...]
    auth_user: str | None
    quiet: bool
    arrived_at: datetime
    size: int
    sha256: str
    state: str
    attempts: int
    next_attempt_at: datetime | None
    message_id: str | None
    fate: str | None
    ticket_id: int | None
    ticket: str | None
    reasons: tuple[str, ...]
    steps: tuple[dict[str, Any], ...]
    settled_at: datetime | None


_COLUMNS = (
    journal.c.id, journal.c.source, journal.c.peer, journal.c.mail_from, journal.c.rcpt_to, journal.c.auth_user,
    journal.c.quiet, journal.c.arrived_at, journal.c.size, journal.c.sha256, journal.c.state, journal.c.attempts,
    journal.c.next_attempt_at, journal.c.message_id, journal.c.fate, journal.c.ticket_id, journal.c.reasons,
    journal.c.steps, journal.c.settled_at,
)  # fmt: skip
_ENTRIES = sa.select(*_COLUMNS, ticket.c.prefix, ticket.c.year).select_from(
    journal.outerjoin(ticket, ticket.c.id == journal.c.ticket_id)
)


def entry(tx: Tx, journal_id: int) -> EntryView | None:
    """The entry with this number."""
    row = tx.execute(_ENTRIES.where(journal.c.id == journal_id)).one_or_none()
    return _view(row) if row is not None else None


def entries_with_message_id(tx: Tx, wanted: str, limit: int) -> list[EntryView]:
    """The mails that bear this id, and the mail that caused ours with this id; oldest first."""
    ids = set(
        tx.execute(sa.select(journal.c.id).where(journal.c.message_id == wanted).limit(limit)).scalars()
    )
    ours = sa.select(message_id.c.ticket_id).where(
        message_id.c.message_id == wanted, message_id.c.digest == "out"
    )
    causing = sa.select(outbox.c.journal_id).where(
        outbox.c.ticket_id.in_(ours.scalar_subquery()), outbox.c.message_id == wanted
    )
    ids.update(i for i in tx.execute(causing.limit(limit)).scalars() if i is not None)
    return _entries(tx, sorted(ids)[:limit])


def entries_of_address(tx: Tx, address: str, limit: int) -> list[EntryView]:
    """The newest mails from this address, oldest first: on its contact's tickets, and among the newest entries."""
    key = address.lower()
    newest = tx.execute(sa.select(sa.func.max(journal.c.id))).scalar() or 0
    recent = (
        sa.select(journal.c.id)
        .where(journal.c.id > newest - RECENT, sa.func.lower(journal.c.mail_from) == key)
        .order_by(journal.c.id.desc())
        .limit(limit)
    )
    ids = {*_written_by(tx, key), *tx.execute(recent).scalars()}
    return _entries(tx, sorted(ids)[-limit:])


def _written_by(tx: Tx, key: str) -> set[int]:
    """Entries whose From is this address, on the newest tickets that it asked for."""
    person = sa.select(contact.c.id).where(contact.c.address == key).scalar_subquery()
    newest = sa.select(ticket.c.id).where(ticket.c.requester_id == person).order_by(ticket.c.id.desc())
    tickets = list(tx.execute(newest.limit(_TICKETS_OF_CONTACT)).scalars())
    written = (
        sa.select(message.c.journal_id, message.c.sender)
        .where(message.c.ticket_id.in_(tickets), message.c.journal_id.is_not(None))
        .order_by(message.c.id.desc())
        .limit(_MESSAGES_OF_CONTACT)
    )
    return {r.journal_id for r in tx.execute(written) if any(a["address"].lower() == key for a in r.sender)}


def quarantined(tx: Tx, limit: int | None, before: datetime | None = None) -> list[EntryView]:
    """What is in quarantine, oldest first; `before` leaves out what arrived at that instant or later."""
    query = _ENTRIES.where(ENTRY_QUARANTINED).order_by(journal.c.id).limit(limit)
    if before is not None:
        query = query.where(journal.c.arrived_at < before)
    return [_view(row) for row in tx.execute(query)]


def _entries(tx: Tx, ids: Sequence[int]) -> list[EntryView]:
    rows = tx.execute(_ENTRIES.where(journal.c.id.in_(ids)).order_by(journal.c.id))
    return [_view(row) for row in rows]


def _view(row: sa.Row[*tuple[Any, ...]]) -> EntryView:
    reference = str(Reference(row.prefix, row.year, row.ticket_id)) if row.prefix is not None else None
    return EntryView(
        id=row.id,
        source=row.source,
        peer=row.peer,
        mail_from=row.mail_from,
        rcpt_to=tuple(row.rcpt_to),
        auth_user=row.auth_user,
        quiet=row.quiet,
        arrived_at=row.arrived_at,
        size=row.size,
        sha256=row.sha256,
        state=row.state,
        attempts=row.attempts,
        next_attempt_at=row.next_attempt_at,
        message_id=row.message_id,
        fate=row.fate,
        ticket_id=row.ticket_id,
        ticket=reference,
        reasons=tuple(row.reasons or ()),
        steps=tuple(row.steps or ()),
        settled_at=row.settled_at,
    )
