"""How are weekly hours written? `mon-fri`, `sat,sun`; `08:00-16:00`, `22:00-06:00`, `00:00-24:00`."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")  # the place is `date.weekday()`
DAY = 24 * 60
_WEEK = 7 * DAY
_OPENING = re.compile(r"\s*(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})\s*", re.ASCII)


class HoursError(ValueError):
    """A text is not a list of days or hours; holds what is wrong and how to put it right."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(f"{problem} ({remedy})")
        self.problem = problem
        self.remedy = remedy


@dataclass(frozen=True, slots=True, order=True)
class Opening:
    """Working time that begins on one local day: minutes after its midnight, closing time excluded.

    A `closes` above 1440 lies on the next day, and the whole still belongs to the day it begins on.
    """

    opens: int
    closes: int

    def __post_init__(self) -> None:
        if not (0 <= self.opens < DAY and self.opens < self.closes <= self.opens + DAY):
            raise ValueError(f"not an opening: {self.opens} to {self.closes} minutes")

    def __str__(self) -> str:
        closes = self.closes if self.closes <= DAY else self.closes - DAY
        return f"{_clock(self.opens)}-{_clock(closes)}"


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def parse_days(text: str) -> tuple[int, ...]:
    """Reads weekdays, Monday = 0, each once and in order; a range may pass Sunday (`sat-mon`).

    Raises `HoursError`.
    """
    days: set[int] = set()
    for part in text.lower().split(","):
        first, dash, last = (word.strip() for word in part.partition("-"))
        start = _weekday(text, first)
        length = (_weekday(text, last) - start) % 7 if dash else 0
        days.update((start + n) % 7 for n in range(length + 1))
    return tuple(sorted(days))


def _weekday(text: str, word: str) -> int:
    if word not in WEEKDAYS:
        raise HoursError(f'"{text}" does not name weekdays', 'write days like "mon-fri" or "sat,sun"')
    return WEEKDAYS.index(word)


def parse_opening(text: str) -> Opening:
    """Reads one opening; one that ends at or before its start o'clock ends on the next day.

    24:00 is the midnight that ends the day, and 00:00 as an end means the same. Raises `HoursError`.
    """
    found = _OPENING.fullmatch(text)
    if found is None:
        raise HoursError(f'"{text}" is not an opening', 'write hours like "08:00-16:00" or "22:00-06:00"')
    from_hour, from_minute, to_hour, to_minute = (int(group) for group in found.groups())
    opens, closes = from_hour * 60 + from_minute, to_hour * 60 + to_minute
    if max(from_minute, to_minute) > 59 or opens >= DAY or closes > DAY:
        raise HoursError(f'"{text}" has a time that no clock shows', "use 00:00 to 23:59, or 24:00 as an end")
    if opens == closes:
        raise HoursError(
            f'"{text}" ends when it starts', 'write "00:00-24:00" for a whole day, an empty list for none'
        )
    return Opening(opens, closes if closes > opens else closes + DAY)


def overlaps(openings: Iterable[Opening]) -> Iterator[tuple[Opening, Opening]]:
    """The neighbours among one day's openings that share time; touching is not sharing."""
    ordered = sorted(openings)
    for earlier, later in pairwise(ordered):
        if earlier.closes > later.opens:
            yield earlier, later


def week_overlaps(week: Sequence[Sequence[Opening]]) -> Iterator[str]:
    """The pairs of a week's openings that share time, in words; Sunday's night reaches into Monday."""
    line = sorted(
        (day * DAY + o.opens, day * DAY + o.closes, f"{WEEKDAYS[day]} {o}")
        for day, openings in enumerate(week)
        for o in openings
    )
    again = [(opens + _WEEK, closes + _WEEK, words) for opens, closes, words in line[:1]]
    for (_, closes, earlier), (opens, _, later) in pairwise(line + again):
        if closes > opens:
            yield f"{earlier} and {later}"
