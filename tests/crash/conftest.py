"""A database of its own for each trial."""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql
from sqlalchemy.engine import make_url

from tests.crash.trial import Trial, trial

SQLITE, POSTGRESQL = "sqlite", "postgresql"


@pytest.fixture
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database; on SQLite unless the test asks for the other."""
    if getattr(request, "param", SQLITE) == SQLITE:
        yield f"sqlite:///{tmp_path}/desk.db"
        return
    server = os.environ.get("MAILGATE_TEST_POSTGRES")
    if server is None:
        assert not os.environ.get("CI"), "MAILGATE_TEST_POSTGRES is not set: CI tests both databases"
        pytest.skip("MAILGATE_TEST_POSTGRES is not set, so PostgreSQL is not tested")
    yield from _created(server)


def _created(server: str) -> Iterator[str]:
    name = f"mailgate_crash_{uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
async def on_trial(database: str, tmp_path: Path) -> AsyncIterator[Trial]:
    async with trial(tmp_path / "desk", database) as parts:
        yield parts
