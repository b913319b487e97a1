"""What is to be sent, and how far is it? Read-only questions to the outbox, for the command line."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from mailgate.model.outgoing import Draft, draft_from_json
from mailgate.model.reference import Reference
from mailgate.store import reports
from mailgate.store.portions import portions
from mailgate.store.reports import Reported
from mailgate.store.schema import ticket
from mailgate.store.schema_work import UNSENT, outbox, outbox_recipient
from mailgate.store.store import Tx


@dataclass(frozen=True, slots=True)
class RecipientView:
    """How far one mail is for one recipient."""

    address: str
    state: str
    attempts: int
    first_attempt_at: datetime | None
    next_attempt_at: datetime | None
    code: int | None
    detail: str | None
    settled_at: datetime | None
    released_at: datetime | None = None
    reports: tuple[Reported, ...] = ()  # what came back, oldest first

    @property
    def failure(self) -> Reported | None:
        """The report that says most: the newest failure, else the newest of all."""
        failed = [one for one in self.reports if one.action == "failed"]
        return next(reversed(failed or self.reports), None)


@dataclass(frozen=True, slots=True)
class OutgoingView:
    """One mail of the outbox with all its recipients."""

    id: int
    kind: str
    ticket_id: int | None
    ticket: str | None
    message_pk: int | None
    journal_id: int | None
    message_id: str
    sender: str
    draft: Draft
    created_at: datetime
    expires_at: datetime | None
    recipients: tuple[RecipientView, ...]


_MAILS = sa.select(outbox, ticket.c.prefix, ticket.c.year).select_from(
    outbox.outerjoin(ticket, ticket.c.id == outbox.c.ticket_id)
)
_PEOPLE = (
    sa.select(outbox_recipient)
    .where(outbox_recipient.c.outbox_id.in_(sa.bindparam("ids", expanding=True)))
    .order_by(outbox_recipient.c.id)
)


def outgoing(tx: Tx, outbox_id: int) -> OutgoingView | None:
    """The mail with this number."""
    return next(iter(_views(tx, _MAILS.where(outbox.c.id == outbox_id))), None)


def waiting(tx: Tx, limit: int | None) -> list[OutgoingView]:
    """The mails that somebody has yet to get, oldest first."""
    unsent = sa.select(outbox_recipient.c.outbox_id).where(UNSENT)
    return _views(tx, _MAILS.where(outbox.c.id.in_(unsent)).order_by(outbox.c.id).limit(limit))


def newest(tx: Tx, limit: int | None) -> list[OutgoingView]:
    """The newest mails whatever became of them, oldest first."""
    return _views(tx, _MAILS.order_by(outbox.c.id.desc()).limit(limit))[::-1]


def of_tickets(tx: Tx, tickets: Collection[int]) -> list[OutgoingView]:
    """All that was to be sent for these tickets, oldest first."""
    return _views(tx, _MAILS.where(outbox.c.ticket_id.in_(tickets)).order_by(outbox.c.id))


def caused_by(tx: Tx, journal_id: int, ticket_id: int | None) -> list[OutgoingView]:
    """What one accepted mail caused to be sent; every letter belongs to the ticket of its cause."""
    if ticket_id is None:
        return []
    query = _MAILS.where(outbox.c.ticket_id == ticket_id, outbox.c.journal_id == journal_id)
    return _views(tx, query.order_by(outbox.c.id))


def _views(tx: Tx, query: sa.Select[*tuple[Any, ...]]) -> list[OutgoingView]:
    rows = tx.execute(query).all()
    people = _recipients(tx, [row.id for row in rows])
    return [_view(row, people.get(row.id, ())) for row in rows]


def _recipients(tx: Tx, ids: Sequence[int]) -> dict[int, tuple[RecipientView, ...]]:
    rows = [row for portion in portions(ids) for row in tx.execute(_PEOPLE, {"ids": portion})]
    back = reports.of_recipients(tx, [r.id for r in rows if r.state == "sent"])
    found: dict[int, tuple[RecipientView, ...]] = {}
    for r in rows:
        one = RecipientView(
            r.address, r.state, r.attempts, r.first_attempt_at, r.next_attempt_at, r.code, r.detail, r.settled_at,
            r.released_at, back.get(r.id, ()),
        )  # fmt: skip
        found[r.outbox_id] = (*found.get(r.outbox_id, ()), one)
    return found


def _view(row: sa.Row[*tuple[Any, ...]], recipients: tuple[RecipientView, ...]) -> OutgoingView:
    reference = str(Reference(row.prefix, row.year, row.ticket_id)) if row.prefix is not None else None
    return OutgoingView(
        row.id, row.kind, row.ticket_id, reference, row.message_pk, row.journal_id, row.message_id, row.sender,
        draft_from_json(row.draft), row.created_at, row.expires_at, recipients,
    )  # fmt: skip
