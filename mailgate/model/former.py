"""How did a former system write its ticket numbers? So that they are still understood after a move.

A form is the system's own subject mark with a placeholder: `[Ticket#{number}]`, `[~{number}]`, `[rt.example.com #{number}]`,
`{code}`. Regular expressions were rejected: a subject is a stranger's text, and few people write one that is both right
and quick. What is found is a name, `Ticket#2023101110000042`; which ticket bears it is written in the store's aliases.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

_PLACES = {
    "{number}": r"([0-9]{1,20})",
    "{code}": r"([A-Za-z0-9]{1,20}(?:-[A-Za-z0-9]{1,20}){0,3})",
}
_PLACE = re.compile("|".join(map(re.escape, _PLACES)))
_MAX_LITERAL = 60
_GAP = r"\s{0,2}"
_OPEN, _CLOSE = "[({<", "])}>"


@dataclass(frozen=True, slots=True)
class Former:
    """One form, ready to be looked for."""

    form: str
    pattern: re.Pattern[str]
    before: str  # what stands around the placeholder in the name
    after: str

    def names(self, text: str) -> Iterable[str]:
        """The names of this form in a text, as the former system wrote them."""
        return (f"{self.before}{match[1].upper()}{self.after}" for match in self.pattern.finditer(text))

    def cut(self, text: str) -> str:
        """The text without them."""
        return self.pattern.sub(" ", text)


@dataclass(frozen=True, slots=True)
class Formats:
    """Which references count at a desk, besides those with a check character."""

    plain: bool = False  # a mailbox numbers its tickets `[#4711]`
    former: tuple[Former, ...] = ()


def former(form: str) -> Former:
    """Reads a form; ValueError with the remedy when it is none.

    Brackets around the whole may be lost on the way and are not needed again, unless nothing else would tell a number
    from any other.
    """
    places = _PLACE.findall(form)
    if len(places) != 1:
        raise ValueError("needs {number} or {code} once; write one such as [Ticket#{number}]")
    before, after = form.split(places[0])
    if len(before) + len(after) > _MAX_LITERAL or not form.isprintable():
        raise ValueError(f"longer than {_MAX_LITERAL} printable signs; write one such as [Ticket#{{number}}]")
    bare_before, bare_after = before.lstrip(f"{_OPEN} "), after.rstrip(f"{_CLOSE} ")
    if not (bare_before + bare_after).strip():
        if not (before.strip() and after.strip()):
            raise ValueError("would take every number for a ticket; write one such as [Ticket#{number}]")
        body = f"{_literal(before)}{_GAP}{_PLACES[places[0]]}{_GAP}{_literal(after)}"
    else:
        inner = f"{_literal(bare_before)}{_GAP}{_PLACES[places[0]]}{_literal(bare_after)}"
        body = rf"[\[({{<]?(?<!\w){inner}(?!\w)[\])}}>]?"
    return Former(form, re.compile(body, re.IGNORECASE | re.ASCII), bare_before, bare_after)


def names(formats: Formats, text: str, limit: int = 8) -> tuple[str, ...]:
    """The former systems' names in a text, each once, at most `limit`."""
    found = (name for one in formats.former for name in one.names(text))
    return tuple(islice(dict.fromkeys(found), limit))


def _literal(text: str) -> str:
    """The text itself, with spaces that may be lost, doubled, or new before a number sign."""
    return _GAP.join(map(re.escape, text.split())).replace(r"\#", rf"{_GAP}\#")
