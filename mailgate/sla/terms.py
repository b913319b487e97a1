"""Which policy holds for a ticket, on which calendar, and in which version of each?

A version is a hash of what counts: two calendars that open at the same times have one version, whatever the holidays
are called. The bodies are kept by version, so that clocks can be recomputed years and edits later.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from mailgate.model.ticket import Status
from mailgate.sla.calendar import Calendar
from mailgate.sla.hours import Opening
from mailgate.sla.kinds import RULES
from mailgate.sla.policy import Policy, TimerKind

_DIGITS = 16  # of the hash: 64 bits, for a few hundred versions


@dataclass(frozen=True)
class Terms:
    """What a ticket's timers go by; without a policy it has none, but its time is still told by a calendar."""

    calendar: Calendar
    policy: Policy | None = None

    def target(self, kind: TimerKind) -> int | None:
        """Working seconds; None means no deadline of this kind."""
        return self.policy.targets.get(kind) if self.policy else None

    def measures(self, kind: TimerKind) -> bool:
        """Is there a timer of this kind?"""
        return self.policy is not None and (kind is TimerKind.TOTAL or kind in self.policy.targets)

    def pauses(self, kind: TimerKind, status: Status) -> bool:
        """Does a timer of this kind stand still in this status?"""
        if status is Status.POSTPONED:
            return self.policy is not None and kind in self.policy.postponed_pauses
        return status in RULES[kind].pausing

    @property
    def calendar_version(self) -> str:
        return calendar_version(self.calendar)

    @property
    def policy_version(self) -> str:
        return policy_version(self.policy) if self.policy else ""


def versions(terms: Terms) -> dict[str, str | None]:
    """How a snapshot, and a line of the timeline, name the terms."""
    return {
        "policy": terms.policy.name if terms.policy else None,
        "policy_version": terms.policy_version or None,
        "calendar": terms.calendar.name,
        "calendar_version": terms.calendar_version,
    }


@lru_cache(maxsize=256)
def calendar_version(calendar: Calendar) -> str:
    """The version of a calendar: 16 hexadecimal digits."""
    return _version(calendar_body(calendar))


@lru_cache(maxsize=256)
def policy_version(policy: Policy) -> str:
    """The version of a policy: 16 hexadecimal digits."""
    return _version(policy_body(policy))


@lru_cache(maxsize=256)
def calendar_body(calendar: Calendar) -> Mapping[str, Any]:
    """The calendar as JSON, made once; `calendar_of` reads it back."""
    return {
        "name": calendar.name,
        "zone": calendar.zone,
        "week": [_texts(day) for day in calendar.week],
        "holidays": sorted(day.isoformat() for day in calendar.holidays),
        "dates": {day.isoformat(): _texts(openings) for day, openings in sorted(calendar.dates.items())},
        "additions": {
            day.isoformat(): _texts(openings) for day, openings in sorted(calendar.additions.items())
        },
    }


def calendar_of(body: Mapping[str, Any]) -> Calendar:
    """The calendar of a stored body; its holidays have lost their names."""
    return Calendar(
        body["name"],
        body["zone"],
        tuple(_openings(day) for day in body["week"]),
        {date.fromisoformat(day): "holiday" for day in body["holidays"]},
        {date.fromisoformat(day): _openings(pairs) for day, pairs in body["dates"].items()},
        {date.fromisoformat(day): _openings(pairs) for day, pairs in body["additions"].items()},
    )


@lru_cache(maxsize=256)
def policy_body(policy: Policy) -> Mapping[str, Any]:
    """The policy as JSON, made once; `policy_of` reads it back."""
    return {
        "name": policy.name,
        "targets": {kind.value: target for kind, target in sorted(policy.targets.items())},
        "accepts": {fact: sorted(values) for fact, values in sorted(policy.accepts.items())},
        "in_hours": policy.in_hours,
        "calendar": policy.calendar,
        "postponed_pauses": sorted(kind.value for kind in policy.postponed_pauses),
        "plan": policy.plan,
    }


def policy_of(body: Mapping[str, Any]) -> Policy:
    """The policy of a stored body."""
    return Policy(
        body["name"],
        {TimerKind(kind): target for kind, target in body["targets"].items()},
        {fact: frozenset(values) for fact, values in body["accepts"].items()},
        body["in_hours"],
        body["calendar"],
        frozenset(TimerKind(kind) for kind in body["postponed_pauses"]),
        body["plan"],
    )


def _texts(openings: tuple[Opening, ...]) -> list[list[int]]:
    return [[one.opens, one.closes] for one in sorted(openings)]


def _openings(pairs: list[list[int]]) -> tuple[Opening, ...]:
    return tuple(Opening(opens, closes) for opens, closes in pairs)


def _version(body: Mapping[str, Any]) -> str:
    text = json.dumps(body, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]
