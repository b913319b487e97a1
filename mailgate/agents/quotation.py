"""What of our notification did the agent's client put into the new text? It goes before anything else is read.

Facts
- Who answers below the quoted mail has all of our notification above the answer. It is known by our separator line.
- Who answers between quoted lines keeps the sentence that introduces them, and in it the address with the agent's token.
- A client that breaks quoted lines anew leaves their ends without a mark. A customer could so bring a line into what
  looks like the agent's own words: only what a blank line sets apart from the quotation is.
"""

import re
from collections.abc import Callable, Iterator

from mailgate.agents.plain import plain
from mailgate.mail.introductions import continues
from mailgate.mail.quote_marks import SEPARATOR_MARK

_QUOTED = re.compile(r"\s*>")
_NOT_LETTERS = re.compile(r"[\W\d_]+")
_OUR_MARK = _NOT_LETTERS.sub("", SEPARATOR_MARK).lower()
_INTRODUCTION_LINES = 4
_INTRODUCTION = 400  # characters of a line that introduces a quotation
_DATE_OR_ADDRESS = re.compile(r"\d|@")
_COLONS = (":", "：")
_WORDS = re.compile(r"[^\s<>,;:\"'()\[\]{}|]+")
_IN_LINKS = re.compile(r"[?&=/]")
_LONGEST_ADDRESS = 320


def below_notification(text: str) -> str:
    """The text below our quoted notification, where all of that stands above it; any other text as it is."""
    lines = text.splitlines(keepends=True)
    quoted = [n for n, line in enumerate(lines) if _QUOTED.match(line)]
    if not quoted or not _only_introduces(lines[: quoted[0]]):
        return text
    run, rest = lines[quoted[0] : quoted[-1] + 1], lines[quoted[-1] + 1 :]
    ours = any(_OUR_MARK in _NOT_LETTERS.sub("", line[:_INTRODUCTION]).lower() for line in run)
    unbroken = all(_QUOTED.match(line) or _blank(line) for line in run)
    apart = bool(rest) and _blank(rest[0]) and not all(_blank(line) for line in rest)
    return "".join(rest) if ours and unbroken and apart else text


def without_introductions(text: str, internal: Callable[[str], bool]) -> str:
    """The text without the sentences that introduce a quotation by an address of ours."""
    lines = text.splitlines(keepends=True)
    gone: set[int] = set()
    for at, line in enumerate(lines):
        if _QUOTED.match(line) and at > 0 and not _QUOTED.match(lines[at - 1]):
            gone.update(_introduction_above(lines, at, internal))
    return "".join(line for n, line in enumerate(lines) if n not in gone) if gone else text


def own_words(text: str) -> str:
    """What is neither quoted nor introduces a quotation."""
    lines = text.splitlines(keepends=True)
    first = next((n for n, line in enumerate(lines) if _QUOTED.match(line)), None)
    if first is None:
        return text
    above = [] if _only_introduces(lines[:first]) else lines[:first]
    return "".join([*above, *(line for line in lines[first:] if not _QUOTED.match(line))])


def internal_address(text: str, internal: Callable[[str], bool]) -> str | None:
    """The first address of ours that a text names, in lower case."""
    return next((address for address in _addresses(plain(text)) if internal(address)), None)


def _addresses(text: str) -> Iterator[str]:
    for match in _WORDS.finditer(text):
        word = match[0].lower()
        # "=" and "/" may be part of an address, and in a link they stand around it.
        for part in dict.fromkeys((word, *_IN_LINKS.split(word))) if "@" in word else ():
            address = part.strip(".!?*_")
            if "@" in address and len(address) <= _LONGEST_ADDRESS:
                yield address


def _only_introduces(above: list[str]) -> bool:
    """Nothing, or one sentence with a date or an address in it, and neither a command nor words to the customer."""
    written = [plain(line).strip() for line in "".join(above).strip().splitlines()]
    if not written:
        return True
    told = any(_DATE_OR_ADDRESS.search(line) for line in written)
    return told and all(line and not line.startswith("#") for line in written) and _introduces(above)


def _introduces(above: list[str]) -> bool:
    """A few lines of which the last ends with a colon."""
    written = [line.strip() for line in above if not _blank(line)]
    if not written:
        return False
    short = len(written) <= _INTRODUCTION_LINES and all(len(line) <= _INTRODUCTION for line in written)
    return short and plain(written[-1]).rstrip().endswith(_COLONS)


def _introduction_above(lines: list[str], at: int, internal: Callable[[str], bool]) -> range:
    """The lines of the sentence that introduces the quotation at this line by an address of ours; none without one.

    A client breaks it anywhere. Above the address it goes up to the line that begins as such sentences do, and no
    further without one: the agent's own words may stand directly above.
    """
    end = at - 1 if _blank(lines[at - 1]) else at
    first = end
    while end - first < _INTRODUCTION_LINES and first > 0 and _introducing(lines[first - 1]):
        first -= 1
    named = [n for n in range(first, end) if internal_address(lines[n], internal)]
    if not named or not _introduces(lines[named[-1] : end]):
        return range(0)
    begun = [n for n in range(first, named[-1]) if continues(lines[n].strip())]
    return range(begun[-1] if begun else named[-1], end)


def _introducing(line: str) -> bool:
    return not _blank(line) and not _QUOTED.match(line)


def _blank(line: str) -> bool:
    return not plain(line[:_INTRODUCTION]).strip()
