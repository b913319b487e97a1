"""How long is `14 d`, and how much is `35 MiB`?

A bare number is refused rather than guessed at: half of the world's `timeout = 60` are minutes in their
author's mind.
"""

import re

from mailgate.model import duration

_DAYS = re.compile(r"\s*([0-9]{1,5})\s*d(?:ays?)?\s*", re.ASCII | re.IGNORECASE)
_DAY = 86400
_BYTES = {
    "B": 1,
    **{unit: 1000**power for power, unit in enumerate(("kB", "MB", "GB", "TB"), start=1)},
    **{unit: 1024**power for power, unit in enumerate(("KiB", "MiB", "GiB", "TiB"), start=1)},
}
_SIZE = re.compile(r"\s*([0-9]{1,12})\s*([A-Za-z]{1,10})\s*", re.ASCII)
_LONGEST = 100 * 366 * _DAY  # a century; beyond it instants overflow
_LARGEST = 2**50


def parse_duration(text: object) -> int:
    """Seconds of the clock in `30 s`, `90 min`, `8 h` or `14 d`; ValueError is "problem; remedy".

    A day is 24 hours here, for windows that run by night as well. Working time is `parse_target`.
    """
    days = _DAYS.fullmatch(text) if isinstance(text, str) else None
    seconds = int(days[1]) * _DAY if days else parse_target(text, "30 s, 90 min, 8 h or 14 d")
    if seconds > _LONGEST:
        raise ValueError("a duration beyond reason; write a shorter one, such as 14 d")
    return seconds


def parse_target(text: object, examples: str = "8 h or 90 min") -> int:
    """Seconds of working time in `8 h`; ValueError is "problem; remedy". Days are refused as ambiguous."""
    _refuse_other_than_text(text, "duration", examples)
    try:
        return duration.parse_duration(str(text))
    except duration.DurationError as wrong:
        raise ValueError(f"{wrong.problem}; {wrong.remedy}") from wrong


def format_duration(seconds: int) -> str:
    """The shortest exact spelling that `parse_duration` reads back: whole days as `14 d`."""
    if seconds and seconds % _DAY == 0:
        return f"{seconds // _DAY} d"
    return duration.format_duration(seconds)


def parse_size(text: object) -> int:
    """Bytes in `35 MiB`, `512 MB` or `10 kB`; ValueError is "problem; remedy"."""
    examples = "512 KiB, 35 MiB or 1 GiB"
    _refuse_other_than_text(text, "size", examples)
    found = _SIZE.fullmatch(str(text))
    if found is None:
        raise ValueError(f"not a size; write a whole number and a unit, such as {examples}")
    unit = _unit(found[2])
    if unit is None:
        raise ValueError(f"{found[2]!r} is no unit of a size; write one of {', '.join(_BYTES)}")
    if int(found[1]) * unit > _LARGEST:
        raise ValueError(f"a size beyond reason; write a smaller one, such as {examples}")
    return int(found[1]) * unit


def _refuse_other_than_text(value: object, noun: str, examples: str) -> None:
    if isinstance(value, str):
        return
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        raise ValueError(f"a {noun} without its unit; write it with one, in quotes, such as {examples}")  # noqa: TRY004 - pydantic gathers ValueError
    raise ValueError(f"not a {noun}; write one in quotes, such as {examples}")


def _unit(word: str) -> int | None:
    """Case is forgiven where it cannot change the meaning: no two units differ by it."""
    return next((size for unit, size in _BYTES.items() if unit.lower() == word.lower()), None)
