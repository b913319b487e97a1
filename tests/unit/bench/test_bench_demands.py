"""A demand holds or is missed by its median; what was not measured is not judged."""

from io import StringIO

from rich.console import Console

from bench.findings import Demand, Findings, demands
from bench.growth import Cost, Growth
from bench.measure import MIB, Series
from bench.memory import Memory
from bench.report import summary
from bench.steady import Steady
from bench.trial import Trial
from bench.verdict import details, plain, table


def _trial(subject: str, rate: float, job_rate: float, latency_p99_s: float) -> Trial:
    return Trial(
        subject, 10, 1, 100, rate, job_rate, 0.001, latency_p99_s, 0.02, 0.5, 0.2, 0.02, 50 * MIB, 90 * MIB
    )


TRIALS = [
    _trial("reference", 100, 100, 0.010),
    _trial("acceptance", 160, 160, 0.010),
    _trial("desk", 120, 40, 0.005),
]
COST = Cost(20.0, (), (TRIALS[2],))
FINDINGS = Findings(
    summary(TRIALS, "reference"),
    Series((0.1, 0.2)),
    [Steady(16, 960, 60.0, 0.02, 1.2, 1.5, 0.01, 0.3)],
    Growth(1_000, COST, Cost(20.0, ("ticket: SELECT",), (TRIALS[2],))),
    Memory(3_000, (100 * MIB, 100 * MIB, 109 * MIB), 120 * MIB),
)


def _by_name(findings: Findings) -> dict[str, Demand]:
    return {one.what: one for one in demands(findings)}


def test_ratios_are_judged_at_their_number_of_connections() -> None:
    found = _by_name(FINDINGS)
    assert found["accepted/s, 10 connections, × reference"].holds
    assert "accepted/s, 50 connections, × reference" not in found
    assert not found["burst to last acknowledgement row, × reference"].holds
    assert found["p99 of the 250 with a backlog, × reference"].holds


def test_lag_scans_and_memory_are_judged() -> None:
    found = _by_name(FINDINGS)
    assert not found["250 to acknowledgement row at steady load, p99 s"].holds
    assert found["statements a mail at 1,000 tickets, × empty"].holds
    assert not found["statements that scan at 1,000 tickets"].holds
    assert found["PSS of the process tree, MiB"].found == 120
    growth = found["PSS growth over 3,000 mails"]
    assert growth.holds
    assert round(growth.found, 2) == 0.09


def test_what_was_not_measured_is_not_judged() -> None:
    assert list(demands(Findings())) == []


def test_the_verdict_is_shown_and_kept() -> None:
    console = Console(width=100, record=True, file=StringIO())
    judged = list(demands(FINDINGS))
    console.print(table(judged), details(FINDINGS), sep="\n")
    text = console.export_text()
    assert "missed" in text
    assert "holds" in text
    assert "20 / 1200 / 1500" in text
    kept = plain(FINDINGS, judged)
    assert len(kept["demands"]) == len(judged)  # type: ignore[arg-type]
