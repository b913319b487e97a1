"""How are the figures shown? A table for people, a file for programs."""

import json
import os
import platform
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from rich.table import Table

from bench.measure import MIB, Series
from bench.trial import Trial


@dataclass(frozen=True, slots=True)
class Quantity:
    """One column: what is taken from a trial, and whether its ratio to the reference says something."""

    key: str
    title: str
    of: Callable[[Trial], float]
    digits: int = 1
    compared: bool = False


QUANTITIES = (
    Quantity("rate", "accepted/s", lambda t: t.rate, 0, compared=True),
    Quantity("job_rate", "done/s", lambda t: t.job_rate, 0, compared=True),
    Quantity("latency_p50_ms", "250 after, p50 ms", lambda t: t.latency_p50_s * 1e3),
    Quantity("latency_p99_ms", "250 after, p99 ms", lambda t: t.latency_p99_s * 1e3, compared=True),
    Quantity(
        "server_cpu_ms", "server CPU ms/mail", lambda t: t.server_cpu_s / t.mails * 1e3, 2, compared=True
    ),
    Quantity("client_cpu_ms", "load CPU ms/mail", lambda t: t.client_cpu_s / t.mails * 1e3, 2),
    Quantity("peak_pss_mib", "peak PSS MiB", lambda t: t.peak_pss / MIB),
    Quantity("start_s", "start s", lambda t: t.start_s, 2),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One server at one number of connections: a series per quantity, and its ratio to the reference's."""

    connections: int
    subject: str
    values: dict[str, Series]
    ratios: dict[str, Series]


def _group(trials: Sequence[Trial]) -> dict[tuple[int, str], list[Trial]]:
    groups: dict[tuple[int, str], list[Trial]] = {}
    for trial in sorted(trials, key=lambda t: t.round):
        groups.setdefault((trial.connections, trial.subject), []).append(trial)
    return groups


def summary(trials: Sequence[Trial], reference: str) -> list[Line]:
    """The trials by connections and server, in the order in which they were first run."""
    groups = _group(trials)
    series = {
        at: {quantity.key: Series.of(map(quantity.of, group)) for quantity in QUANTITIES}
        for at, group in groups.items()
    }
    lines = []
    for (connections, subject), values in series.items():
        beside = series.get((connections, reference), {})
        ratios = {
            quantity.key: values[quantity.key].over(beside[quantity.key])
            for quantity in QUANTITIES
            if quantity.compared and subject != reference and quantity.key in beside
        }
        lines.append(Line(connections, subject, values, ratios))
    return lines


def _cell(quantity: Quantity, line: Line) -> str:
    value, ratio, digits = line.values[quantity.key], line.ratios.get(quantity.key), quantity.digits
    middle = f"{value.median:.{digits}f}" + (f"  ×{ratio.median:.2f}" if ratio else "")
    extremes = f"{value.low:.{digits}f}–{value.high:.{digits}f}"
    return f"{middle}\n[dim]{extremes}{f'  ×{ratio.low:.2f}–{ratio.high:.2f}' if ratio else ''}[/dim]"


def tables(lines: Sequence[Line], rounds: int) -> Iterator[Table]:
    """One table per number of connections: medians over the rounds, below them lowest and highest."""
    for connections in dict.fromkeys(line.connections for line in lines):
        beside = [line for line in lines if line.connections == connections]
        grid = Table(
            title=f"connections: {connections}, medians and ranges of {rounds} rounds", title_justify="left"
        )
        grid.add_column("")
        for line in beside:
            grid.add_column(line.subject, justify="right")
        for quantity in QUANTITIES:
            grid.add_row(quantity.title, *(_cell(quantity, line) for line in beside))
        yield grid


def _machine() -> dict[str, object]:
    return {
        "cores": os.cpu_count(),
        "load_average": os.getloadavg()[0],
        "kernel": platform.release(),
        "python": platform.python_version(),
        "aiosmtpd": version("aiosmtpd"),
    }


def _plain(series: dict[str, Series]) -> dict[str, object]:
    return {
        key: {"median": s.median, "low": s.low, "high": s.high, "values": list(s.values)}
        for key, s in series.items()
    }


def write(
    directory: Path,
    now: datetime,
    options: Mapping[str, object],
    trials: Sequence[Trial],
    lines: Sequence[Line],
    more: Mapping[str, object] | None = None,
) -> Path:
    """Writes everything that was measured as JSON, named after the time; returns the file."""
    directory.mkdir(parents=True, exist_ok=True)
    file = directory / f"{now:%Y%m%dT%H%M%SZ}.json"
    content = {
        "at": now.isoformat(),
        "machine": _machine(),
        "options": options,
        "summary": [
            {
                "connections": line.connections,
                "subject": line.subject,
                "values": _plain(line.values),
                "ratios": _plain(line.ratios),
            }
            for line in lines
        ],
        "trials": [asdict(trial) for trial in trials],
        **(more or {}),
    }
    file.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    return file
