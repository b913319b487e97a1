"""How is an estimated time said? Rounded up to what a person would say, and never outside working hours (SPEC 10.3).

Under four hours: the next half hour. On the same or the next working day: the next full hour. Later: the end of that
day, and only its date is said. Rounding never goes past the closing that the time itself lies before.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from mailgate.model.decision import Precision
from mailgate.sla.calendar import Calendar, due, elapsed, next_closing, next_opening
from mailgate.sla.estimate.band import midnight
from mailgate.sla.estimate.method import HOUR_S, SHORTEST_S
from mailgate.sla.open_year import instant, seconds

_SOON_S = 4 * HOUR_S
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Spoken:
    """The instant that is promised, UTC, and how exactly it is said."""

    until: datetime
    precision: Precision


def spoken(calendar: Calendar, arrived_at: datetime, now: datetime, wait_s: int) -> Spoken:
    """The promise for a wait of so many working seconds from arrival; never less than one working hour from now.

    Raises `NoWorkingTime` for a calendar that does not have so much.
    """
    gone = elapsed(calendar, arrived_at, now)
    at = (
        due(calendar, arrived_at, max(wait_s, 1))
        if wait_s >= gone + SHORTEST_S
        else due(calendar, now, SHORTEST_S)
    )
    left = elapsed(calendar, now, at)
    if left < _SOON_S:
        return Spoken(_up_to(calendar, at, 30), Precision.TIME)
    if _local_day(calendar, at) <= _next_working_day(calendar, now):
        return Spoken(_up_to(calendar, at, 60), Precision.TIME)
    return Spoken(_end_of_day(calendar, at), Precision.DAY)


def _up_to(calendar: Calendar, at: datetime, minutes: int) -> datetime:
    """The next full or half hour of the local clock, or the closing before it."""
    local = at.astimezone(ZoneInfo(calendar.zone))
    offset = int((local.utcoffset() or timedelta()).total_seconds())
    step = minutes * 60
    rounded = instant(-(-(seconds(at) + offset) // step) * step - offset)
    closing = next_closing(calendar, at - _SECOND)  # a wait used up exactly at closing is due at closing
    return min(rounded, closing) if closing is not None else rounded


def _end_of_day(calendar: Calendar, at: datetime) -> datetime:
    """The last closing of the local day; where work goes on past midnight, the day's last second."""
    following = midnight(calendar, _local_day(calendar, at) + timedelta(days=1))
    left = elapsed(calendar, at, following)
    end = due(calendar, at, left) if left else at
    return end - _SECOND if end >= following else end


def _local_day(calendar: Calendar, at: datetime) -> date:
    """The local day that a due time belongs to: midnight sharp is the end of a day."""
    return (at - _SECOND).astimezone(ZoneInfo(calendar.zone)).date()


def _next_working_day(calendar: Calendar, now: datetime) -> date:
    today = now.astimezone(ZoneInfo(calendar.zone)).date()
    opening = next_opening(calendar, midnight(calendar, today + timedelta(days=1)))
    return opening.astimezone(ZoneInfo(calendar.zone)).date()
