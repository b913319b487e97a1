"""Which agent got which day's digest? One row a day and agent, kept as long as counters are."""

from datetime import UTC, date, datetime, time

from mailgate.store.schema_work import counter
from mailgate.store.statements import insert
from mailgate.store.store import Tx

_CAP = "digest"


def take(tx: Tx, agent: str, day: date) -> bool:
    """Whether this day's digest is still to be sent; says so once."""
    row = {"cap": _CAP, "subject": agent, "bucket": datetime.combine(day, time(), UTC), "hits": 1}
    # Not by its row count: on PostgreSQL that is unknown for an insert whose key is given.
    new = insert(tx.dialect.name, counter).on_conflict_do_nothing().returning(counter.c.hits)
    return tx.execute(new, row).first() is not None
