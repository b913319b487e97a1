"""What if a word cannot be told? Then it is asked about, with the nearest known one; nothing is guessed."""

from collections.abc import Iterable
from dataclasses import dataclass

from mailgate.agents.plain import plain
from mailgate.config.nearest import nearest

_LONGEST = 80  # characters of a name; comparing takes the square of it


@dataclass(frozen=True, slots=True)
class Unclear:
    """Why an argument says nothing that can be done, and what was probably meant."""

    reason: str
    nearest: str | None = None


def pick(written: str, known: Iterable[str], what: str) -> str | Unclear:
    """The one known name that was written: whole, or by a word of it or its beginning that no other shares."""
    names = tuple(dict.fromkeys(known))
    asked = _compared(written)
    if not asked or len(asked) > _LONGEST:
        return Unclear(f"a {what} is missing" if not asked else f"no {what} has so long a name")
    for fits in (_is, _has_word, _begins):
        found = [name for name in names if fits(asked, _compared(name))]
        if len(found) == 1:
            return found[0]
        if found:
            return Unclear(f'"{written}" fits several: {", ".join(found[:5])}', found[0])
    return Unclear(f'no {what} is called "{written}"', nearest(asked, names))


def _compared(name: str) -> str:
    return " ".join(plain(name).casefold().split()).strip("\"'.,;:@")


def _is(asked: str, name: str) -> bool:
    return asked == name


def _has_word(asked: str, name: str) -> bool:
    return asked in name.split()


def _begins(asked: str, name: str) -> bool:
    return len(asked) >= 2 and (name.startswith(asked) or any(w.startswith(asked) for w in name.split()))
