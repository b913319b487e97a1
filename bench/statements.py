"""Which statements does a mail cost, and does one of them read a whole table that grows?"""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from mailgate.store.schema import metadata

GROWING = frozenset(
    {"journal", "raw", "contact", "ticket", "participant", "message", "attachment", "message_id", "event"}
    | {
        "timer",
        "firing",
        "promise",
        "outbox",
        "outbox_recipient",
        "counter",
        "ticket_link",
        "reference_alias",
    }
)
# An index over the rows that wait is as short as the work that waits, so to walk through it is no scan.
_SHORT = frozenset(
    index.name
    for table in metadata.tables.values()
    for index in table.indexes
    if index.dialect_options["sqlite"]["where"] is not None
)
_SCAN = re.compile(r"^SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?")
_PLACE = re.compile(r"%\(\w+\)s(?:::[\w ]+)?|%s(?:::[\w ]+)?|\?")
_PLACES = re.compile(r"\(\?(?:, ?\?)+\)")
_ROWS = re.compile(r"\(\?\)(?:, ?\(\?\))+")
# Not INSERT ... VALUES: SQLite's plan of one that returns its id names every child table without an index, to repair
# broken references, which at run time it skips as long as none is broken.
_PLANNED = ("SELECT", "UPDATE", "DELETE", "WITH")


def shape(sql: str) -> str:
    """A statement without what varies with the number of values; on one line."""
    text = _PLACES.sub("(?)", _PLACE.sub("?", " ".join(sql.split())))
    return _ROWS.sub("(?)", text)


@dataclass
class Statements:
    """Counts what watched engines send to the database; executing many rows at once is one statement."""

    counts: Counter[str] = field(default_factory=Counter)
    _examples: dict[str, tuple[str, Any]] = field(default_factory=dict)

    @contextmanager
    def watching(self, engine: sa.Engine) -> Iterator[None]:
        """Counts while the context lasts."""
        sa.event.listen(engine, "before_cursor_execute", self._saw)
        try:
            yield
        finally:
            sa.event.remove(engine, "before_cursor_execute", self._saw)

    @property
    def total(self) -> int:
        return self.counts.total()

    def scans(self, connection: sa.Connection) -> list[str]:
        """A line for each statement seen that reads a growing table from end to end, with the table."""
        found = []
        for what, (sql, parameters) in self._examples.items():
            if what.startswith(_PLANNED):
                tables = sorted(_scanned(connection, sql, parameters) & GROWING)
                found += [f"{table}: {what}" for table in tables]
        return found

    def _saw(
        self,
        _connection: sa.Connection,
        _cursor: object,
        sql: str,
        parameters: Any,
        _context: object,
        _many: bool,
    ) -> None:
        what = shape(sql)
        self.counts[what] += 1
        self._examples.setdefault(what, (sql, parameters[0] if isinstance(parameters, list) else parameters))


def _scanned(connection: sa.Connection, sql: str, parameters: Any) -> set[str]:
    if connection.dialect.name == "sqlite":
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", parameters)
        scans = (found for row in rows if (found := _SCAN.match(row.detail)))
        return {found[1] for found in scans if found[2] not in _SHORT}
    # The planner likes to scan what is small; told not to, it still scans what has no index.
    connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
    (plan,) = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {sql}", parameters).scalar_one()
    return _sequential(plan["Plan"])


def _sequential(node: dict[str, Any]) -> set[str]:
    mine = {str(node["Relation Name"])} if node["Node Type"] == "Seq Scan" else set()
    return mine.union(*(_sequential(child) for child in node.get("Plans", ())))
