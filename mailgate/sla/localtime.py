"""Which instant does a person mean who writes `2026-10-25 02:30`?"""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo


def parse_local(text: str, zone: str) -> datetime:
    """The instant, in UTC, of a local time of the zone, or of an RFC 3339 time with its own offset.

    A local time that comes twice is the first, one that is missing moves forward by the gap (SPEC section 12.1).
    Raises `ValueError`, whose text is "problem; remedy".
    """
    try:
        written = datetime.fromisoformat(text.strip())
    except ValueError:
        remedy = 'write a time like "2026-10-23 15:00" or "2026-10-23T13:00:00Z"'
        raise ValueError(f'"{text[:60]}" is no time; {remedy}') from None
    return localised(written, zone)


def localised(written: datetime, zone: str) -> datetime:
    """The same for a time that was read already; a fraction of a second is dropped."""
    local = written if written.tzinfo is not None else written.replace(tzinfo=ZoneInfo(zone), fold=0)
    return local.astimezone(UTC).replace(microsecond=0)
