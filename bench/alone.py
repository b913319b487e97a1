"""What is measured without a daemon? Reading by itself: its speed, and what it costs when a mail means harm."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field

from rich.table import Table

from bench import hostile
from bench import reading as speed
from bench.findings import Demand


@dataclass
class Alone:
    """The parts that were measured; the others are None or empty."""

    reading: speed.Reading | None = None
    limits: list[hostile.Outcome] = field(default_factory=list)

    def demands(self) -> Iterator[Demand]:
        yield from speed.demands(self.reading)
        yield from hostile.demands(self.limits)

    def tables(self) -> Iterator[Table]:
        if self.reading is not None:
            yield from speed.tables(self.reading)
        if self.limits:
            yield hostile.table(self.limits)

    def plain(self) -> dict[str, object]:
        """As JSON takes it."""
        return {
            "reading": asdict(self.reading) if self.reading else None,
            "limits": [asdict(one) for one in self.limits],
        }
