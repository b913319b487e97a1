"""Who hears of a deadline, and how long before or after it? Plans of reminders as the operator writes them.

A step stands at a share of the target (`80 %`) or at a distance from the due date (`30 min before`, `2 h after`), all in
working time. A share is a distance too: 80 % of 10 h is 2 h before. So the step at 100 % stands at the due date also
where a grace moved it.
"""

import re
from dataclasses import dataclass

from mailgate.model.duration import DurationError, format_duration, parse_duration
from mailgate.model.ticket import Priority
from mailgate.sla.policy import TARGETED, TimerKind

ASSIGNEE, TEAM, LEAD = "assignee", "team", "lead"
ROLES = (ASSIGNEE, TEAM, LEAD)
WHEN = ("assigned", "unassigned")
_SHARE = re.compile(r"\s*([0-9]{1,4})\s*%\s*", re.ASCII)
_DISTANCE = re.compile(r"\s*(.{1,60}?)\s+(before|after)\s*", re.ASCII | re.IGNORECASE)
_MOST_SHARE = 1000


class MomentError(ValueError):
    """A text is not a moment of a timer."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A place on a timer: a share of its target, or working seconds after (negative: before) its due date."""

    share: int | None = None
    distance_s: int = 0

    def offset(self, target_s: int) -> int:
        """Working seconds after the due date; a broken second counts as the one before."""
        return self.distance_s if self.share is None else (self.share - 100) * target_s // 100

    def __str__(self) -> str:
        if self.share is not None:
            return f"{self.share} %"
        word = "before" if self.distance_s < 0 else "after"
        return f"{format_duration(abs(self.distance_s))} {word}"


def parse_moment(text: str) -> Moment:
    """Reads `80 %`, `30 min before` or `2 h after`; raises `MomentError`, whose text is the problem."""
    if (share := _SHARE.fullmatch(text)) is not None:
        if not 1 <= int(share[1]) <= _MOST_SHARE:
            raise MomentError(f'"{text}" is not between 1 % and {_MOST_SHARE} %')
        return Moment(share=int(share[1]))
    if (found := _DISTANCE.fullmatch(text)) is None:
        raise MomentError(f'"{text[:60]}" is no moment of a timer')
    try:
        distance = parse_duration(found[1])
    except DurationError as wrong:
        raise MomentError(wrong.problem) from wrong
    return Moment(distance_s=-distance if found[2].lower() == "before" else distance)


@dataclass(frozen=True, slots=True)
class Step:
    """What happens when a timer gets there; `key` names it among the firings, for ever."""

    at: Moment
    tell: tuple[str, ...] = ()  # roles and addresses
    only: str | None = None  # "assigned" or "unassigned"
    kinds: frozenset[TimerKind] = frozenset(TARGETED)
    every_s: int | None = None  # again and again after it, in working time
    raise_priority: bool = False
    assign: str | None = None
    team: str | None = None
    tags: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return str(self.at)

    @property
    def acts(self) -> bool:
        """Does it change the ticket?"""
        return bool(self.raise_priority or self.assign or self.team or self.tags)

    def applies(self, *, assigned: bool) -> bool:
        """Does it concern a ticket in this state?"""
        return self.only is None or (self.only == "assigned") == assigned


@dataclass(frozen=True, slots=True)
class Plan:
    """Steps of reminders and escalation, by name."""

    name: str
    steps: tuple[Step, ...] = ()

    def of(self, kind: TimerKind) -> tuple[Step, ...]:
        """The steps of a timer of this kind."""
        return tuple(step for step in self.steps if kind in step.kinds)


USUAL = Plan(
    "usual",
    (
        Step(Moment(50), (TEAM,), only="unassigned"),
        Step(Moment(80), (ASSIGNEE,)),
        Step(Moment(100), (ASSIGNEE, LEAD)),
        Step(Moment(150), (LEAD,)),
    ),
)
SILENT = Plan("none")
BUILT_IN = {plan.name: plan for plan in (USUAL, SILENT)}


def raised(priority: Priority) -> Priority:
    """The next higher priority; urgent stays."""
    ascending = list(Priority)
    return ascending[min(ascending.index(priority) + 1, len(ascending) - 1)]
