"""Which instants are the working time of one local day?

Facts. A wall clock is not a time line. In spring an hour of it is missing (elsewhere half an hour, and once a
whole day: Apia had no 30 December 2011); in autumn one comes twice. PEP 495 names the two readings of such a
time: fold 0 uses the offset from before the change, fold 1 the one from after it. For a missing time fold 0
is the *later* instant (the time moved forward by the gap), for a doubled one it is the first.

The rules: a missing time moves forward by the gap; an opening that begins at a doubled time begins at the
first, and one that ends at a doubled time ends at the second. So openings which only touch on paper may share
instants on such a night: whoever counts seconds must count the union.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from mailgate.sla.hours import Opening

Span = tuple[int, int]  # seconds since 1970-01-01T00:00:00Z; the end is not part of it

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - a wall clock reading, made an instant below
_SECOND = timedelta(seconds=1)
_ONE_DAY = timedelta(days=1)


def day_spans(zone: ZoneInfo, day: date, openings: Sequence[Opening]) -> list[Span]:
    """The instants of openings that begin on this local day, in the given order, none of them empty.

    A day which the zone skipped has none, rather than a Friday's work moved to the Saturday after it.
    """
    if not openings:
        return []
    midnight = datetime.combine(day, time())
    if _first(zone, midnight + _ONE_DAY) <= _first(zone, midnight):
        return []
    spans = (
        (
            _first(zone, midnight + timedelta(minutes=opening.opens)),
            _last(zone, midnight + timedelta(minutes=opening.closes)),
        )
        for opening in openings
    )
    return [(start, end) for start, end in spans if start < end]


def _first(zone: ZoneInfo, local: datetime) -> int:
    return _instant(zone, local.replace(fold=0))


def _last(zone: ZoneInfo, local: datetime) -> int:
    # the later reading is fold 1 for a doubled time, fold 0 for a missing one
    return max(_instant(zone, local.replace(fold=0)), _instant(zone, local.replace(fold=1)))


def _instant(zone: ZoneInfo, local: datetime) -> int:
    offset = local.replace(tzinfo=zone).utcoffset()
    assert offset is not None  # a ZoneInfo always knows
    return (local - _EPOCH - offset) // _SECOND


def union(spans: Iterable[Span]) -> list[Span]:
    """The same instants as ordered spans that neither overlap nor touch."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
