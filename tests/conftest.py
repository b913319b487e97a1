"""What every test may stand on: a migrated store of its own on either database, a clock, a sink, a desk.

The PostgreSQL variants need MAILGATE_TEST_POSTGRES, the URL of a server where databases may be created. Each run
makes databases of its own, which tests use one after the other: cloning a template for each test was tried, and costs a
DROP DATABASE each, which is a checkpoint of the whole server (up to a second); deleting a few rows takes milliseconds.
"""

import itertools
import os
import shutil
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.engine import make_url

from mailgate.store import Store
from mailgate.store.migrate import migrate
from mailgate.store.schema import metadata
from tests.scenario.desk import TestDesk
from tests.scenario.stage import Collected, FakeClock

VARIABLE = "MAILGATE_TEST_POSTGRES"
MISSING = f"set {VARIABLE}=postgresql://USER@HOST/postgres to run the store's tests on PostgreSQL too"

MakeDatabase = Callable[..., str]


def backends() -> list[str]:
    """Both databases; without a PostgreSQL server only SQLite, except in CI, where that is a failure."""
    both = bool(os.environ.get(VARIABLE)) or os.environ.get("CI") == "true"
    return ["sqlite", "postgresql"] if both else ["sqlite"]


# What the soak alone runs of a group of tests: all but each n-th, chosen by name, so that every machine chooses the same.
_SAMPLED = (
    ("tests/scenario/", "[postgresql", 4),
    ("tests/unit/cli/", "[postgresql", 4),
    ("tests/crash/test_crash_points.py", "[", 3),
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everybody's tier stays within minutes: every story on SQLite, a sample of what is slow or told twice."""
    for item in items:
        for place, mark, each in _SAMPLED:
            if (
                item.nodeid.startswith(place)
                and mark in item.nodeid
                and zlib.crc32(item.nodeid.encode()) % each
            ):
                item.add_marker(pytest.mark.soak)


def pytest_report_header() -> str:
    """Says in one line which databases this run is about."""
    return f"stores: {', '.join(backends())}"


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "mailgate.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def make_postgres() -> Iterator[MakeDatabase]:
    """Makes databases in which nothing was ever made; all of them are gone after the run."""
    server = os.environ.get(VARIABLE)
    if not server:
        pytest.fail(MISSING)
    numbers = itertools.count(1)
    made: list[str] = []
    with psycopg.connect(server, autocommit=True) as admin:

        def make(template: str = "template0") -> str:
            name = f"mailgate_test_{os.getpid()}_{next(numbers)}"
            admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'.encode())
            made.append(name)
            # A test asks what is committed, never what survives a power cut; fsync would be half of the suite's time.
            admin.execute(f'ALTER DATABASE "{name}" SET synchronous_commit = off'.encode())
            return make_url(server).set(database=name).render_as_string(hide_password=False)

        try:
            yield make
        finally:
            for name in made:
                admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())


@pytest.fixture(scope="session")
def shared_postgres(make_postgres: MakeDatabase) -> str:
    """The migrated database that tests use one after the other."""
    url = make_postgres()
    migrate(url)
    return url


@pytest.fixture(scope="session")
def bare_postgres(make_postgres: MakeDatabase) -> str:
    """The database that tests of migrations use one after the other, each after `bared`."""
    return make_postgres()


def bared(url: str) -> str:
    """Forgets everything in a database, its shape too."""
    with psycopg.connect(url) as connection:
        connection.execute(b"DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    return url


def emptied(url: str) -> str:
    """Forgets everything in a database but its shape; sequences begin anew."""
    tables = [table.name for table in reversed(metadata.sorted_tables)]
    deletes = " ".join(f'DELETE FROM "{name}";' for name in tables)
    restarts = "SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S'"
    with psycopg.connect(url) as connection:
        connection.execute(f"{deletes} {restarts}".encode())
    return url


@pytest.fixture(params=backends())
def backend(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def database(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a migrated, empty database that is this test's own."""
    if backend == "postgresql":
        return emptied(request.getfixturevalue("shared_postgres"))
    path = tmp_path / "mailgate.db"
    shutil.copy(request.getfixturevalue("sqlite_template"), path)
    return f"sqlite:///{path}"


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    opened = Store(database)
    yield opened
    opened.close()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def sink() -> Collected:
    return Collected()


@pytest.fixture
def desk(store: Store, clock: FakeClock, sink: Collected, tmp_path: Path) -> TestDesk:
    """A desk with two mailboxes, two teams and three agents; see `tests/scenario/desk.py`."""
    return TestDesk(store, clock, sink, tmp_path / "config")
