"""A mail costs the same statements however much is stored, and none of them reads a table that grows."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from bench.corpus import Specimen, corpus
from bench.lane import Lane
from bench.preload import preload
from bench.statements import Statements, shape
from mailgate.store import engine, schema
from tests.conftest import emptied

STORED = 2_000


@pytest.fixture
def mails() -> list[Specimen]:
    return list(corpus(1, 40, now=datetime.now(UTC)))


def _empty(backend: str, request: pytest.FixtureRequest, home: Path) -> str:
    home.mkdir()
    if backend == "postgresql":
        return emptied(request.getfixturevalue("shared_postgres"))
    path = home / "mailgate.db"
    shutil.copy(request.getfixturevalue("sqlite_template"), path)
    return f"sqlite:///{path}"


def _seen(home: Path, url: str, mails: list[Specimen]) -> tuple[Statements, list[str]]:
    """What the later mails cost: the first ones fill caches."""
    lane, seen = Lane(home, url), Statements()
    try:
        lane.carry(mails[:10])
        with seen.watching(lane.store.engine):
            lane.carry(mails[10:])
        with lane.store.engine.connect() as connection, connection.begin():
            return seen, seen.scans(connection)
    finally:
        lane.close()


def _by_mail(seen: Statements) -> dict[str, int]:
    """Without the one that depends on the clock: a mail within the second of what happened last reads the history."""
    return {text: count for text, count in seen.counts.items() if not text.startswith("SELECT event.detail ")}


def test_statements_per_mail_do_not_depend_on_what_is_stored_and_none_scans(
    backend: str, request: pytest.FixtureRequest, tmp_path: Path, mails: list[Specimen]
) -> None:
    empty, scans_in_empty = _seen(tmp_path / "empty", _empty(backend, request, tmp_path / "empty"), mails)
    url = _empty(backend, request, tmp_path / "full")
    preload(url, STORED)
    full, scans_in_full = _seen(tmp_path / "full", url, mails)
    assert _by_mail(empty) == _by_mail(full)
    assert scans_in_empty == scans_in_full == []


def test_a_scan_of_a_growing_table_is_found(
    backend: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    opened, seen = engine.create(_empty(backend, request, tmp_path / "store")), Statements()
    by_subject = sa.select(schema.ticket.c.id).where(schema.ticket.c.subject == "lost")
    by_number = sa.select(schema.ticket.c.subject).where(schema.ticket.c.id == 7)
    try:
        with opened.connect() as connection, connection.begin():
            with seen.watching(opened):
                connection.execute(by_subject)
                connection.execute(by_number)
            (found,) = seen.scans(connection)
    finally:
        opened.dispose()
    assert found.startswith("ticket: SELECT ticket.id FROM ticket WHERE ticket.subject")


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("SELECT a FROM t WHERE b IN (?, ?, ?)", "SELECT a FROM t WHERE b IN (?)"),
        (
            "SELECT a\nFROM t WHERE b IN (%(ids_1)s::BIGINT, %(ids_2)s::BIGINT)",
            "SELECT a FROM t WHERE b IN (?)",
        ),
        ("INSERT INTO t (a, b) VALUES (?, ?), (?, ?), (?, ?)", "INSERT INTO t (a, b) VALUES (?)"),
        ("UPDATE t SET a=? WHERE b = ?", "UPDATE t SET a=? WHERE b = ?"),
    ],
)
def test_a_statement_is_the_same_for_any_number_of_values(sql: str, expected: str) -> None:
    assert shape(sql) == expected


def test_a_preload_is_a_desk_that_goes_on(tmp_path: Path, mails: list[Specimen]) -> None:
    url = f"sqlite:///{tmp_path / 'mailgate.db'}"
    preload(url, 30)
    lane = Lane(tmp_path, url)
    try:
        lane.carry(mails)
        with lane.store.engine.connect() as connection:
            fates = connection.execute(
                sa.select(schema.journal.c.state, sa.func.count()).group_by("state")
            ).all()
            newest = connection.execute(sa.select(sa.func.max(schema.ticket.c.id))).scalar_one()
    finally:
        lane.close()
    assert [tuple(row) for row in fates] == [("settled", 30 + len(mails))]
    assert newest > 30
