"""The last messages of tickets, for letters: public ones whose authors are known, and notes for agents."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from mailgate.store import prepared
from mailgate.store.schema import event, message
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

_NOTES = (
    sa.select(message.c.sender, message.c.author, message.c.arrived_at, message.c.new_text)
    .where(message.c.ticket_id == sa.bindparam("ticket"), message.c.kind == "note", sa.not_(message.c.public))
    .order_by(message.c.id.desc())
    .limit(KEEP)
)

_BY_HAND = sa.select(event.c.detail).where(
    event.c.ticket_id == sa.bindparam("ticket"),
    event.c.kind == "changed",
    event.c.actor.startswith("agent:", autoescape=False),
)


def recent(tx: Tx, tickets: Collection[int]) -> dict[int, list[tuple[str, datetime, str]]]:
    """Newest first: who, when, what they wrote."""
    found: dict[int, list[tuple[str, datetime, str]]] = {}
    for ticket in tickets:
        rows = prepared.rows(tx, _RECENT, {"ticket": ticket})
        found[ticket] = [(r.author or _name(r.sender), r.arrived_at, r.new_text) for r in rows]
    return found


def notes(tx: Tx, ticket: int) -> list[tuple[str, datetime, str]]:
    """The ticket's notes, newest first: who, when, what; one that nobody vouches for is by an address, not by an agent."""
    rows = prepared.rows(tx, _NOTES, {"ticket": ticket})
    return [(r.author or f"{_name(r.sender)}, not verified", r.arrived_at, r.new_text) for r in rows]


def by_hand(tx: Tx, ticket: int) -> frozenset[str]:
    """The fields of a ticket that agents have ever set themselves."""
    rows = prepared.rows(tx, _BY_HAND, {"ticket": ticket})
    return frozenset(name for row in rows for name in row.detail.get("fields", ()))


def _name(sender: list[dict[str, str]]) -> str:
    first = sender[0] if sender else {"name": "", "address": "somebody"}
    return first["name"] or first["address"]
