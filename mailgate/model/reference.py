"""A ticket's public number: `EX-26-004711-K`, with a check character that makes typing errors miss.

Facts
- The number alone identifies the ticket; prefix and year are for people.
- The alphabet of the check character leaves out 0, 1, I, L and O. It has 31 signs, a prime, so that the weighted sum
  notices every single wrong digit and every swap of two neighbours.
"""

import re
from dataclasses import dataclass

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_DIGITS = 6
_MAX_NUMBER_DIGITS = 12
_PATTERN = re.compile(
    r"(?<![A-Za-z0-9])([A-Za-z][A-Za-z0-9]{0,7})-(?:([0-9]{2})-)?"
    rf"([0-9]{{{_DIGITS},{_MAX_NUMBER_DIGITS}}})-([0-9A-Za-z])(?![A-Za-z0-9])"
)


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
    found = []
    for match in _PATTERN.finditer(text):
        prefix, year, number, check = match.groups()
        reference = Reference(prefix.upper(), int(year) if year else None, int(number))
        if str(reference).endswith(f"-{check.upper()}"):
            found.append(reference)
        if len(found) == limit:
            break
    return tuple(dict.fromkeys(found))


def strip(subject: str) -> str:
    """A subject without any reference, brackets around it included."""
    bare = re.sub(rf"\[\s*(?:{_PATTERN.pattern})\s*\]|{_PATTERN.pattern}", " ", subject)
    return " ".join(bare.split())
