"""What is a ticket made of?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class Status(StrEnum):
    """Where a ticket stands; `model/states.py` says what leads from one to the next."""

    NEW = "new"  # nobody has looked at it
    OPEN = "open"  # somebody must act
    WAITING = "waiting"  # for the customer
    POSTPONED = "postponed"  # sleeps until a date or event
    SOLVED = "solved"  # reopens within a window
    CLOSED = "closed"  # for good
    MERGED = "merged"  # its mail is handled on the survivor
    SPAM = "spam"


# A person's mail goes to such a ticket as it is: it opens no other.
AT_WORK = frozenset({Status.NEW, Status.OPEN, Status.WAITING, Status.POSTPONED})


class Priority(StrEnum):
    """How urgent, in ascending order."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


class TicketKind(StrEnum):
    """Who the ticket is for."""

    CUSTOMER = "customer"
    INTERNAL = "internal"  # agents only
    PROACTIVE = "proactive"  # an agent wrote first


class MessageKind(StrEnum):
    """What one mail or note of a ticket is."""

    CUSTOMER = "customer"
    AGENT = "agent"
    NOTE = "note"
    AUTO = "auto"
    BOUNCE = "bounce"
    ACK = "ack"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Participant:
    """A customer who takes part in a ticket."""

    id: int
    contact_id: int
    address: str
    name: str
    role: str  # requester, cc
    joined_at: datetime
    dkim_domain: str = ""  # as last seen when nothing spoke against the mail
    network: str = ""
    muted: bool = False


@dataclass(frozen=True, slots=True)
class TicketState:
    """A stored ticket as a decision sees it."""

    id: int
    reference: str  # without brackets: "EX-26-000001-K"
    subject: str
    status: Status
    kind: TicketKind
    priority: Priority
    category: str | None
    team: str | None
    assignee: str | None
    mailbox: str
    language: str
    zone: str
    created_at: datetime
    first_response_at: datetime | None = None
    solved_at: datetime | None = None
    closed_at: datetime | None = None
    unanswered_since: datetime | None = None  # arrival of the oldest unanswered customer message
    last_message_id: str | None = None  # newest public message, for In-Reply-To
    merged_into: int | None = None
    postponed_until: datetime | None = None
    due_at: datetime | None = None  # a deadline that an agent set
    taken_by: str | None = None  # who is on it, until `taken_until`
    taken_until: datetime | None = None
    before_spam: Status | None = None
    tags: tuple[str, ...] = ()
    policy: str | None = None
    watching: tuple[str, ...] = ()  # further mailboxes of ours that got its mail
    participants: tuple[Participant, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    clocks: Mapping[str, Any] | None = None  # what its deadlines go on from, as the store keeps it

    def participant(self, address: str) -> Participant | None:
        """The participant with this address, compared without case."""
        key = address.lower()
        return next((p for p in self.participants if p.address == key), None)
