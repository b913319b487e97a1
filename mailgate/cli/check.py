"""`mailgate check`: is the configuration right, and if not, what is to be done?"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mailgate.errors import ConfigError, Fault

if TYPE_CHECKING:  # pydantic costs more than all of `--help` may
    from mailgate.config.consistency import Check
    from mailgate.config.schema import Settings

BAD_CONFIG = 78  # EX_CONFIG of sysexits
_WIDTH = 80


@dataclass(frozen=True)
class Report:
    """Everything that `check` has to say about one directory."""

    directory: Path
    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...]


def check(
    config: Annotated[
        Path | None,
        typer.Option("--config", metavar="DIR", help="Default: MAILGATE_CONFIG, else /etc/mailgate."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Report every fault of the configuration at once; exit 0 if there is none, 78 otherwise."""
    import json  # noqa: PLC0415 - lazy, so that --help stays quick
    import os  # noqa: PLC0415

    from mailgate.config.place import place  # noqa: PLC0415

    report = examine(place(config, os.environ), os.environ, room_checks())
    if as_json:
        typer.echo(json.dumps(as_data(report), ensure_ascii=False, indent=2))
    else:
        for line in lines(report):
            typer.echo(line)
    raise typer.Exit(BAD_CONFIG if report.faults else 0)


def examine(directory: Path, environment: Mapping[str, str], checks: Sequence["Check"]) -> Report:
    """Reads and checks the directory; `checks` are those that other rooms ask of the settings.

    Warnings are given for a sound configuration only: beside faults half of them would be consequences.
    """
    from mailgate.config.advice import warnings  # noqa: PLC0415
    from mailgate.config.load import inspect  # noqa: PLC0415

    found = inspect(directory, environment, checks)
    return Report(directory, found.faults, () if found.faults else tuple(warnings(found.settings)))


def room_checks() -> tuple["Check", ...]:
    """What the rooms above the configuration ask of it."""
    from mailgate.config.consistency import Check  # noqa: PLC0415

    return (
        Check(("calendar",), calendar_faults),
        Check(("mailbox", "team", "calendar", "policy"), policy_faults),
        Check(("mailbox", "team", "agent", "organisation", "calendar", "policy"), rule_faults),
        Check((), letter_faults),
    )


def calendar_faults(settings: "Settings") -> Iterator[Fault]:
    """What the calendars' own room finds in their hours, holidays and dates."""
    from mailgate.sla.calendar_file import build_calendar  # noqa: PLC0415

    for name, table in settings.calendar.items():
        try:
            build_calendar(
                name, zone=table.zone, hours=table.hours, holidays=table.holidays, dates=table.dates
            )
        except ConfigError as error:
            yield from error.faults


def policy_faults(settings: "Settings") -> list[Fault]:
    """What the policies' own room finds; silent where the reason is another fault that is told anyway."""
    from mailgate.config.consistency import CONSISTENCY  # noqa: PLC0415
    from mailgate.config.layout import RULES  # noqa: PLC0415
    from mailgate.pipeline import desk  # noqa: PLC0415

    known = (fault for check in CONSISTENCY if "policy" in check.reads for fault in check.ask(settings))
    if any(known) or any(calendar_faults(settings)):
        return []
    return [fault for fault in desk.faults(settings) if fault.file != RULES]


def rule_faults(settings: "Settings") -> list[Fault]:
    """What the rules' own room finds in rules.toml."""
    from mailgate.rules import known  # noqa: PLC0415

    return known.faults(settings)


def letter_faults(settings: "Settings") -> list[Fault]:
    """Renders every letter once, the operator's own templates in the place of ours."""
    from mailgate.config.starter import starter_templates  # noqa: PLC0415
    from mailgate.letters import samples  # noqa: PLC0415
    from mailgate.letters.book import LetterBook  # noqa: PLC0415

    overrides = settings.directory / "templates"
    try:
        book = LetterBook(starter_templates(), overrides if overrides.is_dir() else None)
    except ConfigError as error:
        return error.faults
    return samples.faults(book, rule_letters(settings), {mailbox.address for mailbox in settings.mailbox})


def rule_letters(settings: "Settings") -> frozenset[str]:
    """The operator's own letters that rules send; none where the rules themselves are at fault."""
    from mailgate.rules import known  # noqa: PLC0415

    try:
        rules = known.rules_of(settings).rules
    except ConfigError:
        return known.known(settings).letters
    return frozenset(str(a.value) for rule in rules for a in rule.then if a.kind.name == "letter")


def as_data(report: Report) -> dict[str, object]:
    """The report as `check --json` prints it."""
    return {
        "ok": not report.faults,
        "directory": str(report.directory),
        "faults": [asdict(fault) for fault in report.faults],
        "warnings": [asdict(warning) for warning in report.warnings],
    }


def lines(report: Report) -> Iterator[str]:
    """The report for a terminal of 80 columns: one block for each fault, the sum at the end."""
    yield from _blocks("fault", report.faults)
    yield from _blocks("warning", report.warnings)
    faults, warnings = _count(report.faults, "fault"), _count(report.warnings, "warning")
    yield (
        f"{printable(str(report.directory))}: {faults}, {warnings}"
        if report.faults or report.warnings
        else (f"{printable(str(report.directory))}: the configuration is right")
    )


def _blocks(kind: str, faults: Iterable[Fault]) -> Iterator[str]:
    for fault in faults:
        yield f"{kind}: {fault.file}: {printable(fault.key)}"
        yield from _wrapped(fault.problem, "  ")
        yield from _wrapped(fault.remedy, "  -> ")
        yield ""


def _wrapped(text: str, first: str) -> list[str]:
    import textwrap  # noqa: PLC0415

    wrap = textwrap.TextWrapper(
        width=_WIDTH,
        initial_indent=first,
        subsequent_indent=" " * len(first),
        break_long_words=False,  # a path or address is copied whole, even if it hangs over
        break_on_hyphens=False,
    )
    return wrap.wrap(printable(text)) if text else []


def _count(faults: Sequence[Fault], noun: str) -> str:
    return f"{len(faults) or 'no'} {noun}{'' if len(faults) == 1 else 's'}"


def printable(text: str) -> str:
    """Control characters shown as escapes: a key may hold what would command the terminal."""
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)
