"""How much has each agent to do, whose turn was it, and who served this contact last?"""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa

from mailgate.model.ticket import Priority
from mailgate.store import prepared
from mailgate.store.schema import contact, message, ticket
from mailgate.store.schema_rules import TICKET_WEIGHS, agent_turn
from mailgate.store.statements import Insert, insert
from mailgate.store.store import Tx

_LOADS = (
    sa.select(ticket.c.assignee, ticket.c.priority, sa.func.count().label("many"))
    .where(TICKET_WEIGHS, ticket.c.assignee.is_not(None))
    .group_by(ticket.c.assignee, ticket.c.priority)
)
_TURNS = sa.select(agent_turn.c.agent, agent_turn.c.turn)
_SERVED = (
    sa.select(ticket.c.assignee)
    .join(contact, contact.c.id == ticket.c.requester_id)
    .where(contact.c.address == sa.bindparam("address"), ticket.c.assignee.is_not(None))
    .order_by(ticket.c.id.desc())
    .limit(1)
)
_WROTE = (
    sa.select(message.c.arrived_at)
    .where(message.c.ticket_id == sa.bindparam("ticket"), message.c.kind == "customer")
    .order_by(message.c.id.desc())
    .limit(1)
)


def loads(tx: Tx) -> dict[str, dict[Priority, int]]:
    """New and open tickets of each agent by priority; what waits for a customer is no work now."""
    found: dict[str, dict[Priority, int]] = {}
    for row in prepared.rows(tx, _LOADS):
        found.setdefault(row.assignee, {})[Priority(row.priority)] = row.many
    return found


def turns(tx: Tx) -> Mapping[str, int]:
    """When a strategy last gave each agent a ticket: the higher the later."""
    return {row.agent: row.turn for row in prepared.rows(tx, _TURNS)}


def take_turn(tx: Tx, agent: str, number: int) -> None:
    """Marks an assignment; the database refuses a number that another process took (the unit then runs again)."""
    prepared.change(tx, _turn(tx.dialect.name), {"agent": agent, "turn": number})


def served_by(tx: Tx, address: str) -> str | None:
    """The agent who has, or had, the newest ticket of this contact."""
    found: str | None = prepared.value(tx, _SERVED, {"address": address})
    return found


def last_wrote(tx: Tx, ticket_id: int) -> datetime | None:
    """When a customer wrote on this ticket for the last time."""
    found: datetime | None = prepared.value(tx, _WROTE, {"ticket": ticket_id})
    return found


@cache
def _turn(dialect: str) -> Insert:
    made: Any = insert(dialect, agent_turn)
    changed: Insert = made.on_conflict_do_update(index_elements=["agent"], set_={"turn": made.excluded.turn})
    return changed
