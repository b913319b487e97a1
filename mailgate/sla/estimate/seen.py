"""What did each ticket find when it came, and how long did it wait? The history, each case by what was known then.

Theory of operation
- One walk over arrivals and endings in the order of time. The queue before a case and the pace of answers are those of
  its own arrival, so that a case never knows of what came after it.
- The queue's length is a time: tickets that wait, by the pace of first answers over the last two working days (Little,
  1961, "A proof for the queuing formula L = λW", Operations Research 9, 383-387).
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from mailgate.model.case import Case
from mailgate.sla.calendar import Calendar, elapsed
from mailgate.sla.estimate.band import band
from mailgate.sla.estimate.cell import Cell
from mailgate.sla.estimate.method import HOUR_S

FORGOTTEN = timedelta(days=28)  # a ticket unanswered for so long is in nobody's queue any more
_PACE_DAYS = 2
_FEWEST = 0.5  # answers: a pace of none would make any queue endless


@dataclass(frozen=True, slots=True)
class Seen:
    """One case; `arrived_s` and `ended_s` are working seconds since the history began."""

    case: Case
    cell: Cell
    arrived_s: int
    ended_s: int | None
    ahead_s: float  # the queue it found, in working seconds

    def ended_by(self, now: datetime) -> bool:
        """Whether its wait was over by then."""
        ended = self.case.answered_at or self.case.closed_at
        return ended is not None and ended <= now

    @property
    def took_s(self) -> int | None:
        """Working seconds to the first answer; None without one."""
        if self.case.answered_at is None or self.ended_s is None:
            return None
        return self.ended_s - self.arrived_s


@dataclass(frozen=True, slots=True)
class Pace:
    """How many first answers in how many working seconds."""

    answers: float
    over_s: int

    def ahead_s(self, waiting: int) -> float:
        """How long so many tickets and one more take."""
        return (waiting + 1) * self.over_s / max(self.answers, _FEWEST)


def pace(answered: Sequence[int], now_s: int, day_s: int) -> Pace:
    """The pace of the last two working days; `answered` ascends, in working seconds up to `now_s`."""
    over = min(_PACE_DAYS * day_s, max(now_s, HOUR_S))
    return Pace(len(answered) - bisect_right(answered, now_s - over), over)


def working_day_s(calendar: Calendar) -> int:
    """The working time of an ordinary day, in seconds; 8 h for a calendar without weekly hours."""
    open_days = [sum(o.closes - o.opens for o in day) * 60 for day in calendar.week if day]
    return sum(open_days) // len(open_days) if open_days else 8 * HOUR_S


def seen(cases: Iterable[Case], calendar: Calendar) -> tuple[Seen, ...]:
    """The history of one team in the order of arrival."""
    ordered = sorted(cases, key=_arrival)
    if not ordered:
        return ()
    walk = _Walk(ordered, calendar)
    return tuple(walk.meet(case) for case in ordered)


class _Walk:
    """The queue as it stands while the cases come one after the other."""

    def __init__(self, ordered: Sequence[Case], calendar: Calendar) -> None:
        self._calendar, self._origin = calendar, ordered[0].arrived_at
        self._day_s = working_day_s(calendar)
        self._endings = sorted((_gone_at(case), case.answered_at is not None) for case in ordered)
        self._next, self._waiting = 0, 0
        self._answered: list[int] = []

    def meet(self, case: Case) -> Seen:
        while self._next < len(self._endings) and self._endings[self._next][0] <= case.arrived_at:
            at, answered = self._endings[self._next]
            self._next, self._waiting = self._next + 1, self._waiting - 1
            if answered:
                self._answered.append(self._since(at))
        now_s = self._since(case.arrived_at)
        ahead = pace(self._answered, now_s, self._day_s).ahead_s(max(0, self._waiting))
        self._waiting += 1
        ended = case.answered_at or case.closed_at
        cell = Cell(case.category, case.priority, band(self._calendar, case.arrived_at).value)
        return Seen(case, cell, now_s, self._since(ended) if ended else None, ahead)

    def _since(self, at: datetime) -> int:
        return elapsed(self._calendar, self._origin, at)


def _gone_at(case: Case) -> datetime:
    """When it left the queue: answered, closed, or forgotten."""
    return case.answered_at or case.closed_at or case.arrived_at + FORGOTTEN


def _arrival(case: Case) -> datetime:
    return case.arrived_at
