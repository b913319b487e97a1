"""Is another process of this name at work on the same PostgreSQL? A session-level advisory lock on the name.

The server drops it with the connection, so that a crash leaves nothing to clean up. Who holds it knows that a former process
of this name is gone, and may free what it left claimed. On SQLite a file lock does the same (`operations.lock`).
"""

import zlib
from types import TracebackType
from typing import Self

import sqlalchemy as sa

from mailgate.errors import ConfigError, Fault
from mailgate.store.store import Store

_CLASS = 0x6D67  # the first of the lock's two numbers: "mg"


class Presence:
    """The right to be the process of this name, held until `__exit__` or the connection's end."""

    def __init__(self, store: Store, node: str) -> None:
        self._store, self._node = store, node
        self._connection: sa.Connection | None = None

    def __enter__(self) -> Self:
        connection = self._store.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        number = zlib.crc32(self._node.encode()) - 2**31  # an int4, as the function takes two
        query = sa.text("SELECT pg_try_advisory_lock(:class, :number)")
        if not connection.execute(query, {"class": _CLASS, "number": number}).scalar():
            connection.close()
            problem = f"another process named {self._node} already serves this database"
            raise ConfigError(
                [Fault("mailgate.toml", "operator.node", problem, "give each process its own name")]
            )
        self._connection = connection
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._connection is not None:
            self._connection.invalidate()  # closes the session itself: a pooled one would keep the lock
            self._connection.close()
