"""The lines of one text as every search for history sees them: cut to a bearable length and looked at once."""

from collections.abc import Mapping
from dataclasses import dataclass

from mailgate.mail.html_element import PageMark
from mailgate.model.mail import CutMark

LINE_CHARACTERS = 500
LINES = 50_000  # beyond them nothing is searched; the rest counts as it falls


@dataclass(frozen=True, slots=True)
class Reason:
    """The mark that was found, the languages of its words, and what else names it."""

    mark: CutMark
    languages: tuple[str, ...] = ()
    detail: str = ""


@dataclass(frozen=True, slots=True)
class TextLines:
    """The first lines of a text, and the marks of its page by line number from 0."""

    lines: list[str]
    bare: list[str]
    is_quote: list[bool]
    is_blank: list[bool]
    marks: Mapping[int, PageMark]

    @classmethod
    def of(cls, lines: list[str], marks: Mapping[int, PageMark]) -> "TextLines":
        seen = [line[:LINE_CHARACTERS] for line in lines[:LINES]]
        bare = [line.strip() for line in seen]
        return cls(seen, bare, [line.startswith(">") for line in bare], [not line for line in bare], marks)

    def __len__(self) -> int:
        return len(self.lines)

    def page_mark(self, number: int, kind: str) -> PageMark | None:
        """The mark of that kind at the line."""
        mark = self.marks.get(number)
        return mark if mark is not None and mark.kind == kind else None

    def text_above(self, number: int) -> int | None:
        """The nearest line above that says something, over at most two blank ones."""
        above = number - 1
        while above >= 0 and self.is_blank[above] and above > number - 3:
            above -= 1
        return above if above >= 0 and not self.is_blank[above] else None
