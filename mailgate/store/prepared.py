"""How does a statement that every mail needs reach the driver? Compiled once, then bound and read with no layer between.

Theory of operation
- SQLAlchemy's `execute` costs a small statement several times what the database takes for it. These functions compile a
  Core statement once for each set of parameter names, keep how its values are bound and its rows are read, and from
  then on call the driver's cursor. The transaction, the types and the errors stay SQLAlchemy's.
- They are for statements that are made once, and for use within a transaction. All others go through `Tx.execute`: one
  that is made anew for each call would be compiled for each call.
- A list of values has no fixed shape: `matching` fills it up with its last value to the next power of four, so that there
  are few shapes, and each is an IN over an index on both databases.
"""

from collections import namedtuple
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache
from itertools import chain, repeat
from operator import attrgetter, methodcaller
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import exc
from sqlalchemy.engine import Dialect

T = TypeVar("T")
Statement = sa.Select[*tuple[Any, ...]] | sa.Insert | sa.Update | sa.Delete
Values = Mapping[str, Any]
Arguments = tuple[Any, ...] | dict[str, Any]

_SHAPES = 512  # some forty statements, a few in several shapes; more only where there are many engines
_NOTHING: Values = {}
_all_rows = methodcaller("fetchall")
_count = attrgetter("rowcount")


def rows(tx: sa.Connection, statement: Statement, values: Values = _NOTHING) -> list[Any]:
    """The rows, as named tuples whose fields are the names of the columns."""
    made = _made(statement, tx.dialect, tuple(values))
    return made.read(_run(tx, made.sql, made.bind(values), _all_rows))


def value(tx: sa.Connection, statement: Statement, values: Values = _NOTHING) -> Any:
    """The first column of the first row; None without rows."""
    found = rows(tx, statement, values)
    return found[0][0] if found else None


def change(tx: sa.Connection, statement: Statement, values: Values) -> int:
    """Runs a statement that gives no rows, and says how many it changed."""
    made = _made(statement, tx.dialect, tuple(values))
    changed: int = _run(tx, made.sql, made.bind(values), _count)
    return changed


def change_each(tx: sa.Connection, statement: Statement, many: Sequence[Values]) -> None:
    """Runs a statement that gives no rows for each of these, which have the same names in the same order."""
    if len(many) == 1:
        change(tx, statement, many[0])
    elif many:
        made = _made(statement, tx.dialect, tuple(many[0]))
        _run(tx, made.sql, [made.bind(values) for values in many], _count)


def insert_ids(tx: sa.Connection, statement: Statement, many: Sequence[Values]) -> list[int]:
    """Runs an INSERT that returns an id for each of these, as `change_each`; the ids in their order."""
    if len(many) < 2 or tx.dialect.name == "sqlite":  # whose `executemany` gives no rows
        return [value(tx, statement, values) for values in many]
    made = _made(statement, tx.dialect, tuple(many[0]))
    return _run(tx, made.sql, [made.bind(values) for values in many], _first_of_each, returning=True)


def matching(tx: sa.Connection, shape: Callable[[int], Statement], wanted: Collection[Any]) -> list[Any]:
    """The rows of the statement that `shape`, which is cached, makes with `among` for so many values."""
    if not wanted:
        return []
    size = 1
    while size < len(wanted):
        size *= 4
    *_, last = wanted
    return rows(tx, shape(size), dict(zip(_names(size), chain(wanted, repeat(last)), strict=False)))


def among(column: sa.Column[Any], size: int) -> sa.ColumnElement[bool]:
    """The condition that the column has one of so many values, which `matching` gives."""
    return column.in_([sa.bindparam(name, type_=column.type) for name in _names(size)])


class _Made:
    """A compiled statement: its text, how values are bound to it and how its rows are read."""

    def __init__(self, statement: Statement, dialect: Dialect, names: tuple[str, ...]) -> None:
        columns = statement.exported_columns
        # Without "many" an INSERT that asks for nothing would still return its key.
        compiled = statement.compile(
            dialect=dialect, column_keys=list(names), for_executemany=not len(columns)
        )
        assert isinstance(compiled, sa.sql.compiler.SQLCompiler)
        self.sql = compiled.string
        self._names = None if compiled.positiontup is not None else tuple(compiled.binds)
        binds = [compiled.binds[name] for name in compiled.positiontup or compiled.binds]
        self._constants = {bind.key: bind.effective_value for bind in binds if not bind.required}
        self._binding = [(b.key, b.type.dialect_impl(dialect).bind_processor(dialect)) for b in binds]
        fields = [str(key) for key, _ in columns.items()]
        row: Any = namedtuple("Row", fields)  # type: ignore[misc]  # noqa: PYI024 - known at run time only
        self._row: Callable[[list[Any]], Any] = row._make
        reading = [c.type.dialect_impl(dialect).result_processor(dialect, None) for c in columns]
        self._reading = [(at, process) for at, process in enumerate(reading) if process is not None]

    def bind(self, values: Values) -> Arguments:
        """The values as the driver takes them."""
        if self._constants:
            values = {**self._constants, **values}
        bound = tuple(
            [process(values[key]) if process is not None else values[key] for key, process in self._binding]
        )
        return bound if self._names is None else dict(zip(self._names, bound, strict=True))

    def read(self, found: list[tuple[Any, ...]]) -> list[Any]:
        """The driver's rows as the types say."""
        made = []
        for row in found:
            cells = list(row)
            for at, process in self._reading:
                cells[at] = process(cells[at])
            made.append(self._row(cells))
        return made


@lru_cache(_SHAPES)
def _made(statement: Statement, dialect: Dialect, names: tuple[str, ...]) -> _Made:
    return _Made(statement, dialect, names)


@lru_cache
def _names(size: int) -> tuple[str, ...]:
    return tuple(f"any{number}" for number in range(size))


def _run(
    tx: sa.Connection,
    sql: str,
    arguments: Arguments | list[Arguments],
    take: Callable[[Any], T],
    **options: bool,
) -> T:
    """Runs it and takes what is wanted of the cursor; raises what SQLAlchemy would (DBAPIError)."""
    cursor: Any = tx.connection.cursor()
    many = isinstance(arguments, list)
    if tx.dispatch.before_cursor_execute:
        for listener in tx.dispatch.before_cursor_execute:
            listener(tx, cursor, sql, arguments, None, many)
    try:
        if many:
            cursor.executemany(sql, arguments, **options)
        else:
            cursor.execute(sql, arguments)
        return take(cursor)
    except tx.dialect.loaded_dbapi.Error as error:
        raise _wrapped(tx, sql, cursor, error) from error


def _first_of_each(cursor: Any) -> list[int]:
    return [result.fetchone()[0] for result in cursor.results()]


def _wrapped(tx: sa.Connection, sql: str, cursor: Any, error: Exception) -> BaseException:
    """The error as SQLAlchemy tells of it; a connection that is gone is not used again."""
    lost = tx.dialect.is_disconnect(error, cursor.connection, cursor)  # type: ignore[arg-type]
    if lost:
        tx.invalidate(error)
    base = tx.dialect.loaded_dbapi.Error
    # The values are a stranger's mail and have no place in a message.
    return exc.DBAPIError.instance(
        sql, None, error, base, hide_parameters=True, connection_invalidated=lost, dialect=tx.dialect
    )
