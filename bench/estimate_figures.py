"""Is the estimate honest? Coverage, worst weeks and loss over simulated desks, and what each part of the method is worth.

`python -m bench.estimate_figures` prints the tables of docs/estimate.md. Seeds 1 to 10 were looked at while the method
was made. The reserved ones were fixed beforehand and measured once, when nothing was changed any more.
"""

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bench.estimate_desk import WEEKS, ZONE, as_csv, drifting, history, office
from bench.findings import Demand
from bench.measure import Series, percentile
from mailgate.model.case import Case
from mailgate.sla.estimate.backtest import backtest
from mailgate.sla.estimate.history_file import read_history
from mailgate.sla.estimate.level import Learning
from mailgate.sla.estimate.method import Method
from mailgate.sla.estimate.score import score

OPEN = tuple(range(1, 11))
RESERVED = tuple(range(1001, 1011))
DRIFTS = ("demand grows", "half leave for good", "order is lost", "twice as fast")
CSV_SEEDS = (1, 2)
COVERAGE, WORST, STATIC, ROLLING = (0.76, 0.90), 0.50, 0.8, 0.6

FULL = Method()
ABLATIONS: Mapping[str, Method] = {
    "as it is": FULL,
    "the queue as a floor of 1.2, not a measure": replace(FULL, queue=0.0, floor=1.2),
    "both": replace(FULL, floor=1.2),
    "no queue at all": replace(FULL, queue=0.0),
    "in proportion to the queue": replace(FULL, queue=1.0),
    "level fixed at 0.80": replace(FULL, learning=Learning(step=0.0)),
    "answered tickets only": replace(FULL, censored=False),
    "one cell a team": replace(FULL, cells=False),
    "weights that do not fade": replace(FULL, half_life=timedelta(days=36500)),
}


@dataclass(frozen=True, slots=True)
class Figures:
    """One desk, one method; losses in working hours."""

    name: str
    tickets: int
    promises: int
    coverage: float
    worst: float
    loss_h: float
    static_h: float
    rolling_h: float
    mean_h: float
    sharpness_h: float


def desk(seed: int, method: Method = FULL, weeks: int = WEEKS, **changes: object) -> Figures:
    """One simulated desk."""
    return _figures(str(seed), history(seed, weeks, **changes), method)


def from_csv(drift_and_seed: tuple[str, int], method: Method = FULL) -> Figures:
    """The same walk over a file, as another system would export it: closed without an answer is not told there."""
    drift, seed = drift_and_seed
    lines = io.StringIO(as_csv(drifting(seed, drift)))
    return _figures(f"{drift}, seed {seed}", read_history(lines, "simulated", ZONE), method)


def over(work: Callable[[int], Figures], seeds: Sequence[int]) -> list[Figures]:
    """Every seed, on two processes."""
    with ProcessPoolExecutor(2) as pool:
        return list(pool.map(work, seeds))


def files(method: Method = FULL) -> list[Figures]:
    """Every drift on a file."""
    with ProcessPoolExecutor(2) as pool:
        return list(pool.map(partial(from_csv, method=method), [(d, s) for d in DRIFTS for s in CSV_SEEDS]))


def _figures(name: str, cases: list[Case], method: Method) -> Figures:
    walked = backtest(cases, office(), method)
    found = score(walked.judged)
    assert found is not None
    assert found.worst_window is not None
    return Figures(
        name, len(cases), found.promises, found.coverage, found.worst_window, found.loss_h, walked.static_h,
        walked.rolling_h, walked.mean_h, found.sharpness_h,
    )  # fmt: skip


def together(found: Sequence[Figures]) -> float:
    """The coverage of all promises of all desks."""
    return sum(f.coverage * f.promises for f in found) / sum(f.promises for f in found)


