"""What must be known to judge an agent's commands? The desk, the ticket and the agent, as values."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from mailgate.agents.authority import Authority
from mailgate.agents.dates import Opening
from mailgate.model.decision import ReplyMeans
from mailgate.model.states import Circumstances
from mailgate.model.ticket import Status, TicketKind


@dataclass(frozen=True, slots=True)
class TicketFacts:
    """A ticket as commands see it."""

    reference: str  # without brackets
    status: Status = Status.OPEN
    circumstances: Circumstances = field(default_factory=Circumstances)
    kind: TicketKind = TicketKind.CUSTOMER
    lead: str | None = None  # of its team
    requester: str = ""  # lower case, as all addresses here
    participants: frozenset[str] = frozenset()
    customer_messages: int = 1
    undoable: bool = False  # the agent changed something that can be taken back


@dataclass(frozen=True, slots=True)
class DeskFacts:
    """What is configured, and which other tickets the commands name (`block.named_references`)."""

    now: datetime
    zone: str  # in which the agent writes times
    opening: Opening
    internal: Callable[[str], bool]  # an agent's address, one of our mailboxes, or one with a token
    agents: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()  # empty: any word is one
    macros: tuple[str, ...] = ()
    languages: tuple[str, ...] = ("en",)
    tickets: Mapping[str, TicketFacts] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class AgentFacts:
    """Who asks, and how sure that is."""

    name: str
    authority: Authority
    means: ReplyMeans | None = None  # what a plain reply to the answered mail means
    confirm: bool = True  # asked to confirm what nobody vouches for
    held: bool = False  # answers a question about a mail of theirs that was kept back


@dataclass(frozen=True, slots=True)
class Scene:
    """All three together; no ticket where the mail opens one, or is about none."""

    desk: DeskFacts
    ticket: TicketFacts | None
    agent: AgentFacts
