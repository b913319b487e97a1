"""Which marked lines are history, and which stand there to be answered?

Facts: below a top answer, and above a bottom answer, marked lines are history. Where answers stand between them,
they are the questions, and an answer without its question is worth little: all stay but those behind the last answer.
"""

from dataclasses import dataclass

from mailgate.mail.introductions import introduction_above, languages_of_introduction
from mailgate.mail.signature import signature_of
from mailgate.mail.text_lines import Reason, TextLines
from mailgate.model.mail import CutMark

_SENTENCE = 2  # quoted lines that may hold it


@dataclass(frozen=True, slots=True)
class Quotes:
    """The lines that are history, as a range; those that were answered and stay, likewise."""

    cut: range = range(0)
    reason: Reason | None = None
    answered: range = range(0)


def find_quotes(text: TextLines, end: int) -> Quotes:
    """Looks at the marked lines before line `end`."""
    blocks = _blocks(text, end)
    if not blocks:
        return Quotes()
    first, last = blocks[0][0], blocks[-1][1]
    before = any(not text.is_blank[number] for number in range(introduction_above(text, first)))
    below = text.lines[last + 1 : end]
    if not any(line.strip() for line in below[: signature_of(below).start]):
        # Top answer, or inline answers with a rest of history below the last of them.
        answered = range(first, blocks[-2][1] + 1) if len(blocks) > 1 else range(0)
        return _cut(text, blocks[-1][0], last, answered)
    if not before and len(blocks) == 1:
        return _cut(text, first, last, range(0))
    return Quotes(answered=range(first, last + 1))


def _cut(text: TextLines, first: int, last: int, answered: range) -> Quotes:
    start = introduction_above(text, first)
    return Quotes(range(start, last + 1), _reason(text, start, first), answered)


def _reason(text: TextLines, start: int, first: int) -> Reason:
    """An element of the page proves more than a sentence, a sentence more than bare signs."""
    # Phones put the sentence inside the quote.
    languages = languages_of_introduction(text, start, first if start < first else first + _SENTENCE)
    page = text.page_mark(start, "intro") or text.page_mark(first, "quote")
    if page is not None:
        return Reason(CutMark.PAGE, languages, page.element)
    return Reason(CutMark.INTRODUCTION if start < first else CutMark.QUOTE_SIGNS, languages)


def _blocks(text: TextLines, end: int) -> list[tuple[int, int]]:
    """Runs of marked lines, blank lines inside them included."""
    blocks: list[tuple[int, int]] = []
    if True not in text.is_quote:
        return blocks
    for number in range(min(end, len(text))):
        if not text.is_quote[number]:
            continue
        if blocks and all(text.is_blank[blocks[-1][1] + 1 : number]):
            blocks[-1] = (blocks[-1][0], number)
        else:
            blocks.append((number, number))
    return blocks
