"""Giving up on a quarantined mail: its bytes go, its line in the ledger stays."""

from datetime import datetime

import sqlalchemy as sa

from mailgate.model.journal import EntryState
from mailgate.store.schema import ENTRY_QUARANTINED, journal, raw
from mailgate.store.store import Tx


def purge(tx: Tx, journal_id: int, now: datetime) -> bool:
    """Removes the raw bytes of a quarantined entry for good; False when it is not in quarantine."""
    steps = tx.execute(sa.select(journal.c.steps).where(journal.c.id == journal_id)).scalar() or []
    purged = {"at": now.isoformat(timespec="milliseconds"), "step": "purged", "detail": "by an operator"}
    done = tx.execute(
        sa.update(journal)
        .where(journal.c.id == journal_id, ENTRY_QUARANTINED)
        .values(state=EntryState.SETTLED.value, steps=[*steps, purged])
    )
    if done.rowcount == 1:
        tx.execute(sa.delete(raw).where(raw.c.journal_id == journal_id))
    return done.rowcount == 1
