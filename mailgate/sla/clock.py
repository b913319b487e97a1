"""What did happen to a ticket do to its clocks?

Theory of operation
- The clocks are a fold: each happening, in the order of `happening.place`, makes new clocks from old ones. `advance`
  takes one more happening without the earlier ones; where it belongs among those, or takes one of them back, all are
  folded anew. Both ways give the same, which a property test holds.
- A tick is no happening: `as_of` marks what has passed, and a happening that is heard of late takes the mark back.
- Reminders count by generation, which is the revision of the terms that planned them. Terms are set at the moment of
  setting, so that no late mail and no recall lowers a revision: one generation never means two schedules.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import reduce

from mailgate.model.ticket import Status
from mailgate.sla.calendar import Calendar
from mailgate.sla.clocks import Clocks, as_of, counting, each, entered, started
from mailgate.sla.fit import fitted
from mailgate.sla.happening import (
    REWRITES,
    Absorbed,
    Answered,
    CalendarEdited,
    CustomerWrote,
    Happening,
    NeedsNoReply,
    StatusChanged,
    TermsSet,
    as_it_counts,
    place,
)
from mailgate.sla.kinds import RULES
from mailgate.sla.merge import merged
from mailgate.sla.policy import TimerKind
from mailgate.sla.terms import Terms
from mailgate.sla.timer import LIVE, State, Timer, cancelled, satisfied

_FROM_THE_FIRST = (TimerKind.FIRST_RESPONSE, TimerKind.RESOLUTION, TimerKind.TOTAL)
_OVER = (Status.SOLVED, Status.CLOSED)


def fold(history: Iterable[Happening]) -> Clocks:
    """The clocks after all of this, in whatever order it is given; look at them with `as_of`."""
    return reduce(_step, as_it_counts(history), Clocks())


def advance(clocks: Clocks, happening: Happening, earlier: Sequence[Happening] = ()) -> Clocks:
    """The clocks after one more; `earlier` is the history so far, needed only where it `rewrites`."""
    return fold((*earlier, happening)) if rewrites(clocks, happening) else _step(clocks, happening)


def rewrites(clocks: Clocks, happening: Happening) -> bool:
    """Does it reach back into the history, or is it heard of too late for its place?"""
    late = clocks.last is not None and place(happening) < clocks.last
    return late or isinstance(happening, REWRITES)


def changes(stored: Iterable[Timer], clocks: Clocks) -> tuple[Timer, ...]:
    """The timers to write so that what is stored equals the clocks; one that never was is cancelled.

    Against folded clocks `stored` are all rows of the ticket; against clocks that went on from others, their timers.
    """
    before = {(t.kind, t.instance): t for t in stored}
    now = {(t.kind, t.instance): t for t in clocks.timers}
    void = (
        replace(t, state=State.CANCELLED, resumed_at=None, due_at=None, breached_at=None, satisfied_at=None)
        for key, t in before.items()
        if key not in now and t.state is not State.CANCELLED
    )
    return (*(t for key, t in now.items() if before.get(key) != t), *void)


def _step(clocks: Clocks, happening: Happening) -> Clocks:
    known = as_of(clocks, happening.at)
    return replace(_happen(known, happening), last=place(happening))


def _happen(clocks: Clocks, happening: Happening) -> Clocks:
    after = clocks  # what was taken back has left the history: the moment is all that remains of it
    match happening:
        case CustomerWrote(at, message):
            after = _wrote(clocks, at, message)
        case Answered(at, message):
            after = _answered(clocks, at, message)
        case StatusChanged(at, status):
            after = _status(clocks, at, status)
        case NeedsNoReply(at):
            after = each(replace(clocks, oldest=None), lambda t: _needless(t, clocks, at))
        case Absorbed(at, other, _):
            after = merged(clocks, as_of(fold(other), at), at)
        case TermsSet(at, terms):
            after = _under(clocks, terms, at, LIVE)
        case CalendarEdited(at, calendar):
            after = _edited(clocks, calendar, at)
    return after


def _wrote(clocks: Clocks, at: datetime, message: int) -> Clocks:
    courses = list(clocks.courses)
    if clocks.began_at is None:
        courses += [started(clocks, kind, 1, at) for kind in _FROM_THE_FIRST]
    elif clocks.oldest is None and clocks.live(TimerKind.FIRST_RESPONSE) is None:
        courses.append(started(clocks, TimerKind.NEXT_REPLY, message, at))
    began, oldest = clocks.began_at or at, clocks.oldest or (at, message)
    return replace(clocks, courses=tuple(courses), began_at=began, oldest=oldest)


def _answered(clocks: Clocks, at: datetime, message: int) -> Clocks:
    answered = each(replace(clocks, oldest=None), lambda t: _met(t, clocks, at))
    if clocks.status in RULES[TimerKind.UPDATE].cancelling:
        return answered
    update = started(answered, TimerKind.UPDATE, message, at)
    return replace(answered, courses=(*answered.courses, update))


def _met(timer: Timer, clocks: Clocks, at: datetime) -> Timer:
    counts = RULES[timer.kind].answered and timer.state in LIVE
    return satisfied(timer, clocks.terms, at) if counts else timer


def _needless(timer: Timer, clocks: Clocks, at: datetime) -> Timer:
    asked = timer.kind is TimerKind.NEXT_REPLY and timer.state in LIVE
    return cancelled(timer, clocks.terms, at) if asked else timer


def _status(clocks: Clocks, at: datetime, status: Status) -> Clocks:
    if status is Status.SPAM:
        return clocks if clocks.spam else replace(clocks, spam=True, aside_at=at)
    if status is Status.MERGED:
        return replace(clocks, status=status, spam=False, aside_at=at)
    if status is clocks.status:  # unspam to where it stood; nothing is entered
        return replace(clocks, spam=False, aside_at=None)
    oldest = None if status in _OVER else clocks.oldest
    moved = replace(clocks, status=status, spam=False, aside_at=None, oldest=oldest)
    return each(moved, lambda t: entered(t, moved, at))


def _edited(clocks: Clocks, calendar: Calendar, at: datetime) -> Clocks:
    """Only running timers are counted anew; a paused one meets the edited calendar when it resumes."""
    if clocks.terms is None or clocks.terms.calendar.name != calendar.name:
        return clocks
    return _under(clocks, replace(clocks.terms, calendar=calendar), at, (State.RUNNING,))


def _under(clocks: Clocks, terms: Terms, at: datetime, states: tuple[State, ...]) -> Clocks:
    new = replace(clocks, terms=terms, revision=clocks.revision + 1)
    fits = [
        fitted(t, clocks.terms, terms, at, new.revision) if t.state in states else t for t in clocks.courses
    ]
    return each(replace(new, courses=tuple(fits)), lambda t: counting(t, new, at) if t.state in LIVE else t)
