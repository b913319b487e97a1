"""What does a line of the timeline say to people? Its detail in words, without what only programs read."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

CLOCK = "clock"  # the key of what deadlines are recomputed from
_TIMERS = "timers"
_EMPTY: tuple[object, ...] = (None, "", [], {}, ())


def said(detail: Mapping[str, object], joint: str = " ") -> str:
    """The detail as `name value`, or with another `joint`; "" where it says nothing to people."""
    return ", ".join(_parts(detail, joint))


def for_people(kind: str, detail: Mapping[str, object]) -> bool:
    """Whether a line is worth a person's reading: that a deadline runs on as before is not."""
    return kind != _TIMERS or bool(said(detail))


def _parts(detail: Mapping[str, object], joint: str) -> Iterator[str]:
    for name, value in detail.items():
        if name == CLOCK or value in _EMPTY:
            continue
        if name == _TIMERS and isinstance(value, Sequence) and not isinstance(value, str):
            yield from (_timer(one) if isinstance(one, Mapping) else str(one) for one in value)
        else:
            yield f"{name}{joint}{value}"


def _timer(one: Mapping[str, object]) -> str:
    """`first response running, due 2026-11-23 12:00 UTC`."""
    due = one.get("due_at")
    when = f", due {datetime.fromisoformat(due):%Y-%m-%d %H:%M} UTC" if isinstance(due, str) else ""
    return f"{str(one.get('kind', '')).replace('_', ' ')} {one.get('state', '')}{when}"
