"""`mailgate migrate`: the database gets the shape that this version needs."""

import os

from mailgate.cli.house import settings_of
from mailgate.cli.options import Config, Json
from mailgate.cli.output import emit
from mailgate.config.load import store_url
from mailgate.store import Store, views_revision
from mailgate.store import migrate as migrations


def migrate(as_json: Json = False, config: Config = None) -> None:
    """Bring the database to the shape that this version needs; makes an SQLite file that is not there.

    The daemon does the same when it starts. Stop an older daemon first.
    """
    url = store_url(settings_of(config), os.environ)
    _refuse_unreachable(url)
    revision = migrations.migrate(url)
    if as_json:
        emit({"revision": revision})
    else:
        print(f"The database has revision {revision}.")


def _refuse_unreachable(url: str) -> None:
    """Asks the database anything at all, so that one that is not there is told in words: StoreUnavailable."""
    store = Store(url)
    try:
        store.read_now(views_revision.revision)
    finally:
        store.close()
