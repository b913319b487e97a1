"""When in the working day did it arrive? First two hours, middle, last two hours, or out of hours (SPEC section 10.3)."""

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from mailgate.sla.calendar import Calendar, elapsed, is_open

EDGE_S = 2 * 3600  # working time, so that a lunch break makes no second morning


class Band(StrEnum):
    """The part of the working day."""

    FIRST = "first 2 h"
    MIDDLE = "middle"
    LAST = "last 2 h"
    OUT = "out of hours"


def band(calendar: Calendar, at: datetime) -> Band:
    """The band of an arrival; in a day of up to four hours the first two win."""
    if not is_open(calendar, at):
        return Band.OUT
    day = at.astimezone(ZoneInfo(calendar.zone)).date()
    if elapsed(calendar, midnight(calendar, day), at) < EDGE_S:
        return Band.FIRST
    left = elapsed(calendar, at, midnight(calendar, day + timedelta(days=1)))
    return Band.LAST if left <= EDGE_S else Band.MIDDLE


def midnight(calendar: Calendar, day: date) -> datetime:
    """The start of a local day; where the clock has no such time, the instant that it jumps to."""
    return datetime.combine(day, time(), ZoneInfo(calendar.zone))
