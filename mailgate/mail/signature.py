"""Where does the signature begin? The delimiter of RFC 3676 section 4.3, the page's own mark, or a phone's line.

Signatures without a mark are left alone: taking a customer's last words for a name would lose an answer.
"""

import re
from dataclasses import dataclass
from itertools import pairwise

from mailgate.mail.device_lines import is_device_line
from mailgate.mail.text_lines import Reason
from mailgate.model.mail import CutMark

_DELIMITER = re.compile(r"^--\s?$")
_BARE = "--"  # many mailers lose the blank behind it; people draw the same line between paragraphs
_RULE = "_" * 40
_LIST_FOOTER = re.compile(rf"^{_RULE}_*\s*$")
_LONGEST = 30  # lines; what is longer is text under a rule
_LAST_LINES = 8
_SHORT = 90  # characters; lines of signatures are not longer
_FOOTER_LINES = 12


@dataclass(frozen=True, slots=True)
class Signature:
    """The lines from `start` to before `end`, and why; empty where there is none."""

    start: int
    end: int
    reason: Reason | None = None


def signature_of(lines: list[str], marked: range = range(0), element: str = "") -> Signature:
    """The signature among the lines; `marked` are those in the page's own `element` for it."""
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    if marked and len(marked) <= _LONGEST:
        stop = len(lines) if marked.stop >= end else marked.stop
        return Signature(_trimmed(lines, marked.start), stop, Reason(CutMark.PAGE, detail=element))
    found = Signature(len(lines), len(lines))
    # A list puts its footer below a signature, and a phone's line may stand above both.
    for _ in range(3):
        above = _last(lines[: found.start])
        if above is None:
            break
        found = Signature(above[0], len(lines), Reason(above[1]))
    return found


def _last(lines: list[str]) -> tuple[int, CutMark] | None:
    """The last mark of a signature, and where it begins."""
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    for number in range(end - 1, max(-1, end - 1 - _LONGEST), -1):
        line = lines[number]
        if line.startswith(_BARE) and _DELIMITER.match(line) and _is_signature(lines[number:end]):
            return number, CutMark.DELIMITER
        if line.startswith(_RULE) and _LIST_FOOTER.match(line) and _is_footer(lines[number + 1 : end]):
            return number, CutMark.LIST_FOOTER
    for number in range(max(0, end - _LAST_LINES), end):
        if is_device_line(lines[number]) and _stands_alone(lines, number, end):
            return number, CutMark.DEVICE_LINE
    return None


def _is_signature(lines: list[str]) -> bool:
    if lines[0] != _BARE:
        return True
    return bool(lines[1:]) and bool(lines[1].strip()) and all(len(line) <= _SHORT for line in lines)


def _is_footer(lines: list[str]) -> bool:
    """A footer says how to reach the list."""
    return 0 < len(lines) <= _FOOTER_LINES and any("://" in line or "@" in line for line in lines)


def _stands_alone(lines: list[str], number: int, end: int) -> bool:
    """No text below a blank line follows, and the line is no end of a paragraph unless it is the last."""
    if number and lines[number - 1].strip() and number != end - 1:
        return False
    return all(line.strip() or is_device_line(after) for line, after in pairwise(lines[number:end]))


def _trimmed(lines: list[str], marked: int) -> int:
    """The rule above a marked signature belongs to it."""
    above = marked - 1
    return above if above >= 0 and _DELIMITER.match(lines[above]) else marked
