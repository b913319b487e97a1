"""What does one mail cause? Everything, as one value with its reasons; nothing here has happened yet.

A decision names new things by what they are, not by their ids: the ticket that it opens has no number until the commit
binds it. That keeps `decide` pure and lets `explain` print the same value with placeholders.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from mailgate.model.authentication import Authentication
from mailgate.model.effects import Effect
from mailgate.model.journal import Fate
from mailgate.model.mail import Address
from mailgate.model.outgoing import DraftAttachment
from mailgate.model.ticket import MessageKind, Priority, Status, TicketKind


@dataclass(frozen=True, slots=True)
class ThreadVerdict:
    """Which ticket a mail belongs to, by which evidence (SPEC section 7.2)."""

    level: int | None  # None: nothing pointed anywhere
    ticket_id: int | None
    reasons: tuple[str, ...] = ()
    verified: bool = True  # False: appended as unverified
    claims: int | None = None  # level 6: the ticket that an outsider's mail claims to belong to
    participant: str | None = None  # the address that the evidence recognises as a participant
    follows: int | None = None  # a closed ticket that a new one continues


class AckForm(StrEnum):
    """How a customer's new mail is acknowledged."""

    FULL = "full"
    MINIMAL = "minimal"  # no word, name, subject or link chosen by the sender
    WITHHELD = "withheld"


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """The decision on the acknowledgement, with the reason that is stored."""

    form: AckForm
    reason: str
    cause: str = ""  # the same without anybody's name, for metrics; empty: the reason names nobody


@dataclass(frozen=True, slots=True)
class NewTicket:
    """A ticket that the commit will open."""

    subject: str
    mailbox: str
    prefix: str
    year: int | None
    team: str
    language: str
    zone: str
    requester: Address
    kind: TicketKind = TicketKind.CUSTOMER
    status: Status = Status.NEW
    priority: Priority = Priority.NORMAL
    category: str | None = None
    assignee: str | None = None
    policy: str | None = None
    tags: tuple[str, ...] = ()
    watching: tuple[str, ...] = ()
    created_at: datetime | None = None  # None: when the mail came
    waits: bool = True  # a customer's message waits for an answer


@dataclass(frozen=True, slots=True)
class NewParticipant:
    """Somebody who joins the ticket, and how they came in."""

    address: Address
    role: str
    why: str


@dataclass(frozen=True, slots=True)
class NewMessage:
    """The mail as a message of the ticket; text and attachments are taken from the mail itself."""

    direction: str
    kind: MessageKind
    public: bool
    verified: bool = True
    author: str | None = None
    new_text: str | None = None  # what was said, where the mail's new text also holds commands


@dataclass(frozen=True, slots=True)
class NewEvent:
    """One line of the timeline."""

    kind: str
    actor: str
    detail: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TimerWrite:
    """A timer as it shall stand after the commit; unique by kind and instance within the ticket."""

    kind: str
    instance: int
    state: str
    policy: str
    calendar: str
    started_at: datetime
    target_s: int | None
    due_at: datetime | None
    used_s: int = 0
    satisfied_at: datetime | None = None
    imported: bool = False
    resumed_at: datetime | None = None
    breached_at: datetime | None = None
    generation: int = 1
    allowed_s: int | None = None
    planned_at: datetime | None = None
    policy_version: str | None = None
    calendar_version: str | None = None
    wake_at: datetime | None = None  # after which instant it wants attention; None: never


@dataclass(frozen=True, slots=True)
class SlaVersion:
    """A policy or a calendar as it is now; kept, so that timers can be recomputed when it is another."""

    version: str
    kind: str
    name: str
    body: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class ClocksWrite:
    """What a ticket's deadlines go on from after the commit."""

    clocks: Mapping[str, object]
    move_at: datetime | None  # when something happens by itself
    versions: tuple[SlaVersion, ...] = ()  # those that the clocks name for the first time


class Precision(StrEnum):
    """How exactly a promised time is said."""

    TIME = "time"  # the day and the clock
    DAY = "day"  # the day alone


@dataclass(frozen=True, slots=True)
class Promise:
    """A time by which the customer was told to hear; judged when it passes or is kept."""

    until: datetime
    basis: str
    detail: Mapping[str, object] = field(default_factory=dict)
    precision: Precision = Precision.TIME
    firm: bool = True  # "you will have an answer by"; else "we usually answer by"


