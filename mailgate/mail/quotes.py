"""What did the sender write now? Every line of a text is new, quoted history, or signature; none is lost.

Order: our separator, then marks behind which all is history (header blocks, "Original Message", a page's own
structure), then quoted lines. Text between quoted lines is an inline answer and stays with what it answers.
A forward is the sender's matter, not history. Where nothing would be left, everything is new.

One pass classifies lines, capped at 500 characters each; look-ahead is at most eight lines. The known
libraries were rejected for their regular expressions, which take minutes on 50 KB of crafted text.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from mailgate.mail.introductions import (
    continues,
    ends_as_intro,
    introduces_marked,
    introduces_unmarked,
    is_banner,
)
from mailgate.mail.quote_marks import (
    FIELD,
    FORWARD_SUBJECT,
    FORWARDED_LINES,
    LABEL_OF,
    ORIGINAL,
    RULE,
    RULES,
    SEPARATOR_MARK,
)
from mailgate.mail.signature import signature_start

_LINE_CHARACTERS = 500
_LINES = 50_000  # beyond them nothing is searched; the rest counts as it falls
_INTRO_LINES = 4
_BLOCK_LINES = 8
_LABEL_CHARACTERS = 40
_MARK_CHARACTERS = 100  # of a line that says "forwarded message"
_NO_MARKS: Mapping[int, str] = {}
_MARK = re.compile(r"[^\w]+")
_OUR_MARK = _MARK.sub("", SEPARATOR_MARK).lower()


@dataclass(frozen=True, slots=True)
class Split:
    """A text taken apart; `forward_at` is the line where a forwarded mail's own header begins, in the text."""

    new: str
    quoted: str = ""
    signature: str = ""
    forward_at: int | None = None


def split_text(text: str, subject: str = "", marks: Mapping[int, str] = _NO_MARKS) -> Split:
    """Takes a text apart; `marks` are those that html_text.render gave for its lines."""
    lines = text.split("\n")
    seen = [line[:_LINE_CHARACTERS] for line in lines[:_LINES]]
    reader = _Reader(seen, FORWARD_SUBJECT.match(subject) is not None, marks)
    cut, forward_at = reader.cut()
    quoted = reader.quoted_before(cut)
    new = [number for number in range(cut) if number not in quoted]
    kept = [lines[number] for number in new]
    sign = len(kept) if forward_at is not None else signature_start(kept, _signature_mark(new, marks))
    signature = kept[sign:]
    history = [lines[number] for number in range(len(lines)) if number >= cut or number in quoted]
    if not "".join(kept[:sign]).strip():
        return Split(text.strip("\n"), forward_at=forward_at)
    return Split(_joined(kept[:sign]), _joined(history), _joined(signature), forward_at)


def _signature_mark(new: list[int], marks: Mapping[int, str]) -> int | None:
    """The place among the new lines where the page itself says that the signature begins."""
    return next((place for place, number in enumerate(new) if marks.get(number) == "signature"), None)


def _joined(lines: list[str]) -> str:
    return "\n".join(lines).strip("\n").rstrip()


