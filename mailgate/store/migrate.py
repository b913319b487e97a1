"""Bringing a stored database to today's shape; forward only."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import exc

from mailgate.errors import StoreUnavailable
from mailgate.failpoints import Failpoints, Unit
from mailgate.store.engine import create

_LOCK = 0x6D61696C67617465  # "mailgate" in ASCII; any constant that two nodes share


def migrate(url: str, failpoints: Failpoints | None = None) -> str:
    """Runs what is missing in one transaction and returns the revision; two nodes take turns."""
    failpoints = failpoints or Failpoints()
    with _connected(url) as connection:
        config = _config()
        config.attributes["connection"] = connection
        with connection.begin():
            if connection.dialect.name == "postgresql":
                connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            command.upgrade(config, "head")
            failpoints.reach(f"before:{Unit.MIGRATE.value}")
        failpoints.reach(f"after:{Unit.MIGRATE.value}")
    return head()


def current(url: str) -> str | None:
    """The revision of a stored database, None where there is none yet."""
    with _connected(url) as connection:
        return MigrationContext.configure(connection).get_current_revision()


def head() -> str:
    """The revision that this version of the program writes."""
    revision = ScriptDirectory.from_config(_config()).get_current_head()
    assert revision is not None
    return revision


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


@contextmanager
def _connected(url: str) -> Iterator[sa.Connection]:
    engine = create(url)
    try:
        with engine.connect() as connection:
            yield connection
    except exc.DBAPIError as error:
        raise StoreUnavailable(f"the database cannot be brought to its shape: {error.orig}") from error
    except CommandError as error:  # a revision that this version does not know
        raise StoreUnavailable(f"the database was written by a newer version: {error}") from error
    finally:
        engine.dispose()
