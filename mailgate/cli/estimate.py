"""`mailgate estimate`: would our times come true, and what are they today?"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from mailgate.cli.calendar import calendar_named
from mailgate.cli.exits import Exit
from mailgate.cli.house import opened, settings_of
from mailgate.cli.lazy import complain
from mailgate.cli.options import Config, Json
from mailgate.cli.output import emit, facts, table
from mailgate.cli.progress import progress
from mailgate.clock import SystemClock
from mailgate.config.schema import Settings
from mailgate.errors import ConfigError, NotFound, Unparseable
from mailgate.model.case import Case
from mailgate.pipeline.desk import build
from mailgate.pipeline.promising import estimates
from mailgate.sla.calendar import Calendar
from mailgate.sla.estimate.backtest import Walked, backtest
from mailgate.sla.estimate.history_file import read_history
from mailgate.sla.estimate.score import WINDOW_DAYS, Judged, Score, score, windows_of
from mailgate.store import answers

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None, help="Estimated times.")

_BARS = "▁▂▃▄▅▆▇█"
_CHART = 60  # columns
_TARGET = 0.8


@dataclass(frozen=True, slots=True)
class Outcome:
    """A walk with its score; None where the history gave no promise."""

    tickets: int
    walked: Walked
    score: Score | None


@app.command("backtest")
def backtest_(
    calendar: Annotated[
        str, typer.Option("--calendar", metavar="NAME", help="Of calendars.toml, or always.")
    ],
    history: Annotated[
        Path | None,
        typer.Option("--history", metavar="FILE", help="CSV of another system; see docs/estimate.md."),
    ] = None,
    as_json: Json = False,
    config: Config = None,
) -> None:
    """Show whether estimated times would have come true, on our tickets or on those of a file."""
    settings = settings_of(config)
    chosen = calendar_named(calendar, build(settings).calendars)
    cases = _from_file(history, chosen) if history is not None else _from_store(settings)
    with progress("tickets", len(cases)) as step:
        walked = backtest(cases, chosen, step=step)
    outcome = Outcome(len(cases), walked, score(walked.judged))
    if as_json:
        emit(shape(outcome))
    else:
        _readable(outcome)
    if outcome.score is None:
        raise typer.Exit(Exit.NEGATIVE)


@app.command()
def show(as_json: Json = False, config: Config = None) -> None:
    """Show what is estimated now: each team's queue, level and cells."""
    settings = settings_of(config)
    desk, now = build(settings), SystemClock().now()
    with opened(settings) as store:
        found = store.read_now(lambda tx: estimates(tx, desk, now))
    rows = [
        {
            "team": name, "waiting": team.waiting, "queue_s": int(team.pace.ahead_s(team.waiting)),
            "level": round(team.level, 3), "judged": team.judged, "cell": str(cell), "effective": round(f.effective, 1),
            "estimate_s": f.seconds,
        }
        for name, team in sorted(found.teams.items())
        for cell, f in team.today()
    ]  # fmt: skip
    if as_json:
        emit(rows)
        return
    table(
        ("Team", "Waiting", "Queue", "Level", "Cell", "Cases", "Estimate"),
        [
            (r["team"], r["waiting"], _hours(r["queue_s"]), f"{r['level']:.2f}", r["cell"], r["effective"],
             _hours(r["estimate_s"]))
            for r in rows
        ],
        empty="No team has enough answered tickets yet: 30 of the last weeks are needed.",
    )  # fmt: skip


def shape(outcome: Outcome) -> dict[str, Any]:
    """The outcome as JSON; losses, times and sharpness in seconds of working time."""
    found, walked = outcome.score, outcome.walked
    return {
        "tickets": outcome.tickets,
        "promises": found.promises if found else 0,
        "coverage": round(found.coverage, 4) if found else None,
        "interval": [round(found.low, 4), round(found.high, 4)] if found else None,
        "pinball_loss_s": round(found.loss_h * 3600) if found else None,
        "static_loss_s": round(walked.static_h * 3600) if found else None,
        "mean_loss_s": round(walked.mean_h * 3600) if found else None,
        "rolling_loss_s": round(walked.rolling_h * 3600) if found else None,
        "worst_window": round(found.worst_window, 4) if found and found.worst_window is not None else None,
        "sharpness_s": round(found.sharpness_h * 3600) if found else None,
    }


