"""The store: every unit of work is a plain function of a transaction, run on a thread of the store.

A unit is `fn(tx)`; it cannot wait for the network because it is not a coroutine. `write` commits it or nothing; `read`
sees one consistent snapshot. On SQLite all writes go through one thread with one connection (measured 4 to 10 times faster
than an async engine); on PostgreSQL through a small pool, where a unit that lost a race runs again.
"""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import exc

from mailgate.errors import Bug, Conflict, StoreUnavailable
from mailgate.failpoints import Failpoints, Unit
from mailgate.store import engine as engines
from mailgate.store import schema, schema_agents, schema_alarms, schema_imap, schema_rules, schema_work
from mailgate.store.checkpoint import Checkpointer
from mailgate.store.writer import OneWriter, PoolOfWriters, Writers

T = TypeVar("T")
Tx = sa.Connection
TABLES = (
    schema.journal,
    schema_work.outbox,
    schema_agents.held,
    schema_rules.correlation,
    schema_alarms.alarm,
    schema_imap.imap_folder,
)  # importing the store loads the whole schema

# Units that only append or claim rows need no serializable snapshot: SKIP LOCKED and unique keys settle their races.
_READ_COMMITTED = frozenset(
    {
        Unit.INTAKE,
        Unit.CLAIM_JOURNAL,
        Unit.CLAIM_OUTBOX,
        Unit.ATTEMPT,
        Unit.SETTLE,
        Unit.RETRY_LATER,
        Unit.IMAP,
    }
)
# What must be on disk when the commit returns: a 250, a call to another server, or an operator's word follows it.
# Any other unit of SQLite is durable with the next of these (the log is one sequence), and no outward effect comes
# before one: a power cut undoes it as a whole, and the mail it worked on is claimed again.
_DURABLE = frozenset(
    {Unit.INTAKE, Unit.ATTEMPT, Unit.SETTLE, Unit.START, Unit.OPERATOR, Unit.QUARANTINE, Unit.ROTATE}
)
_ROLES = ("reader", "writer", "serial")
_ATTEMPTS = 5


class Store:
    """Runs units of work; safe to call from any thread (`*_now`) or from the event loop."""

    def __init__(self, url: str, *, failpoints: Failpoints | None = None) -> None:
        self.url = url
        self.engine = engines.create(url)
        self.sqlite = self.engine.dialect.name == "sqlite"
        self._failpoints = failpoints or Failpoints()
        self._local = threading.local()
        self._open: list[sa.Connection] = []
        self._writers: Writers = OneWriter() if self.sqlite else PoolOfWriters(4)
        self._checkpointer: Checkpointer | None = None
        self._readers = ThreadPoolExecutor(2, thread_name_prefix="store-read")

    async def write(self, unit: Unit, fn: Callable[[Tx], T]) -> T:
        """Commits what `fn` does, or nothing; StoreUnavailable when the database cannot, Bug when it never will."""
        return await asyncio.wrap_future(self._writers.submit(unit, lambda: self.write_now(unit, fn)))

    def pressed(self) -> bool:
        """Whether a mail waits for the writer to become durable: a unit that works off a batch should end."""
        return self._writers.pressed()

    def checkpoint_beside(self) -> None:
        """Copies SQLite's log into its file on a thread of its own from now on; for a long-running process."""
        if self.sqlite and self._checkpointer is None:
            self._checkpointer = Checkpointer(self.engine.connect)

    async def read(self, fn: Callable[[Tx], T]) -> T:
        """Runs `fn` on a snapshot."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, self.read_now, fn)

    def write_now(self, unit: Unit, fn: Callable[[Tx], T]) -> T:
        """As `write`, on the calling thread; a lost race is run again, then raises Conflict."""
        for _ in range(_ATTEMPTS):
            try:
                return self._attempt(unit, fn)
            except exc.DBAPIError as error:
                if not _lost_race(error):
                    self._forget_broken(error)
                    raise _translated(error) from error
        raise Conflict(f"{unit.value} lost {_ATTEMPTS} races in a row; it will be tried again")

    def read_now(self, fn: Callable[[Tx], T]) -> T:
        """As `read`, on the calling thread."""
        try:
            # PostgreSQL's default level takes a new snapshot for each statement.
            level: dict[str, Any] = {} if self.sqlite else {"isolation_level": "REPEATABLE READ"}
            connection = self._connection("reader", reading=True, **level)
            with connection.begin():
                return fn(connection)
        except exc.DBAPIError as error:
            self._forget_broken(error)
            raise _translated(error) from error

    def close(self) -> None:
        """Waits for what runs, then closes every connection."""
        self._writers.shutdown()
        if self._checkpointer is not None:
            self._checkpointer.stop()
        self._readers.shutdown()
        for connection in self._open:
            connection.close()
        self._open.clear()
        self._local = threading.local()
        self.engine.dispose()

    def _attempt(self, unit: Unit, fn: Callable[[Tx], T]) -> T:
        connection = self._writer(unit)
        with connection.begin():
            result = fn(connection)
            self._failpoints.reach(f"before:{unit.value}")
        if self._checkpointer is not None:
            self._checkpointer.wrote()
        self._failpoints.reach(f"after:{unit.value}")
        return result

    def _writer(self, unit: Unit) -> sa.Connection:
        if self.sqlite:
            # One connection: what another one writes makes SQLite forget all pages that this one has read.
            connection = self._connection("writer")
            engines.hold_to_disk(connection, durable=unit in _DURABLE)
            return connection
        if unit in _READ_COMMITTED:
            return self._connection("writer")
        return self._connection("serial", isolation_level="SERIALIZABLE")

    def _connection(self, role: str, **options: Any) -> sa.Connection:
        """This thread's connection for a role; kept open, because opening costs more than a small unit."""
        connection: sa.Connection | None = getattr(self._local, role, None)
        if connection is None or connection.closed:
            connection = self.engine.connect().execution_options(**options)
            setattr(self._local, role, connection)
            self._open.append(connection)
        return connection

    def _forget_broken(self, error: exc.DBAPIError) -> None:
        """A connection that the server cut is replaced at the next unit."""
        if not error.connection_invalidated:
            return
        for role in _ROLES:
            connection: sa.Connection | None = getattr(self._local, role, None)
            if connection is not None and connection.invalidated:
                connection.close()
                self._open.remove(connection)
                delattr(self._local, role)


def _lost_race(error: exc.DBAPIError) -> bool:
    """Serialization failure, deadlock, or a unique key that another transaction took first."""
    state = getattr(error.orig, "sqlstate", None)
    return state in ("40001", "40P01", "23505")


def _our_fault(error: exc.DBAPIError) -> bool:
    """A value that the database will never take; waiting would hold up every mail behind this one.

    Classes 22 and 54 of SQLSTATE: data exception, program limit exceeded. A driver's own refusals have no SQLSTATE.
    """
    state: str | None = getattr(error.orig, "sqlstate", None)
    if state is None:
        return isinstance(error, exc.DataError | exc.ProgrammingError | exc.NotSupportedError)
    return state[:2] in ("22", "54")


def _translated(error: exc.DBAPIError) -> Exception:
    if isinstance(error, exc.IntegrityError):
        return Conflict(f"the database refused: {type(error.orig).__name__}")
    if _our_fault(error):
        first_line = str(error.orig).partition("\n")[0]
        return Bug(f"the database cannot take this: {type(error.orig).__name__}: {first_line}")
    return StoreUnavailable(f"the database cannot work now: {type(error.orig).__name__}: {error.orig}")
