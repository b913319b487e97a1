"""What time is it at the database, and does it take changes? For `mailgate doctor`."""

from datetime import UTC, datetime

import sqlalchemy as sa

from mailgate.store.schema_alarms import watcher
from mailgate.store.store import Tx

_DOCTOR = "\u2014"  # a dash: no process has this name


def now(tx: Tx) -> datetime | None:
    """The server's time; None for SQLite, which has none of its own."""
    if tx.dialect.name == "sqlite":
        return None
    found: datetime = tx.execute(sa.select(sa.func.clock_timestamp())).scalar_one()
    return found.astimezone(UTC)


def touch(tx: Tx) -> None:
    """Makes a change; whoever asks for it takes it back."""
    tx.execute(sa.insert(watcher), {"node": _DOCTOR, "looked_at": datetime.fromtimestamp(0, UTC)})
