"""Which agent got which day's digest? One row a day and agent, kept as long as counters are."""

from datetime import UTC, date, datetime, time

import sqlalchemy as sa

from mailgate.store.schema_work import counter
from mailgate.store.statements import insert
from mailgate.store.store import Tx

_CAP = "digest"


def take(tx: Tx, agent: str, day: date, cap: str = _CAP) -> bool:
    """Whether this day's digest is still to be sent; says so once."""
    row = {"cap": cap, "subject": agent, "bucket": _bucket(day), "hits": 1}
    # Not by its row count: on PostgreSQL that is unknown for an insert whose key is given.
    new = insert(tx.dialect.name, counter).on_conflict_do_nothing().returning(counter.c.hits)
    return tx.execute(new, row).first() is not None


def taken(tx: Tx, agent: str, day: date, cap: str = _CAP) -> bool:
    """Whether somebody took this day's digest; reads only."""
    mine = (counter.c.cap == cap, counter.c.subject == agent, counter.c.bucket == _bucket(day))
    return tx.execute(sa.select(counter.c.hits).where(*mine)).first() is not None


def _bucket(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
