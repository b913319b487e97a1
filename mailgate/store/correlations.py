"""Which open ticket has this key? Keys that rules gave to tickets, each within the mail of one sender."""

from datetime import datetime
from functools import cache

import sqlalchemy as sa

from mailgate.model.ticket import AT_WORK
from mailgate.store import prepared
from mailgate.store.schema import constant, ticket
from mailgate.store.schema_rules import correlation
from mailgate.store.statements import Insert, insert
from mailgate.store.store import Tx

_OPEN = (
    sa.select(correlation.c.ticket_id)
    .join(ticket, ticket.c.id == correlation.c.ticket_id)
    .where(
        correlation.c.sender == sa.bindparam("sender"),
        correlation.c.key == sa.bindparam("key"),
        ticket.c.status.in_([constant(status.value) for status in sorted(AT_WORK)]),
    )
)


def open_ticket(tx: Tx, sender: str, key: str) -> int | None:
    """The sender's open ticket with this key."""
    found: int | None = prepared.value(tx, _OPEN, {"sender": sender, "key": key})
    return found


def remember(tx: Tx, sender: str, key: str, ticket_id: int, now: datetime) -> None:
    """Gives the ticket the key; another one that had it, and was done with, has it no more."""
    row = {"sender": sender, "key": key, "ticket_id": ticket_id, "at": now}
    prepared.change(tx, _newest(tx.dialect.name), row)


@cache
def _newest(dialect: str) -> Insert:
    made = insert(dialect, correlation)
    new = {name: made.excluded[name] for name in ("ticket_id", "at")}
    return made.on_conflict_do_update(index_elements=["sender", "key"], set_=new)
