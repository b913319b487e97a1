"""Where is a refresh token kept that an endpoint has changed? In the store, by one commit, for all nodes alike."""

from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa

from mailgate.store.schema_imap import oauth_token
from mailgate.store.store import Tx


@dataclass(frozen=True, slots=True)
class StoredToken:
    """A refresh token that came after the configured one."""

    refresh_token: str = field(repr=False)
    origin: str  # the digest of the configured one that it grew from; "" after a login
    generation: int
    stored_at: datetime


def stored_token(tx: Tx, name: str) -> StoredToken | None:
    """The newest refresh token of a login."""
    row = tx.execute(sa.select(oauth_token).where(oauth_token.c.name == name)).one_or_none()
    return (
        StoredToken(row.refresh_token, row.origin, row.generation, row.stored_at) if row is not None else None
    )


def store_token(
    tx: Tx, name: str, refresh_token: str, origin: str, before: int | None, now: datetime
) -> bool:
    """Replaces the token of generation `before` (None: of any); False when another process was quicker."""
    there = stored_token(tx, name)
    generation = there.generation if there is not None else 0
    if before is not None and before != generation:
        return False
    values = {
        "refresh_token": refresh_token,
        "origin": origin,
        "generation": generation + 1,
        "stored_at": now,
    }
    if there is None:
        tx.execute(sa.insert(oauth_token), {"name": name, **values})
    else:
        tx.execute(sa.update(oauth_token).where(oauth_token.c.name == name).values(**values))
    return True
