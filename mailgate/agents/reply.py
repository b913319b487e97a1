"""May this text go to the customer as it stands? What looks internal is kept back and asked about."""

import re
from dataclasses import dataclass

from mailgate.agents.seals import SEAL_MARK

_COMMAND = re.compile(r"\s*[#＃{][#＃]?\s*[A-Za-z]{2,}")
_BLANK = re.compile(r"[\s\u200b\u200c\u200d\ufeff\u00a0]*\Z")


@dataclass(frozen=True, slots=True)
class Sendable:
    """The words for the customer, without anything that we added to the mail being answered."""

    text: str


@dataclass(frozen=True, slots=True)
class KeptBack:
    """The words stay inside until the agent sends them again."""

    reason: str


def words(new_text: str) -> Sendable | KeptBack:
    """What of an agent's new text reaches the customer; commands and marked notes never do (P4)."""
    if _BLANK.match(new_text):
        return KeptBack("it holds no text of its own")
    if SEAL_MARK in new_text:
        return KeptBack("it contains a part of an internal note")
    if any(_COMMAND.match(line) for line in new_text.splitlines()):
        return KeptBack("a line of it begins with # and looks like a command, which this desk does not know")
    return Sendable(new_text.strip())
