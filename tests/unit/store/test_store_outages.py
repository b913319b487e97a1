"""The database goes away and comes back: work is refused, not lost, and goes on by itself."""

import sqlite3
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from mailgate.errors import StoreUnavailable
from mailgate.failpoints import Unit
from mailgate.store import Store, Tx
from mailgate.store.schema_work import lease
from tests.unit.store.test_store_units import NOW, append

UNITS = [Unit.INTAKE, Unit.PROCESS]


def disconnect(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as admin:
        others = "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        admin.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity {others}".encode())


@pytest.mark.parametrize("unit", UNITS)
def test_a_session_that_the_server_ended_costs_one_unit(store: Store, unit: Unit) -> None:
    """
    a unit is half done when the server ends its session   StoreUnavailable, nothing kept; the next one works
    """
    if store.sqlite:
        return  # it has no server

    def cut(tx: Tx) -> None:
        tx.execute(sa.insert(lease), {"name": "x", "holder": "", "fencing": 1, "until": NOW})
        disconnect(store.url)
        tx.execute(sa.select(lease))

    with pytest.raises(StoreUnavailable):
        store.write_now(unit, cut)
    assert store.write_now(unit, lambda tx: tx.execute(sa.select(lease)).all()) == []
    store.read_now(lambda tx: tx.execute(sa.select(lease)).all())
    disconnect(store.url)
    with pytest.raises(StoreUnavailable):
        store.read_now(lambda tx: tx.execute(sa.select(lease)).all())
    assert store.read_now(lambda tx: tx.execute(sa.select(lease)).all()) == []


def test_a_locked_sqlite_file_is_unavailable_and_then_works_again(
    tmp_path: Path, sqlite_template: Path
) -> None:
    path = tmp_path / "mailgate.db"
    path.write_bytes(sqlite_template.read_bytes())
    store = Store(f"sqlite:///{path}")
    store.write_now(Unit.INTAKE, lambda tx: tx.connection.cursor().execute("PRAGMA busy_timeout=20"))
    with sqlite3.connect(path, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreUnavailable):
            append(store)
        other.execute("ROLLBACK")
    assert len(append(store)) == 1
    store.close()
    other.close()


def test_reading_takes_no_write_lock(tmp_path: Path, sqlite_template: Path) -> None:
    path = tmp_path / "mailgate.db"
    path.write_bytes(sqlite_template.read_bytes())
    store = Store(f"sqlite:///{path}")
    append(store)
    with sqlite3.connect(path, isolation_level=None, timeout=0) as other:
        other.execute("BEGIN IMMEDIATE")
        assert len(store.read_now(lambda tx: tx.execute(sa.text("SELECT id FROM journal")).all())) == 1
        other.execute("ROLLBACK")

        def while_reading(tx: Tx) -> None:
            tx.execute(sa.text("SELECT id FROM journal")).all()
            other.execute("BEGIN IMMEDIATE")
            other.execute("ROLLBACK")

        store.read_now(while_reading)
    other.close()
    store.close()


def test_a_full_disk_is_unavailable(tmp_path: Path, sqlite_template: Path) -> None:
    path = tmp_path / "mailgate.db"
    path.write_bytes(sqlite_template.read_bytes())
    store = Store(f"sqlite:///{path}")
    pages = store.write_now(Unit.INTAKE, lambda tx: tx.exec_driver_sql("PRAGMA page_count").scalar_one())
    store.write_now(Unit.INTAKE, lambda tx: tx.exec_driver_sql(f"PRAGMA max_page_count={pages}").scalar())
    with pytest.raises(StoreUnavailable):
        append(store, 2000)
    store.write_now(Unit.INTAKE, lambda tx: tx.exec_driver_sql("PRAGMA max_page_count=100000").scalar())
    assert len(append(store)) == 1
    store.close()