class _Reader:
    """The classified lines of one text."""

    def __init__(self, lines: list[str], forwarding: bool, marks: Mapping[int, str]) -> None:
        self.lines = lines
        self.forwarding = forwarding
        self.marks = marks
        self.bare = [line.strip() for line in lines]
        self.is_quote = [line.startswith(">") for line in self.bare]
        self.is_blank = [not line for line in self.bare]

    def cut(self) -> tuple[int, int | None]:
        """The first line behind which all is history, and where a forwarded mail begins if that comes first."""
        for number in self._candidates():
            if self.is_quote[number]:
                if self._is_our_mark(number):
                    return self._intro_above(number), None
                continue
            if self.is_blank[number] and number not in self.marks:
                continue
            kind = self._mark_at(number)
            if kind == "forward":
                return len(self.lines), number
            if kind == "history":
                return self._rule_above(number), None
        return len(self.lines), None

    def _candidates(self) -> list[int]:
        """Lines where history may begin; most lines of prose have none of the signs and are passed by."""
        found: set[int] = {number for number in self.marks if number < len(self.lines)}
        for number, line in enumerate(self.bare):
            if not line:
                continue
            if line[0] in "-–—_=*" or "this line" in line:
                found.add(number)
            if ends_as_intro(line):
                found.update(range(max(0, number - _INTRO_LINES + 1), number + 1))
            elif self._is_candidate(line):
                found.add(number)
        return sorted(found)

    def _is_candidate(self, line: str) -> bool:
        """A label stands near the line's begin, or the line may say "forwarded message"."""
        if -1 < line.find(":") < _LABEL_CHARACTERS or (not line.isascii() and "：" in line):
            return True
        return len(line) < _MARK_CHARACTERS and line.strip(RULES).lower() in FORWARDED_LINES

    def _is_our_mark(self, number: int) -> bool:
        line = self.bare[number]
        return "this line" in line.lower() and _OUR_MARK in _MARK.sub("", line).lower()

    def _mark_at(self, number: int) -> str | None:
        """What begins at this line: a forwarded mail, history, or nothing."""
        line = self.bare[number]
        if line.strip(RULES).lower() in FORWARDED_LINES and self._block_near(number + 1):
            return "forward"
        if self._is_our_mark(number):
            return "history"
        if self.marks.get(number) == "history" or ORIGINAL.match(self.lines[number]) or is_banner(line):
            return "forward" if self.forwarding and self._block_near(number) else "history"
        if self._is_block(number):
            return "forward" if self.forwarding else "history"
        return "history" if self._is_unmarked_intro(number) else None

    def _block_near(self, number: int) -> bool:
        """A header block begins here or behind blank lines and rules."""
        for place in range(number, min(number + 4, len(self.lines))):
            if self._is_block(place):
                return True
            if not self.is_blank[place] and not RULE.match(self.lines[place]) and place > number:
                return False
        return False

    def _is_block(self, number: int) -> bool:
        """From, and near it a date with a recipient or subject: three fields make a block, one word does not."""
        if _label(self.lines[number]) != "from":
            return False
        kinds: set[str] = {"from"}
        foreign = 0
        for line in self.lines[number + 1 : number + _BLOCK_LINES]:
            kind = _label(line)
            if kind in kinds and kind == "from":
                break
            if kind is None and line.strip():
                foreign += 1
                if foreign > 2:
                    break
            elif kind:
                kinds.add(kind)
        return ("date" in kinds and ("to" in kinds or "subject" in kinds)) or {"to", "subject"} <= kinds

    def _is_unmarked_intro(self, number: int) -> bool:
        """An introducing sentence that is enough by itself, on one line or wrapped."""
        if number and not self.is_blank[number - 1] and continues(self.bare[number - 1]):
            return False
        sentence = ""
        for place in range(number, min(number + _INTRO_LINES, len(self.lines))):
            if self.is_blank[place] or self.is_quote[place]:
                return False
            sentence = f"{sentence} {self.bare[place]}".strip()
            if ends_as_intro(sentence) and introduces_unmarked(sentence):
                return self._something_follows(place)
        return False

    def _something_follows(self, number: int) -> bool:
        return not all(self.is_blank[number + 1 :]) and not self._quotes_follow(number)

    def _quotes_follow(self, number: int) -> bool:
        """Marked lines come next, which are taken apart as such."""
        for place in range(number + 1, min(number + 4, len(self.lines))):
            if not self.is_blank[place]:
                return self.is_quote[place]
        return False

    def _rule_above(self, number: int) -> int:
        """A rule of underscores above a block belongs to it."""
        above = number - 1
        while above >= 0 and self.is_blank[above] and above > number - 3:
            above -= 1
        return above if above >= 0 and RULE.match(self.lines[above]) else number

    def quoted_before(self, cut: int) -> set[int]:
        """Marked lines before the cut that are history: those with no answer between them."""
        blocks = self._blocks(cut)
        if not blocks:
            return set()
        first, last = blocks[0][0], blocks[-1][1]
        before = any(not self.is_blank[number] for number in range(self._intro_above(first)))
        after = signature_start(self.lines[last + 1 : cut], None)
        answers_behind = any(
            not self.is_blank[last + 1 + place] for place in range(min(after, cut - last - 1))
        )
        if not answers_behind:
            # Top answer, or inline answers with a rest of history below the last of them.
            return set(range(self._intro_above(blocks[-1][0]), last + 1))
        if not before and len(blocks) == 1:
            return set(range(self._intro_above(first), last + 1))
        return set()

    def _blocks(self, cut: int) -> list[tuple[int, int]]:
        """Runs of marked lines, blank lines inside them included."""
        blocks: list[tuple[int, int]] = []
        for number in range(min(cut, len(self.lines))):
            if not self.is_quote[number]:
                continue
            if blocks and all(self.is_blank[blocks[-1][1] + 1 : number]):
                blocks[-1] = (blocks[-1][0], number)
            else:
                blocks.append((number, number))
        return blocks

    def _intro_above(self, number: int) -> int:
        """The first line of the sentence that introduces the marked lines at `number`; `number` if there is none."""
        end = number - 1
        while end >= 0 and self.is_blank[end] and end > number - 3:
            end -= 1
        if end < 0 or self.is_blank[end] or self.is_quote[end]:
            return number
        sentence = ""
        for start in range(end, max(-1, end - _INTRO_LINES), -1):
            if self.is_blank[start] or self.is_quote[start]:
                break
            sentence = f"{self.bare[start]} {sentence}".strip()
            if self.marks.get(start) == "intro" and (start == 0 or self.marks.get(start - 1) != "intro"):
                return start
            if introduces_marked(sentence) and (start == 0 or not continues(self.bare[start - 1])):
                return start
        return number


def _label(line: str) -> str | None:
    match = FIELD.match(line) if ":" in line or "：" in line else None
    return LABEL_OF.get(match[1].strip().lower()) if match else None
