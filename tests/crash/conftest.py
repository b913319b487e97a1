"""A desk of its own for each crash test, on a database that has no tables yet."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.engine import make_url

from tests.crash.trial import Trial, trial


@pytest.fixture
def empty_database(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if backend == "sqlite":
        yield f"sqlite:///{tmp_path}/desk.db"
        return
    url = request.getfixturevalue("make_postgres")("template0")
    yield url
    name = make_url(url).database
    with psycopg.connect(
        make_url(url).set(database="postgres").render_as_string(False), autocommit=True
    ) as admin:
        admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


@pytest.fixture
async def on_trial(empty_database: str, tmp_path: Path) -> AsyncIterator[Trial]:
    async with trial(tmp_path / "desk", empty_database) as parts:
        yield parts
