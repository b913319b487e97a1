"""How does a person write a time? In the reader's zone, with as much date as the reader needs."""

from datetime import datetime
from zoneinfo import ZoneInfo

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def by(until: datetime, now: datetime, zone: str) -> str:
    """`today at 15:00 CET`, `tomorrow at 09:00 CET`, `Monday 30 November at 12:00 CET`."""
    local, today = until.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone)).date()
    clock = f"{local:%H:%M} {local.tzname()}"
    days = (local.date() - today).days
    if days == 0:
        return f"today at {clock}"
    if days == 1:
        return f"tomorrow at {clock}"
    return f"{day(until, now, zone)} at {clock}"


def day(at: datetime, now: datetime, zone: str) -> str:
    """`Monday 30 November`, with the year only where it is not this one."""
    local, today = at.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone))
    year = "" if local.year == today.year else f" {local.year}"
    return f"{_WEEKDAYS[local.weekday()]} {local.day} {_MONTHS[local.month - 1]}{year}"
