"""Would the promises have come true? A walk through a history that never looks ahead.

At each arrival only what was known then is used: answers given by then, judgements of promises whose time had come by
then, and the queue as it stood. The first tickets get no promise, because there is no history yet, and are not judged.
The same walk is made by what a desk without an estimate might say: one fixed time, the mean, and the quantile of answers.
"""

from bisect import bisect_left, insort
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heappop, heappush

from mailgate.model.case import Case
from mailgate.sla.calendar import Calendar, elapsed
from mailgate.sla.estimate.cell import Cell
from mailgate.sla.estimate.forecast import Cells, Measured, measured
from mailgate.sla.estimate.level import TARGET
from mailgate.sla.estimate.method import HOUR_S, Method
from mailgate.sla.estimate.score import Judged, best_static_s, mean_loss, quantile
from mailgate.sla.estimate.seen import Seen, seen, working_day_s
from mailgate.sla.estimate.spoken import spoken

REFRESH_S = HOUR_S  # of working time; the daemon does it every 15 minutes of the clock
_REFRESH = timedelta(hours=12)  # and at least so often while nobody works

Step = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Walked:
    """The promises of a history, and the losses of other ways on the same tickets, in working hours."""

    judged: tuple[Judged, ...]
    static_h: float  # the best fixed promise, known only afterwards
    mean_h: float  # the mean of what was answered before
    rolling_h: float  # the quantile of what was answered in the window before, without what waits


def backtest(
    cases: Iterable[Case], calendar: Calendar, method: Method | None = None, step: Step = lambda _: None
) -> Walked:
    """Walks through the history of each team by itself; `step` is told of each case."""
    teams: dict[str, list[Case]] = {}
    for case in cases:
        teams.setdefault(case.team, []).append(case)
    end = max((at for team in teams.values() for case in team for at in _instants(case)), default=None)
    lines: list[_Line] = []
    for team in teams.values():
        lines += _Walk(calendar, method or Method(), end or team[0].arrived_at).over(
            seen(team, calendar), step
        )
    lines.sort(key=lambda line: line.arrived_at)
    judged = tuple(line.judged for line in lines)
    static = best_static_s(judged)
    return Walked(
        judged,
        mean_loss(judged, lambda _: static),
        _loss(lines, lambda line: line.mean_s),
        _loss(lines, lambda line: line.rolling_s),
    )


@dataclass(frozen=True, slots=True)
class _Line:
    arrived_at: datetime
    judged: Judged
    mean_s: float
    rolling_s: float


def _loss(lines: Sequence[_Line], promise: Callable[[_Line], float]) -> float:
    by = {id(line.judged): promise(line) for line in lines}
    return mean_loss((line.judged for line in lines), lambda one: by[id(one)])


def _instants(case: Case) -> Iterable[datetime]:
    return (at for at in (case.arrived_at, case.answered_at, case.closed_at) if at is not None)


@dataclass
class _Answers:
    """Waits of what was answered so far, as the other ways know them."""

    waits: list[tuple[datetime, int]]
    window: timedelta
    recent: deque[tuple[datetime, int]] = field(default_factory=deque)
    ascending: list[int] = field(default_factory=list)
    total: int = 0
    number: int = 0

    def until(self, now: datetime) -> None:
        while self.number < len(self.waits) and self.waits[self.number][0] <= now:
            one = self.waits[self.number]
            self.recent.append(one)
            insort(self.ascending, one[1])
            self.total, self.number = self.total + one[1], self.number + 1
        while self.recent and self.recent[0][0] < now - self.window:
            del self.ascending[bisect_left(self.ascending, self.recent.popleft()[1])]


class _Walk:
    """One team's history, ticket by ticket."""

    def __init__(self, calendar: Calendar, method: Method, end: datetime) -> None:
        self._calendar, self._method, self._end = calendar, method, end
        self._level = method.learning.target
        self._open: list[
            tuple[datetime, bool]
        ] = []  # promises whose time is to come, and what becomes of them
        self._groups: dict[Cell, list[Measured]] = {}
        self._cells = Cells({}, end, 0, method)
        self._day_s = working_day_s(calendar)

    def over(self, history: Sequence[Seen], step: Step) -> list[_Line]:
        waits = sorted(
            (s.case.answered_at, s.took_s) for s in history if s.case.answered_at and s.took_s is not None
        )
        answers = _Answers(waits, self._method.window)
        lines = []
        for one in history:
            answers.until(one.case.arrived_at)
            judged = self._meet(one)
            if judged is not None:
                mean = answers.total / answers.number if answers.number else 0.0
                lines.append(_Line(one.case.arrived_at, judged, mean, quantile(answers.ascending, TARGET)))
            step(1)
        return lines

    def _meet(self, one: Seen) -> Judged | None:
        now = one.case.arrived_at
        while self._open and self._open[0][0] <= now:
            self._level = self._method.learning.after(self._level, heappop(self._open)[1])
        self._refresh(one)
        found = self._cells.forecast(one.cell, one.ahead_s, self._level)
        case = measured(one, self._method)
        for cell in one.cell.wider():
            self._groups.setdefault(cell, []).append(case)
        if found is None:
            return None
        until = spoken(self._calendar, now, now, found.seconds).until
        return self._judged(one, until)

    def _refresh(self, one: Seen) -> None:
        """As often as the daemon would, or nearly: cases since then are counted at the next time."""
        now, cells = one.case.arrived_at, self._cells
        fresh = cells.now <= now < cells.now + _REFRESH and one.arrived_s < cells.now_s + REFRESH_S
        if not fresh:
            self._cells = Cells(self._groups, now, one.arrived_s, self._method)

    def _judged(self, one: Seen, until: datetime) -> Judged | None:
        """What became of it; None where that is not known, because it ended without an answer or the history does."""
        answered = one.case.answered_at
        kept = answered is not None and answered <= until
        closed = not kept and one.case.closed_at is not None and one.case.closed_at <= until
        if closed or until > self._end:
            return None
        heappush(self._open, (until, kept))
        promised = elapsed(self._calendar, one.case.arrived_at, until)
        return Judged(one.arrived_s // self._day_s, promised, one.took_s, kept)
