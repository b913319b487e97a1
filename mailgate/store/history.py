"""The last public messages of tickets whose authors are known, for the history in letters."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from mailgate.store.schema import message
from mailgate.store.store import Tx

KEEP = 3

_RECENT = (
    sa.select(
        message.c.ticket_id, message.c.sender, message.c.author, message.c.arrived_at, message.c.new_text
    )
    # What nobody vouches for is not repeated to customers as a participant's words.
    .where(message.c.ticket_id == sa.bindparam("ticket"), message.c.public, message.c.verified)
    .order_by(message.c.id.desc())
    .limit(KEEP)
)


def recent(tx: Tx, tickets: Collection[int]) -> dict[int, list[tuple[str, datetime, str]]]:
    """Newest first: who, when, what they wrote."""
    found: dict[int, list[tuple[str, datetime, str]]] = {}
    for ticket in tickets:
        rows = tx.execute(_RECENT, {"ticket": ticket})
        found[ticket] = [(r.author or _name(r.sender), r.arrived_at, r.new_text) for r in rows]
    return found


def _name(sender: list[dict[str, str]]) -> str:
    first = sender[0] if sender else {"name": "", "address": "somebody"}
    return first["name"] or first["address"]
