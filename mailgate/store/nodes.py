"""The parts of the store that belong to the running service: keys, agents' rows, leases."""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from mailgate.store.lookups import keys
from mailgate.store.schema import keyring
from mailgate.store.schema_work import agent_state, lease
from mailgate.store.store import Tx

KEY_BYTES = 32
MAX_KEYS = 255  # a key's number is one octet of what it seals


def ensure_key(tx: Tx, make: Callable[[int], bytes], now: datetime) -> dict[int, bytes]:
    """The key ring; on a new store its first key is made."""
    found = keys(tx)
    if not found:
        tx.execute(sa.insert(keyring), {"kid": 1, "secret": make(KEY_BYTES), "created_at": now})
        found = keys(tx)
    return found


def add_key(tx: Tx, make: Callable[[int], bytes], now: datetime) -> int:
    """Adds a key that signs from now on; the others go on verifying. ValueError when all 255 are used up."""
    newest: int = tx.execute(sa.select(sa.func.max(keyring.c.kid))).scalar() or 0
    if newest >= MAX_KEYS:
        raise ValueError(f"all {MAX_KEYS} keys are used up")
    tx.execute(sa.insert(keyring), {"kid": newest + 1, "secret": make(KEY_BYTES), "created_at": now})
    return newest + 1


def retire_key(tx: Tx, kid: int, now: datetime) -> bool:
    """Takes a key out of the ring: what it sealed is worth nothing any more. The signing key stays."""
    ring = keys(tx)
    if kid not in ring or kid == max(ring):
        return False
    tx.execute(sa.update(keyring).where(keyring.c.kid == kid).values(retired_at=now))
    return True


def ensure_agents(tx: Tx, names: Collection[str]) -> None:
    """Gives every configured agent the row that tokens point to; rows of former agents stay, revoked by absence."""
    if names:
        insert = sqlite.insert if tx.dialect.name == "sqlite" else postgresql.insert
        rows = [{"name": name, "token_epoch": 0} for name in names]
        tx.execute(insert(agent_state).on_conflict_do_nothing(), rows)


def take_lease(tx: Tx, name: str, holder: str, now: datetime, span: timedelta) -> int | None:
    """Takes or keeps a lease; its fencing number grows with every new holder. None while another has it."""
    row = tx.execute(sa.select(lease).where(lease.c.name == name).with_for_update()).one_or_none()
    if row is None:
        tx.execute(sa.insert(lease), {"name": name, "holder": holder, "fencing": 1, "until": now + span})
        return 1
    if row.holder != holder and row.until > now:
        return None
    fencing = int(row.fencing) + int(row.holder != holder)
    taken = sa.update(lease).where(lease.c.name == name)
    tx.execute(taken.values(holder=holder, fencing=fencing, until=now + span))
    return fencing


def drop_lease(tx: Tx, name: str, holder: str, now: datetime) -> None:
    """Gives a lease back, so that another need not wait for its end."""
    mine = sa.update(lease).where(lease.c.name == name, lease.c.holder == holder)
    tx.execute(mine.values(until=now))
