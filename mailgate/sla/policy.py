"""Which targets hold for this ticket? The first policy that matches it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import combinations
from types import MappingProxyType

from mailgate.errors import ConfigError, Fault
from mailgate.model.ticket import Priority


class TimerKind(StrEnum):
    """What a timer measures."""

    FIRST_RESPONSE = "first_response"
    NEXT_REPLY = "next_reply"
    UPDATE = "update"
    RESOLUTION = "resolution"
    TOTAL = "total"  # a figure of reports: it has no target


TARGETED = tuple(kind for kind in TimerKind if kind is not TimerKind.TOTAL)
MAY_POSTPONE = (TimerKind.NEXT_REPLY, TimerKind.RESOLUTION)  # a policy may pause these while postponed
POSTPONED_PAUSES = frozenset({TimerKind.RESOLUTION})


@dataclass(frozen=True, slots=True)
class Facts:
    """What a policy may ask about a ticket.

    `calendar` is the one that holds without a word from the policy: the team's, else the mailbox's.
    `open_calendars` are those which were in working time when the first customer message arrived.
    """

    mailbox: str
    priority: str
    language: str
    calendar: str
    team: str | None = None
    category: str | None = None
    group: str | None = None  # of the contact, such as `vip`
    open_calendars: frozenset[str] = frozenset()


# The conditions that compare one fact with a list of accepted values; named as in sla.toml.
_CONDITIONS = ("mailbox", "team", "category", "priority", "group", "language")


@dataclass(frozen=True)
class Policy:
    """Targets in working seconds for the tickets that meet every condition; a value.

    `accepts` maps a fact's name to the values it may have; a fact that is not in it may be anything.
    `in_hours` asks for arrival in (True) or out of (False) working time, by the policy's own calendar.
    `postponed_pauses` are the timers that stand still while the ticket is postponed.
    """

    name: str
    targets: Mapping[TimerKind, int]
    accepts: Mapping[str, frozenset[str]] = field(default_factory=dict)
    in_hours: bool | None = None
    calendar: str | None = None
    postponed_pauses: frozenset[TimerKind] = POSTPONED_PAUSES
    plan: str | None = None  # of reminders; None means the usual one

    def __post_init__(self) -> None:
        object.__setattr__(self, "targets", MappingProxyType(dict(self.targets)))
        object.__setattr__(self, "accepts", MappingProxyType(dict(self.accepts)))

    def __hash__(self) -> int:
        return hash((self.name, self.calendar))

    def calendar_for(self, facts: Facts) -> str:
        """The name of the calendar its timers run on."""
        return self.calendar or facts.calendar

    def matches(self, facts: Facts) -> bool:
        """Does the ticket meet every condition?"""
        if any(_folded(getattr(facts, name)) not in values for name, values in self.accepts.items()):
            return False
        return self.in_hours is None or self.in_hours == (self.calendar_for(facts) in facts.open_calendars)

    def covers(self, other: "Policy") -> bool:
        """Does every ticket that meets the other's conditions surely meet these too?"""
        if not all(other.accepts.get(name, {None}) <= values for name, values in self.accepts.items()):
            return False
        same_hours = self.in_hours == other.in_hours and self.calendar == other.calendar
        return self.in_hours is None or same_hours


def _folded(value: str | None) -> str | None:
    return None if value is None else value.lower()


def select(policies: Iterable[Policy], facts: Facts) -> Policy | None:
    """The first policy that matches; None means the ticket has no timers, which is shown."""
    return next((policy for policy in policies if policy.matches(facts)), None)


def build_policy(  # noqa: PLR0913 - one argument a key of the table
    name: str,
    *,
    targets: Mapping[str, int],
    accepts: Mapping[str, Sequence[str]] | None = None,
    in_hours: bool | None = None,
    calendar: str | None = None,
    calendars: Iterable[str] = (),
    postponed_pauses: Iterable[str] = POSTPONED_PAUSES,
    plan: str | None = None,
    file: str = "sla.toml",
) -> Policy:
    """The policy that these settings describe; targets in seconds, `calendars` are the names that exist.

    Values of facts are compared without case. Raises `ConfigError` with every fault at once.
    """
    key, wanted, pausing = f"policy.{name}", accepts or {}, tuple(postponed_pauses)
    faults = [
        *_target_faults(file, key, targets),
        *_condition_faults(file, key, wanted),
        *_calendar_faults(file, key, calendar, sorted(calendars)),
        *_pause_faults(file, key, pausing),
    ]
    if faults:
        raise ConfigError(faults)
    return Policy(
        name,
        {TimerKind(kind): target for kind, target in targets.items()},
        {fact: frozenset(value.lower() for value in values) for fact, values in wanted.items()},
        in_hours,
        calendar,
        frozenset(TimerKind(kind) for kind in pausing),
        plan,
    )


def _target_faults(file: str, key: str, targets: Mapping[str, int]) -> Iterator[Fault]:
    for kind, target in targets.items():
        if kind not in TARGETED:
            remedy = f"write one of {', '.join(TARGETED)}"
            yield Fault(file, f"{key}.{kind}", "no timer with a target has this name", remedy)
        elif target <= 0:
            remedy = 'write a time like "8 h", or leave it out for no timer'
            yield Fault(file, f"{key}.{kind}", "a target of zero is missed before it begins", remedy)
    if not targets:
        yield Fault(file, key, "a policy without targets", f"write one of {', '.join(TARGETED)}")


def _condition_faults(file: str, key: str, accepts: Mapping[str, Sequence[str]]) -> Iterator[Fault]:
    for fact, values in accepts.items():
        where = f"{key}.{fact}"
        if fact not in _CONDITIONS:
            yield Fault(file, where, "no condition has this name", f"write one of {', '.join(_CONDITIONS)}")
        elif not values:
            yield Fault(file, where, "no value is accepted, so it never matches", "name one, or leave it out")
        elif fact == "priority" and (unknown := {v.lower() for v in values} - set(Priority)):
            problem = f"no such priority: {', '.join(sorted(unknown))}"
            yield Fault(file, where, problem, f"write one of {', '.join(Priority)}")


def _calendar_faults(file: str, key: str, calendar: str | None, known: Sequence[str]) -> Iterator[Fault]:
    if calendar is not None and calendar not in known:
        remedy = f"write one of {', '.join(known)}" if known else "describe it in calendars.toml"
        yield Fault(file, f"{key}.calendar", f'no calendar is named "{calendar}"', remedy)


def _pause_faults(file: str, key: str, kinds: Sequence[str]) -> Iterator[Fault]:
    for kind in kinds:
        if kind not in MAY_POSTPONE:
            problem = f'"{kind}" does not pause while a ticket is postponed'
            yield Fault(file, f"{key}.postponed_pauses", problem, f"write one of {', '.join(MAY_POSTPONE)}")


def order_faults(policies: Sequence[Policy], file: str = "sla.toml") -> list[Fault]:
    """Policies that can never be chosen: an earlier one takes all their tickets, or has their name."""
    faults = []
    for earlier, later in combinations(policies, 2):
        if earlier.name == later.name:
            faults.append(Fault(file, f"policy.{later.name}", "two policies have this name", "rename one"))
        elif earlier.covers(later):
            problem = f'it never matches: "{earlier.name}" before it takes all its tickets'
            faults.append(Fault(file, f"policy.{later.name}", problem, "move it up, or remove it"))
    return faults
