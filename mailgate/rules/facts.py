"""What may a rule ask about? One mail with its circumstances, as values that somebody else has gathered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from mailgate.model.authentication import Verdict
from mailgate.model.journal import Envelope
from mailgate.model.mail import Mail
from mailgate.model.ticket import Priority, Status


@dataclass(frozen=True, slots=True)
class TicketFacts:
    """The ticket that the mail belongs to, or the one that it will open, before any rule."""

    status: Status = Status.NEW
    priority: Priority = Priority.NORMAL
    category: str | None = None
    team: str | None = None
    assignee: str | None = None
    tags: tuple[str, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Facts:
    """All that conditions look at; instants are aware.

    `calendars` gives each team's calendar by name, `calendar` is that of tickets without a team of theirs (the mailbox's).
    `open_calendars` are those in working time when the mail arrived.
    """

    mail: Mail
    envelope: Envelope
    mailbox: str
    now: datetime
    size: int  # octets of the raw mail
    new: bool = True  # opens a ticket; False: belongs to one
    ticket: TicketFacts = field(default_factory=TicketFacts)
    authentication: Verdict = Verdict.NONE
    sender_known: bool = False  # has written before
    sender_groups: tuple[str, ...] = ()  # of the sender's organisation and contact
    calendar: str | None = None
    calendars: Mapping[str, str] = field(default_factory=dict)
    open_calendars: frozenset[str] = frozenset()
    created_at: datetime | None = None
    last_customer_at: datetime | None = None  # the message before this one


@dataclass(frozen=True, slots=True)
class Known:
    """The names that the rest of the configuration has; None where there is no list to compare with.

    `own` are the addresses of our mailboxes with their aliases, `letters` the templates that a rule may send.
    """

    teams: frozenset[str] = frozenset()
    agents: frozenset[str] = frozenset()
    mailboxes: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()
    calendars: frozenset[str] = frozenset()
    policies: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    letters: frozenset[str] = frozenset()
