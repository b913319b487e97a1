"""Is another process of this name at work on the same PostgreSQL? A session-level advisory lock on the name.

The server drops it with the connection, so that a crash leaves nothing to clean up. Who holds it knows that a former process
of this name is gone, and may free what it left claimed. On SQLite a file lock does the same (`operations.lock`).
"""

import zlib
from types import TracebackType
from typing import Self

import sqlalchemy as sa
from sqlalchemy import exc

from mailgate.errors import ConfigError, Fault
from mailgate.store.store import Store

PATIENCE_MS = 5000  # the server needs a moment to notice that a killed process is gone
_CLASS = 0x6D67  # the first of the lock's two numbers: "mg"
_LOCK = sa.text("SELECT pg_advisory_lock(:class, :number)")
_LOCK_NOT_AVAILABLE = "55P03"


class Presence:
    """The right to be the process of this name, held until `__exit__` or the connection's end."""

    def __init__(self, store: Store, node: str, patience_ms: int = PATIENCE_MS) -> None:
        self._store, self._node, self._patience_ms = store, node, patience_ms
        self._connection: sa.Connection | None = None

    def __enter__(self) -> Self:
        connection = self._store.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        number = zlib.crc32(self._node.encode()) - 2**31  # an int4, as the function takes two
        try:
            connection.exec_driver_sql(f"SET lock_timeout = {self._patience_ms}")
            connection.execute(_LOCK, {"class": _CLASS, "number": number})
        except exc.OperationalError as error:
            connection.invalidate()  # it has its lock_timeout for ever
            connection.close()
            if getattr(error.orig, "sqlstate", None) != _LOCK_NOT_AVAILABLE:
                raise
            problem = f"another process named {self._node} already serves this database"
            raise ConfigError(
                [Fault("mailgate.toml", "operator.node", problem, "give each process its own name")]
            ) from None
        self._connection = connection
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._connection is not None:
            self._connection.invalidate()  # closes the session itself: a pooled one would keep the lock
            self._connection.close()
