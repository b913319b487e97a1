"""Deadlines and promises that fall due."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from mailgate.store.schema_work import firing, promise, timer
from mailgate.store.store import Tx


@dataclass(frozen=True, slots=True)
class Breached:
    """A timer whose due date passed while it ran."""

    id: int
    ticket_id: int
    kind: str
    policy: str
    due_at: datetime


def breach_due(tx: Tx, now: datetime, limit: int) -> list[Breached]:
    """Marks running timers whose due date has passed; each fires this step once, ever."""
    due = (
        sa.select(timer.c.id)
        .where(timer.c.state == "running", timer.c.wake_at < now)
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
        .where(promise.c.state == "open", promise.c.until < now)
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
        tx.execute(sa.select(wake).where(timer.c.state == "running")).scalar(),
        tx.execute(sa.select(until).where(promise.c.state == "open")).scalar(),
    )
    return min((f for f in found if f is not None), default=None)
