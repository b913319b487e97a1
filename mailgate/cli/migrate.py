"""`mailgate migrate`: the database gets the shape that this version needs."""

from mailgate.cli.house import settings_of, store_url
from mailgate.cli.options import Config, Json
from mailgate.cli.output import emit
from mailgate.store import migrate as migrations


def migrate(as_json: Json = False, config: Config = None) -> None:
    """Bring the database to the shape that this version needs; makes an SQLite file that is not there.

    The daemon does the same when it starts. Stop an older daemon first.
    """
    revision = migrations.migrate(store_url(settings_of(config)))
    if as_json:
        emit({"revision": revision})
    else:
        print(f"The database has revision {revision}.")
