"""What do the rules that apply order, all together? One value for the pipeline to carry out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from mailgate.model.journal import Fate
from mailgate.model.ticket import Priority, Status


class Strategy(StrEnum):
    """How a team's tickets find their agent (SPEC section 9.3)."""

    ROUND_ROBIN = "round-robin"
    LEAST_LOADED = "least-loaded"
    SKILL = "skill"
    LANGUAGE = "language"
    STICKY = "sticky"
    MANUAL = "manual"


@dataclass(frozen=True, slots=True)
class Assign:
    """Who shall have the ticket: an agent by name, whom a strategy finds, or nobody."""

    agent: str | None = None
    strategy: Strategy | None = None
    skill: str | None = None

    def __str__(self) -> str:
        if self.skill:
            return f"skill {self.skill}"
        return self.agent or (self.strategy.value if self.strategy else "none")


@dataclass(frozen=True, slots=True)
class Orders:
    """All that the applied rules ask for; None and empty leave things as they are.

    The value of a later rule replaces an earlier one's; tags, watchers, notes, letters, links and forward copies add up.
    """

    category: str | None = None
    tags_added: tuple[str, ...] = ()
    tags_removed: tuple[str, ...] = ()
    priority: Priority | None = None
    team: str | None = None
    assign: Assign | None = None
    policy: str | None = None
    language: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)  # captured values included
    watch: tuple[str, ...] = ()  # names of agents, addresses of mailboxes
    notes: tuple[str, ...] = ()
    letters: tuple[str, ...] = ()  # names of templates
    links: tuple[str, ...] = ()  # help pages for the acknowledgement, at most MOST_LINKS
    acknowledge: bool = True
    forward: tuple[str, ...] = ()  # addresses that get a copy
    external_number: str | None = None
    status: Status | None = None
    postpone_s: int | None = None  # from now, in seconds of the clock
    join: str | None = None  # correlation key; only among tickets of this sender
    requester: str | None = None  # an address
    fate: Fate | None = None  # quarantined, spam or discarded: nothing else happens then
    fate_reason: str = ""


MOST_LINKS = 3
