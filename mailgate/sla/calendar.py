"""When is working time, how much of it lies between two instants, and when is so much used up?

Instants are aware datetimes; answers are UTC, whole seconds. A fraction of a second is dropped, so an instant
is the second it falls in. Working time is half-open: the second of closing is closed, yet a timer used up
exactly at closing is due at closing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from mailgate.errors import ConfigError, Fault
from mailgate.sla.hours import Opening
from mailgate.sla.open_year import LAST_YEAR, OpenYear, instant, open_year, seconds

CLOSED_YEARS = 5  # whole years without working time, after which a calendar counts as closed for good
LONGEST_YEARS = 100  # within which a target must be used up; bounds the work of one question


class NoWorkingTime(ConfigError):  # noqa: N818 - says what is missing
    """This calendar does not have the working time that was asked for; the operator must open it more."""

    def __init__(self, calendar: str, after: datetime, problem: str) -> None:
        remedy = "give it hours, or use another calendar"
        problem = f"{problem} after {after:%Y-%m-%d}"
        super().__init__([Fault("calendars.toml", f"calendar.{calendar}", problem, remedy)])


@dataclass(frozen=True)
class Calendar:
    """Working time of one team or mailbox: a value, compared by what it holds.

    `week` has seven entries, Monday first. A day's own `dates` entry replaces its weekly hours and beats a
    holiday, empty means closed; `additions` open it further in any case. Raises `ValueError` for another
    number of weekdays and `ZoneInfoNotFoundError` for an unknown zone; `calendar_file` checks before.
    """

    name: str
    zone: str  # IANA key
    week: tuple[tuple[Opening, ...], ...]
    holidays: Mapping[date, str] = field(default_factory=dict)
    dates: Mapping[date, tuple[Opening, ...]] = field(default_factory=dict)
    additions: Mapping[date, tuple[Opening, ...]] = field(default_factory=dict)
    # A memo of pure results: it lives and dies with the value, so a reload frees it, and finding it needs no
    # hash of the whole calendar. Two threads at worst make the same table twice.
    _years: dict[int, OpenYear] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if len(self.week) != 7:
            raise ValueError(f"a week has seven days, not {len(self.week)}")
        ZoneInfo(self.zone)
        for name in ("holidays", "dates", "additions"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))

    def __hash__(self) -> int:
        return hash((self.name, self.zone, self.week))

    def openings(self, day: date) -> tuple[Opening, ...]:
        """The openings that begin on this local day."""
        regular = self.dates.get(day)
        if regular is None:
            regular = () if day in self.holidays else self.week[day.weekday()]
        return regular + self.additions.get(day, ())

    def year(self, year: int) -> OpenYear:
        """The working time of one UTC year; `ValueError` outside the years 2 to 9998."""
        table = self._years.get(year)
        if table is None:
            table = self._years[year] = open_year(ZoneInfo(self.zone), year, self.openings)
        return table


def elapsed(calendar: Calendar, start: datetime, end: datetime) -> int:
    """Working seconds from start to end; 0 when the end is not after the start.

    Raises `ValueError` for a naive datetime.
    """
    first, last = seconds(start), seconds(end)
    if last <= first:
        return 0
    first_year, last_year = instant(first).year, instant(last).year
    whole_years = sum(calendar.year(y).total for y in range(first_year, last_year))
    return whole_years + calendar.year(last_year).used(last) - calendar.year(first_year).used(first)


def due(calendar: Calendar, start: datetime, target_s: int) -> datetime:
    """The earliest instant by which the target's working seconds have elapsed since the start.

    A target of 0 is due at the start itself, open or not. Raises `ValueError` for a naive datetime or a
    negative target, `NoWorkingTime` when five whole years bring none or a hundred do not bring enough.
    """
    begun = seconds(start)
    if target_s < 0:
        raise ValueError(f"a target is not negative: {target_s}")
    if target_s == 0:
        return instant(begun)
    year = first_year = instant(begun).year
    wanted = target_s + calendar.year(year).used(begun)
    closed = 0
    while (total := calendar.year(year).total) < wanted:
        closed = 0 if total else closed + 1
        if closed > CLOSED_YEARS:
            raise NoWorkingTime(calendar.name, start, "no working time for five years")
        wanted -= total
        year += 1
        if year > min(first_year + LONGEST_YEARS, LAST_YEAR):
            raise NoWorkingTime(calendar.name, start, f"not {target_s} s of working time in a hundred years")
    return instant(calendar.year(year).used_up(wanted))


def is_open(calendar: Calendar, at: datetime) -> bool:
    """Is the second that begins at this instant working time?

    Raises `ValueError` for a naive datetime.
    """
    second = seconds(at)
    return calendar.year(instant(second).year).closing(second) is not None


def next_opening(calendar: Calendar, at: datetime) -> datetime:
    """The first working second not before this instant: the instant itself in working time.

    Raises as `due` does.
    """
    return instant(seconds(due(calendar, at, 1)) - 1)


def next_closing(calendar: Calendar, at: datetime) -> datetime | None:
    """The end of the working time this instant is in, otherwise of the next; None if it never closes.

    Never means for five years. Raises as `due` does when there is no working time.
    """
    second = seconds(next_opening(calendar, at))
    first_year = instant(second).year
    for year in range(first_year, min(first_year + CLOSED_YEARS, LAST_YEAR) + 1):
        closing = calendar.year(year).closing(second)
        if closing is None:
            return instant(second)
        if instant(closing).year == year:
            return instant(closing)
        second = closing  # midnight of New Year, UTC: the table ends here, the working time may go on
    return None
