"""What an agent's mail may do beyond a ticket's fields: values that the commit carries out, in their order."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from mailgate.model.address_score import Hit, ScorePolicy
from mailgate.model.held import HeldKind, HeldState


@dataclass(frozen=True, slots=True)
class KeepBack:
    """The mail waits for an answer to these questions."""

    kind: HeldKind
    agent: str
    questions: tuple[Mapping[str, str], ...]
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SettleHeld:
    """A kept-back mail got its answer."""

    held: int
    state: HeldState


@dataclass(frozen=True, slots=True)
class Publish:
    """A kept-back mail becomes the agent's public answer, at the moment of its release."""

    message_pk: int
    author: str
    at: datetime
    text: str  # what leaves, without the commands above it


@dataclass(frozen=True, slots=True)
class Recall:
    """An answer that has not left is taken back; its message stays as a note."""

    message_pk: int
    outbox: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class GoAway:
    """An agent is away until then; None: back."""

    agent: str
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Revoke:
    """Every token given to this agent stops working."""

    agent: str


@dataclass(frozen=True, slots=True)
class RemindAgent:
    """An agent wants to be reminded of the ticket."""

    agent: str
    at: datetime
    deadline: bool = False  # because of a deadline that they set


@dataclass(frozen=True, slots=True)
class Leave:
    """Somebody takes part no longer."""

    address: str


@dataclass(frozen=True, slots=True)
class Mute:
    """Somebody takes part and gets no more letters."""

    address: str


@dataclass(frozen=True, slots=True)
class MergeInto:
    """The ticket's messages and people go to the survivor; its number stays an alias."""

    survivor: int


@dataclass(frozen=True, slots=True)
class TakeMessages:
    """A ticket that was split off takes these messages of the other."""

    messages: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Correlate:
    """A later mail of this sender with this key belongs to the ticket, as long as it is open."""

    sender: str
    key: str


@dataclass(frozen=True, slots=True)
class TakeTurn:
    """A strategy gave an agent the ticket; no two assignments may have the same number."""

    agent: str
    number: int


@dataclass(frozen=True, slots=True)
class WriteNote:
    """An internal note that no mail brought."""

    text: str
    author: str


@dataclass(frozen=True, slots=True)
class AttachReport:
    """A delivery report is kept with the recipient of the mail that it speaks of."""

    recipient_id: int
    action: str
    status: str
    permanent: bool
    reason: str
    diagnostic: str


@dataclass(frozen=True, slots=True)
class ScoreAddress:
    """A mail to this address came back, and counts against it."""

    address: str
    hit: Hit
    reason: str
    policy: ScorePolicy


Effect = (
    KeepBack
    | SettleHeld
    | Publish
    | Recall
    | GoAway
    | Revoke
    | RemindAgent
    | Leave
    | Mute
    | MergeInto
    | TakeMessages
    | Correlate
    | TakeTurn
    | WriteNote
    | AttachReport
    | ScoreAddress
)
