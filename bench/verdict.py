"""How are the demands shown beside what was found? A table for people, plain values for programs."""

from collections.abc import Iterable
from dataclasses import asdict

from rich.table import Table

from bench.findings import Demand, Findings
from bench.growth import Cost
from bench.measure import MIB


def table(demands: Iterable[Demand]) -> Table:
    """A row for each demand; a range of one value is not shown."""
    grid = Table(title="what is demanded", title_justify="left")
    for title, justify in (
        ("", "left"),
        ("wanted", "right"),
        ("found", "right"),
        ("range", "right"),
        ("", "left"),
    ):
        grid.add_column(title, justify="right" if justify == "right" else "left")
    for one in demands:
        spread = f"{one.low:.2f}–{one.high:.2f}" if one.low != one.high else ""
        verdict = "holds" if one.holds else "[bold red]missed[/bold red]"
        grid.add_row(one.what, one.wanted, f"{one.found:.2f}", spread, verdict)
    return grid


def details(findings: Findings) -> Table:
    """What the demands do not say of the longer measurements."""
    grid = Table(title="further figures", title_justify="left", show_header=False)
    for one in findings.steady:
        load = f"steady {one.rate:.0f}/s for {one.seconds:.0f} s"
        lag = f"{one.lag_p50_s * 1e3:.0f} / {one.lag_p99_s * 1e3:.0f} / {one.lag_max_s * 1e3:.0f}"
        grid.add_row(f"{load}: lag p50 / p99 / max ms", lag)
        grid.add_row(
            f"{load}: 250 after, p99 ms; cores busy", f"{one.latency_p99_s * 1e3:.1f}; {one.cores:.2f}"
        )
    if findings.growth is not None:
        for tickets, cost in ((0, findings.growth.empty), (findings.growth.tickets, findings.growth.full)):
            grid.add_row(f"{tickets:,} tickets: ms, CPU ms, statements a mail", _costs(cost))
            for scan in cost.scans:
                grid.add_row(f"{tickets:,} tickets: scan of", scan)
    if findings.memory is not None:
        rests = findings.memory.rests
        grid.add_row("PSS at rest, first / last, MiB", f"{rests[0] / MIB:.0f} / {rests[-1] / MIB:.0f}")
    return grid


def _costs(cost: Cost) -> str:
    elapsed, cpu = cost.seconds_per_mail.median * 1e3, cost.cpu_per_mail.median * 1e3
    return f"{elapsed:.2f}, {cpu:.2f}, {cost.statements:.2f}"


def plain(findings: Findings, demands: Iterable[Demand]) -> dict[str, object]:
    """All of it but the lines, as JSON takes it."""
    return {
        "demands": [asdict(one) for one in demands],
        "help_s": list(findings.help_s.values) if findings.help_s else [],
        "steady": [asdict(one) for one in findings.steady],
        "growth": asdict(findings.growth) if findings.growth else None,
        "memory": asdict(findings.memory) if findings.memory else None,
    }
