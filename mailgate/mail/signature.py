"""Where does the signature begin? The delimiter of RFC 3676 section 4.3, or the line a phone writes by itself.

Signatures without a mark are left alone: taking a customer's last words for a name would lose an answer.
"""

import re

from mailgate.mail.quote_marks import SENT_FROM

_DELIMITER = re.compile(r"^--\s?$")
_LIST_FOOTER = re.compile(r"^_{20,}\s*$")
_LONGEST = 30  # lines; what is longer is text under a rule
_LAST_LINES = 8


def signature_start(lines: list[str], marked: int | None) -> int:
    """The number of lines before the signature; all of them where there is none."""
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    if marked is not None and end - marked <= _LONGEST:
        return _trimmed(lines, marked)
    for number in range(end - 1, max(-1, end - 1 - _LONGEST), -1):
        if _DELIMITER.match(lines[number]) or _LIST_FOOTER.match(lines[number]):
            return number
    for number in range(max(0, end - _LAST_LINES), end):
        if SENT_FROM.match(lines[number][:200]) and (
            number == 0 or not lines[number - 1].strip() or number == end - 1
        ):
            return number
    return len(lines)


def _trimmed(lines: list[str], marked: int) -> int:
    """The rule above a marked signature belongs to it."""
    above = marked - 1
    return above if above >= 0 and _DELIMITER.match(lines[above]) else marked
