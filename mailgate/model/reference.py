"""A ticket's public number: `EX-26-004711-K`, with a check character that makes typing errors miss.

Facts
- The number alone identifies the ticket; prefix and year are for people.
- The alphabet of the check character leaves out 0, 1, I, L and O. It has 31 signs, a prime, so that the weighted sum
  notices every single wrong digit and every swap of two neighbours. Zeros may be neither added nor left out.
- People and their programs write it in small letters, without brackets, in full-width signs, with spaces beside or instead
  of the dashes, and with any dash that a word processor likes.
- A desk may prefer the plain form `#4711`. It checks nothing: whoever mistypes it names another ticket, and only that
  the sender takes part in that ticket keeps the mail out of it.
"""

import re
from dataclasses import dataclass
from itertools import chain, islice

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
PLAIN = "#"  # the prefix of the plain form, which has neither a year nor a check character
_DIGITS = 6
_MAX_NUMBER_DIGITS = 12
# Sign by sign, so that places in the folded text are places in the text itself.
_FOLDED = (
    {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}  # the full-width forms of ASCII
    | dict.fromkeys((*range(0x2010, 0x2016), 0x2043, 0x2212, 0xFE58, 0xFE63, 0x30FC, 0xFF70), "-")
    | dict.fromkeys((0x09, 0xA0, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000), " ")
    | dict.fromkeys((0xAD, *range(0x200B, 0x2010), 0x2060, 0xFEFF), "\u200b")  # signs that nobody sees
)
_BESIDE = "[ \u200b]{0,2}"
_DASH = f"{_BESIDE}[-_]{_BESIDE}"


def _form(between: str) -> str:
    number = f"[0-9]{{{_DIGITS},{_MAX_NUMBER_DIGITS}}}"
    return (
        rf"(?<![A-Za-z0-9])([A-Za-z][A-Za-z0-9]{{0,7}}){between}(?:([0-9]{{2}}){between})?"
        rf"({number}){between}([0-9A-Za-z])(?![A-Za-z0-9])"
    )


_PATTERN = re.compile(_form(f"(?:{_DASH}| )"))
_DIGIT_RUN = re.compile(f"[0-9]{{{_DIGITS}}}")  # looked for first, since most texts hold none
# Not `&#4711;`, which is a character of a web page, nor `page#4711`.
_PLAIN_NUMBER = rf"#{_BESIDE}([0-9]{{1,{_MAX_NUMBER_DIGITS}}})(?!\w|[-.]\d)"
_LOOSE = re.compile(rf"(?<![\w&/]){_PLAIN_NUMBER}")
_IN_BRACKETS = re.compile(rf"\[{_BESIDE}{_PLAIN_NUMBER}{_BESIDE}\]")
# Only with its dashes: one of 31 serial numbers between spaces looks genuine, and would be cut out of a subject.
_WITH_BRACKETS = re.compile(rf"\[{_BESIDE}{_form(_DASH)}{_BESIDE}\]|{_form(_DASH)}")
_PLAIN_WITH_BRACKETS = re.compile(rf"{_IN_BRACKETS.pattern}|{_LOOSE.pattern}")


@dataclass(frozen=True, slots=True)
class Reference:
    """Prints as people see it; `find` reads it back."""

    prefix: str
    year: int | None  # two digits
    number: int

    def __str__(self) -> str:
        if self.prefix == PLAIN:
            return f"{PLAIN}{self.number}"
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


def find(text: str, limit: int = 8, *, plain: bool = False) -> tuple[Reference, ...]:
    """The references in a text whose check character is right, in order, at most `limit`; behind them the plain ones."""
    folded = _folded(text)
    matches = _PATTERN.finditer(folded) if _DIGIT_RUN.search(folded) else ()
    checked = (reference for match in matches if (reference := _genuine(match)))
    bare = (_plain(match) for match in _LOOSE.finditer(folded)) if plain else ()
    return tuple(islice(dict.fromkeys(chain(checked, bare)), limit))


def find_bracketed(text: str, limit: int = 8) -> tuple[Reference, ...]:
    """The plain references of a text in brackets: in running words `#4711` is an order, an issue or a hash tag."""
    found = (_plain(match) for match in _IN_BRACKETS.finditer(_folded(text)))
    return tuple(islice(dict.fromkeys(found), limit))


def strip(subject: str, *, plain: bool = False) -> str:
    """A subject without any reference, brackets around it included; serial numbers that look like one stay."""
    bare = _cut(subject, _WITH_BRACKETS, checked=True)
    bare = _cut(bare, _PLAIN_WITH_BRACKETS, checked=False) if plain else bare
    return " ".join(bare.split())


def _cut(text: str, pattern: re.Pattern[str], *, checked: bool) -> str:
    """The text with spaces instead of what the pattern finds, where that is a reference."""
    kept: list[str] = []
    at = 0
    for match in pattern.finditer(_folded(text)):
        if not checked or find(match.group()):
            kept.append(text[at : match.start()])
            at = match.end()
    return " ".join((*kept, text[at:]))


def _folded(text: str) -> str:
    return text if text.isascii() else text.translate(_FOLDED)


def _genuine(match: re.Match[str]) -> Reference | None:
    """What a match says, if its check character is right."""
    prefix, year, number, check = match.groups()
    reference = Reference(prefix.upper(), int(year) if year else None, int(number))
    return reference if str(reference).endswith(f"-{number}-{check.upper()}") else None


def _plain(match: re.Match[str]) -> Reference:
    return Reference(PLAIN, None, int(match[1]))
