"""How long will this ticket wait? The quantile of its cell's waits, measured in the queue that each of them found.

A wait is divided by the workload of its arrival before it is compared, and multiplied by that of now: waits of a quiet
week say something about a busy one. This is the locally weighted score of conformal prediction (Papadopoulos, Gammerman
and Vovk, 2008, "Normalized nonconformity measures for regression conformal prediction"); docs/adr/010 has the measurement.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Self

from mailgate.sla.estimate.cell import ALL, Cell
from mailgate.sla.estimate.method import SHORTEST_S, Method, workload
from mailgate.sla.estimate.seen import Seen
from mailgate.sla.estimate.survival import Curve, Waited, curve

# Weights are powers of two around this day; thirty years from it they are still far from the ends of a float.
_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Forecast:
    """Working seconds from arrival to the first answer, and where they come from."""

    seconds: int
    cell: Cell
    level: float
    effective: float  # cases that the cell is worth
    ahead_s: float


@dataclass(frozen=True, slots=True)
class Measured:
    """A case as curves take it: its wait in units of its workload, once that is known."""

    arrived_at: datetime
    ended_at: datetime | None
    arrived_s: int
    workload: float
    weight: float
    final: Waited | None


@dataclass(frozen=True)
class Cells:
    """The history of one team as of an instant; `groups` are in order of arrival, and what came later is left out."""

    groups: Mapping[Cell, Sequence[Measured]]
    now: datetime
    now_s: int
    method: Method = field(default_factory=Method)
    _curves: dict[Cell, Curve] = field(default_factory=dict, init=False, repr=False, compare=False)  # a memo

    def forecast(self, cell: Cell, ahead_s: float, level: float) -> Forecast | None:
        """The estimate for a ticket of this cell that finds such a queue; None without enough history."""
        for wide in cell.wider() if self.method.cells else (ALL,):
            found = self.curve(wide)
            if found.effective < self.method.minimum or not found.times:
                continue
            known = found.quantile(level)
            if known is None and wide != ALL:
                continue  # so few of these were answered that a wider cell knows more
            wait = (known if known is not None else found.times[-1]) * workload(ahead_s, self.method)
            seconds = max(wait, ahead_s * self.method.floor, SHORTEST_S)
            return Forecast(int(seconds), wide, level, found.effective, ahead_s)
        return None

    def still(self, cell: Cell, ahead_s: float, waited_s: int, level: float) -> int | None:
        """By when this share of those who waited so long already are answered, from arrival; None if unknown."""
        units = workload(ahead_s, self.method)
        for wide in cell.wider():
            found = self.curve(wide)
            known = found.quantile(1 - (1 - level) * (1 - found.share(waited_s / units)))
            if found.effective >= self.method.minimum and known is not None:
                return max(int(known * units), waited_s + SHORTEST_S)
        return None

    def curve(self, cell: Cell) -> Curve:
        """The cell's waits, those of today's queue included."""
        if cell not in self._curves:
            self._curves[cell] = curve(self._waits(self.groups.get(cell, ())))
        return self._curves[cell]

    def prepared(self) -> Self:
        """Itself, with the curves of all cells that may be asked for."""
        for cell, group in self.groups.items():
            if len(group) >= self.method.minimum:
                self.curve(cell)
        return self

    def _waits(self, group: Sequence[Measured]) -> list[Waited]:
        if len(group) < self.method.minimum:
            return []
        first = bisect_left(group, self.now - self.method.window, key=_arrival)
        last = bisect_left(group, self.now, key=_arrival)
        waits = [self._wait(one) for one in group[first:last]]
        return waits if self.method.censored else [wait for wait in waits if wait.answered]

    def _wait(self, one: Measured) -> Waited:
        if one.final is not None and one.ended_at is not None and one.ended_at <= self.now:
            return one.final
        return Waited((self.now_s - one.arrived_s) / one.workload, answered=False, weight=one.weight)


def measured(one: Seen, method: Method) -> Measured:
    """A case, weighed: only ratios of weights count, so that its age is taken from a fixed day and never changes."""
    case, units = one.case, workload(one.ahead_s, method)
    ended = case.answered_at or case.closed_at
    weight = 2.0 ** ((case.arrived_at - _EPOCH) / method.half_life)
    final = None
    if one.ended_s is not None:
        final = Waited((one.ended_s - one.arrived_s) / units, case.answered_at is not None, weight)
    return Measured(case.arrived_at, ended, one.arrived_s, units, weight, final)


def grouped(history: Iterable[Seen], method: Method) -> dict[Cell, list[Measured]]:
    """The cases of every cell and of all wider ones, in order of arrival."""
    groups: dict[Cell, list[Measured]] = {}
    for one in history:
        case = measured(one, method)
        for cell in one.cell.wider():
            groups.setdefault(cell, []).append(case)
    return groups


def _arrival(one: Measured) -> datetime:
    return one.arrived_at
