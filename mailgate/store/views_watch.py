"""What does the watch ask of the ledger? How much went wrong lately, and when the last mail came."""

from datetime import datetime

import sqlalchemy as sa

from mailgate.store.schema import ENTRY_QUARANTINED, journal, keyring
from mailgate.store.schema_work import UNSENT, outbox, outbox_recipient
from mailgate.store.store import Tx
from mailgate.store.types import Instant
from mailgate.store.views_counts import Waiting

_LATELY = 500  # entries; the ledger has no index on arrival, and its numbers follow it


def quarantined_since(tx: Tx, instant: datetime) -> int:
    """How many mails went into quarantine after this instant and are still there."""
    mine = sa.select(sa.func.count()).select_from(journal)
    return tx.execute(mine.where(ENTRY_QUARANTINED, journal.c.settled_at > instant)).scalar_one()


def last_arrival(tx: Tx) -> datetime | None:
    """When the last live mail came; None where none came, or where the last 500 were imported."""
    newest = sa.select(sa.func.max(journal.c.id)).scalar_subquery()
    mine = sa.select(journal.c.arrived_at).where(journal.c.id > newest - _LATELY, ~journal.c.quiet)
    found: datetime | None = tx.execute(mine.order_by(journal.c.id.desc()).limit(1)).scalar()
    return found


def began(tx: Tx) -> datetime | None:
    """When this desk was set up: its first key was made then."""
    first = sa.select(keyring.c.created_at).order_by(keyring.c.kid).limit(1)
    found: datetime | None = tx.execute(first).scalar()
    return found


def outbox_waiting(tx: Tx) -> Waiting:
    """Recipients that have yet to get a mail on a ticket, and since when the oldest of these mails waits.

    Without what is about no ticket: an alarm that cannot leave is no reason for an alarm.
    """
    query = (
        sa.select(sa.func.count(), sa.func.min(outbox.c.created_at, type_=Instant()))
        .select_from(outbox_recipient.join(outbox, outbox.c.id == outbox_recipient.c.outbox_id))
        .where(UNSENT, outbox.c.ticket_id.is_not(None))
    )
    row = tx.execute(query).one()
    return Waiting(row[0], row[1])
