"""How much waits, and for how long? The figures of the status; each is as cheap as what waits is little."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from mailgate.store.schema import ENTRY_QUARANTINED, ENTRY_WAITS, journal
from mailgate.store.schema_work import TIMER_RUNS, UNSENT, outbox, outbox_recipient, timer
from mailgate.store.store import Tx
from mailgate.store.types import Instant


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many wait, and since when the oldest."""

    count: int
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Timers:
    """Armed timers, those that are due, and when the first was or will be."""

    armed: int
    due: int
    first: datetime | None


def received(tx: Tx) -> int:
    """How many mails were ever accepted: the ledger's last number.

    Counting the rows would read the whole ledger; an intake that failed may have used up a number on PostgreSQL.
    """
    return tx.execute(sa.select(sa.func.max(journal.c.id))).scalar() or 0


def journal_waiting(tx: Tx) -> Waiting:
    """Accepted mail without a fate; the age is that of live mail, for imported mail is old by nature."""
    mine = ENTRY_WAITS
    live = sa.func.min(sa.case((~journal.c.quiet, journal.c.arrived_at)), type_=Instant())
    row = tx.execute(sa.select(sa.func.count(), live).where(mine)).one()
    return Waiting(row[0], row[1])


def quarantined(tx: Tx) -> int:
    """Mails in quarantine."""
    mine = ENTRY_QUARANTINED
    return tx.execute(sa.select(sa.func.count()).select_from(journal).where(mine)).scalar_one()


def outbox_waiting(tx: Tx) -> Waiting:
    """Recipients that have yet to get a mail, and when the oldest of these mails was written."""
    query = (
        sa.select(sa.func.count(), sa.func.min(outbox.c.created_at, type_=Instant()))
        .select_from(outbox_recipient.join(outbox, outbox.c.id == outbox_recipient.c.outbox_id))
        .where(UNSENT)
    )
    row = tx.execute(query).one()
    return Waiting(row[0], row[1])


def timers(tx: Tx, now: datetime) -> Timers:
    """The timers that will want attention."""
    armed = sa.and_(TIMER_RUNS, timer.c.wake_at.is_not(None))
    due = sa.func.count(sa.case((timer.c.wake_at <= now, 1)))
    first = sa.func.min(timer.c.wake_at, type_=Instant())
    row = tx.execute(sa.select(sa.func.count(), due, first).where(armed)).one()
    return Timers(row[0], row[1], row[2])
