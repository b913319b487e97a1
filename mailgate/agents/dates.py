"""Until when? `2026-12-01`, `1.12.`, `tomorrow`, `fri 14:00`, `3 d`, `next week`, and the like in six languages.

Facts
- A day alone means the time at which work begins on it, or on the first working day after it.
- `1/12` is January in one country and December in another: it is asked about.
- A local time that the clocks skip moves forward by the gap; one that comes twice is the first (SPEC section 12.1).
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from mailgate.agents.date_words import signs
from mailgate.agents.unclear import Unclear

Opening = Callable[[date], datetime | None]
"""When work begins on a local day, or on the first working day after it; None where it never does."""

FARTHEST = timedelta(days=5 * 366)
_LONGEST = 80
_HOW = 'write it like "2026-12-01", "1.12.", "fri 14:00" or "3 d"'
_NUMBER_OF_DAYS = {"X": 1, "W": 7}
DAY = re.compile(
    r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})"
    r"|(?P<d2>\d{1,2})\. ?(?P<m2>\d{1,2})(?:\. ?(?P<y2>\d{4}|\d{2}(?![\d:.])))?\.?"
    r"|(?P<d3>\d{1,2})\.? M(?P<m3>[a-l])(?: (?P<y3>\d{4}))?"
    r"|M(?P<m4>[a-l]) (?P<d4>\d{1,2})\b\.?(?:,? (?P<y4>\d{4}))?"
    r"|(?P<word>[TYA]|(?:N )?D(?P<wd>[a-g])(?P<week> N W)?|N W|N O)"
    r"|(?P<n>\d{1,3})? ?(?P<unit>[XWO])"
)
_TIME = re.compile(r"(?P<at>P )?(?P<h>\d{1,2})(?::(?P<mi>\d{2})|(?P<dot>\.\d{2}))?(?P<half> [FG])?(?P<c> C)?")
_WEEKDAY = re.compile(r"D([a-g]) ?,? (?=\d|M)")
_SPAN = re.compile(r"(?P<n>\d{1,4})? ?(?P<unit>[IH])(?: (?P<n2>\d{1,2}) I)?")


def read_until(text: str, now: datetime, zone: str, opening: Opening) -> datetime | Unclear:
    """The instant that a person means, in UTC and after `now`, in words of a zone; or what is unclear about it."""
    if not text.strip():
        return Unclear(f"a time is missing: {_HOW}")
    if len(text) > _LONGEST:
        return Unclear(f"that is no time: {_HOW}")
    written = signs(text)
    local = now.astimezone(ZoneInfo(zone))
    found = _span(written, now) or _day_and_time(written, local, opening)
    if found is None:
        slashed = "/" in text
        return Unclear(
            f'"{text}" can be read in two ways: {_HOW}' if slashed else f'"{text}" is no time: {_HOW}'
        )
    if isinstance(found, datetime) and found <= now:
        return Unclear(f'"{text}" is past')
    if isinstance(found, datetime) and found > now + FARTHEST:
        return Unclear(f'"{text}" is more than five years away')
    return found


def read_day(match: re.Match[str], today: date) -> date | None:
    """The day that a match of `DAY` names, none before today where no year is given; None if there is no such day."""
    if match["word"]:
        return _named_day(match, today)
    if match["unit"]:
        return _days_ahead(int(match["n"] or 1), match["unit"], today)
    got = {k.rstrip("234"): v for k, v in match.groupdict().items() if v and k[0] in "ymd"}
    month = int(got["m"]) if got["m"].isdecimal() else "abcdefghijkl".index(got["m"]) + 1
    day, year = int(got["d"]), got.get("y")
    if year is not None:
        return _date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    this, later = (_date(today.year + n, month, day) for n in (0, 1))
    return this if this is not None and this >= today else later


def _day_and_time(written: str, local: datetime, opening: Opening) -> datetime | Unclear | None:
    clock, rest = _clock(written)
    if clock is not None and not rest:
        at = _instant(local.date(), clock, local)
        return at if at > local else _instant(local.date() + timedelta(days=1), clock, local)
    weekday = _WEEKDAY.match(rest)
    match = DAY.fullmatch(rest, weekday.end() if weekday else 0)
    if match is None:
        return None
    day = read_day(match, local.date())
    wrong = _refused(day, local.date(), weekday)
    if day is None or wrong is not None:
        return wrong
    if clock is not None:
        return _instant(day, clock, local)
    opens = opening(day)
    return opens if opens is not None else Unclear("there is no working day after it")


def _refused(day: date | None, today: date, weekday: re.Match[str] | None) -> Unclear | None:
    """A day outside the calendar, the past, the far future, or on another weekday than was written beside it."""
    if day is None:
        return Unclear(f"there is no such day: {_HOW}")
    if day < today:
        return Unclear(f"{day} is past")
    if day > today + FARTHEST:
        return Unclear(f"{day} is more than five years away")
    if weekday is not None and "abcdefg".index(weekday[1]) != day.weekday():
        return Unclear(f"{day} is no such weekday")
    return None


def _clock(written: str) -> tuple[time | None, str]:
    """The time of day that ends or begins a text, and the rest; a bare number needs "at", "uhr", "pm" or a colon."""
    for match in _TIME.finditer(written):
        sure = match["at"] or match["mi"] or match["half"] or match["c"]
        at_edge = match.start() == 0 or match.end() == len(written)
        edge_left = match.start() == 0 or written[match.start() - 1] in " ,"
        if not sure or not at_edge or not edge_left:
            continue
        hour, minute = int(match["h"]), int(match["mi"] or (match["dot"] or ".0")[1:])
        if match["half"] and 1 <= hour <= 12:
            hour = hour % 12 + (12 if "G" in match["half"] else 0)
        if hour < 24 and minute < 60:
            return time(hour, minute), (written[: match.start()] + " " + written[match.end() :]).strip(" ,")
    return None, written.strip(" ,")


def _span(written: str, now: datetime) -> datetime | None:
    """Hours and minutes from now, as the clock counts them."""
    match = _SPAN.fullmatch(written)
    if match is None:
        return None
    number = int(match["n"] or 1)
    minutes = number * (60 if match["unit"] == "H" else 1) + int(match["n2"] or 0)
    return (now + timedelta(minutes=minutes)).astimezone(UTC)


def _named_day(match: re.Match[str], today: date) -> date:
    word, weekday = match["word"], match["wd"]
    ahead = {"Y": 0, "T": 1, "A": 2}.get(word)
    if ahead is not None:
        return today + timedelta(days=ahead)
    monday = today + timedelta(days=7 - today.weekday())
    if word == "N W":
        return monday
    if word == "N O":
        return (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    number = "abcdefg".index(weekday)
    if word.startswith("N") or match["week"]:
        return monday + timedelta(days=number)
    return today + timedelta(days=(number - today.weekday() - 1) % 7 + 1)


def _days_ahead(number: int, unit: str, today: date) -> date | None:
    if unit == "O":
        months = today.month - 1 + number
        first = date(today.year + months // 12, months % 12 + 1, 1)
        last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
        return first.replace(day=min(today.day, last.day))
    return today + timedelta(days=number * _NUMBER_OF_DAYS[unit])


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _instant(day: date, clock: time, local: datetime) -> datetime:
    return datetime.combine(day, clock, tzinfo=local.tzinfo).astimezone(UTC)
