"""Which deadlines count by a calendar that was edited? After a load of the configuration they are all counted anew.

A walk along the timers, a batch at a time and in between other work; where it is interrupted, the next start walks
again. A ticket that something happens to meanwhile is counted anew by that.
"""

from dataclasses import dataclass
from datetime import datetime

from mailgate.pipeline.desk import Desk
from mailgate.pipeline.wakes import Wakes
from mailgate.sla.terms import calendar_version
from mailgate.store import Tx
from mailgate.store import clocks as stored


@dataclass(frozen=True, slots=True)
class Found:
    """Tickets to count anew, and the timer up to which was looked."""

    tickets: tuple[int, ...]
    upto: int


def look(tx: Tx, desk: Desk, after: int, limit: int) -> Found | None:
    """The next tickets on an edited calendar; None when there are no more."""
    current = {name: calendar_version(calendar) for name, calendar in desk.calendars.items()}
    rows = stored.on_other_versions(tx, current, after, limit)
    return Found(tuple(dict.fromkeys(r[1] for r in rows)), rows[-1][0]) if rows else None


def count_anew(tx: Tx, now: datetime, wakes: Wakes, found: Found) -> int:
    """Counts the deadlines of these tickets by today's calendars."""
    for causes in wakes.ticking(tx, found.tickets, now):
        wakes.commit(tx, causes, "calendar")
    return len(found.tickets)
