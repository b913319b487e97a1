"""Tickets that sleep until a date."""

from datetime import datetime

import sqlalchemy as sa

from mailgate.store.schema import TICKET_SLEEPS, ticket
from mailgate.store.store import Tx


def take_awake(tx: Tx, now: datetime, limit: int) -> list[int]:
    """The tickets whose date has come; the caller changes their status in the same transaction."""
    due = (
        sa.select(ticket.c.id)
        .where(TICKET_SLEEPS, ticket.c.postponed_until <= now)
        .order_by(ticket.c.postponed_until)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return list(tx.execute(due).scalars())


def next_waking(tx: Tx) -> datetime | None:
    """When the next sleeping ticket wakes."""
    soonest = sa.func.min(ticket.c.postponed_until, type_=ticket.c.postponed_until.type)
    found: datetime | None = tx.execute(sa.select(soonest).where(TICKET_SLEEPS)).scalar()
    return found
