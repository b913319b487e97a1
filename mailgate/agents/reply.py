"""May this text go to the customer as it stands? What looks internal is kept back and asked about.

Facts
- Phones and word processors put invisible characters, other spaces and full-width signs where a person typed "#". The
  questions are asked of a plain form of the text; what is sent is the text itself.
- Who answers between quoted lines quotes our notification, with all that it says to agents alone.
"""

import re
import unicodedata
from dataclasses import dataclass

from mailgate.agents.seals import sealed
from mailgate.mail.quote_marks import SEPARATOR_MARK

MAX_CHARACTERS = 256 * 1024  # longer than any letter; a letter has a limit of its own
_COMMAND = re.compile(r"\s*(?:#+|\{#+)\s*[^\W\d_]{2,}")
_ESCAPED = re.compile(r"^(\s*)\\(?=[#＃])", re.MULTILINE)
_FACTS = re.compile(
    r"[>\s]*(?:Ticket|Customer|Team|Remark) {2,}\S|\s*>[>\s]*Answer by \S"
)  # as in the notification
_QUOTED = re.compile(r"\s*>")
# Blank, though Unicode calls them letters, marks or symbols: fillers, joiners, selectors, the place of an image.
_EMPTY = frozenset("\u034f\u115f\u1160\u2800\u3164\uffa0\ufffc") | {chr(c) for c in range(0xFE00, 0xFE10)}


@dataclass(frozen=True, slots=True)
class Sendable:
    """The words for the customer, without anything that we added to the mail being answered."""

    text: str


@dataclass(frozen=True, slots=True)
class KeptBack:
    """The words stay inside until the agent sends them again."""

    reason: str


def words(new_text: str) -> Sendable | KeptBack:
    """What of an agent's new text reaches the customer; commands and marked notes never do (P4).

    A line that begins with `\\#` is text and reaches the customer as `#`.
    """
    reason = _too_long(new_text) or _internal(_plain(new_text))
    return KeptBack(reason) if reason else Sendable(_ESCAPED.sub(r"\1", new_text).strip())


def _too_long(text: str) -> str | None:
    return (
        "it is longer than a letter may be; send the text as an attachment"
        if len(text) > MAX_CHARACTERS
        else None
    )


def _internal(text: str) -> str | None:
    """Why the text may not go out; `text` is in its plain form."""
    lines = text.splitlines()
    if not any(line.strip() and not _QUOTED.match(line) for line in lines):
        return "it holds no text of its own"
    if sealed(text):
        return "it contains a part of an internal note"
    if _plain(SEPARATOR_MARK) in text or any(_FACTS.match(line) for line in lines):
        return "it contains a part of our notification, which is for agents"
    if any(_COMMAND.match(line) for line in lines):
        return "a line of it begins with # and looks like a command, which this desk does not know"
    return None


def _plain(text: str) -> str:
    """Compatibility forms folded, invisible characters gone, line ends kept."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(c for c in folded if c in "\r\n\t" or not _invisible(c))


def _invisible(character: str) -> bool:
    return character in _EMPTY or unicodedata.category(character) in ("Cf", "Cc", "Cn", "Co", "Cs")
