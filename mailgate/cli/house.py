"""What does a command stand on? The settings of a directory, and a database that is there and has today's shape."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from mailgate.clock import Clock, SystemClock
from mailgate.config.load import load, store_url
from mailgate.config.place import place
from mailgate.config.schema import Settings
from mailgate.errors import StoreUnavailable
from mailgate.store import Store, migrate, views_revision
from mailgate.store.engine import sqlite_path

_MIGRATE = "run `mailgate migrate`, or start the daemon, which does it"


@dataclass(frozen=True)
class House:
    """The settings and the opened store."""

    settings: Settings
    store: Store
    clock: Clock


def settings_of(config: Path | None) -> Settings:
    """The settings of `--config`, MAILGATE_CONFIG or /etc/mailgate; ConfigError with every fault."""
    return load(place(config, os.environ), os.environ)


@contextmanager
def house(config: Path | None) -> Iterator[House]:
    """Settings and store for the length of a command.

    Raises ConfigError, and StoreUnavailable with the remedy when the database is not there, cannot be read or has
    another shape; a missing database is never created.
    """
    settings = settings_of(config)
    with opened(settings) as store:
        yield House(settings, store, SystemClock())


@contextmanager
def opened(settings: Settings) -> Iterator[Store]:
    """The store of these settings, as `house` opens it."""
    path = sqlite_path(settings.store.url)
    if path is not None and not path.exists():
        raise StoreUnavailable(f"there is no database at {path}; {_MIGRATE}")
    store = Store(store_url(settings, os.environ))
    try:
        _refuse_other_shape(store)
        yield store
    finally:
        store.close()


def _refuse_other_shape(store: Store) -> None:
    found, wanted = store.read_now(views_revision.revision), migrate.head()
    if found is None:
        raise StoreUnavailable(f"the database is empty; {_MIGRATE}")
    if found != wanted:
        raise StoreUnavailable(
            f"the database has revision {found}, this version needs {wanted}; {_MIGRATE}, "
            "or install the newer version that wrote it"
        )
