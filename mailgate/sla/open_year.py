"""How much of one year, in UTC, is working time up to an instant, and when is so much of it used up?

A table of the year's open spans with the open seconds before each answers both by bisection. It takes about
two milliseconds to make and serves every timer of its calendar.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

from mailgate.sla.hours import Opening
from mailgate.sla.intervals import Span, day_spans, union

FIRST_YEAR, LAST_YEAR = 2, 9998  # a table looks at the days around its year
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)


def seconds(at: datetime) -> int:
    """Whole seconds since 1970 of an aware instant; a fraction is dropped.

    Raises `ValueError` for a naive datetime.
    """
    if at.tzinfo is None or at.utcoffset() is None:
        raise ValueError(f"an instant is aware, UTC; this has no zone: {at.isoformat()}")
    return (at - _EPOCH) // _SECOND


def instant(second: int) -> datetime:
    """The aware UTC instant so many seconds after 1970."""
    return _EPOCH + timedelta(seconds=second)


@dataclass(frozen=True, slots=True)
class OpenYear:
    """The open spans of one UTC year; all times in seconds since 1970."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    before: tuple[int, ...]  # open seconds of this year before the span starts
    total: int

    def used(self, at: int) -> int:
        """Open seconds from the start of the year to this second of it."""
        i = bisect_right(self.starts, at) - 1
        return 0 if i < 0 else self.before[i] + min(at, self.ends[i]) - self.starts[i]

    def used_up(self, wanted: int) -> int:
        """The first second at which `used` reaches the wanted number, 1 to `total`."""
        i = bisect_left(self.before, wanted) - 1
        return self.starts[i] + wanted - self.before[i]

    def closing(self, at: int) -> int | None:
        """The end of the span that is open at this second."""
        i = bisect_right(self.starts, at) - 1
        return self.ends[i] if i >= 0 and at < self.ends[i] else None


def open_year(zone: ZoneInfo, year: int, openings: Callable[[date], Sequence[Opening]]) -> OpenYear:
    """The working time of one UTC year; `openings` tells those that begin on a local day.

    Raises `ValueError` outside the years 2 to 9998.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"no calendar reaches the year {year}")
    # A night shift of 30 December in the farthest west ends on 1 January UTC, and 1 January in the farthest
    # east begins on 31 December; the 29th is for zones that skipped the last day of a year.
    day, last = date(year - 1, 12, 29), date(year + 1, 1, 2)
    spans: list[Span] = []
    while day <= last:
        spans += day_spans(zone, day, openings(day))
        day += timedelta(days=1)
    start, end = (seconds(datetime(y, 1, 1, tzinfo=UTC)) for y in (year, year + 1))
    return _table([(max(a, start), min(b, end)) for a, b in union(spans) if a < end and b > start])


def _table(spans: Sequence[Span]) -> OpenYear:
    sums = list(accumulate((end - start for start, end in spans), initial=0))
    return OpenYear(
        starts=tuple(start for start, _ in spans),
        ends=tuple(end for _, end in spans),
        before=tuple(sums[:-1]),
        total=sums[-1],
    )
