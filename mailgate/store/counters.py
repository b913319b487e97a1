"""How much automatic mail did anybody get? Hits per bucket of time, summed over a window."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa

from mailgate.model.decision import CapHit
from mailgate.store import prepared
from mailgate.store.schema_work import counter
from mailgate.store.statements import Insert, insert
from mailgate.store.store import Tx

_BUCKET_LIFE = timedelta(days=2)  # longer than the longest window


def count(tx: Tx, hits: Sequence[tuple[CapHit, datetime]]) -> None:
    """Counts automatic mails; the second of each pair is the bucket."""
    if hits:
        rows = [{"cap": h.cap, "subject": h.subject, "bucket": bucket, "hits": 1} for h, bucket in hits]
        prepared.change_each(tx, _one_more(tx.dialect.name), rows)


def hits(tx: Tx, caps: Collection[tuple[str, str, datetime]]) -> Mapping[tuple[str, str], int]:
    """How often each (cap, subject) was hit in buckets after its own instant."""
    if not caps:
        return {}
    values: dict[str, Any] = {}
    for number, (cap, subject, since) in enumerate(caps):
        values |= {f"cap{number}": cap, f"subject{number}": subject, f"since{number}": since}
    return {(row[0], row[1]): int(row[2]) for row in prepared.rows(tx, _sums(len(caps)), values)}


def forget(tx: Tx, now: datetime) -> int:
    """Removes counters that no window reaches any more."""
    return tx.execute(sa.delete(counter).where(counter.c.bucket < now - _BUCKET_LIFE)).rowcount


@cache
def _one_more(dialect: str) -> Insert:
    return insert(dialect, counter).on_conflict_do_update(
        index_elements=["cap", "subject", "bucket"], set_={"hits": counter.c.hits + 1}
    )


@cache
def _sums(caps: int) -> sa.Select[*tuple[Any, ...]]:
    within = [
        sa.and_(
            counter.c.cap == sa.bindparam(f"cap{n}"),
            counter.c.subject == sa.bindparam(f"subject{n}"),
            counter.c.bucket > sa.bindparam(f"since{n}"),
        )
        for n in range(caps)
    ]
    sums = sa.select(counter.c.cap, counter.c.subject, sa.func.sum(counter.c.hits).label("total"))
    return sums.where(sa.or_(*within)).group_by(counter.c.cap, counter.c.subject)
