"""What stands against addresses: add, look, forgive."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from mailgate.model.address_score import AddressScore, Hit, ScorePolicy, scored
from mailgate.store import prepared
from mailgate.store.schema_bounces import address_score
from mailgate.store.store import Tx


@dataclass(frozen=True, slots=True)
class ScoreView:
    """A stored score with the reason of its newest hit."""

    score: AddressScore
    reason: str


_FORGIVE = sa.delete(address_score).where(address_score.c.address == sa.bindparam("who"))


def hit(tx: Tx, address: str, kind: Hit, reason: str, now: datetime, policy: ScorePolicy) -> AddressScore:
    """Counts one more mail that came back; two at the same time are both counted."""
    key = address.lower()
    insert = sqlite.insert if tx.dialect.name == "sqlite" else postgresql.insert
    empty = {"address": key, "value": 0.0, "scored_at": now, "hard": 0, "soft": 0, "reason": reason}
    tx.execute(insert(address_score).values(empty).on_conflict_do_nothing())
    locked = sa.select(address_score).where(address_score.c.address == key).with_for_update()
    after = scored(_view(tx.execute(locked).one()).score, kind, now, policy)
    tx.execute(
        sa.update(address_score)
        .where(address_score.c.address == key)
        .values(
            value=after.value, scored_at=after.at, hard=after.hard, soft=after.soft, reason=reason,
            muted_until=after.muted_until,
        )
    )  # fmt: skip
    return after


def of(tx: Tx, address: str) -> ScoreView | None:
    """What stands against it."""
    row = tx.execute(sa.select(address_score).where(address_score.c.address == address.lower())).one_or_none()
    return _view(row) if row is not None else None


def forgive(tx: Tx, address: str) -> bool:
    """Forgets all of it; whether there was anything."""
    return prepared.change(tx, _FORGIVE, {"who": address.lower()}) > 0


def _view(row: Any) -> ScoreView:
    score = AddressScore(row.value, row.scored_at, row.hard, row.soft, row.muted_until)
    return ScoreView(score, row.reason)
