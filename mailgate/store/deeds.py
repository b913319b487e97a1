"""What did an agent do last on a ticket, all of it by one mail? It is taken back as a whole, or not at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from mailgate.store.schema import event, message
from mailgate.store.schema_work import outbox, outbox_recipient, promise
from mailgate.store.store import Tx

_LOOKED_AT = 200  # of the newest events: what lies further back is not taken back any more
_MOVED = frozenset({"merged", "split", "asked"})  # whole tickets came of it: no field brings that back
_STAYS = frozenset({"joined", "left", "linked", "reminder", "escalated"})


@dataclass(frozen=True, slots=True)
class Deed:
    """What one mail of an agent did."""

    fields: Mapping[str, tuple[object, object]] = field(
        default_factory=dict
    )  # before and after, as events tell it
    answered: bool = False  # something of it was for customers
    message_pk: int | None = None  # that answer
    mails: tuple[int, ...] = ()  # its mails, none of which has left
    number: int = 0  # of the mail, as the ticket's clocks know its answer
    stays: tuple[str, ...] = ()  # what is not taken back with it
    moved: bool = False

    @property
    def undoable(self) -> bool:
        """Whether it can be taken back: an answer that has left, and a merge, cannot."""
        return not self.moved and (bool(self.mails) if self.answered else bool(self.fields))


def last(tx: Tx, ticket_id: int, agent: str) -> Deed | None:
    """The agent's last mail that changed something or answered; None where that was taken back already, or never was."""
    newest = (
        sa.select(event.c.kind, event.c.actor, event.c.cause, event.c.detail)
        .where(event.c.ticket_id == ticket_id)
        .order_by(event.c.id.desc())
        .limit(_LOOKED_AT)
    )
    rows = tx.execute(newest).all()
    mine = (r for r in rows if r.actor == f"agent:{agent}" and _counts(r))
    found = next(mine, None)
    if found is None or found.kind == "undone":
        return None
    return _deed(tx, ticket_id, agent, [r for r in reversed(rows) if r.cause == found.cause])


def reopen_promise(tx: Tx, ticket_id: int) -> None:
    """The answer that kept the promise was taken back: it is open again, and judged when its time passes."""
    kept = sa.and_(promise.c.ticket_id == ticket_id, promise.c.state == "kept")
    tx.execute(sa.update(promise).where(kept).values(state="open", judged_at=None))


def _counts(row: Any) -> bool:
    if row.kind == "message":
        return bool(row.detail.get("public"))
    return row.kind in ("changed", "undone") or row.kind in _MOVED


def _deed(tx: Tx, ticket_id: int, agent: str, rows: Sequence[Any]) -> Deed:
    mine = [r for r in rows if r.actor == f"agent:{agent}"]
    changed = {n: (v[0], v[1]) for r in mine if r.kind == "changed" for n, v in r.detail["fields"].items()}
    answers = [r for r in mine if r.kind == "message" and r.detail.get("public")]
    journal_id = _journal(rows[0].cause)
    released = next((r.detail["message"] for r in answers if r.detail.get("message")), None)
    return Deed(
        fields=changed,
        answered=bool(answers),
        message_pk=released or _message(tx, ticket_id, journal_id),
        mails=_unsent(tx, ticket_id, journal_id) if answers else (),
        number=journal_id,
        stays=tuple(dict.fromkeys(r.kind for r in mine if r.kind in _STAYS)),
        moved=any(r.kind in _MOVED for r in mine),
    )


def _journal(cause: str) -> int:
    kind, _, number = cause.partition(":")
    return int(number) if kind == "mail" and number.isdecimal() else 0


def _message(tx: Tx, ticket_id: int, journal_id: int) -> int | None:
    of_mail = sa.select(message.c.id).where(
        message.c.journal_id == journal_id, message.c.ticket_id == ticket_id, message.c.kind == "agent"
    )
    found: int | None = tx.execute(of_mail).scalar()
    return found


def _unsent(tx: Tx, ticket_id: int, journal_id: int) -> tuple[int, ...]:
    """The mails of an answer, as long as all of them wait; none where one has left."""
    mails = (
        sa.select(outbox.c.id, outbox_recipient.c.state)
        .join(outbox_recipient, outbox_recipient.c.outbox_id == outbox.c.id)
        .where(outbox.c.ticket_id == ticket_id, outbox.c.journal_id == journal_id, outbox.c.kind == "reply")
    )
    rows = tx.execute(mails).all()
    return tuple(dict.fromkeys(int(r.id) for r in rows)) if all(r.state == "waiting" for r in rows) else ()
