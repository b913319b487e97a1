"""What happened in a day that no agent was told of? Asked once a day, for the operators' digest.

Neither the ledger nor the timeline has an index on time: it would cost every mail for a question that is asked once a day.
Numbers follow time, so the newest rows are read, down to a bound that no day of one desk reaches.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from mailgate.model.journal import Fate
from mailgate.store.schema import ENTRY_QUARANTINED, event, journal, ticket
from mailgate.store.store import Tx

_MOST = 100_000
_OPENS_NONE = (Fate.RECORDED, Fate.TRANSIT, Fate.SPAM, Fate.DISCARDED)  # the others are somebody's work


@dataclass(frozen=True, slots=True)
class Unopened:
    """A mail that belongs to no ticket, and why."""

    journal_id: int
    fate: str
    why: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A mail in quarantine."""

    journal_id: int
    since: datetime | None
    why: str


def unopened(tx: Tx, since: datetime, until: datetime) -> list[Unopened]:
    """The mails that got their fate in this time and belong to no ticket, oldest first."""
    newest = sa.select(sa.func.max(journal.c.id)).scalar_subquery()
    mine = (
        sa.select(journal.c.id, journal.c.fate, journal.c.reasons)
        .where(
            journal.c.id > newest - _MOST, journal.c.settled_at > since, journal.c.settled_at <= until,
            journal.c.ticket_id.is_(None), journal.c.fate.in_([f.value for f in _OPENS_NONE]),
        )
        .order_by(journal.c.id)
    )  # fmt: skip
    return [Unopened(row.id, row.fate, _first(row.reasons)) for row in tx.execute(mine)]


def withheld(tx: Tx, since: datetime, until: datetime) -> Counter[str]:
    """How many tickets of this time were opened without an acknowledgement, by reason."""
    newest = sa.select(sa.func.max(ticket.c.id)).scalar_subquery()
    mine = (
        sa.select(event.c.detail)
        .join(ticket, ticket.c.id == event.c.ticket_id)
        .where(ticket.c.id > newest - _MOST, ticket.c.created_at > since, ticket.c.created_at <= until)
        .where(event.c.kind == "acknowledgement")
    )
    details = tx.execute(mine).scalars()
    return Counter(str(d.get("reason", "")) for d in details if d.get("form") == "withheld")


def quarantined(tx: Tx, limit: int) -> list[Kept]:
    """The newest mails in quarantine, newest first."""
    mine = sa.select(journal.c.id, journal.c.settled_at, journal.c.reasons).where(ENTRY_QUARANTINED)
    rows = tx.execute(mine.order_by(journal.c.id.desc()).limit(limit))
    return [Kept(row.id, row.settled_at, _first(row.reasons)) for row in rows]


def _first(reasons: list[str] | None) -> str:
    return reasons[0] if reasons else "no reason was stored"
