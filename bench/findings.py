"""What was found in one call, and is it what the project demands?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bench.growth import Growth
from bench.measure import MIB, Series
from bench.memory import Memory
from bench.report import Line
from bench.steady import Steady


@dataclass
class Findings:
    """The parts that were measured; the others are None or empty."""

    lines: Sequence[Line] = ()
    help_s: Series | None = None
    steady: list[Steady] = field(default_factory=list)
    growth: Growth | None = None
    memory: Memory | None = None

    def line(self, subject: str, connections: int) -> Line | None:
        """One subject at one number of connections."""
        found = (a for a in self.lines if (a.subject, a.connections) == (subject, connections))
        return next(found, None)


@dataclass(frozen=True, slots=True)
class Demand:
    """One demand beside what was found; `low` and `high` are the range over the rounds."""

    what: str
    wanted: str
    found: float
    low: float
    high: float
    holds: bool


def demands(findings: Findings) -> Iterator[Demand]:
    """Every demand about which something was measured."""
    yield from _ratios(findings)
    yield from _steadiness(findings)
    yield from _growth(findings)
    yield from _weights(findings)


def _at_least(what: str, series: Series, limit: float) -> Demand:
    return Demand(what, f"≥ {limit:g}", series.median, series.low, series.high, series.median >= limit)


def _at_most(what: str, series: Series, limit: float) -> Demand:
    return Demand(what, f"≤ {limit:g}", series.median, series.low, series.high, series.median <= limit)


def _ratios(findings: Findings) -> Iterator[Demand]:
    for connections in (10, 50):
        if line := findings.line("acceptance", connections):
            what = f"accepted/s, {connections} connections, × reference"
            yield _at_least(what, line.ratios["rate"], 1.5)
    if line := findings.line("desk", 10):
        yield _at_least("burst to last acknowledgement row, × reference", line.ratios["job_rate"], 0.5)
        yield _at_most("p99 of the 250 with a backlog, × reference", line.ratios["latency_p99_ms"], 0.75)


def _steadiness(findings: Findings) -> Iterator[Demand]:
    if findings.steady:
        p99 = Series.of(one.lag_p99_s for one in findings.steady)
        yield _at_most("250 to acknowledgement row at steady load, p99 s", p99, 1.0)


def _growth(findings: Findings) -> Iterator[Demand]:
    if (found := findings.growth) is None:
        return
    at = f"at {found.tickets:,} tickets"
    yield _at_most(
        f"time a mail {at}, × empty", found.full.seconds_per_mail.over(found.empty.seconds_per_mail), 1.5
    )
    yield _at_most(f"CPU a mail {at}, × empty", found.full.cpu_per_mail.over(found.empty.cpu_per_mail), 1.5)
    yield _at_most(
        f"statements a mail {at}, × empty", Series.of([found.full.statements / found.empty.statements]), 1
    )
    yield _at_most(f"statements that scan {at}", Series.of([len(found.full.scans)]), 0)


def _weights(findings: Findings) -> Iterator[Demand]:
    peaks = [findings.memory.peak / MIB] if findings.memory else []
    peaks += [p for a in findings.lines if a.subject == "desk" for p in a.values["peak_pss_mib"].values]
    if peaks:
        yield _at_most("PSS of the process tree, MiB", Series.of([max(peaks)]), 400)
    if findings.memory:
        what = f"PSS growth over {findings.memory.mails:,} mails"
        yield _at_most(what, Series.of([findings.memory.growth]), 0.1)
    if starts := [s for a in findings.lines if a.subject == "desk" for s in a.values["start_s"].values]:
        yield _at_most("start to READY, s", Series.of(starts), 1.5)
    if findings.help_s:
        yield _at_most("mailgate --help, s", findings.help_s, 0.4)
