"""From which line on is everything history, or a forwarded mail?

Facts: our own separator and the page's structure are certain; a header block, "-----Original Message-----" and an
introducing sentence without marked lines below it need the proof that header_block.py and introductions.py ask for.
Only lines that can begin history are looked at, which most lines of prose cannot; look-ahead is at most eight lines.
"""

import re
from dataclasses import dataclass

from mailgate.mail.forward_marks import announces_forward, forwards
from mailgate.mail.header_block import Block, block_at
from mailgate.mail.introductions import (
    INTRO_LINES,
    continues,
    ends_as_intro,
    introduces_inside,
    introduces_unmarked,
    introduction_above,
    is_banner,
    languages_of_introduction,
)
from mailgate.mail.quote_marks import (
    DASHES,
    NOTES_LINE,
    ORIGINAL,
    RULE,
    SEPARATOR_MARK,
    is_between_rules,
    languages_of,
)
from mailgate.mail.text_lines import Reason, TextLines
from mailgate.model.mail import CutMark

_LABEL_CHARACTERS = 40
_NEAR = 4  # lines between an announcement and its block
_NOT_WORDS = re.compile(r"[^\w]+")
_OUR_MARK = _NOT_WORDS.sub("", SEPARATOR_MARK).lower()


@dataclass(frozen=True, slots=True)
class Beginning:
    """The first line of history and the mark that says so; of a forwarded mail where the mark is that of one."""

    line: int
    reason: Reason

    @property
    def forward(self) -> bool:
        return self.reason.mark is CutMark.FORWARD


def find_history(text: TextLines, subject: str) -> Beginning | None:
    """The first beginning in the text; None where there is none."""
    forwarding = forwards(subject)
    for number in _candidates(text):
        if text.is_quote[number]:
            found = _at_quoted(text, number, forwarding=forwarding)
        elif text.is_blank[number] and number not in text.marks:
            continue
        else:
            found = _at(text, number, subject)
        if found is not None:
            return found
    return None


def _candidates(text: TextLines) -> list[int]:
    """Lines with a mark of the page, a rule, a label near their begin, or a sentence that may introduce."""
    found: set[int] = {number for number in text.marks if number < len(text)}
    for number, line in enumerate(text.bare):
        if not line:
            continue
        if line[0] in DASHES or "this line" in line or (line[0] == ">" and "--" in line):
            found.add(number)
        if ends_as_intro(line):
            found.update(range(max(0, number - INTRO_LINES + 1), number + 1))
        elif (":" in line and (line.find(":") < _LABEL_CHARACTERS or ":  " in line)) or "：" in line:
            found.add(number)
    return sorted(found)


def _at_quoted(text: TextLines, number: int, *, forwarding: bool) -> Beginning | None:
    """Marked lines are taken apart as such, but our separator ends everything and some mailers mark a forwarded mail."""
    if _is_our_mark(text.bare[number]):
        return Beginning(introduction_above(text, number), Reason(CutMark.SEPARATOR))
    if forwarding and announces_forward(text.bare[number]) and _block_near(text, number + 1, announced=True):
        return Beginning(number, Reason(CutMark.FORWARD))
    return None


def _at(text: TextLines, number: int, subject: str) -> Beginning | None:
    line = text.bare[number]
    if announces_forward(line) and _block_near(text, number + 1, announced=True):
        return Beginning(number, Reason(CutMark.FORWARD))
    if _is_our_mark(line):
        return Beginning(number, Reason(CutMark.SEPARATOR))
    if announced := _announcement(text, number):
        block = _block_near(text, number, announced=True)
        return _beginning(text, number, announced, block, subject)
    if block := block_at(text.lines, number):
        return _beginning(text, number, Reason(CutMark.HEADER_BLOCK, block.languages), block, subject)
    return _introduction(text, number)


def _announcement(text: TextLines, number: int) -> Reason | None:
    """The page's structure, or a line that says by itself that a mail follows."""
    line = text.bare[number]
    if page := text.page_mark(number, "history"):
        return Reason(CutMark.PAGE, detail=page.element)
    if ORIGINAL.match(line):
        return Reason(CutMark.ANNOUNCEMENT)
    if is_banner(line):
        return Reason(CutMark.ANNOUNCEMENT, languages_of(line))
    if is_between_rules(line) and _block_near(text, number + 1, announced=True):
        return Reason(CutMark.ANNOUNCEMENT)
    return None


def _beginning(text: TextLines, number: int, reason: Reason, block: Block | None, subject: str) -> Beginning:
    languages = block.languages if block else ()
    if block and forwards(subject, languages):
        return Beginning(number, Reason(CutMark.FORWARD, languages))
    return Beginning(
        _rule_above(text, number), Reason(reason.mark, reason.languages or languages, reason.detail)
    )


def _block_near(text: TextLines, number: int, *, announced: bool) -> Block | None:
    """The header block that begins here or behind blank lines and rules; what stands at `number` itself may be any."""
    for place in range(number, min(number + _NEAR, len(text))):
        if found := block_at(text.lines, place, announced=announced):
            return found
        if place > number and text.bare[place].strip("> ") and not RULE.match(text.bare[place]):
            return None
    return None


def _introduction(text: TextLines, number: int) -> Beginning | None:
    """An introducing sentence that is enough by itself, on one line or wrapped."""
    if number and not text.is_blank[number - 1] and continues(text.bare[number - 1]):
        return None
    if introduces_inside(text.bare[number]):
        return Beginning(number, Reason(CutMark.INTRODUCTION, languages_of(text.bare[number])))
    sentence = ""
    for place in range(number, min(number + INTRO_LINES, len(text))):
        if text.is_blank[place] or text.is_quote[place]:
            return None
        sentence = f"{sentence} {text.bare[place]}".strip()
        if ends_as_intro(sentence) and introduces_unmarked(sentence):
            if not _unmarked_follows(text, place):
                return None
            languages = languages_of_introduction(text, number, place + 1)
            return Beginning(number, Reason(CutMark.INTRODUCTION, languages))
    return None


def _unmarked_follows(text: TextLines, number: int) -> bool:
    """Something follows, and it is not marked lines, which are taken apart as such."""
    if all(text.is_blank[number + 1 :]):
        return False
    following = (place for place in range(number + 1, min(number + 4, len(text))) if not text.is_blank[place])
    return not text.is_quote[next(following, number)]


def _is_our_mark(line: str) -> bool:
    return "this line" in line.lower() and _OUR_MARK in _NOT_WORDS.sub("", line).lower()


def _rule_above(text: TextLines, number: int) -> int:
    """A rule of underscores above a block belongs to it, and the line in which Notes repeats the mail's first words."""
    above = text.text_above(number)
    if above is None:
        return number
    return above if RULE.match(text.bare[above]) or NOTES_LINE.match(text.bare[above]) else number
