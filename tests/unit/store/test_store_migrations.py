"""From an empty database, and from a stored copy of the first release, to today's shape."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from mailgate.errors import StoreUnavailable
from mailgate.store import Store, lookups
from mailgate.store.engine import create
from mailgate.store.migrate import current, head, migrate
from mailgate.store.schema import event, journal, metadata
from tests.conftest import bared

FIXTURES = Path(__file__).parents[2] / "store_fixtures"


@pytest.fixture
def empty(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database in which nothing was ever made."""
    if backend == "postgresql":
        return bared(request.getfixturevalue("bare_postgres"))
    return f"sqlite:///{tmp_path / 'new.db'}"


@pytest.fixture
def engine(empty: str) -> Iterator[sa.Engine]:
    made = create(empty)
    yield made
    made.dispose()


def test_migrations_from_nothing_give_exactly_the_schema(empty: str, engine: sa.Engine) -> None:
    assert current(empty) is None
    assert migrate(empty) == head() == current(empty)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, metadata) == []
        checks = {
            (t, c["name"]) for t in metadata.tables for c in sa.inspect(connection).get_check_constraints(t)
        }
    wanted = {
        (t.name, str(c.name))
        for t in metadata.sorted_tables
        for c in t.constraints
        if isinstance(c, sa.CheckConstraint)
    }
    assert checks == {(t, f"ck_{t}_{n}" if not n.startswith("ck_") else n) for t, n in wanted}


def test_migrating_again_changes_nothing(empty: str) -> None:
    assert migrate(empty) == migrate(empty)


def test_a_migration_that_fails_leaves_nothing(empty: str, engine: sa.Engine) -> None:
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE outbox (id integer)"))
    with pytest.raises(StoreUnavailable):
        migrate(empty)
    with engine.connect() as connection:
        assert set(sa.inspect(connection).get_table_names()) - {"alembic_version"} == {"outbox"}


def test_the_first_releases_data_survives_the_upgrade(backend: str, empty: str) -> None:
    """The dump is of revision 0001 with one ticket, its mail and its letters; later issues upgrade it too."""
    load(backend, empty, (FIXTURES / f"0001.{backend}.sql").read_text(encoding="utf-8"))
    assert current(empty) == "0001"
    migrate(empty)
    assert current(empty) == head()
    store = Store(empty)
    try:
        found = store.read_now(lambda tx: lookups.tickets(tx, [1]))[1]
        assert found.reference == "EX-26-000001-W"
        assert [p.address for p in found.participants] == ["kim@customer.test"]
        assert (
            store.read_now(lambda tx: tx.execute(sa.select(sa.func.count()).select_from(journal)).scalar())
            == 2
        )
        assert store.read_now(lambda tx: tx.execute(sa.select(sa.func.count()).select_from(event)).scalar())
    finally:
        store.close()


def test_what_agents_left_behind_survives_the_upgrade(backend: str, empty: str) -> None:
    """The dump is of revision 0002: an answered ticket, a postponed one, and one whose deadline runs."""
    load(backend, empty, (FIXTURES / f"0002.{backend}.sql").read_text(encoding="utf-8"))
    assert current(empty) == "0002"
    migrate(empty)
    store = Store(empty)
    try:
        found = store.read_now(lambda tx: lookups.tickets(tx, [1, 2, 3]))
        assert [found[n].status.value for n in (1, 2, 3)] == ["waiting", "postponed", "new"]
        assert {found[n].clocks for n in found} == {None}
        timers = store.read_now(lambda tx: lookups.timers(tx, [3]))[3]
        assert [(t.kind, t.state, t.allowed_s) for t in timers] == [("first_response", "running", None)]
    finally:
        store.close()


def load(backend: str, url: str, dump: str) -> None:
    if backend == "sqlite":
        connection = sqlite3.connect(url.removeprefix("sqlite:///"))
        connection.executescript(dump)
        connection.close()
        return
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(dump.encode())


def test_a_database_that_is_not_there_is_unavailable(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'no' / 'such.db'}")
    with pytest.raises(StoreUnavailable):
        store.read_now(lambda tx: tx.execute(sa.text("SELECT 1")))
    store.close()
