"""May this text go to the customer as it stands? What looks internal is kept back and asked about.

Facts
- The questions are asked of a plain form of the text; what is sent is the text itself.
- Who answers between quoted lines quotes our notification, with all that it says to agents alone.
- The block of commands is gone before this is asked. What still looks like one is misspelt, stands too far down, or was
  dressed up by a client; `\\#` says that it is text.
"""

import re
from dataclasses import dataclass

from mailgate.agents.block import literal
from mailgate.agents.labels import LABELS, OPENINGS
from mailgate.agents.plain import plain
from mailgate.agents.questions import Doubt, Question
from mailgate.agents.seals import sealed
from mailgate.mail.quote_marks import SEPARATOR_MARK
from mailgate.mail.signature import signature_of

MAX_CHARACTERS = 256 * 1024  # longer than any letter; a letter has a limit of its own
# Clients set a line in bold (`*#note*`), make a list of it, or put quotation marks around it.
_DRESS = r"[\s*_~`\"'“”„‘’«»•·‣▪○◦(\[{–—-]{0,12}"
_COMMAND = re.compile(rf"{_DRESS}#+\s*[^\W\d_]{{2,}}")
_LABEL = f"(?:{'|'.join(LABELS)})"
# As in the notification: two spaces in its text, a tab where a client made text of its page's table.
_FACTS = re.compile(
    rf"[>\s]*{_LABEL} {{2,}}\S|\s*>[>\s]*(?:{_LABEL} ?\t\S|Answer by \S)|"
    rf"[>\s]*(?:{'|'.join(OPENINGS)})"
)
_QUOTED = re.compile(r"\s*>")
_MARK = plain(SEPARATOR_MARK)


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
    found = doubts(new_text)
    return KeptBack(found[0].detail) if found else Sendable(literal(new_text).strip())


def doubts(new_text: str) -> tuple[Question, ...]:
    """Every reason for which the text may not go out unasked, the gravest first."""
    if len(new_text) > MAX_CHARACTERS:
        detail = "it is longer than a letter may be; send the text as an attachment"
        return (Question(Doubt.TOO_LONG, detail),)
    text = plain(new_text)
    lines = [plain(line) for line in new_text.splitlines()]
    found: list[Question] = []
    if not _own_words(new_text):
        return (Question(Doubt.EMPTY, "it holds no text of its own"),)
    if sealed(text):
        found.append(Question(Doubt.SEALED, "it contains a part of an internal note"))
    if _MARK in text or any(_FACTS.match(line) for line in lines):
        found.append(
            Question(Doubt.NOTIFICATION, "it contains a part of our notification, which is for agents")
        )
    if any(_COMMAND.match(line) for line in lines):
        detail = "a line of it begins with # and looks like a command, which this desk does not know"
        found.append(Question(Doubt.COMMAND, detail))
    return tuple(found)


def _own_words(new_text: str) -> bool:
    """Whether anything is said besides quotations and a signature, which the reader keeps where nothing else is left."""
    own = [line for line in new_text.splitlines() if not _QUOTED.match(plain(line))]
    said = own[: signature_of(own).start]
    return any(plain(line).strip() for line in said)
