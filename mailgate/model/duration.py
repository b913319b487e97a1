"""How long? Durations as people write them: `8 h`, `90 min`, `1 h 30 min`, `30 s`."""

import re

_SECONDS = {
    "s": 1, "sec": 1, "second": 1, "seconds": 1,
    "min": 60, "minute": 60, "minutes": 60,
    "h": 3600, "hour": 3600, "hours": 3600,
}  # fmt: skip
_LONGEST_TEXT = 60  # a refused text is quoted in the error
_WHOLE = re.compile(r"(?:\s*[0-9]{1,7}\s*[a-z]+)+\s*", re.ASCII)
_PART = re.compile(r"([0-9]+)\s*([a-z]+)", re.ASCII)

# Units refused on purpose: people disagree on what they mean.
_REFUSED = {
    **dict.fromkeys(
        ("d", "day", "days", "w", "week", "weeks"),
        "write hours: a day is 24 h on one calendar and 8 h on another",
    ),
    "m": "write min for minutes",
}


class DurationError(ValueError):
    """A text is not a duration; holds what is wrong and how to put it right."""

    def __init__(self, problem: str, remedy: str = 'write it like "8 h", "90 min" or "30 s"') -> None:
        super().__init__(f"{problem} ({remedy})")
        self.problem = problem
        self.remedy = remedy


def parse_duration(text: str) -> int:
    """Reads a duration, as whole seconds.

    Hours, minutes and seconds, each at most once and the largest first; blanks and case do not matter.
    Zero is a duration. Raises `DurationError`, a `ValueError`; it never reads a negative or broken number.
    """
    if len(text) > _LONGEST_TEXT:
        raise DurationError(f"a duration of {len(text)} characters")
    written = text.strip().lower()
    if not _WHOLE.fullmatch(written):
        raise DurationError(f'"{text}" is not a duration')
    total, smallest = 0, None
    for number, unit in _PART.findall(written):
        size = _size(text, unit)
        if smallest is not None and size >= smallest:
            raise DurationError(f'"{text}" does not go from the largest unit to the smallest')
        smallest = size
        total += int(number) * size
    return total


def _size(text: str, unit: str) -> int:
    if unit in _REFUSED:
        raise DurationError(f'"{text}" has the unit {unit}', _REFUSED[unit])
    if unit not in _SECONDS:
        raise DurationError(f'"{text}" has the unknown unit {unit}')
    return _SECONDS[unit]


def format_duration(seconds: int) -> str:
    """Writes whole seconds the way `parse_duration` reads them: `8 h`, `1 h 30 min`, `0 s`.

    Raises `ValueError` for a negative number: the caller knows whether it is early or late.
    """
    if seconds < 0:
        raise ValueError(f"a duration is not negative: {seconds}")
    hours, rest = divmod(seconds, 3600)
    minutes, left = divmod(rest, 60)
    parts = [f"{n} {unit}" for n, unit in ((hours, "h"), (minutes, "min"), (left, "s")) if n]
    return " ".join(parts) or "0 s"
