"""A ticket's public number: `EX-26-004711-K`, with a check character that makes typing errors miss.

Facts
- The number alone identifies the ticket; prefix and year are for people.
- The alphabet of the check character leaves out 0, 1, I, L and O. It has 31 signs, a prime, so that the weighted sum
  notices every single wrong digit and every swap of two neighbours.
- People and their programs write it in small letters, without brackets, and with any dash that a word processor likes.
"""

import re
from dataclasses import dataclass
from itertools import islice

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_DIGITS = 6
_MAX_NUMBER_DIGITS = 12
_DASH = "[-\u2010-\u2015\u2212\ufe58\ufe63\uff0d]"
_PATTERN = re.compile(
    rf"(?<![A-Za-z0-9])([A-Za-z][A-Za-z0-9]{{0,7}}){_DASH}(?:([0-9]{{2}}){_DASH})?"
    rf"([0-9]{{{_DIGITS},{_MAX_NUMBER_DIGITS}}}){_DASH}([0-9A-Za-z])(?![A-Za-z0-9])"
)
_BRACKETED = re.compile(rf"\[\s*({_PATTERN.pattern})\s*\]|({_PATTERN.pattern})")


@dataclass(frozen=True, slots=True)
class Reference:
    """Prints as people see it; `find` reads it back."""

    prefix: str
    year: int | None  # two digits
    number: int

    def __str__(self) -> str:
        stem = self._stem()
        return f"{stem}-{check_character(stem)}"

    def _stem(self) -> str:
        year = f"{self.year:02d}-" if self.year is not None else ""
        return f"{self.prefix}-{year}{self.number:0{_DIGITS}d}"


def check_character(stem: str) -> str:
    """The character that makes a stem a reference."""
    values = (int(c, 36) for c in stem.upper() if c.isalnum())
    total = sum(weight * value for weight, value in enumerate(values, start=1))
    return ALPHABET[total % len(ALPHABET)]


def find(text: str, limit: int = 8) -> tuple[Reference, ...]:
    """The references in a text whose check character is right, in order, at most `limit`."""
    genuine = (reference for match in _PATTERN.finditer(text) if (reference := _genuine(match)))
    return tuple(islice(dict.fromkeys(genuine), limit))


def strip(subject: str) -> str:
    """A subject without any reference, brackets around it included; serial numbers that look like one stay."""
    bare = _BRACKETED.sub(lambda m: " " if find(m.group()) else m.group(), subject)
    return " ".join(bare.split())


def _genuine(match: re.Match[str]) -> Reference | None:
    """What a match says, if its check character is right."""
    prefix, year, number, check = match.groups()
    reference = Reference(prefix.upper(), int(year) if year else None, int(number))
    return reference if str(reference).endswith(f"-{check.upper()}") else None
