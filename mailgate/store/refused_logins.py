"""How often was a login refused? Hits per hour and login, kept as long as counters are."""

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa

from mailgate.store.schema_work import counter
from mailgate.store.statements import insert
from mailgate.store.store import Tx

_CAP = "refused login"


def add(tx: Tx, logins: Mapping[str, int], now: datetime) -> None:
    """Counts refusals; the names are those of the configuration, never what a stranger typed."""
    bucket = now.replace(minute=0, second=0, microsecond=0)
    for login, hits in logins.items():
        new = insert(tx.dialect.name, counter).values(cap=_CAP, subject=login, bucket=bucket, hits=hits)
        more = {"hits": counter.c.hits + hits}
        tx.execute(new.on_conflict_do_update(index_elements=["cap", "subject", "bucket"], set_=more))


def since(tx: Tx, instant: datetime) -> dict[str, int]:
    """Refusals by login in the hours that began at this instant or later, most first."""
    hits = sa.func.sum(counter.c.hits)
    mine = sa.select(counter.c.subject, hits).where(counter.c.cap == _CAP, counter.c.bucket >= instant)
    return {row[0]: int(row[1]) for row in tx.execute(mine.group_by(counter.c.subject).order_by(hits.desc()))}
