"""Who gets the ticket? A team's strategy, asked with what is known of its members at one moment (SPEC section 9.3).

Theory of operation
- Only who is present, in their own working hours and not away, and below their capacity gets a ticket by a strategy; with
  nobody left it stays in the team's queue, and the reason says why.
- Load is open tickets weighted by priority. Members are compared by the share of their capacity that is taken, so that
  half a capacity gets half the work; equals take turns.
- Nothing here counts or stores. Two mails at once are kept apart by the transaction that reads the states and writes the
  assignment.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from mailgate.model.ticket import Priority
from mailgate.rules.orders import Assign, Strategy
from mailgate.rules.wording import fold

WEIGHTS: Mapping[Priority, float] = {
    Priority.LOW: 0.5,
    Priority.NORMAL: 1.0,
    Priority.HIGH: 2.0,
    Priority.URGENT: 3.0,
}
USUAL_CAPACITY = 20  # with which a member without a limit is compared with the others

AtWork = Callable[[str, datetime], bool]  # an agent's own working hours, by name


@dataclass(frozen=True, slots=True)
class Member:
    """An agent of the team as they stand at this moment; `capacity` is a weighted load, None for no limit."""

    name: str
    load: float = 0.0
    capacity: float | None = None
    skills: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    standin: str | None = None
    away_until: datetime | None = None

    @property
    def share(self) -> float:
        """How much of the capacity is taken."""
        return self.load / (self.capacity or USUAL_CAPACITY)

    @property
    def full(self) -> bool:
        return self.capacity is not None and self.load >= self.capacity


@dataclass(frozen=True, slots=True)
class Case:
    """What a strategy may ask about the ticket; `served_by` is the agent who last served this contact."""

    language: str | None = None
    category: str | None = None
    served_by: str | None = None


@dataclass(frozen=True, slots=True)
class Assignment:
    """The agent, or None for the team's queue, and why."""

    agent: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Roster:
    """A team at one moment: its members in the order of agents.toml, and when each was last given a ticket.

    `turns` numbers assignments: the higher the later; who is not in it comes first. `now` is aware.
    """

    members: Sequence[Member]
    now: datetime
    at_work: AtWork
    turns: Mapping[str, int] = field(default_factory=dict)

    def named(self, name: str | None) -> Member | None:
        return next((m for m in self.members if m.name == name), None)

    def away(self, member: Member) -> bool:
        return member.away_until is not None and self.now < member.away_until

    def absence(self, member: Member) -> str | None:
        """Why this member can get nothing now; None for one who can."""
        if self.away(member):
            return "away"
        if not self.at_work(member.name, self.now):
            return "out of hours"
        return "at capacity" if member.full else None

    def free(self) -> list[Member]:
        return [member for member in self.members if self.absence(member) is None]

    def instead_of(self, member: Member) -> Member | None:
        """The first along the chain of stand-ins who can get something; the chain may end where it began."""
        seen = {member.name}
        following = self.named(member.standin)
        while following is not None and following.name not in seen:
            if self.absence(following) is None:
                return following
            seen.add(following.name)
            following = self.named(following.standin)
        return None

    def least_loaded(self, among: Iterable[Member]) -> Member:
        """The one with the most room; equals take turns. Needs at least one."""
        return min(among, key=lambda m: (round(m.share, 9), self.turns.get(m.name, -1)))

    def next_in_turn(self, among: Iterable[Member]) -> Member:
        """The one whose last turn is longest ago. Needs at least one."""
        return min(among, key=lambda m: self.turns.get(m.name, -1))


def load(open_tickets: Mapping[Priority, int]) -> float:
    """The weighted load of so many open tickets of each priority."""
    return sum(WEIGHTS[priority] * count for priority, count in open_tickets.items())


def assign(wanted: Assign, roster: Roster, case: Case) -> Assignment:
    """Gives a new ticket to an agent, or leaves it in the team's queue.

    A person who is named gets it even beyond their capacity and out of hours: somebody has decided that. Only one who
    is away is stood in for.
    """
    if wanted.agent is not None:
        return _named(wanted.agent, roster)
    if wanted.strategy is None or wanted.strategy is Strategy.MANUAL:
        return Assignment(None, "taken by hand from the team's queue")
    sticky = _sticky(roster, case) if wanted.strategy is Strategy.STICKY else None
    return sticky or _among_the_free(wanted, roster, case)


def _among_the_free(wanted: Assign, roster: Roster, case: Case) -> Assignment:
    free = roster.free()
    if not free:
        return Assignment(None, f"nobody can take it now: {_absences(roster)}")
    if wanted.strategy is Strategy.ROUND_ROBIN:
        return Assignment(roster.next_in_turn(free).name, "next in turn")
    fit, noun = _fit(wanted, free, case)
    if not fit:
        return Assignment(None, f"nobody who is free {noun}")
    found = roster.least_loaded(fit)
    who = f" who {noun}" if noun else ""
    return Assignment(found.name, f"least loaded{who}, with a load of {found.load:g}")


def follow_up(assignee: str | None, roster: Roster) -> Assignment:
    """Who hears of a customer's answer: the assignee, their stand-in while they are away, else the team.

    A ticket does not change hands every evening: out of hours the assignee keeps it.
    """
    member = roster.named(assignee)
    if assignee is None:
        return Assignment(None, "nobody has it")
    if member is None:
        return Assignment(None, f"{assignee} is not in the team any more")
    if not roster.away(member):
        return Assignment(assignee, f"{assignee} has it")
    standin = roster.instead_of(member)
    if standin is None:
        return Assignment(None, f"{assignee} is away, and no stand-in can take it")
    return Assignment(standin.name, f"stands in for {assignee}, who is away")


def _named(name: str, roster: Roster) -> Assignment:
    member = roster.named(name)
    if member is None:
        return Assignment(None, f"{name} is not in the team")
    if not roster.away(member):
        return Assignment(name, "named by a rule")
    standin = roster.instead_of(member)
    if standin is None:
        return Assignment(None, f"{name} is away, and no stand-in can take it")
    return Assignment(standin.name, f"stands in for {name}, who is away")


def _sticky(roster: Roster, case: Case) -> Assignment | None:
    """Who served this contact last, or who stands in for them; None where everybody is as good as anybody."""
    member = roster.named(case.served_by)
    if member is None:
        return None
    if roster.absence(member) is None:
        return Assignment(member.name, "served this contact last")
    standin = roster.instead_of(member) if roster.away(member) else None
    return (
        Assignment(standin.name, f"stands in for {member.name}, who served this contact last")
        if standin
        else None
    )


def _fit(wanted: Assign, free: Sequence[Member], case: Case) -> tuple[list[Member], str]:
    """Those of the free who can serve this ticket, and what it asks of them in words."""
    if wanted.strategy is Strategy.SKILL:
        skill = wanted.skill or case.category
        if skill is None:
            return list(free), ""
        return [m for m in free if fold(skill) in map(fold, m.skills)], f"knows {skill}"
    if wanted.strategy is Strategy.LANGUAGE and case.language is not None:
        return [
            m for m in free if _primary(case.language) in map(_primary, m.languages)
        ], f"speaks {case.language}"
    return list(free), ""


def _primary(tag: str) -> str:
    """The language of a tag, without its region: somebody who writes pt-PT can answer pt-BR."""
    return tag.partition("-")[0].lower()


def _absences(roster: Roster) -> str:
    return ", ".join(_each(roster)) or "the team has no members"


def _each(roster: Roster) -> Iterator[str]:
    for member in roster.members:
        yield f"{member.name} is {roster.absence(member)}"
