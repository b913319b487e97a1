"""Does a line of this text come out of an internal note?

Facts
- Clients break quoted lines anew: a line of the text may be any piece of a note, from the beginning of a word on.
- What a note quotes of the customer's own words is no secret; the customer has them.
"""

import re
from collections.abc import Iterable

from mailgate.agents.plain import plain

SHORTEST = 20  # characters of a line that is told apart from a phrase (SPEC section 11.5)
_NOTES = 512 * 1024  # characters of notes that are looked at, the newest first
_SEARCHES = 200  # of lines that begin like a note; a text with more of them is taken for one
_SHOWN = 80
_MARKS = re.compile(r"^[\s>|*•·–-]+")
_WORD = re.compile(r"\S+")


def line_of_a_note(text: str, notes: Iterable[str], published: Iterable[str] = ()) -> str | None:
    """The first line of a text that is also in one of the notes; None without any. Linear in all lengths."""
    inside = _Pieces(notes)
    outside: _Pieces | None = None
    searches = 0
    for raw in text.splitlines():
        line = _normal(raw)
        if len(line) < SHORTEST or not inside.begin(line):
            continue
        searches += 1
        outside = outside or _Pieces(published)
        if searches > _SEARCHES or (inside.hold(line) and not outside.hold(line)):
            return raw.strip()[:_SHOWN]
    return None


class _Pieces:
    """Texts, searchable from each of their words on."""

    def __init__(self, texts: Iterable[str]) -> None:
        left = _NOTES
        kept: list[str] = []
        for text in texts:
            running = " ".join(part for line in text[:left].splitlines() if (part := _normal(line)))
            left -= len(text)
            kept.append(running)
            if left <= 0:
                break
        self.running = "\n".join(kept)
        starts = (match.start() for match in _WORD.finditer(self.running))
        # The first characters from each word: a search of the whole for each line would be quadratic.
        self.beginnings = {self.running[at : at + SHORTEST] for at in starts}

    def begin(self, line: str) -> bool:
        """Whether one of the texts goes on like this somewhere."""
        return line[:SHORTEST] in self.beginnings

    def hold(self, line: str) -> bool:
        """Whether the line is a piece of one of the texts."""
        return self.begin(line) and line in self.running


def _normal(line: str) -> str:
    """Without quote marks, bullets and case, any space as one."""
    return " ".join(_MARKS.sub("", plain(line)).casefold().split())
