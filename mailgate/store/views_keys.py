"""Which keys are there? Without their secrets."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from mailgate.store.schema import keyring
from mailgate.store.store import Tx


@dataclass(frozen=True, slots=True)
class KeyView:
    """One key of the ring."""

    kid: int
    created_at: datetime
    retired_at: datetime | None
    signs: bool


def keys(tx: Tx) -> list[KeyView]:
    """Every key that ever was, oldest first; the newest that is not retired signs."""
    rows = tx.execute(
        sa.select(keyring.c.kid, keyring.c.created_at, keyring.c.retired_at).order_by(keyring.c.kid)
    ).all()
    signing = max((r.kid for r in rows if r.retired_at is None), default=None)
    return [KeyView(r.kid, r.created_at, r.retired_at, r.kid == signing) for r in rows]
