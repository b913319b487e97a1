"""`mailgate migrate`: the database gets the shape that this version needs."""

from pathlib import Path

from mailgate.cli.house import settings_of
from mailgate.cli.options import Config, Json
from mailgate.cli.output import emit
from mailgate.config.schema import Settings
from mailgate.errors import StoreUnavailable
from mailgate.store import migrate as migrations
from mailgate.store.engine import sqlite_path


def migrate(as_json: Json = False, config: Config = None) -> None:
    """Bring the database to the shape that this version needs; makes an SQLite file that is not there.

    The daemon does the same when it starts. Stop an older daemon first.
    """
    settings = settings_of(config)
    _make_folder(settings)
    revision = migrations.migrate(settings.store.url)
    if as_json:
        emit({"revision": revision})
    else:
        print(f"The database has revision {revision}.")


def _make_folder(settings: Settings) -> None:
    path = sqlite_path(settings.store.url)
    try:
        (path or Path("/")).parent.mkdir(parents=True, exist_ok=True)
    except OSError as refused:
        raise StoreUnavailable(
            f"{refused.filename}: {refused.strerror}; make the folder of store.url"
        ) from refused
