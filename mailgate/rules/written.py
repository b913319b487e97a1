"""Is a value written as it should be? Readers of single values; what they refuse carries the problem and the remedy."""

import re
from collections.abc import Callable, Collection, Iterable
from typing import TypeVar

from mailgate.config.nearest import suggest
from mailgate.config.quantities import parse_duration, parse_size
from mailgate.rules.demands import folded
from mailgate.rules.view import Kind

LONGEST = 2_000  # characters of one value

_T = TypeVar("_T")


class Refused(ValueError):  # noqa: N818 - a verdict that loaders gather
    """A value cannot stand where it does; `within` leads from there to the culprit."""

    def __init__(self, problem: str, remedy: str, within: tuple[str | int, ...] = ()) -> None:
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy
        self.within = within


def within(path: tuple[str | int, ...], read: Callable[[object], _T], raw: object) -> _T:
    """Reads a part of a value, so that what is refused is found again."""
    try:
        return read(raw)
    except Refused as refused:
        raise Refused(refused.problem, refused.remedy, (*path, *refused.within)) from None


def text(raw: object) -> str:
    """A text that is not empty."""
    if not isinstance(raw, str):
        raise Refused("is not text", "put the value in quotes")
    if not raw.strip():
        raise Refused("is empty", "write a text, or remove the key")
    if len(raw) > LONGEST:
        raise Refused(f"is longer than {LONGEST} characters", "write it shorter")
    return raw


def line(raw: object) -> str:
    """A text of one line."""
    found = text(raw).strip()
    if not found.isprintable():
        raise Refused("is not a single line of printable text", "write it on one line")
    return found


def listed(raw: object) -> list[object]:
    """One value or a list of them, as a list that is not empty."""
    found = raw if isinstance(raw, list) else [raw]
    if not found:
        raise Refused("is an empty list", "write at least one value, or remove the key")
    return found


def number(raw: object) -> float:
    """A number of reasonable size."""
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        raise Refused("is not a number", "write a number without quotes")
    if not -1e15 < raw < 1e15:
        raise Refused("is a number beyond reason", "write a smaller one")
    return float(raw)


def switch(raw: object) -> bool:
    """True or false."""
    if not isinstance(raw, bool):
        raise Refused("is neither true nor false", "write true or false, without quotes")
    return raw


def seconds(raw: object) -> float:
    """Seconds of the clock in `30 min`, `8 h` or `14 d`."""
    return _quantity(parse_duration, raw)


def octets(raw: object) -> float:
    """Octets in `512 KiB` or `35 MiB`."""
    return _quantity(parse_size, raw)


def one_of(raw: object, known: Iterable[str], noun: str, otherwise: str) -> str:
    """The known name that is meant, compared without case; refused with the nearest."""
    name, names = line(raw), list(known)
    by_fold = {folded(k): k for k in names}
    found = by_fold.get(folded(name))
    if found is None:
        raise Refused(f"there is no {noun} {name!r}", suggest(name, names, otherwise))
    return found


def address(raw: object) -> str:
    """An e-mail address, in lower case."""
    found = line(raw).lower()
    if not is_address(found):
        raise Refused("is not an e-mail address", "write one such as kim@example.com")
    return found


def is_address(value: str) -> bool:
    """Whether it can be written to: something, an @, and a domain, without blanks and signs of header syntax."""
    local, at, domain = value.rpartition("@")
    return (
        bool(local and at and domain)
        and len(value) <= 254  # RFC 5321 section 4.5.3.1.3, less its angle brackets
        and not any(c.isspace() or not c.isprintable() or c in '<>,;:"@()[]\\' for c in local + domain)
    )


def tag_of_language(raw: object) -> str:
    """A language as `en` or `pt-BR` (RFC 5646)."""
    found = line(raw)
    if not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]+)?", found):
        raise Refused("is not a language", "write a language tag such as en, da or pt-BR")
    return found


def value_of(kind: Kind, raw: object) -> str | float | bool:
    """A value as `is` compares it, for a field of this kind."""
    if kind is Kind.SWITCH:
        return switch(raw)
    if kind in (Kind.TEXT, Kind.NAME):
        return folded(text(raw))
    return quantity(kind, raw)


def quantity(kind: Kind, raw: object) -> float:
    """A number with the unit that this kind wants."""
    if kind is Kind.SIZE:
        return octets(raw)
    return seconds(raw) if kind is Kind.SPAN else number(raw)


def unknown(name: str, known: Collection[str], noun: str) -> Refused:
    """A key that nothing is called by."""
    return Refused(f"is not a known {noun}", suggest(name, known, "remove it"))


def _quantity(parse: Callable[[object], int], raw: object) -> float:
    try:
        return float(parse(raw))
    except ValueError as wrong:
        problem, _, remedy = str(wrong).partition("; ")
        raise Refused(problem, remedy) from None
