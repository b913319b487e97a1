"""What does the database say of a run? Read from outside, while the daemon works on it."""

from collections.abc import Sequence

import sqlalchemy as sa

from mailgate.model.journal import EntryState
from mailgate.store import engine
from mailgate.store.schema import journal

_WAITING = journal.c.state == EntryState.WAITING.value


class Ledger:
    """Questions about the journal; every answer is of a snapshot of its own."""

    def __init__(self, url: str) -> None:
        self._engine = engine.create(url, pool_size=1)

    def close(self) -> None:
        self._engine.dispose()

    def waiting(self) -> int:
        """Mails that have no fate yet."""
        return int(self._one(sa.select(sa.func.count()).where(_WAITING)))

    def newest(self) -> int:
        """The last entry's id, 0 for an empty journal."""
        return int(self._one(sa.select(sa.func.coalesce(sa.func.max(journal.c.id), 0))))

    def lags_s(self, after: int) -> Sequence[float]:
        """From arrival to the commit of ticket and acknowledgement, of the settled entries behind `after`; ms exact."""
        spans = sa.select(journal.c.arrived_at, journal.c.settled_at).where(
            journal.c.id > after, journal.c.settled_at.is_not(None)
        )
        with self._engine.connect() as connection:
            return [(row.settled_at - row.arrived_at).total_seconds() for row in connection.execute(spans)]

    def _one(self, query: sa.Select[int]) -> int:
        with self._engine.connect() as connection, connection.begin():
            return connection.execute(query).scalar_one()
