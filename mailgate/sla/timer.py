"""How far is one timer, and when is it due? Its life: it runs, stands still, runs on, ends.

Theory of operation
- `used_s` is working time used up to `resumed_at`, and all of it where the timer does not run. A pause keeps seconds,
  never dates: resuming asks the calendar for `allowed_s - used_s` more.
- `allowed_s` is the target, or more where a tightened target left a grace (`fit.py`).
- A timer that does not run has no due date, unless one passed before: that one is kept, and nothing moves it back.
- `breached_at` is the due date that passed, not when somebody looked. Looking never changes the outcome: an event that
  happened before the due date but is heard of after it takes the breach back.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from mailgate.sla.calendar import due, elapsed
from mailgate.sla.policy import TimerKind
from mailgate.sla.terms import Terms


class State(StrEnum):
    """Whether a timer counts."""

    RUNNING = "running"
    PAUSED = "paused"
    SATISFIED = "satisfied"
    CANCELLED = "cancelled"


LIVE = (State.RUNNING, State.PAUSED)


@dataclass(frozen=True, slots=True)
class Timer:
    """One timer of a ticket at one moment; unique by kind and instance."""

    kind: TimerKind
    instance: int  # 1, or the number of the message that began the wait
    started_at: datetime
    state: State = State.RUNNING
    resumed_at: datetime | None = None  # since when it runs; None while it does not
    used_s: int = 0
    target_s: int | None = None
    allowed_s: int | None = None
    due_at: datetime | None = None
    breached_at: datetime | None = None
    satisfied_at: datetime | None = None
    generation: int = 0  # of its schedule of reminders; 0 means that it never had one
    planned_at: datetime | None = None  # when this generation began
    policy: str = ""
    policy_version: str = ""
    calendar: str = ""
    calendar_version: str = ""


def used_at(timer: Timer, terms: Terms | None, at: datetime) -> int:
    """Working seconds used until this instant."""
    if timer.resumed_at is None or terms is None:
        return timer.used_s
    return timer.used_s + elapsed(terms.calendar, timer.resumed_at, at)


def passed(timer: Timer, at: datetime) -> Timer:
    """The timer once everything before this instant is known: a due date that has passed is a breach."""
    if timer.state is not State.RUNNING:
        return timer
    breach = timer.breached_at
    if breach is not None and breach >= at:
        breach = None
    if breach is None and timer.due_at is not None and timer.due_at < at:
        breach = timer.due_at
    return timer if breach == timer.breached_at else replace(timer, breached_at=breach)


def paused(timer: Timer, terms: Terms | None, at: datetime) -> Timer:
    """The running timer stands still from now on."""
    return _stopped(timer, terms, at, State.PAUSED)


def cancelled(timer: Timer, terms: Terms | None, at: datetime) -> Timer:
    """The timer is not needed any more."""
    return _stopped(timer, terms, at, State.CANCELLED)


def satisfied(timer: Timer, terms: Terms | None, at: datetime) -> Timer:
    """What it waited for happened; whether in time, `breached_at` says."""
    used = used_at(timer, terms, at)
    return replace(timer, state=State.SATISFIED, used_s=used, resumed_at=None, satisfied_at=at)


def reopened(timer: Timer) -> Timer:
    """The timer that had ended waits to go on, with the time used until it ended."""
    kept = timer.due_at if timer.satisfied_at is None else _passed_by(timer, timer.satisfied_at)
    return replace(timer, state=State.PAUSED, satisfied_at=None, due_at=kept)


def resumed(timer: Timer, terms: Terms | None, at: datetime) -> Timer:
    """The paused timer runs on with the time that is left; one that is overdue keeps its due date."""
    runs = replace(timer, state=State.RUNNING, resumed_at=at)
    if terms is None or runs.allowed_s is None:
        return runs
    stamped = replace(runs, calendar=terms.calendar.name, calendar_version=terms.calendar_version)
    return replace(stamped, due_at=due_at(stamped, terms))


def due_at(timer: Timer, terms: Terms) -> datetime | None:
    """When the time that is allowed will be used up; the date that it has where that passed long ago."""
    if timer.allowed_s is None or timer.resumed_at is None:
        return None
    left = timer.allowed_s - timer.used_s
    if left > 0 or timer.due_at is None:
        return due(terms.calendar, timer.resumed_at, max(0, left))
    return timer.due_at


def _stopped(timer: Timer, terms: Terms | None, at: datetime, state: State) -> Timer:
    used = used_at(timer, terms, at)
    return replace(timer, state=state, used_s=used, resumed_at=None, due_at=_passed_by(timer, at))


def _passed_by(timer: Timer, at: datetime) -> datetime | None:
    return timer.due_at if timer.due_at is not None and timer.due_at < at else None