def demands(found: Sequence[Figures]) -> Iterator[Demand]:
    """What the project demands, over all desks."""
    if not found:
        return
    every = [f.coverage for f in found]
    yield Demand("estimate: kept, at least", f"≥ {COVERAGE[0]}", together(found), min(every), max(every),
                 holds=together(found) >= COVERAGE[0])  # fmt: skip
    yield Demand("estimate: kept, at most", f"≤ {COVERAGE[1]}", together(found), min(every), max(every),
                 holds=together(found) <= COVERAGE[1])  # fmt: skip
    worst = percentile([f.worst for f in found], 0.05)
    yield Demand("estimate: worst 20 days, p5 of desks", f"≥ {WORST:.2f}", worst, min(f.worst for f in found),
                 max(f.worst for f in found), holds=worst >= WORST)  # fmt: skip
    for name, limit, ratios in (
        ("best fixed time", STATIC, Series.of(f.loss_h / f.static_h for f in found)),
        ("rolling 80 %", ROLLING, Series.of(f.loss_h / f.rolling_h for f in found)),
    ):
        mean = sum(ratios.values) / len(ratios.values)
        yield Demand(
            f"estimate: loss beside {name}", f"≤ {limit}", mean, ratios.low, ratios.high, holds=mean <= limit
        )


def table(title: str, found: Sequence[Figures]) -> Table:
    """A row a desk."""
    grid = Table(title=title, title_justify="left")
    headings = "kept", "worst", "loss h", "÷ fixed", "÷ roll.", "÷ mean", "median h"
    for heading in ("", *headings):
        grid.add_column(heading, justify="left" if not heading else "right")
    for f in found:
        grid.add_row(
            f.name, f"{f.coverage:.3f}", f"{f.worst:.2f}", f"{f.loss_h:.2f}", f"{f.loss_h / f.static_h:.2f}",
            f"{f.loss_h / f.rolling_h:.2f}", f"{f.loss_h / f.mean_h:.2f}", f"{f.sharpness_h:.1f}",
        )  # fmt: skip
    return grid


def summary(name: str, found: Sequence[Figures]) -> tuple[str, ...]:
    """One line for many desks: coverage, its range, p5 of the worst windows, mean ratios."""
    shares = [f.coverage for f in found]
    ratios = [(f.loss_h / f.static_h, f.loss_h / f.rolling_h) for f in found]
    return (
        name, f"{together(found):.3f}", f"{min(shares):.3f} to {max(shares):.3f}",
        f"{percentile([f.worst for f in found], 0.05):.2f}",
        f"{sum(r[0] for r in ratios) / len(found):.2f}", f"{sum(r[1] for r in ratios) / len(found):.2f}",
    )  # fmt: skip


def ablations(seeds: Sequence[int]) -> Table:
    """What each part is worth: the method without it, on the same desks."""
    grid = Table(title="without parts of the method", title_justify="left")
    for heading in ("", "kept", "range", "worst p5", "÷ fixed", "÷ rolling"):
        grid.add_column(heading, justify="left" if not heading else "right")
    for name, method in ABLATIONS.items():
        grid.add_row(*summary(name, over(partial(desk, method=method), seeds)))
    return grid


def main(
    reserved: Annotated[
        bool, typer.Option(help="The reserved seeds too; once, when nothing changes any more.")
    ] = False,
    parts: Annotated[bool, typer.Option(help="The method without each of its parts.")] = True,
    csv: Annotated[bool, typer.Option(help="Files with drift.")] = True,
) -> None:
    """Prints the tables of docs/estimate.md."""
    console = Console(width=110)
    found = over(desk, OPEN)
    console.print(table("seeds looked at; worst is of 20 working days", found))
    if reserved:
        kept_back = over(desk, RESERVED)
        console.print(table("reserved seeds", kept_back))
        found += kept_back
    for one in demands(found):
        console.print(
            f"{one.what}: {one.found:.3f}, wanted {one.wanted}: {'holds' if one.holds else 'missed'}"
        )
    if csv:
        console.print(table("files with drift", files()))
    if parts:
        console.print(ablations(OPEN))


if __name__ == "__main__":
    typer.run(main)
