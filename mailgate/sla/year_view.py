"""What does a year of a calendar look like to the person who must vouch for it?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from zoneinfo import ZoneInfo

from mailgate.sla.calendar import Calendar, elapsed
from mailgate.sla.hours import Opening

_ONE_DAY = timedelta(days=1)


class Mark(StrEnum):
    """What is to be seen of a day; the value stands behind its number."""

    OPEN = " "
    CLOSED = "."
    HOLIDAY = "*"
    OTHER_HOURS = "~"

    @property
    def meaning(self) -> str:
        return _MEANINGS[self]


_MEANINGS = {
    Mark.OPEN: "open as every week",
    Mark.CLOSED: "closed as every week",
    Mark.HOLIDAY: "closed, on a weekday that is open otherwise",
    Mark.OTHER_HOURS: "other hours than every week",
}


@dataclass(frozen=True, slots=True)
class Day:
    """A day that differs from its weekday, or bears a name."""

    day: date
    reason: str
    hours: tuple[Opening, ...]


@dataclass(frozen=True, slots=True)
class ClockChange:
    """The day on which the zone's offset becomes another, as `+01:00`."""

    day: date
    before: str
    after: str


def days_of(year: int) -> Iterator[date]:
    """Every day of the year."""
    day = date(year, 1, 1)
    while day.year == year:
        yield day
        day += _ONE_DAY


def mark_of(calendar: Calendar, day: date) -> Mark:
    """How the day compares with its weekday."""
    usual, hours = calendar.week[day.weekday()], tuple(sorted(calendar.openings(day)))
    if hours == usual:
        return Mark.OPEN if hours else Mark.CLOSED
    return Mark.OTHER_HOURS if hours else Mark.HOLIDAY


def special_days(calendar: Calendar, year: int) -> tuple[Day, ...]:
    """The holidays, own dates and additions of the year, in order; also those that change nothing."""
    found = []
    for day in days_of(year):
        reasons = [
            calendar.holidays.get(day, ""),
            "own date" if day in calendar.dates else "",
            "addition" if day in calendar.additions else "",
        ]
        if any(reasons):
            hours = tuple(sorted(calendar.openings(day)))
            found.append(Day(day, ", ".join(filter(None, reasons)), hours))
    return tuple(found)


def clock_changes(calendar: Calendar, year: int) -> tuple[ClockChange, ...]:
    """The days of the year on which clocks change."""
    zone, found = ZoneInfo(calendar.zone), []
    before = _offset(zone, date(year - 1, 12, 31))
    for day in days_of(year):
        after = _offset(zone, day)
        if after != before:
            found.append(ClockChange(day, before, after))
        before = after
    return tuple(found)


def working_seconds(calendar: Calendar, year: int) -> tuple[int, ...]:
    """Working seconds of each month of the year, in the calendar's own zone."""
    zone = ZoneInfo(calendar.zone)
    firsts = [datetime(year, month, 1, tzinfo=zone) for month in range(1, 13)]
    bounds = [*firsts, datetime(year + 1, 1, 1, tzinfo=zone)]
    instants = [at.astimezone(UTC) for at in bounds]
    return tuple(elapsed(calendar, a, b) for a, b in pairwise(instants))


def _offset(zone: ZoneInfo, day: date) -> str:
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=zone)
    text = f"{noon:%z}"
    return f"{text[:3]}:{text[3:5]}"
