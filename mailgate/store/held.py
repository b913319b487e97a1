"""Agents' mails that were kept back: put, looked up by number, settled once."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from mailgate.model.effects import KeepBack
from mailgate.model.held import HeldKind, HeldMail, HeldState
from mailgate.store.schema import message
from mailgate.store.schema_agents import HELD_WAITS, held
from mailgate.store.statements import insert_id
from mailgate.store.store import Tx

_WITH_WORDS = sa.select(held, message.c.new_text, message.c.subject).join(
    message, message.c.id == held.c.message_pk
)


def keep(tx: Tx, ticket_id: int, message_pk: int, journal_id: int, why: KeepBack, now: datetime) -> int:
    """Keeps a mail back and returns the number that its question's token bears."""
    row = {
        "ticket_id": ticket_id, "message_pk": message_pk, "journal_id": journal_id, "agent": why.agent,
        "kind": why.kind.value, "questions": [dict(q) for q in why.questions], "state": HeldState.WAITING.value,
        "created_at": now, "expires_at": why.expires_at,
    }  # fmt: skip
    return int(tx.execute(insert_id(held), [row]).scalar_one())


def of_number(tx: Tx, number: int) -> HeldMail | None:
    """The kept-back mail with this number."""
    row = tx.execute(_WITH_WORDS.where(held.c.id == number)).one_or_none()
    return _mail(row) if row is not None else None


def of_entry(tx: Tx, journal_id: int) -> HeldMail | None:
    """The kept-back mail that is this entry of the ledger."""
    row = tx.execute(_WITH_WORDS.where(held.c.journal_id == journal_id)).one_or_none()
    return _mail(row) if row is not None else None


def waiting_on(tx: Tx, ticket_id: int, agent: str) -> HeldMail | None:
    """The newest mail of this agent that waits on a ticket."""
    newest = (
        _WITH_WORDS.where(held.c.ticket_id == ticket_id, held.c.agent == agent, HELD_WAITS)
        .order_by(held.c.id.desc())
        .limit(1)
    )
    row = tx.execute(newest).one_or_none()
    return _mail(row) if row is not None else None


def settle(tx: Tx, number: int, state: HeldState, now: datetime) -> bool:
    """Gives a kept-back mail its end; False when it has one."""
    mine = sa.update(held).where(held.c.id == number, HELD_WAITS)
    return tx.execute(mine.values(state=state.value, settled_at=now)).rowcount == 1


def expire(tx: Tx, now: datetime, limit: int) -> list[HeldMail]:
    """Ends confirmations whose day has passed."""
    due = _WITH_WORDS.where(HELD_WAITS, held.c.expires_at < now).limit(limit)
    found = [_mail(row) for row in tx.execute(due)]
    return [one for one in found if settle(tx, one.id, HeldState.EXPIRED, now)]


def next_expiry(tx: Tx) -> datetime | None:
    """When the next question expires."""
    soonest = sa.func.min(held.c.expires_at, type_=held.c.expires_at.type)
    found: datetime | None = tx.execute(sa.select(soonest).where(HELD_WAITS)).scalar()
    return found


def _mail(row: Any) -> HeldMail:
    return HeldMail(
        row.id, row.ticket_id, row.message_pk, row.journal_id, row.agent, HeldKind(row.kind), HeldState(row.state),
        tuple(row.questions), row.created_at, row.expires_at, row.new_text, row.subject,
    )  # fmt: skip
