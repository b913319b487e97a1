"""What did the operator write in calendars.toml? Builds a calendar, or tells everything wrong with it."""

from collections.abc import Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from mailgate.errors import ConfigError, Fault
from mailgate.sla.calendar import Calendar
from mailgate.sla.holidays import YEARS, UnknownRegionError, public_holidays
from mailgate.sla.hours import HoursError, Opening, overlaps, parse_days, parse_opening, week_overlaps

_NO_OVERLAP = "let one end before the other begins, or write them as one"


def build_calendar(
    name: str,
    *,
    zone: str,
    hours: Mapping[str, Sequence[str]],
    holidays: Sequence[str] = (),
    dates: Mapping[date, Sequence[str]] | None = None,
    additions: Mapping[date, Sequence[str]] | None = None,
    file: str = "calendars.toml",
    years: range = YEARS,
) -> Calendar:
    """The calendar that these settings describe; holidays are known for `years` only.

    Raises `ConfigError` with every fault at once. Weekly openings may not overlap, nor those of one date; a
    date's own hours may meet the night shift of the day before, and shared time counts once.
    """
    reader = _Reader(file, f"calendar.{name}")
    reader.check_zone(zone)
    week = reader.week(hours)
    kept = reader.holidays(holidays, years)
    own = reader.dated("dates", dates or {})
    extra = reader.dated("additions", additions or {})
    if not reader.faults and not any((*week, *own.values(), *extra.values())):
        reader.fault("hours", "the calendar never opens", 'write hours like mon-fri = ["08:00-16:00"]')
    if reader.faults:
        raise ConfigError(reader.faults)
    return Calendar(name, zone, week, kept, own, extra)


class _Reader:
    """Reads the parts of one calendar and remembers what is wrong with them, in the order of the file."""

    def __init__(self, file: str, key: str) -> None:
        self._file = file
        self._key = key
        self.faults: list[Fault] = []

    def fault(self, key: str, problem: str, remedy: str) -> None:
        self.faults.append(Fault(self._file, f"{self._key}.{key}", problem, remedy))

    def check_zone(self, zone: str) -> None:
        try:
            ZoneInfo(zone)
        # a directory of zones ("Europe") is an OSError, a path out of their tree a ValueError
        except (ZoneInfoNotFoundError, ValueError, OSError):
            near = get_close_matches(zone.strip(), available_timezones(), n=1)
            hint = f"did you mean {near[0]}?" if near else 'write an IANA name like "Europe/Copenhagen"'
            self.fault("zone", f'"{zone}" is no time zone', hint)

    def week(self, hours: Mapping[str, Sequence[str]]) -> tuple[tuple[Opening, ...], ...]:
        week: list[list[Opening]] = [[] for _ in range(7)]
        for words, texts in hours.items():
            openings = self._openings(f"hours.{words}", texts)
            for day in self._days(words):
                week[day] += openings
        for pair in week_overlaps(week):
            self.fault("hours", f"{pair} overlap", _NO_OVERLAP)
        return tuple(tuple(sorted(day)) for day in week)

    def _days(self, words: str) -> tuple[int, ...]:
        try:
            return parse_days(words)
        except HoursError as error:
            self.fault(f"hours.{words}", error.problem, error.remedy)
            return ()

    def _openings(self, key: str, texts: Sequence[str]) -> list[Opening]:
        openings = []
        for text in texts:
            try:
                openings.append(parse_opening(text))
            except HoursError as error:
                self.fault(key, error.problem, error.remedy)
        return openings

    def dated(self, table: str, days: Mapping[date, Sequence[str]]) -> dict[date, tuple[Opening, ...]]:
        read = {}
        for day, texts in days.items():
            key = f"{table}.{day.isoformat()}"
            openings = self._openings(key, texts)
            for earlier, later in overlaps(openings):
                self.fault(key, f"{earlier} and {later} overlap", _NO_OVERLAP)
            read[day] = tuple(sorted(openings))
        return read

    def holidays(self, regions: Sequence[str], years: range) -> dict[date, str]:
        kept: dict[date, str] = {}
        for region in regions:
            try:
                kept = {**public_holidays(region, years), **kept}
            except UnknownRegionError as error:
                self.fault("holidays", error.problem, error.remedy)
        return kept
