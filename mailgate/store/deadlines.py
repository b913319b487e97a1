"""Deadlines and promises that fall due."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from mailgate.model.decision import Promise, TimerWrite
from mailgate.store import prepared
from mailgate.store.schema_work import PROMISE_OPEN, TIMER_RUNS, firing, promise, timer
from mailgate.store.statements import upsert
from mailgate.store.store import Tx

_PROMISE = sa.insert(promise)
_KEY = ("ticket_id", "kind", "instance")
_KEPT = ("id", "generation")


@dataclass(frozen=True, slots=True)
class Breached:
    """A timer whose due date passed while it ran."""

    id: int
    ticket_id: int
    kind: str
    policy: str
    due_at: datetime


def write_timer(tx: Tx, ticket_id: int, one: TimerWrite) -> None:
    """Sets a timer as it shall stand; a satisfied one past its due date is marked as breached."""
    late = one.satisfied_at is not None and one.due_at is not None and one.satisfied_at > one.due_at
    row = {
        "ticket_id": ticket_id, "kind": one.kind, "instance": one.instance, "generation": 1, "state": one.state,
        "policy": one.policy, "calendar": one.calendar, "started_at": one.started_at, "resumed_at": one.started_at,
        "used_s": one.used_s, "target_s": one.target_s, "due_at": one.due_at, "imported": one.imported,
        "wake_at": one.due_at if one.state == "running" and not one.imported else None,
        "satisfied_at": one.satisfied_at, "breached_at": one.due_at if late else None,
    }  # fmt: skip
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


def breach_due(tx: Tx, now: datetime, limit: int) -> list[Breached]:
    """Marks running timers whose due date has passed; each fires this step once, ever."""
    due = (
        sa.select(timer.c.id)
        .where(TIMER_RUNS, timer.c.wake_at < now)
        .order_by(timer.c.wake_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    marked = (
        sa.update(timer)
        .where(timer.c.id.in_(due.scalar_subquery()))
        .values(wake_at=None, breached_at=timer.c.due_at)
        .returning(
            timer.c.id, timer.c.ticket_id, timer.c.kind, timer.c.policy, timer.c.due_at, timer.c.generation
        )
    )
    rows = list(tx.execute(marked))
    if rows:
        steps = [
            {"timer_id": r.id, "generation": r.generation, "step": "breach", "at": now, "late": False}
            for r in rows
        ]
        tx.execute(sa.insert(firing), steps)
    return [Breached(r.id, r.ticket_id, r.kind, r.policy, r.due_at) for r in rows]


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
