"""Histories as people tell them: `2026-11-23 10:00 | mail`, one happening a line, local to the calendar.

Messages are numbered by their lines, from 1. `answer waiting` is an answer and the status that it brings.
"""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from mailgate.model.duration import parse_duration
from mailgate.model.ticket import Status
from mailgate.sla.calendar import Calendar
from mailgate.sla.clock import fold
from mailgate.sla.clocks import Clocks, as_of
from mailgate.sla.happening import (
    Absorbed,
    Answered,
    CalendarEdited,
    CustomerWrote,
    Happening,
    NeedsNoReply,
    Recalled,
    SplitOff,
    StatusChanged,
    TermsSet,
)
from mailgate.sla.localtime import parse_local
from mailgate.sla.policy import POSTPONED_PAUSES, Policy, TimerKind
from mailgate.sla.terms import Terms
from mailgate.sla.timer import Timer

FR, NR, UP, RES, TOT = TimerKind


def policy(name: str = "standard", *, pauses: str | None = None, **targets: str) -> Policy:
    """A policy of written targets; `pauses` are the timers that postponing pauses."""
    kinds = {TimerKind(kind): parse_duration(text) for kind, text in targets.items()}
    still = POSTPONED_PAUSES if pauses is None else frozenset(TimerKind(k) for k in pauses.split())
    return Policy(name, kinds, postponed_pauses=still)


class Told:
    """A history from its lines; the first terms hold from the first line."""

    def __init__(
        self, calendar: Calendar, first: Policy | None, lines: str, known: Mapping[str, object] | None = None
    ) -> None:
        self.calendar, self.known = calendar, dict(known or {})
        rows = [line.strip() for line in lines.strip().splitlines()]
        self.happenings: list[Happening] = []
        for number, row in enumerate(rows, start=1):
            when, _, what = row.partition(" | ")
            at = parse_local(when, calendar.zone)
            self.happenings += self._told(at, number, what.split())
            if number == 1:
                self.happenings.append(TermsSet(at, Terms(calendar, first)))

    def clocks(self, at: str | None = None) -> Clocks:
        """The clocks after it all, as of this moment."""
        clocks = fold(self.happenings)
        return clocks if at is None else as_of(clocks, parse_local(at, self.calendar.zone))

    def _told(self, at: datetime, number: int, words: list[str]) -> list[Happening]:
        what, rest = words[0], words[1:]
        if what in ("mail", "answer"):
            made = CustomerWrote(at, number) if what == "mail" else Answered(at, number)
            return [made, *(StatusChanged(at, Status(s), number) for s in rest)]
        if what in ("recall", "split"):
            return [Recalled(at, int(rest[0])) if what == "recall" else SplitOff(at, int(rest[0]))]
        if what == "noreply":
            return [NeedsNoReply(at)]
        return [StatusChanged(at, Status(what)) if what in list(Status) else self._named(at, rest[0])]

    def _named(self, at: datetime, name: str) -> Happening:
        named = self.known[name]
        if isinstance(named, Calendar):
            return CalendarEdited(at, named)
        if isinstance(named, Told):
            return Absorbed(at, tuple(_renumbered(named.happenings)))
        terms = Terms(self.calendar, named) if isinstance(named, Policy) else named
        assert isinstance(terms, Terms)
        return TermsSet(at, terms)


def _renumbered(happenings: list[Happening]) -> list[Happening]:
    """The messages of another ticket have numbers of their own."""
    return [
        type(h)(h.at, h.message + 100) if isinstance(h, CustomerWrote | Answered) else h for h in happenings
    ]


def state_of(timer: Timer, zone: str) -> str:
    """A timer in words: state, due date, and the breach if there was one."""
    words = [timer.state.value]
    if timer.due_at is not None:
        words.append(_written(timer.due_at, zone))
    if timer.breached_at is not None:
        words.append(f"breached {_written(timer.breached_at, zone)}")
    return " ".join(words)


def _written(at: datetime, zone: str) -> str:
    local = at.astimezone(ZoneInfo(zone))
    return local.strftime("%Y-%m-%d %H:%M:%S").removesuffix(":00") + f"{local:%z}"[:3]
