"""What a ticket's deadlines go on from, the history behind it, and policies and calendars as they once were."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from mailgate.model.decision import ClocksWrite, SlaVersion
from mailgate.store import prepared
from mailgate.store.schema import TICKET_MOVES, event, ticket
from mailgate.store.schema_work import sla_version, timer
from mailgate.store.statements import change, insert_new
from mailgate.store.store import Tx

_WRITE = change(ticket, ("clocks", "move_at"))
_KNOWN = sa.select(sla_version.c.version).where(sla_version.c.version == sa.bindparam("of"))
_BODY = sa.select(sla_version.c.body).where(sla_version.c.version == sa.bindparam("of"))
_HISTORY = sa.select(event.c.detail).where(event.c.ticket_id == sa.bindparam("ticket")).order_by(event.c.id)


def write(tx: Tx, ticket_id: int, after: ClocksWrite, now: datetime) -> None:
    """Keeps a ticket's clocks, and what they name."""
    row = {"clocks": dict(after.clocks), "move_at": after.move_at, "row_id": ticket_id}
    prepared.change(tx, _WRITE, row)
    for one in after.versions:
        remember(tx, one, now)


def remember(tx: Tx, one: SlaVersion, now: datetime) -> None:
    """Keeps a policy or a calendar in this version, for ever."""
    if prepared.value(tx, _KNOWN, {"of": one.version}) is not None:
        return
    row = {"version": one.version, "kind": one.kind, "name": one.name, "body": dict(one.body), "seen_at": now}
    prepared.change(tx, insert_new(tx.dialect.name, sla_version), row)


def body(tx: Tx, version: str) -> Mapping[str, Any] | None:
    """The policy or the calendar of this version."""
    found: Mapping[str, Any] | None = prepared.value(tx, _BODY, {"of": version})
    return found


def details(tx: Tx, ticket_id: int) -> list[Mapping[str, Any]]:
    """What each line of a ticket's timeline says, in their order."""
    return [row.detail for row in prepared.rows(tx, _HISTORY, {"ticket": ticket_id})]


def due_moves(tx: Tx, now: datetime, limit: int) -> list[int]:
    """The tickets to which something happens by itself now."""
    due = (
        sa.select(ticket.c.id)
        .where(TICKET_MOVES, ticket.c.move_at < now)
        .order_by(ticket.c.move_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return list(tx.execute(due).scalars())


def next_move(tx: Tx) -> datetime | None:
    """When something happens by itself next."""
    soonest = sa.func.min(ticket.c.move_at, type_=ticket.c.move_at.type)
    found: datetime | None = tx.execute(sa.select(soonest).where(TICKET_MOVES)).scalar()
    return found


def on_other_versions(tx: Tx, current: Mapping[str, str], after: int, limit: int) -> list[tuple[int, int]]:
    """Live timers, each with its ticket, on a calendar of these names in another version; from an id on.

    Walks along the primary key once for each load of the configuration, a batch at a time.
    """
    edited = [
        sa.and_(timer.c.calendar == name, timer.c.calendar_version != version)
        for name, version in sorted(current.items())
    ]
    query = (
        sa.select(timer.c.id, timer.c.ticket_id)
        .where(timer.c.id > after, timer.c.state.in_(["running", "paused"]), sa.or_(sa.false(), *edited))
        .order_by(timer.c.id)
        .limit(limit)
    )
    return [(row.id, row.ticket_id) for row in tx.execute(query)]
