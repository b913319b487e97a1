"""Which step of its plan has a timer reached, and when must somebody look at it again?

Theory of operation
- A step is a place in used working time, so that pauses move it with the deadline. It is reached once its second is
  over, as a deadline is missed: an answer within the second still counts.
- Of several reached since the last look only the highest fires: who comes back after a day wants one mail, not five.
- Each (timer, generation, step) fires at most once, which the store enforces. A new generation is a new schedule: its
  steps fire anew, but those that lay in the past when it began fire only if they stand higher than what fired before.
- Reminders fire in working time, or within a quarter of an hour of its end: a deadline is often the very closing. The
  breach itself is marked at its second, day or night.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from mailgate.sla.calendar import Calendar, due, elapsed, is_open, next_opening
from mailgate.sla.plan import Plan, Step
from mailgate.sla.timer import State, Timer

_AFTER_CLOSING = timedelta(minutes=15)
_LATE = timedelta(minutes=10)  # behind its time; a daemon that runs is seconds behind


@dataclass(frozen=True, slots=True)
class Firing:
    """A step that fired."""

    generation: int
    key: str


@dataclass(frozen=True, slots=True)
class Reached:
    """The highest step that was reached and has not fired.

    `key` is what to record, `step` what to do: a lower one where the highest does not concern the ticket, or None.
    """

    key: str
    step: Step | None
    moment: datetime
    late: bool


@dataclass(frozen=True, slots=True)
class _Mark:
    step: Step
    offset: int  # working seconds after the deadline
    count: int = 0  # which repetition

    @property
    def key(self) -> str:
        return f"{self.step.key} #{self.count}" if self.count else self.step.key


def step_due(
    timer: Timer,
    plan: Plan,
    calendar: Calendar,
    fired: Collection[Firing],
    now: datetime,
    *,
    assigned: bool,
) -> Reached | None:
    """The step to fire now; None when nothing was reached, or nobody is to be disturbed now.

    `calendar` is the one that the timer runs on, in its present version.
    """
    return _reached(timer, plan, calendar, fired, now, assigned) if disturbing(calendar, now) == now else None


def next_wake(
    timer: Timer, plan: Plan, calendar: Calendar, fired: Collection[Firing], now: datetime
) -> datetime | None:
    """After which instant the timer wants attention next: its next step, or the breach itself; None for never."""
    if timer.state is not State.RUNNING or timer.due_at is None:
        return None
    breach = [timer.due_at] if timer.breached_at is None else []
    if _reached(timer, plan, calendar, fired, now, assigned=True) is not None:
        return min([*breach, disturbing(calendar, now)])
    ahead = (disturbing(calendar, moment) for moment in _ahead(timer, plan, calendar, now))
    return min([*breach, *ahead], default=None)


def disturbing(calendar: Calendar, at: datetime) -> datetime:
    """The instant itself in working time and just after it, otherwise the next opening."""
    if is_open(calendar, at) or elapsed(calendar, at - _AFTER_CLOSING, at) > 0:
        return at
    return next_opening(calendar, at)


def moments(timer: Timer, plan: Plan, calendar: Calendar) -> list[tuple[datetime, Step]]:
    """When each step of a running timer is reached if nothing happens, in order; repetitions left out."""
    marks = (_Mark(step, step.at.offset(timer.target_s or 0)) for step in plan.of(timer.kind))
    found = ((_moment(timer, calendar, mark.offset), mark.step) for mark in marks)
    return sorted(((at, step) for at, step in found if at is not None), key=lambda pair: pair[0])


def _reached(
    timer: Timer,
    plan: Plan,
    calendar: Calendar,
    fired: Collection[Firing],
    now: datetime,
    assigned: bool,
) -> Reached | None:
    if timer.state is not State.RUNNING or timer.allowed_s is None:
        return None
    done = _highest(timer, plan, (f.key for f in fired if f.generation == timer.generation))
    before = _highest(timer, plan, (f.key for f in fired if f.generation != timer.generation))
    passed = [
        (mark, moment)
        for mark, moment in _passed(timer, plan, calendar, now)
        if (done is None or mark.offset > done)
        and (before is None or mark.offset > before or timer.planned_at is None or moment > timer.planned_at)
    ]
    if not passed:
        return None
    top, moment = passed[-1]
    step = next((m.step for m, _ in reversed(passed) if m.step.applies(assigned=assigned)), None)
    return Reached(top.key, step, moment, late=now - disturbing(calendar, moment) > _LATE)


def _passed(timer: Timer, plan: Plan, calendar: Calendar, now: datetime) -> list[tuple[_Mark, datetime]]:
    """The steps that lie behind, in order; of the repetitions only the last."""
    found = []
    for step in plan.of(timer.kind):
        offset = step.at.offset(timer.target_s or 0)
        moment = _moment(timer, calendar, offset)
        if moment is None or moment >= now:
            continue
        found.append((_Mark(step, offset), moment))
        if (
            step.every_s is not None
            and (last := _last_repetition(timer, calendar, step, offset, now)) is not None
        ):
            found.append(last)
    return sorted(found, key=lambda pair: pair[0].offset)


def _last_repetition(
    timer: Timer, calendar: Calendar, step: Step, offset: int, now: datetime
) -> tuple[_Mark, datetime] | None:
    assert step.every_s is not None  # asked for by the caller
    count = _repetitions(timer, calendar, step, offset, now)
    while count > 0:
        mark = _Mark(step, offset + count * step.every_s, count)
        moment = _moment(timer, calendar, mark.offset)
        if moment is not None and moment < now:
            return mark, moment
        count -= 1  # the last one falls on this very second: at most once
    return None


def _repetitions(timer: Timer, calendar: Calendar, step: Step, offset: int, now: datetime) -> int:
    """How many repetitions fit into the time that is used by now."""
    assert timer.resumed_at is not None  # it runs
    assert step.every_s is not None
    used = timer.used_s + elapsed(calendar, timer.resumed_at, now)
    return max(0, (used - (timer.allowed_s or 0) - offset) // step.every_s)


def _ahead(timer: Timer, plan: Plan, calendar: Calendar, now: datetime) -> Iterator[datetime]:
    """The instants that are still to come, the nearest of each step."""
    for step in plan.of(timer.kind):
        offset = step.at.offset(timer.target_s or 0)
        moment = _moment(timer, calendar, offset)
        if moment is not None and moment >= now:
            yield moment
        elif moment is not None and step.every_s is not None:
            counted = _repetitions(timer, calendar, step, offset, now)
            nearest = (_moment(timer, calendar, offset + n * step.every_s) for n in (counted, counted + 1))
            yield from (at for at in nearest if at is not None and at >= now)


def _moment(timer: Timer, calendar: Calendar, offset: int) -> datetime | None:
    """When so much after the deadline is used up; None for a step that would stand before the start.

    What was used up before the timer ran on counts as passed when it ran on.
    """
    if timer.allowed_s is None or timer.resumed_at is None or timer.allowed_s + offset <= 0:
        return None
    return due(calendar, timer.resumed_at, max(0, timer.allowed_s + offset - timer.used_s))


def _highest(timer: Timer, plan: Plan, keys: Iterator[str]) -> int | None:
    """How far the steps with these keys reach; those that left the plan count for nothing."""
    steps = {step.key: step for step in plan.of(timer.kind)}
    reach = []
    for key in keys:
        name, _, count = key.partition(" #")
        if name in steps:
            step = steps[name]
            reach.append(step.at.offset(timer.target_s or 0) + int(count or 0) * (step.every_s or 0))
    return max(reach, default=None)