def _from_file(file: Path, calendar: Calendar) -> list[Case]:
    """The history of another system; its faults are bad data, not a bad configuration."""
    try:
        with file.open(encoding="utf-8", newline="") as lines:
            return read_history(lines, str(file), calendar.zone)
    except (OSError, UnicodeDecodeError) as wrong:
        raise Unparseable(f"{file} cannot be read as text: {wrong}; save it as CSV in UTF-8") from wrong
    except ConfigError as error:
        complain(error)
        raise typer.Exit(Exit.BAD_DATA) from None


def _from_store(settings: Settings) -> list[Case]:
    with opened(settings) as store:
        found = store.read_now(lambda tx: answers.cases(tx, None))
    if not found:
        raise NotFound(
            "there is no ticket in the store; give the history of another system with --history FILE"
        )
    return found


def _readable(outcome: Outcome) -> None:
    found, walked = outcome.score, outcome.walked
    if found is None:
        print(
            f"No promise could be made from {outcome.tickets} tickets: 30 answered ones of the last weeks are needed."
        )
        return
    worst = "less than 20 working days" if found.worst_window is None else f"{found.worst_window:.1%}"
    facts(
        [
            ("Tickets", f"{outcome.tickets}, {found.promises} with a promise whose time has come"),
            (
                "Kept",
                f"{found.coverage:.1%} (95 % interval {found.low:.1%} to {found.high:.1%}), wanted {_TARGET:.0%}",
            ),
            (f"Worst {WINDOW_DAYS} working days", worst),
            ("Median promise", f"{found.sharpness_h:.1f} working hours"),
            ("Loss", f"{found.loss_h:.2f} h a ticket (pinball at {_TARGET:.0%}; less is better)"),
            (
                "  one fixed time",
                _beside(found.loss_h, walked.static_h, "the best one, known only afterwards"),
            ),
            ("  mean so far", _beside(found.loss_h, walked.mean_h, "of all answered tickets")),
            ("  80 % so far", _beside(found.loss_h, walked.rolling_h, "of those answered in 90 days")),
        ]
    )
    lines = list(chart(walked.judged))
    if lines:
        print(f"\nKept in each {WINDOW_DAYS} working days, from first to last; ─ is {_TARGET:.0%}")
        print(*lines, sep="\n")


def _beside(ours: float, theirs: float, what: str) -> str:
    ratio = f"ours is {ours / theirs:.2f} of it" if theirs else "no loss"
    return f"{theirs:.2f} h, {ratio}; {what}"


def chart(judged: Iterable[Judged]) -> Iterable[str]:
    """Coverage over time as bars from 50 % to 100 %, at most 60 columns, and a line for what is wanted."""
    windows = windows_of(judged)
    if not windows:
        return
    step = max(1, -(-len(windows) // _CHART))
    lowest = [min(windows[i : i + step]) for i in range(0, len(windows), step)]
    rows = 5
    for row in range(rows, 0, -1):
        floor = 0.4 + row * 0.1
        mark = "─" if abs(floor - _TARGET) < 0.01 else " "
        bars = "".join(_bar(value, floor, mark) for value in lowest)
        yield f"{floor:>5.0%} {bars}".rstrip()


def _bar(value: float, floor: float, empty: str) -> str:
    """One column's part of a row that stands for the ten percent from `floor` on."""
    filled = (value - floor) / 0.1
    if filled <= 0:
        return empty
    return _BARS[min(len(_BARS) - 1, int(filled * len(_BARS)))]


def _hours(seconds: object) -> str:
    return f"{int(str(seconds)) / 3600:.1f} h"
