"""Which mail of ours does a delivery report speak of, and what else was reported of it?

A report is believed of one recipient of one mail: the one that its bounce address names, or the one to whom the mail
with the returned Message-ID went. Whom it names itself decides only where that mail had several recipients.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from mailgate.store.portions import portions
from mailgate.store.schema_bounces import delivery_report
from mailgate.store.schema_work import outbox, outbox_recipient
from mailgate.store.store import Tx


@dataclass(frozen=True, slots=True)
class ReportedMail:
    """The recipient and mail of a report that has proved itself."""

    outbox_id: int
    recipient_id: int
    address: str
    kind: str
    ticket_id: int | None
    state: str
    left_at: datetime | None  # None while it has not
    told: frozenset[str] = frozenset()  # actions that were reported before


@dataclass(frozen=True, slots=True)
class Reported:
    """What a report said, as it is stored."""

    action: str
    status: str
    permanent: bool
    reason: str
    diagnostic: str
    journal_id: int = 0
    at: datetime | None = None


_MAIL = sa.select(
    outbox.c.id.label("mail_id"), outbox.c.kind, outbox.c.ticket_id, outbox_recipient.c.id,
    outbox_recipient.c.address, outbox_recipient.c.state, outbox_recipient.c.settled_at,
).select_from(outbox_recipient.join(outbox, outbox.c.id == outbox_recipient.c.outbox_id))  # fmt: skip
_REPORTS = (
    sa.select(delivery_report)
    .where(delivery_report.c.recipient_id.in_(sa.bindparam("ids", expanding=True)))
    .order_by(delivery_report.c.id)
)


def by_recipient(tx: Tx, outbox_id: int, recipient_id: int) -> ReportedMail | None:
    """The mail that a bounce address names."""
    query = _MAIL.where(outbox_recipient.c.id == recipient_id, outbox.c.id == outbox_id)
    return _reported(tx, list(tx.execute(query)), ())


def by_message_id(
    tx: Tx, tickets: Collection[int], message_id: str, named: Collection[str]
) -> ReportedMail | None:
    """The mail of one of these tickets with this id; of several recipients the only one that is `named` (lower case)."""
    query = _MAIL.where(outbox.c.ticket_id.in_(sorted(tickets)), outbox.c.message_id == message_id)
    return _reported(tx, list(tx.execute(query)), named)


def attach(tx: Tx, recipient_id: int, said: Reported, journal_id: int, now: datetime) -> None:
    """Keeps a report with the recipient that it is about."""
    row = {
        "recipient_id": recipient_id, "journal_id": journal_id, "at": now, "action": said.action,
        "status": said.status, "permanent": said.permanent, "reason": said.reason, "diagnostic": said.diagnostic,
    }  # fmt: skip
    tx.execute(sa.insert(delivery_report), row)


def of_recipients(tx: Tx, ids: Sequence[int]) -> dict[int, tuple[Reported, ...]]:
    """All that was reported of these recipients, oldest first."""
    found: dict[int, tuple[Reported, ...]] = {}
    for r in (row for portion in portions(ids) for row in tx.execute(_REPORTS, {"ids": portion})):
        one = Reported(r.action, r.status, r.permanent, r.reason, r.diagnostic, r.journal_id, r.at)
        found[r.recipient_id] = (*found.get(r.recipient_id, ()), one)
    return found


def _reported(tx: Tx, rows: Sequence[Any], named: Collection[str]) -> ReportedMail | None:
    chosen = rows if len(rows) == 1 else [row for row in rows if row.address.lower() in named]
    if len(chosen) != 1:
        return None
    (row,) = chosen
    told = frozenset(r.action for r in of_recipients(tx, [row.id]).get(row.id, ()))
    left = row.settled_at if row.state == "sent" else None
    return ReportedMail(row.mail_id, row.id, row.address, row.kind, row.ticket_id, row.state, left, told)
