"""Deadlines and promises that fall due."""

from collections.abc import Collection
from dataclasses import fields
from datetime import datetime

import sqlalchemy as sa

from mailgate.model.decision import Promise, TimerWrite
from mailgate.store import prepared
from mailgate.store.portions import portions
from mailgate.store.schema_work import PROMISE_OPEN, TIMER_RUNS, firing, promise, timer
from mailgate.store.statements import upsert
from mailgate.store.store import Tx

_PROMISE = sa.insert(promise)
_KEY = ("ticket_id", "kind", "instance")
_KEPT = ("id",)
_FIELDS = tuple(field.name for field in fields(TimerWrite))


def write_timer(tx: Tx, ticket_id: int, one: TimerWrite) -> None:
    """Sets a timer as it shall stand."""
    # A timer without a target is a figure of reports; 0 is no target that anybody could set.
    row = {name: getattr(one, name) for name in _FIELDS}
    row |= {"ticket_id": ticket_id, "target_s": one.target_s or 0}
    prepared.change(tx, upsert(tx.dialect.name, timer, _KEY, _KEPT), row)


def make_promise(tx: Tx, ticket_id: int, one: Promise, now: datetime) -> None:
    """Keeps what a customer was told, to be judged later."""
    row = {
        "ticket_id": ticket_id, "made_at": now, "until": one.until, "basis": one.basis, "detail": dict(one.detail),
        "state": "open",
    }  # fmt: skip
    prepared.change(tx, _PROMISE, row)


def judge_promise(tx: Tx, ticket_id: int, answered_at: datetime, now: datetime) -> None:
    """Settles the promise of a ticket that was answered: kept in time, or missed.

    An answer that came in time but was read late finds it missed by a tick, and is believed.
    """
    in_time = promise.c.until >= answered_at
    verdict = sa.case((in_time, "kept"), else_="missed")
    unjudged = sa.or_(PROMISE_OPEN, sa.and_(promise.c.state == "missed", in_time))
    mine = sa.update(promise).where(promise.c.ticket_id == ticket_id, unjudged)
    tx.execute(mine.values(state=verdict, judged_at=now))


def due_timers(tx: Tx, now: datetime, limit: int) -> dict[int, list[int]]:
    """The running timers that want attention, by their tickets: the longest overdue first.

    On PostgreSQL their rows are ours until the transaction ends; those of another process are passed over.
    """
    due = (
        sa.select(timer.c.id, timer.c.ticket_id)
        .where(TIMER_RUNS, timer.c.wake_at < now)
        .order_by(timer.c.wake_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    found: dict[int, list[int]] = {}
    for row in tx.execute(due):
        found.setdefault(row.ticket_id, []).append(row.id)
    return found


def fire(tx: Tx, timer_id: int, generation: int, step: str, now: datetime, *, late: bool) -> None:
    """Records that a step fired; Conflict where it did before, and with it goes the whole transaction."""
    row = {"timer_id": timer_id, "generation": generation, "step": step, "at": now, "late": late}
    tx.execute(sa.insert(firing), row)


def fired(tx: Tx, timer_ids: Collection[int]) -> dict[int, list[tuple[int, str]]]:
    """Which steps of these timers fired, each with its generation."""
    found: dict[int, list[tuple[int, str]]] = {}
    query = sa.select(firing.c.timer_id, firing.c.generation, firing.c.step)
    for portion in portions(timer_ids):
        for row in tx.execute(query.where(firing.c.timer_id.in_(portion))):
            found.setdefault(row.timer_id, []).append((row.generation, row.step))
    return found


def miss_promises(tx: Tx, now: datetime, limit: int) -> list[tuple[int, datetime]]:
    """Marks promises whose time passed unanswered: missed at that moment (SPEC section 10.4)."""
    due = (
        sa.select(promise.c.id)
        .where(PROMISE_OPEN, promise.c.until < now)
        .order_by(promise.c.until)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    marked = (
        sa.update(promise)
        .where(promise.c.id.in_(due.scalar_subquery()))
        .values(state="missed", judged_at=promise.c.until)
        .returning(promise.c.ticket_id, promise.c.until)
    )
    return [(r.ticket_id, r.until) for r in tx.execute(marked)]


def next_due(tx: Tx) -> datetime | None:
    """The earliest instant at which a tick has something to do: two indexed look-ups."""
    wake = sa.func.min(timer.c.wake_at, type_=timer.c.wake_at.type)
    until = sa.func.min(promise.c.until, type_=promise.c.until.type)
    found = (
        tx.execute(sa.select(wake).where(TIMER_RUNS)).scalar(),
        tx.execute(sa.select(until).where(PROMISE_OPEN)).scalar(),
    )
    return min((f for f in found if f is not None), default=None)
