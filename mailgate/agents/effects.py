"""What shall happen? The effects of commands, as values; nothing of it has happened yet.

An effect names people, teams and tickets as the configuration and the store write them. Who carries them out does so in
order and in one transaction; the status is the last.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mailgate.model.mail import Address
from mailgate.model.states import Happening
from mailgate.model.ticket import Priority, Status


@dataclass(frozen=True, slots=True)
class SetPriority:
    """How urgent it is."""

    priority: Priority


@dataclass(frozen=True, slots=True)
class SetCategory:
    """What it is about; None takes the category away."""

    category: str | None


@dataclass(frozen=True, slots=True)
class AddTags:
    """In lower case."""

    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RemoveTags:
    """In lower case; those that it does not bear are passed over."""

    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Assign:
    """To an agent, to a team's queue (no agent), or to nobody (neither)."""

    agent: str | None = None
    team: str | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """The team is told for thirty minutes that this agent is on it."""

    agent: str


@dataclass(frozen=True, slots=True)
class Ask:
    """The note of this mail is a question to a team."""

    team: str


@dataclass(frozen=True, slots=True)
class AddCc:
    """Customers who take part from now on, and get no history from before."""

    people: tuple[Address, ...]


@dataclass(frozen=True, slots=True)
class RemoveCc:
    """Customers who take part no longer; their tokens end."""

    addresses: tuple[str, ...]  # lower case


@dataclass(frozen=True, slots=True)
class MergeInto:
    """The ticket goes on in this one."""

    reference: str


@dataclass(frozen=True, slots=True)
class Split:
    """The newest message by a customer opens a ticket; None: with the subject that it has."""

    subject: str | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """Each of the two shows the other."""

    reference: str


@dataclass(frozen=True, slots=True)
class For:
    """The customer whose ticket it is; the name as written, maybe empty."""

    address: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class NoReply:
    """The unanswered messages need no answer."""


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline, in UTC."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Remind:
    """A mail to the agent at this time, in UTC."""

    at: datetime
    agent: str


@dataclass(frozen=True, slots=True)
class Lang:
    """The code of the language of our letters."""

    language: str


@dataclass(frozen=True, slots=True)
class Macro:
    """The name of a canned answer; `macros.choose` finds its text."""

    name: str


@dataclass(frozen=True, slots=True)
class Preview:
    """Nothing else is carried out: the agent sees the mail that would leave."""


@dataclass(frozen=True, slots=True)
class Escalate:
    """To the lead of the team."""

    lead: str


@dataclass(frozen=True, slots=True)
class Quiet:
    """No letter to customers about this change."""


@dataclass(frozen=True, slots=True)
class Undo:
    """Takes back the agent's last change."""


@dataclass(frozen=True, slots=True)
class Send:
    """The mail that was kept back leaves."""


@dataclass(frozen=True, slots=True)
class KeepAsNote:
    """The mail that was kept back is a note."""


@dataclass(frozen=True, slots=True)
class Drop:
    """The mail that was kept back is forgotten; the event stays."""


@dataclass(frozen=True, slots=True)
class SetStatus:
    """A status by command; `until` wakes a postponed ticket, None: the customer does."""

    happening: Happening
    status: Status
    until: datetime | None = None


class Shown(StrEnum):
    """What a mail back to the agent shows."""

    STATUS = "status"
    LIST = "list"
    WHY = "why"
    HELP = "help"


@dataclass(frozen=True, slots=True)
class Show:
    """A mail to the agent; `what` is a reference, mine, queue, due, an address, a command, or empty."""

    shown: Shown
    what: str = ""


@dataclass(frozen=True, slots=True)
class SetOn:
    """Effects on another ticket."""

    reference: str
    effects: tuple["Effect", ...]


Effect = (
    SetPriority | SetCategory | AddTags | RemoveTags | Assign | Claim | Ask | AddCc | RemoveCc | MergeInto | Split | Link
    | For | NoReply | Due | Remind | Lang | Macro | Preview | Escalate | Quiet | Undo | Send | KeepAsNote | Drop
    | SetStatus | Show | SetOn
)  # fmt: skip
