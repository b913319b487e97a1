"""What does the store know of the clocks of tickets? Snapshots, and the histories behind them where they are needed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from mailgate.model.ticket import TicketState
from mailgate.pipeline.desk import Desk
from mailgate.sla.calendar import Calendar
from mailgate.sla.clocks import Clocks
from mailgate.sla.happening import Happening
from mailgate.sla.policy import Policy
from mailgate.sla.snapshot import thawed
from mailgate.sla.terms import Terms, calendar_of, policy_of
from mailgate.sla.timeline import Archive, history_of
from mailgate.store import Tx
from mailgate.store import clocks as stored

CLOCKS, TIMES = "clocks", "times"  # the two halves of what a ticket's row keeps
_NESTED = 20  # merges into merges that a history follows


@dataclass(frozen=True)
class Kept:
    """The clocks of one ticket as they were left."""

    clocks: Clocks
    times: Mapping[str, datetime | None]
    history: tuple[Happening, ...] | None = None  # None: it was not read


@dataclass
class Archives:
    """Finds what snapshots and lines of the timeline only name; today's configuration needs no look into the store."""

    tx: Tx
    desk: Desk
    _seen: set[int] = field(default_factory=set)

    def kept(self, tickets: Iterable[TicketState], at: datetime, *, whole: bool = False) -> dict[int, Kept]:
        """The clocks of these tickets; with histories if asked, or where something from `at` comes late."""
        return {t.id: self._kept(t, at, whole=whole) for t in tickets if t.clocks is not None}

    def history(self, ticket_id: int) -> tuple[Happening, ...]:
        """All that happened to a ticket, as its clocks must know."""
        if ticket_id in self._seen or len(self._seen) > _NESTED:
            return ()  # a merge in a circle; there should be none
        self._seen.add(ticket_id)
        try:
            archive = Archive(self._terms, self._calendar_named, self.history)
            return history_of(stored.details(self.tx, ticket_id), archive)
        finally:
            self._seen.discard(ticket_id)

    def _kept(self, ticket: TicketState, at: datetime, *, whole: bool) -> Kept:
        assert ticket.clocks is not None  # asked before
        body = ticket.clocks[CLOCKS]
        clocks = thawed(body, self._terms(body["terms"]) if body["terms"] is not None else None)
        late = clocks.last is not None and at.replace(microsecond=0) <= clocks.last[0]
        times = {n: datetime.fromisoformat(v) if v else None for n, v in ticket.clocks[TIMES].items()}
        return Kept(clocks, times, self.history(ticket.id) if whole or late else None)

    def _terms(self, named: Mapping[str, Any]) -> Terms | None:
        calendar = self._calendar(named["calendar_version"])
        policy = self._policy(named["policy_version"]) if named["policy_version"] else None
        return Terms(calendar, policy) if calendar is not None else None

    def _calendar_named(self, named: Mapping[str, Any]) -> Calendar | None:
        return self._calendar(named["calendar_version"])

    def _calendar(self, version: str) -> Calendar | None:
        if (today := self.desk.calendars_by_version.get(version)) is not None:
            return today
        body = stored.body(self.tx, version)
        return calendar_of(body) if body is not None else None

    def _policy(self, version: str) -> Policy | None:
        if (today := self.desk.policies_by_version.get(version)) is not None:
            return today
        body = stored.body(self.tx, version)
        return policy_of(body) if body is not None else None
