"""All that a decision may look at besides the mail itself; gathered once, then only values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from mailgate.config.schema import AgentTable, MailboxTable
from mailgate.letters.caps import Cap, reached
from mailgate.model.authentication import Authentication
from mailgate.model.decision import ReplyMeans
from mailgate.model.journal import Envelope
from mailgate.model.ticket import TicketState
from mailgate.pipeline.agent_view import AgentView
from mailgate.pipeline.desk import Desk
from mailgate.pipeline.kept_clocks import Kept
from mailgate.pipeline.staff import Staff
from mailgate.rules.facts import Facts
from mailgate.rules.outcome import Outcome
from mailgate.sla.reminders import Firing
from mailgate.store.agent_views import Former
from mailgate.store.lookups import AgentState, ContactState, TimerState
from mailgate.store.reports import ReportedMail
from mailgate.threading.found import Found
from mailgate.threading.tokens import Token


@dataclass(frozen=True, slots=True)
class Earlier:
    """A public message of the ticket, for the history in letters."""

    who: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Duplicate:
    """The mail that this one repeats."""

    journal_id: int | None
    ticket_id: int | None
    verified: bool = True  # False: filed as by somebody whom nobody vouches for


@dataclass(frozen=True, slots=True)
class Context:
    """What the store and the configuration say about one mail."""

    desk: Desk
    now: datetime
    arrived_at: datetime
    envelope: Envelope
    mailbox: MailboxTable
    watching: tuple[str, ...]  # further mailboxes of ours that the mail is meant for
    authentication: Authentication
    agent: AgentTable | None  # whose address stands in From
    contact: ContactState | None
    duplicate: Duplicate | None
    found: Found
    token: Token | None  # the first genuine reply token
    means: Mapping[str, ReplyMeans]  # what answering these mails of ours means
    agents: Mapping[str, AgentState]
    replayed: int | None = None  # the stub ticket of a mail that was quarantined before
    reported: int | None = None  # the ticket of the mail that a report speaks of
    report: ReportedMail | None = None  # that mail, where the report has proved that its writer had it
    caps: tuple[Cap, ...] = ()
    hits: Mapping[tuple[str, str], int] = field(default_factory=dict)
    timers: Mapping[int, tuple[TimerState, ...]] = field(default_factory=dict)
    history: Mapping[int, tuple[Earlier, ...]] = field(default_factory=dict)
    notes: Mapping[int, tuple[Earlier, ...]] = field(default_factory=dict)  # for agents alone
    former: tuple[Former, ...] = ()  # the requester's other tickets, newest first
    followers: tuple[int, ...] = ()  # tickets that the author opened in answer to a closed one, newest first
    waiting: Mapping[str, int] = field(default_factory=dict)  # tickets unanswered, by team; for the estimate
    view: AgentView | None = None  # what only an agent's mail asks
    size: int = 0  # octets of the raw mail
    released: bool = False  # an operator let it out of quarantine: no rule puts it there again
    last_wrote: Mapping[int, datetime] = field(
        default_factory=dict
    )  # when a customer last wrote, where rules ask
    keyed: Mapping[str, int] = field(default_factory=dict)  # the sender's open tickets by correlation key
    answers: tuple[tuple[Facts, Outcome], ...] = ()  # what the rules said when it was asked what to read
    sender_known: bool | None = None  # where `contact` is that of a requester whom a rule has found
    by_hand: frozenset[str] = frozenset()  # fields that agents have set, where rules would change them
    staff: Staff | None = None  # who may get a ticket, where one may be given away
    entry_id: int = 0  # of the mail in the ledger: the number that clocks know its message by
    kept: Mapping[int, Kept] = field(default_factory=dict)  # the clocks of tickets
    fired: Mapping[int, tuple[Firing, ...]] | None = None  # by timer; read by a tick alone

    def full(self, *names: str) -> Cap | None:
        """The first of these caps that leaves no room for one more."""
        return reached(tuple(c for c in self.caps if c.name in names), self.hits)

    def box(self, ticket: TicketState) -> MailboxTable:
        """The mailbox that a ticket belongs to."""
        return self.desk.settings.mailbox_of(ticket.mailbox) or self.mailbox

    def named(self, reference: str) -> TicketState | None:
        """The ticket that a command names, or the one it was merged into."""
        number = self.view.named.get(reference) if self.view is not None else None
        return self.found.survivor(number) if number is not None else None

    def ticket(self, ticket_id: int | None) -> TicketState | None:
        return self.found.tickets.get(ticket_id) if ticket_id is not None else None
