"""What is an agent asked when a mail is kept back?"""

from dataclasses import dataclass
from enum import StrEnum

from mailgate.agents.commands import Command
from mailgate.agents.plain import fold
from mailgate.agents.quotation import own_words

ANSWERS = (Command.SEND, Command.NOTE, Command.DROP)
"""The words that settle it; they stand at the top of the answer to our question."""


class Doubt(StrEnum):
    """Why a mail is kept back (SPEC section 11.5)."""

    EMPTY = "empty"
    TOO_LONG = "too long"
    SEALED = "sealed"  # the mark around a note
    NOTE_LINE = "note line"
    NOTIFICATION = "notification"  # what we tell agents about a ticket
    ADDRESS = "address"  # an agent's, or one with a token
    COMMAND = "command"
    ATTACHED = "attached mail"
    OUTSIDER = "outsider"
    COLLISION = "collision"
    SOLVED = "solved"
    AUTHORITY = "authority"


# For these `#send` helps nothing: there is nothing to send, or nobody who may.
_FINAL = frozenset({Doubt.EMPTY, Doubt.TOO_LONG, Doubt.AUTHORITY})


@dataclass(frozen=True, slots=True)
class Question:
    """One reason with what the agent has to see in order to answer."""

    doubt: Doubt
    detail: str

    @property
    def sendable(self) -> bool:
        """Whether the agent's `#send` settles it."""
        return self.doubt not in _FINAL


def sendable(questions: tuple[Question, ...]) -> bool:
    """Whether `#send` settles all of them."""
    return all(question.sendable for question in questions)


_YES = frozenset(
    map(fold, ("yes", "ok", "okay", "confirmed", "ja", "jo", "jawohl", "bekræftet", "bekreftet", "tak"))
)


def agrees(text: str) -> bool:
    """Whether an answer to "did you write this?" is a yes: nothing above the quoted mail, or one word for it."""
    own = own_words(text).strip().rstrip(".!")
    return not own or fold(own) in _YES
