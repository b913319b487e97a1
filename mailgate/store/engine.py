"""How is the database opened? SQLite with one writer, PostgreSQL with a pool; both give the same promises.

Facts
- Python's sqlite3 opens a transaction only before a write, so that a SELECT followed by an UPDATE is not atomic and
  DDL is not rolled back. `isolation_level=None` and our own BEGIN IMMEDIATE make both hold.
- synchronous=FULL with WAL means that a COMMIT is on disk: a 250 may follow it.
- On PostgreSQL a unit that reads, decides and writes runs SERIALIZABLE, which is what the single writer gives on
  SQLite for free; the loser of a conflict is told so and starts again.
"""

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import URL, Engine, make_url
from sqlalchemy.pool import NullPool, QueuePool

from mailgate.store.checkpoint import BACKSTOP_PAGES
from mailgate.store.jsontext import dumps, loads

_DURABLE = "mailgate_durable"  # what was last asked of a connection; it begins with FULL
SQLITE_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "busy_timeout=10000",
    "cache_size=-8192",  # KiB, negative by SQLite's convention
    "mmap_size=0",  # a truncated mapped file kills the process with SIGBUS
    "journal_size_limit=67108864",
    f"wal_autocheckpoint={BACKSTOP_PAGES}",  # see `checkpoint`: a thread of its own does it
)


def create(url: str, *, pool_size: int = 20) -> Engine:
    """An engine for `sqlite:///…` or `postgresql://…`; nothing is connected yet.

    The pool holds what the store's threads keep open, up to two connections each, and a few for the start.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(parsed)
    return sa.create_engine(
        parsed.set(drivername="postgresql+psycopg"),
        poolclass=QueuePool,
        pool_size=pool_size,
        max_overflow=0,
        pool_pre_ping=True,
        json_serializer=dumps,
        json_deserializer=loads,
        connect_args={"connect_timeout": 10, "application_name": "mailgate"},
    )


def sqlite_path(url: str) -> Path | None:
    """The database file of an SQLite URL, None for PostgreSQL."""
    parsed = make_url(url)
    return Path(parsed.database or "") if parsed.get_backend_name() == "sqlite" else None


def hold_to_disk(connection: sa.Connection, *, durable: bool) -> None:
    """Whether the next commits of an SQLite connection wait for the disk, or for the next one that does."""
    if connection.info.get(_DURABLE, True) is not durable:
        connection.connection.cursor().execute(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")
        connection.info[_DURABLE] = durable


def _sqlite(url: URL) -> Engine:
    # NullPool: the store keeps one connection per thread itself; a pool would hand them across threads.
    engine = sa.create_engine(url, poolclass=NullPool, json_serializer=dumps, json_deserializer=loads)
    sa.event.listen(engine, "connect", _prepare)
    sa.event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    for pragma in SQLITE_PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: sa.Connection) -> None:
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
