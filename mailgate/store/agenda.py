"""When is there something to do next? One statement; each part of it is the first entry of an index."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from mailgate.store import prepared
from mailgate.store.schema import TICKET_MOVES, TICKET_SLEEPS, ticket
from mailgate.store.schema_agents import HELD_WAITS, REMINDER_WAITS, held, reminder
from mailgate.store.schema_work import PROMISE_OPEN, TIMER_RUNS, promise, timer
from mailgate.store.store import Tx


def _first(column: sa.Column[Any], where: sa.ColumnElement[bool], name: str) -> sa.Label[Any]:
    return sa.select(sa.func.min(column, type_=column.type)).where(where).scalar_subquery().label(name)


_NEXT = sa.select(
    _first(timer.c.wake_at, TIMER_RUNS, "timer"),
    _first(promise.c.until, PROMISE_OPEN, "promise"),
    _first(ticket.c.move_at, TICKET_MOVES, "move"),
    _first(ticket.c.postponed_until, TICKET_SLEEPS, "sleeper"),
    _first(reminder.c.at, REMINDER_WAITS, "reminder"),
    _first(held.c.expires_at, HELD_WAITS, "held"),
)


def next_due(tx: Tx) -> datetime | None:
    """The earliest instant at which a tick has something to do; None when nothing is set."""
    (row,) = prepared.rows(tx, _NEXT)
    return min((at for at in row if at is not None), default=None)
