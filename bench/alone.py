"""What is measured without a daemon? Reading, rules and threading by themselves: their speed, and what harm costs."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field

from rich.table import Table

from bench import estimate_figures, hostile, rules_cost, threading_scale
from bench import reading as speed
from bench import timers as clocks
from bench.findings import Demand


@dataclass
class Alone:
    """The parts that were measured; the others are None or empty."""

    reading: speed.Reading | None = None
    limits: list[hostile.Outcome] = field(default_factory=list)
    rules: list[rules_cost.Cost] = field(default_factory=list)
    threading: threading_scale.Scale | None = None
    estimate: list[estimate_figures.Figures] = field(default_factory=list)
    timers: clocks.Timers | None = None

    def demands(self) -> Iterator[Demand]:
        yield from speed.demands(self.reading)
        yield from hostile.demands(self.limits)
        yield from rules_cost.demands(self.rules)
        yield from threading_scale.demands(self.threading)
        yield from estimate_figures.demands(self.estimate)
        yield from clocks.demands(self.timers)

    def tables(self) -> Iterator[Table]:
        if self.reading is not None:
            yield from speed.tables(self.reading)
        if self.limits:
            yield hostile.table(self.limits)
        if self.rules:
            yield rules_cost.table(self.rules)
        if self.threading is not None:
            yield threading_scale.table(self.threading)
        if self.estimate:
            yield estimate_figures.table(
                "estimated times on simulated desks, by seed; worst is of 20 working days", self.estimate
            )
        if self.timers is not None:
            yield clocks.table(self.timers)

    def plain(self) -> dict[str, object]:
        """As JSON takes it."""
        return {
            "reading": asdict(self.reading) if self.reading else None,
            "limits": [asdict(one) for one in self.limits],
            "rules": [asdict(one) for one in self.rules],
            "threading": threading_scale.plain(self.threading),
            "estimate": [asdict(one) for one in self.estimate],
            "timers": asdict(self.timers) if self.timers else None,
        }
