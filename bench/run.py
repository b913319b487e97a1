"""How fast is it, beside the reference? `python -m bench.run`: interleaved rounds, tables, a JSON file, a profile.

Each round runs the reference and then every subject at each number of connections, so that what else the
machine does hits all of them alike; ratios are taken within a round. Outgoing mail is not sent: its rows are
what is measured.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.status import Status

from bench import estimate_figures, hostile, reading, rules_cost, threading_scale, timers
from bench.alone import Alone
from bench.daemon import DaemonSubject, HeldSubject
from bench.databases import PostgresDatabases, SqliteFiles
from bench.findings import Findings, demands
from bench.generator import LoadGenerator
from bench.process import ProcessTrouble
from bench.report import summary, tables, write
from bench.session import Extent, Session
from bench.subject import ReferenceSubject, Subject
from bench.trial import WARM_UP, Setting, Trial, TrialFailed, trial
from bench.verdict import details, plain, table

REFERENCE = ReferenceSubject.name
NAMES = (REFERENCE, HeldSubject.name, DaemonSubject.name)
RESULTS = Path(__file__).parent / "results"

Subjects = Mapping[str, Callable[[], Subject]]


class Part(StrEnum):
    """What a run is made of."""

    ROUNDS = "rounds"  # rate, latency, CPU and memory of a burst
    STEADY = "steady"  # lag at a load that can be carried
    GROWTH = "growth"  # the same with many tickets stored
    MEMORY = "memory"  # growth over many mails
    PROFILE = "profile"  # where the time goes
    READING = "reading"  # one mail's reading, beside Python's parser
    LIMITS = "limits"  # mails made to hurt a reader
    RULES = "rules"  # a thousand rules beside ten
    THREADING = "threading"  # finding a mail's ticket among a million ids
    ESTIMATE = "estimate"  # whether estimated times come true, on simulated desks
    TIMERS = "timers"  # many deadlines that wait, and many that are due


LOADED = {Part.ROUNDS, Part.GROWTH, Part.PROFILE}  # these share one load generator


def settings(rounds: int, connections: list[int], mails: int, profiles: Path | None) -> Iterator[Setting]:
    """Every round at every number of connections; the subjects of one setting run one after the other."""
    for number in range(1, rounds + 1):
        for width in connections:
            yield Setting(width, number, mails, profiles)


def order(names: list[str], number: int) -> list[str]:
    """The subjects of one setting; every other round backwards, for the place in a round matters."""
    return names if number % 2 else names[::-1]


def chosen(only: list[str] | None) -> list[str]:
    """The reference, and the subjects asked for; a usage error for one that does not exist."""
    if unknown := set(only or ()) - set(NAMES):
        raise typer.BadParameter(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}")
    return [name for name in NAMES if name == REFERENCE or not only or name in only]


def trials(
    subjects: Subjects, names: list[str], load: LoadGenerator, plan: list[Setting], status: Status
) -> Iterator[Trial]:
    """Measures every subject in every setting, and says what it is at."""
    for setting in plan:
        for name in order(names, setting.round):
            status.update(f"round {setting.round}, {setting.connections} connections, {name}")
            yield trial(subjects[name](), load, setting)


def measured_alone(
    parts: set[Part], seed: int, rounds: int, mails: int, tickets: int, postgres: str | None, status: Status
) -> Alone:
    """What needs no daemon."""
    alone = Alone()
    if Part.READING in parts:
        status.update("reading, beside email")
        alone.reading = reading.reading(seed, min(mails, reading.MAILS), rounds)
    if Part.LIMITS in parts:
        status.update("hostile mails")
        alone.limits = hostile.hostile()
    if Part.RULES in parts:
        status.update("a thousand rules beside ten")
        alone.rules = rules_cost.run(seed, rounds=rounds)
    if Part.THREADING in parts:
        status.update("finding tickets among a million ids")
        alone.threading = threading_scale.run(
            lambda: PostgresDatabases(postgres) if postgres else SqliteFiles(), rounds
        )
    if Part.ESTIMATE in parts:
        status.update("estimated times")
        alone.estimate = estimate_figures.over(
            estimate_figures.desk, (*estimate_figures.OPEN, *estimate_figures.RESERVED)
        )
    if Part.TIMERS in parts:
        alone.timers = timers.timers(tickets, status.update)
    return alone


def main(  # noqa: PLR0913, PLR0917 - one parameter for each flag, which typer passes by name
    rounds: Annotated[int, typer.Option(min=1, max=50)] = 5,
    connections: Annotated[list[int], typer.Option(min=1, max=1000)] = [1, 10, 50],  # noqa: B006 - typer copies it
    mails: Annotated[int, typer.Option(min=1, max=20_000, help="Measured in each trial.")] = 2_000,
    seed: Annotated[int, typer.Option(help="Of the corpus.")] = 1,
    only: Annotated[list[str] | None, typer.Option(help="Subject beside the reference; else all.")] = None,
    part: Annotated[list[Part] | None, typer.Option(help="Of the run; else all.")] = None,
    seconds: Annotated[float, typer.Option(min=1, max=500, help="Of steady load.")] = 60.0,
    tickets: Annotated[int, typer.Option(min=1, help="Stored beforehand, for growth.")] = 100_000,
    memory_mails: Annotated[int, typer.Option(min=1, help="For growth of memory; in full 50000.")] = 5_000,
    postgres: Annotated[
        str | None, typer.Option(metavar="URL", help="Server to use instead of SQLite.")
    ] = None,
    profile: Annotated[
        Path | None,
        typer.Option(
            envvar="BENCH_PROFILE", help="Directory for a profile of every trial; slows the servers."
        ),
    ] = None,
    results: Annotated[Path, typer.Option(help="Directory for the JSON file and the profile.")] = RESULTS,
) -> None:
    """Measures all parts and prints medians, ranges, ratios and what is demanded of them."""
    names, now, console = chosen(only), datetime.now(UTC), Console()
    parts = set(part or Part)
    options = {
        "rounds": rounds, "mails": mails, "seed": seed, "profiled": profile is not None, "seconds": seconds,
        "tickets": tickets, "memory_mails": memory_mails, "database": "postgresql" if postgres else "sqlite",
    }  # fmt: skip
    for directory in filter(None, (profile, results)):
        directory.mkdir(parents=True, exist_ok=True)
    extent = Extent(rounds, mails, seed, seconds, tickets, memory_mails)
    found: list[Trial] = []
    findings = Findings()
    alone = Alone()
    try:
        with (
            console.status("making the corpus") as status,
            Session(postgres, extent, status.update) as session,
        ):
            alone = measured_alone(parts, seed, rounds, mails, tickets, postgres, status)
            if parts & LOADED:
                with LoadGenerator(seed, WARM_UP + mails) as load:
                    if Part.ROUNDS in parts:
                        plan = list(
                            settings(rounds, connections, mails, profile.resolve() if profile else None)
                        )
                        found += trials(session.subjects, names, load, plan, status)
                        findings = Findings(summary(found, REFERENCE), session.help_s())
                    if Part.GROWTH in parts:
                        findings.growth = session.growth(load)
                    if Part.PROFILE in parts:
                        file = session.profile(load, results / f"{now:%Y%m%dT%H%M%SZ}.folded")
                        console.print(f"profile in {file}")
            if Part.STEADY in parts:
                findings.steady.append(session.steady(findings))
            if Part.MEMORY in parts:
                findings.memory = session.memory()
    except (TrialFailed, ProcessTrouble) as fault:
        console.print(f"[red]{fault}[/red]")
        raise typer.Exit(1) from None
    judged = [*demands(findings), *alone.demands()]
    console.print(
        *tables(findings.lines, rounds), *alone.tables(), details(findings), table(judged), sep="\n"
    )
    more = plain(findings, judged) | alone.plain()
    file = write(results, now, options, found, findings.lines, more)
    console.print(f"written to {file}")


if __name__ == "__main__":
    typer.run(main)
