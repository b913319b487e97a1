"""Which revision of the schema does the database have?"""

import sqlalchemy as sa

from mailgate.store.store import Tx

_TABLE = "alembic_version"


def revision(tx: Tx) -> str | None:
    """The revision that the last migration wrote; None in a database that nobody has migrated."""
    if not sa.inspect(tx).has_table(_TABLE):
        return None
    found: str | None = tx.execute(sa.text(f"SELECT version_num FROM {_TABLE}")).scalar()  # noqa: S608 - a constant
    return found
