"""`mailgate calendar`: working time, shown to the person who must vouch for it."""

from calendar import Calendar as Weeks
from collections.abc import Iterator
from datetime import date
from itertools import zip_longest
from typing import Annotated, Any

import typer

from mailgate.cli.house import settings_of
from mailgate.cli.options import Config, Json
from mailgate.cli.output import emit, facts, table
from mailgate.clock import SystemClock
from mailgate.model.duration import format_duration
from mailgate.pipeline.desk import ALWAYS, build
from mailgate.sla.calendar import Calendar
from mailgate.sla.hours import WEEKDAYS, Opening
from mailgate.sla.year_view import Mark, clock_changes, mark_of, special_days, working_seconds

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None)

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_ABREAST = 3  # months beside each other
_CELL = 3
_FIRST_YEAR, _LAST_YEAR = 1990, 2100  # for which holidays are known


@app.callback()
def calendars() -> None:
    """Calendars."""  # without a callback typer would take the only command for the whole


@app.command()
def show(
    name: Annotated[str, typer.Argument(metavar="NAME", help="As in [calendar.NAME] of calendars.toml.")],
    year: Annotated[
        int | None, typer.Option(min=_FIRST_YEAR, max=_LAST_YEAR, help="Default: this year.")
    ] = None,
    as_json: Json = False,
    config: Config = None,
) -> None:
    """Show a year of a calendar: its weeks, its special days and its months."""
    calendar = calendar_named(name, build(settings_of(config)).calendars)
    wanted = year if year is not None else SystemClock().now().year
    if as_json:
        emit(calendar_shape(calendar, wanted))
    else:
        _readable(calendar, wanted)


def calendar_named(name: str, known: Any) -> Calendar:
    """The calendar of this name; wrong usage, with the names there are, for another."""
    found: Calendar | None = known.get(name)
    if found is None:
        names = ", ".join(n for n in known if n != ALWAYS) or "none but always"
        raise typer.BadParameter(f"no calendar is named {name!r}; there are {names}")
    return found


def calendar_shape(calendar: Calendar, year: int) -> dict[str, Any]:
    """A year of a calendar as JSON; hours as the configuration has them, local to the zone."""
    return {
        "name": calendar.name,
        "zone": calendar.zone,
        "year": year,
        "week": {name: _hours(day) for name, day in zip(WEEKDAYS, calendar.week, strict=True)},
        "days": [
            {"date": d.day.isoformat(), "reason": d.reason, "hours": _hours(d.hours)}
            for d in special_days(calendar, year)
        ],
        "clock_changes": [
            {"date": c.day.isoformat(), "before": c.before, "after": c.after}
            for c in clock_changes(calendar, year)
        ],
        "working_s": list(working_seconds(calendar, year)),
    }


def _readable(calendar: Calendar, year: int) -> None:
    months = working_seconds(calendar, year)
    facts(
        [
            ("Calendar", calendar.name),
            ("Zone", calendar.zone),
            ("Year", year),
            *((name.capitalize(), _words(day)) for name, day in zip(WEEKDAYS, calendar.week, strict=True)),
            ("Working time", format_duration(sum(months))),
            *(
                ("Clocks change", f"{c.day:%a %Y-%m-%d}, {c.before} to {c.after}")
                for c in clock_changes(calendar, year)
            ),
        ]
    )
    print()
    rows = [(f"{d.day:%a %Y-%m-%d}", d.reason, _words(d.hours)) for d in special_days(calendar, year)]
    table(("Date", "Why", "Open"), rows, empty="No day differs from its weekday.")
    print()
    print(*month_lines(calendar, year), sep="\n")
    print(*(f"  24{mark.value}  {mark.meaning}" for mark in Mark), sep="\n")


def month_lines(calendar: Calendar, year: int) -> Iterator[str]:
    """The months of the year, three abreast, each day with its mark and each month with its working hours."""
    worked = working_seconds(calendar, year)
    blocks = [_month(calendar, year, month, worked[month - 1]) for month in range(1, 13)]
    for first in range(0, 12, _ABREAST):
        for parts in zip_longest(*blocks[first : first + _ABREAST], fillvalue=""):
            yield "   ".join(f"{part:<{7 * _CELL}}" for part in parts).rstrip()
        yield ""


def _month(calendar: Calendar, year: int, month: int, worked_s: int) -> list[str]:
    heading = f"{_MONTHS[month - 1]:<11}{worked_s / 3600:>8.1f} h"
    weekdays = "".join(f"{name[:2].capitalize():<{_CELL}}" for name in WEEKDAYS)
    weeks = Weeks().monthdatescalendar(year, month)
    return [heading, weekdays, *("".join(_cell(calendar, day, month) for day in week) for week in weeks)]


def _cell(calendar: Calendar, day: date, month: int) -> str:
    return f"{day.day:2}{mark_of(calendar, day).value}" if day.month == month else " " * _CELL


def _hours(openings: tuple[Opening, ...]) -> list[str]:
    return [str(opening) for opening in openings]


def _words(openings: tuple[Opening, ...]) -> str:
    return ", ".join(_hours(openings)) or "closed"
