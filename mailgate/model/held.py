"""An agent's mail that was kept back until a question about it is answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class HeldKind(StrEnum):
    """Which answer lets the mail go."""

    QUESTION = "question"  # `#send`, `#note` or `#drop`, from the agent with all authority
    CONFIRM = "confirm"  # any answer to the letter that went to the agent's configured address


class HeldState(StrEnum):
    """What became of a mail that was kept back."""

    WAITING = "waiting"
    SENT = "sent"
    NOTED = "noted"
    DROPPED = "dropped"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class HeldMail:
    """A kept-back mail as a decision sees it: the agent's words are those of its message."""

    id: int
    ticket_id: int
    message_pk: int
    journal_id: int
    agent: str
    kind: HeldKind
    state: HeldState
    questions: tuple[Mapping[str, str], ...]
    created_at: datetime
    expires_at: datetime | None
    new_text: str
    subject: str
