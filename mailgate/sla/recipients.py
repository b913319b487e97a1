"""Who is told? Roles become people, and one person gets one mail of many reminders."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from mailgate.sla.plan import ASSIGNEE, LEAD, TEAM, Step

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class People:
    """Who stands around a ticket; agents by name. `team` are those who would be told of a new ticket."""

    assignee: str | None = None
    team: tuple[str, ...] = ()
    team_address: str | None = None  # told instead of each of the team
    lead: str | None = None


@dataclass(frozen=True, slots=True, order=True)
class Recipient:
    """An agent by name, or somebody by address only."""

    agent: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Bundle(Generic[T]):
    """All that one person is told at once."""

    to: Recipient
    about: tuple[T, ...]


def recipients(step: Step, people: People) -> tuple[Recipient, ...]:
    """Whom the step tells, each once; without an assignee the team stands in, so that somebody hears of it."""
    return tuple(dict.fromkeys(who for role in step.tell for who in _of(role, people)))


def bundled(told: Iterable[tuple[Recipient, T]]) -> tuple[Bundle[T], ...]:
    """One bundle a person, in the order in which each was first told of something; no happening twice."""
    found: dict[Recipient, dict[T, None]] = {}
    for who, what in told:
        found.setdefault(who, {})[what] = None
    return tuple(Bundle(who, tuple(about)) for who, about in found.items())


def _of(role: str, people: People) -> Iterator[Recipient]:
    if role == ASSIGNEE and people.assignee is not None:
        yield Recipient(agent=people.assignee)
    elif role in (ASSIGNEE, TEAM):
        yield from _team(people)
    elif role == LEAD:
        yield from () if people.lead is None else (Recipient(agent=people.lead),)
    else:
        yield Recipient(address=role)


def _team(people: People) -> Iterator[Recipient]:
    if people.team_address is not None:
        yield Recipient(address=people.team_address)
    else:
        yield from (Recipient(agent=name) for name in people.team)
