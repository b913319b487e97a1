"""How fast is it, beside the reference? `python -m bench.run`: interleaved rounds, a table, a JSON file.

Each round runs the reference and then every subject at each number of connections, so that what else the
machine does hits all of them alike; ratios are taken within a round.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.status import Status

from bench.generator import LoadGenerator
from bench.process import ProcessTrouble
from bench.report import summary, tables, write
from bench.subject import ReferenceSubject, Subject
from bench.trial import WARM_UP, Setting, Trial, TrialFailed, trial

REFERENCE = ReferenceSubject.name
SUBJECTS: dict[str, Callable[[], Subject]] = {REFERENCE: ReferenceSubject}
RESULTS = Path(__file__).parent / "results"


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
    if unknown := set(only or ()) - SUBJECTS.keys():
        raise typer.BadParameter(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(SUBJECTS)}")
    return [name for name in SUBJECTS if name == REFERENCE or not only or name in only]


def trials(names: list[str], load: LoadGenerator, plan: list[Setting], status: Status) -> Iterator[Trial]:
    """Measures every subject in every setting, and says what it is at."""
    for setting in plan:
        for name in order(names, setting.round):
            status.update(f"round {setting.round}, {setting.connections} connections, {name}")
            yield trial(SUBJECTS[name](), load, setting)


def main(
    rounds: Annotated[int, typer.Option(min=1, max=50)] = 5,
    connections: Annotated[list[int], typer.Option(min=1, max=1000)] = [1, 10, 50],  # noqa: B006 - typer copies it
    mails: Annotated[int, typer.Option(min=1, max=20_000, help="Measured in each trial.")] = 2_000,
    seed: Annotated[int, typer.Option(help="Of the corpus.")] = 1,
    only: Annotated[list[str] | None, typer.Option(help="Subject beside the reference; else all.")] = None,
    profile: Annotated[
        Path | None,
        typer.Option(envvar="BENCH_PROFILE", help="Directory for cProfile dumps; slows the servers."),
    ] = None,
    results: Annotated[Path, typer.Option(help="Directory for the JSON file.")] = RESULTS,
) -> None:
    """Measures all subjects and prints medians, ranges and ratios."""
    names, now, console = chosen(only), datetime.now(UTC), Console()
    options = {"rounds": rounds, "mails": mails, "seed": seed, "profiled": profile is not None}
    if profile is not None:
        profile.mkdir(parents=True, exist_ok=True)
        profile = profile.resolve()
    try:
        with console.status("making the corpus") as status, LoadGenerator(seed, WARM_UP + mails) as load:
            found = list(trials(names, load, list(settings(rounds, connections, mails, profile)), status))
    except (TrialFailed, ProcessTrouble) as fault:
        console.print(f"[red]{fault}[/red]")
        raise typer.Exit(1) from None
    lines = summary(found, REFERENCE)
    console.print(*tables(lines, rounds), sep="\n")
    console.print(f"written to {write(results, now, options, found, lines)}")


if __name__ == "__main__":
    typer.run(main)