class LetterKind(StrEnum):
    """Which letter of ours; also the name of its template."""

    ACK = "ack"
    ACK_MINIMAL = "ack_minimal"
    NOTIFICATION = "notification"
    REPLY = "reply"
    HELD = "held"
    UNDELIVERED = "undelivered"
    CONFIRM = "confirm"
    RECEIPT = "receipt"
    PREVIEW = "preview"
    DIGEST = "digest"
    ALERT = "alert"
    ALARM = "alarm"  # to the operators
    OPERATOR_DIGEST = "operator_digest"
    WORD = "word"  # the answer to a customer's one word
    FORWARD = "forward"  # a copy of a customer's mail, to an address that a rule names
    OWN = "own"  # the operator's own, under the name that a rule gives it
    REMINDERS = "reminders"  # deadlines of several tickets, to one agent
    REMIND = "remind"  # a customer: we wait for your answer
    CLOSING = "closing"  # a customer: it will be closed unless you answer
    PROGRESS = "progress"  # a customer: it is not forgotten
    CORRECTION = "correction"  # to a customer: it takes longer than the acknowledgement said


class ReplyMeans(StrEnum):
    """What a plain reply to a mail of ours means; settled before anybody types (SPEC section 11.5)."""

    REPLY = "reply"
    NOTE = "note"
    CUSTOMER = "customer"
    HELD = "held"  # the answer to a question about a mail that was kept back


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail that the commit puts into the outbox; words, ids and tokens are bound there."""

    kind: LetterKind
    to: Address
    language: str
    facts: Mapping[str, object]
    means: ReplyMeans
    agent: str | None = None  # the agent it goes to; None for customers
    shown_to: tuple[Address, ...] = ()  # the To line, where it is not just the recipient
    in_reply_to: str | None = None
    automatic: str | None = None  # "auto-replied", "auto-generated", None for a person's words
    null_sender: bool = False
    attachments: bool = False  # carries the attachments of the causing mail
    files: tuple[DraftAttachment, ...] = ()  # further files, of a mail that came earlier
    held: int | None = None  # the kept-back mail that an answer is about, where it came earlier
    not_before: datetime | None = None
    expires_at: datetime | None = None
    recheck: str | None = None
    template: str = ""  # the name of an operator's own letter
    timers: tuple[int, ...] = ()  # untrue once none of these counts any more


@dataclass(frozen=True, slots=True)
class CommandLine:
    """What becomes of one line of an agent's commands."""

    line: str
    ok: bool
    reason: str
    nearest: str | None = None  # the command that was probably meant


@dataclass(frozen=True, slots=True)
class CapHit:
    """One automatic mail counted against a cap."""

    cap: str
    subject: str


@dataclass(frozen=True, slots=True)
class Decision:
    """All that one mail causes."""

    fate: Fate
    reasons: tuple[str, ...]
    thread: ThreadVerdict
    authentication: Authentication
    acknowledgement: Acknowledgement
    ticket_id: int | None = None
    new_ticket: NewTicket | None = None
    changes: Mapping[str, object] = field(default_factory=dict)  # fields of the existing ticket
    message: NewMessage | None = None
    participants: tuple[NewParticipant, ...] = ()
    links: tuple[tuple[str, int], ...] = ()  # (kind, other ticket)
    events: tuple[NewEvent, ...] = ()
    timers: tuple[TimerWrite, ...] = ()
    clocks: ClocksWrite | None = None  # None: they stay as they are
    promise: Promise | None = None
    letters: tuple[Letter, ...] = ()
    hits: tuple[CapHit, ...] = ()
    capped: str = ""  # the cap that held something back
    withdraw: tuple[str, ...] = ()  # kinds of waiting letters of this ticket that became untrue
    two_way: tuple[str, ...] = ()  # addresses whose owner answered us after we wrote
    commands: tuple[CommandLine, ...] = ()  # an agent's, each with what becomes of it
    effects: tuple[Effect, ...] = ()
    told_later: tuple[tuple[str, str], ...] = ()  # (agent, what): notices that wait for their digest
    further: tuple["Decision", ...] = ()  # what the same mail causes on other tickets, carried out first
