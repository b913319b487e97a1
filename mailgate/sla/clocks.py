"""Which timers does a ticket have at one moment, and what becomes of each in another status?

A course is measured whether the policy has a target for it or not, so that a target that comes later counts from the
original start; `Clocks.timers` are those that have, or had, a target. Spam and merge only hide: the courses go on, and
unspam finds them as if nothing had been.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from mailgate.model.ticket import Status
from mailgate.sla.fit import begun, fitted
from mailgate.sla.happening import Place
from mailgate.sla.kinds import RULES
from mailgate.sla.policy import TimerKind
from mailgate.sla.terms import Terms
from mailgate.sla.timer import LIVE, State, Timer, cancelled, passed, paused, reopened, resumed, satisfied

_ORDER = tuple(TimerKind)


@dataclass(frozen=True, slots=True)
class Clocks:
    """All timers of one ticket, and what the next happening needs to know."""

    terms: Terms | None = None
    revision: int = 0  # how many terms, calendar edits and merges there were
    status: Status = Status.NEW  # the last that is not spam
    spam: bool = False
    aside_at: datetime | None = None  # when it became spam, or was merged
    began_at: datetime | None = None  # arrival of the first customer message
    oldest: tuple[datetime, int] | None = None  # arrival and number of the oldest unanswered customer message
    courses: tuple[Timer, ...] = ()  # those that may still change
    ended: tuple[Timer, ...] = ()  # those that are history
    last: Place | None = None

    @property
    def timers(self) -> tuple[Timer, ...]:
        """The timers as they are to be stored and shown, by start."""
        known = (self.shown(t) for t in (*self.ended, *self.courses) if t.generation)
        return tuple(sorted(known, key=lambda t: (t.started_at, _ORDER.index(t.kind), t.instance)))

    def shown(self, timer: Timer) -> Timer:
        """The course as others see it: hidden by spam, by a merge, or by a policy without this target."""
        aside = self.spam or self.status is Status.MERGED
        wanted = self.terms is not None and self.terms.measures(timer.kind)
        if timer.state not in LIVE or (wanted and not aside):
            return timer
        breach = timer.breached_at
        if breach is not None and self.aside_at is not None and breach >= self.aside_at:
            breach = None  # nobody was waited for any more
        overdue = timer.due_at if breach is not None else None
        return replace(timer, state=State.CANCELLED, resumed_at=None, due_at=overdue, breached_at=breach)

    def live(self, kind: TimerKind) -> Timer | None:
        """The course of this kind that counts now."""
        return next((t for t in self.courses if t.kind is kind and t.state in LIVE), None)


def as_of(clocks: Clocks, at: datetime) -> Clocks:
    """The clocks at this instant: deadlines that have passed are breaches. This is all that a tick does."""
    courses = tuple(passed(t, at) for t in clocks.courses)
    return clocks if courses == clocks.courses else replace(clocks, courses=courses)


def settled(clocks: Clocks, courses: Iterable[Timer]) -> Clocks:
    """The clocks with these courses; those that can never change again become history."""
    may_change, over = list[Timer](), list[Timer]()
    for one in courses:
        if one.state in LIVE or RULES[one.kind].reopens:
            may_change.append(one)
        elif one.generation or one.kind is TimerKind.FIRST_RESPONSE:  # whether that is over must be known
            over.append(one)
    return replace(clocks, courses=tuple(may_change), ended=(*clocks.ended, *over))


def each(clocks: Clocks, change: Callable[[Timer], Timer]) -> Clocks:
    """The clocks with every course changed in this way."""
    return settled(clocks, [change(t) for t in clocks.courses])


def started(clocks: Clocks, kind: TimerKind, instance: int, at: datetime) -> Timer:
    """A course that starts at this instant, which may lie back."""
    course = begun(Timer(kind, instance, at, resumed_at=at), clocks.terms, clocks.revision)
    return counting(course, clocks, at)


def entered(timer: Timer, clocks: Clocks, at: datetime) -> Timer:
    """The course when its ticket has the status of these clocks from now on; what reopens obeys today's terms."""
    rule, status, terms = RULES[timer.kind], clocks.status, clocks.terms
    if timer.state not in LIVE:
        if not rule.reopens or status in rule.satisfying | rule.cancelling:
            return timer
        since = timer.satisfied_at if rule.counts_solved and timer.satisfied_at is not None else at
        again = counting(reopened(timer), clocks, since)
        return again if terms is None else fitted(again, terms, terms, at, clocks.revision)
    if status in rule.satisfying:
        return satisfied(timer, terms, at)
    if status in rule.cancelling:
        return cancelled(timer, terms, at)
    return counting(timer, clocks, at)


def counting(timer: Timer, clocks: Clocks, at: datetime) -> Timer:
    """The live course running or paused, as status and policy want it."""
    terms = clocks.terms
    if terms is not None and terms.pauses(timer.kind, clocks.status):
        return paused(timer, terms, at) if timer.state is State.RUNNING else timer
    return resumed(timer, terms, at) if timer.state is State.PAUSED else timer
