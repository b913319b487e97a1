"""Statements that both databases spell alike but SQLAlchemy keeps apart, each built once.

Building a statement costs several times what running it does: on the way of every mail they are constants, or made once per
dialect and shape.
"""

from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import ReturningInsert

Insert = sqlite.Insert | postgresql.Insert


def insert(dialect: str, table: sa.Table) -> Insert:
    """An INSERT that knows ON CONFLICT."""
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)


@cache
def insert_new(dialect: str, table: sa.Table) -> Insert:
    """Inserts what is not there yet; what is stays as it is."""
    return insert(dialect, table).on_conflict_do_nothing()


@cache
def insert_new_id(dialect: str, table: sa.Table) -> ReturningInsert[Any]:
    """As `insert_new`, giving the row's id, or nothing where it was there."""
    return insert(dialect, table).on_conflict_do_nothing().returning(table.c.id)


@cache
def insert_id(table: sa.Table) -> ReturningInsert[Any]:
    """Inserts and gives the id; of several rows in their order, where they are handed over together."""
    return sa.insert(table).returning(table.c.id, sort_by_parameter_order=True)


@cache
def upsert(dialect: str, table: sa.Table, key: tuple[str, ...], kept: tuple[str, ...]) -> Insert:
    """Inserts, or sets every column but `key` and `kept` to the new values."""
    statement = insert(dialect, table)
    columns = [c.name for c in table.columns if c.name not in {*key, *kept}]
    return statement.on_conflict_do_update(
        index_elements=list(key), set_={name: statement.excluded[name] for name in columns}
    )


@cache
def change(table: sa.Table, columns: tuple[str, ...]) -> sa.Update:
    """Sets these columns of the row `row_id`; the new values are parameters of the columns' names."""
    values = {name: sa.bindparam(name, type_=table.c[name].type) for name in columns}
    return sa.update(table).where(table.c.id == sa.bindparam("row_id")).values(values)
