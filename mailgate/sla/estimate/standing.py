"""How does each team stand now? Its history, pace, queue and level as one value, made anew every quarter of an hour.

A mail then costs a look into tables that are ready: nothing reads ninety days of tickets because somebody wrote.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from mailgate.model.case import Case
from mailgate.sla.calendar import Calendar, elapsed
from mailgate.sla.estimate.band import band
from mailgate.sla.estimate.cell import Cell
from mailgate.sla.estimate.forecast import Cells, Forecast, grouped
from mailgate.sla.estimate.method import Method
from mailgate.sla.estimate.seen import FORGOTTEN, Pace, pace, seen, working_day_s


@dataclass(frozen=True)
class Team:
    """One team as of an instant."""

    calendar: Calendar
    cells: Cells
    pace: Pace
    waiting: int
    level: float
    judged: int  # promises that the level has learned from

    def forecast(
        self, category: str | None, priority: str, arrived_at: datetime, waiting: int | None = None
    ) -> Forecast | None:
        """The estimate for a ticket that finds so many waiting; the number at the last look, where none is given."""
        cell = Cell(category or "", priority, band(self.calendar, arrived_at).value)
        ahead = self.pace.ahead_s(self.waiting if waiting is None else waiting)
        return self.cells.forecast(cell, ahead, self.level)

    def still(
        self,
        category: str | None,
        priority: str,
        arrived_at: datetime,
        waited_s: int,
        found_s: float | None,
        level: float,
    ) -> int | None:
        """Working seconds from arrival by which this share of those who waited so long are answered; None if unknown.

        `found_s` is the queue that it found; a longer one of now counts instead.
        """
        cell = Cell(category or "", priority, band(self.calendar, arrived_at).value)
        now_s = self.pace.ahead_s(self.waiting)
        return self.cells.still(cell, max(found_s if found_s is not None else now_s, now_s), waited_s, level)

    def today(self) -> Iterator[tuple[Cell, Forecast]]:
        """Every cell that has enough cases, the widest first, with its estimate for a mail that came now."""
        for cell in sorted(self.cells.groups, key=_wide_first):
            found = self.cells.forecast(cell, self.pace.ahead_s(self.waiting), self.level)
            if found is not None and found.cell == cell:
                yield cell, found


@dataclass(frozen=True)
class Estimates:
    """All teams; empty until the first look, and for teams without a history."""

    teams: Mapping[str, Team] = field(default_factory=dict)


def standing(
    cases: Iterable[Case],
    judged: Sequence[bool],
    calendar: Calendar,
    now: datetime,
    method: Method | None = None,
) -> Team | None:
    """A team's standing from its cases before `now`, and what became of its promises, oldest first; None without cases."""
    method, history = method or Method(), seen([case for case in cases if case.arrived_at < now], calendar)
    if not history:
        return None
    origin = history[0].case.arrived_at
    answered = sorted(
        elapsed(calendar, origin, at) for s in history if (at := s.case.answered_at) and at <= now
    )
    now_s = elapsed(calendar, origin, now)
    return Team(
        calendar=calendar,
        cells=Cells(grouped(history, method), now, now_s, method).prepared(),
        pace=pace(answered, now_s, working_day_s(calendar)),
        waiting=sum(not s.ended_by(now) and s.case.arrived_at + FORGOTTEN > now for s in history),
        level=method.learning.over(judged),
        judged=len(judged),
    )


def _wide_first(cell: Cell) -> tuple[int, tuple[str, ...]]:
    return sum(part is not None for part in cell), tuple(part or "" for part in cell)
