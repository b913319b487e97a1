"""What changes about agents while the service runs: away, revoked tokens, reminders, what they are told later."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from mailgate.store import prepared
from mailgate.store.schema_agents import REMINDER_WAITS, reminder, told_later
from mailgate.store.schema_work import agent_state
from mailgate.store.store import Tx

_TELL_LATER = sa.insert(told_later)


@dataclass(frozen=True, slots=True)
class Reminder:
    """Something an agent asked to be reminded of."""

    id: int
    ticket_id: int
    agent: str
    at: datetime
    deadline: bool | None = None  # it is about a deadline that the agent set; None: from before that was kept


@dataclass(frozen=True, slots=True)
class ToldLater:
    """A notice that waits for the agent's next digest."""

    ticket_id: int
    what: str
    at: datetime


def go_away(tx: Tx, name: str, until: datetime | None, now: datetime) -> None:
    """Marks an agent as away until then; None: back."""
    mine = sa.update(agent_state).where(agent_state.c.name == name)
    tx.execute(mine.values(away_since=now if until else None, away_until=until))


def revoke(tx: Tx, name: str) -> None:
    """Makes every token that this agent was ever given worthless: the epoch is part of its MAC."""
    mine = sa.update(agent_state).where(agent_state.c.name == name)
    tx.execute(mine.values(token_epoch=agent_state.c.token_epoch + 1))


def remind(
    tx: Tx, ticket_id: int, agent: str, at: datetime, now: datetime, *, deadline: bool = False
) -> None:
    """Keeps a reminder; a second one of the same agent, ticket and time takes the place of the first."""
    mine = sa.and_(
        reminder.c.ticket_id == ticket_id, reminder.c.agent == agent, reminder.c.at == at, REMINDER_WAITS
    )
    tx.execute(sa.update(reminder).where(mine).values(state="cancelled"))
    row = {
        "ticket_id": ticket_id, "agent": agent, "at": at, "state": "waiting", "created_at": now, "deadline": deadline,
    }  # fmt: skip
    tx.execute(sa.insert(reminder), row)


def due_reminders(tx: Tx, now: datetime, limit: int) -> list[Reminder]:
    """Takes the reminders whose time has come; each is taken once."""
    due = (
        sa.select(reminder.c.id)
        .where(REMINDER_WAITS, reminder.c.at <= now)
        .order_by(reminder.c.at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    taken = (
        sa.update(reminder)
        .where(reminder.c.id.in_(due.scalar_subquery()))
        .values(state="sent")
        .returning(reminder.c.id, reminder.c.ticket_id, reminder.c.agent, reminder.c.at, reminder.c.deadline)
    )
    return sorted((Reminder(*row) for row in tx.execute(taken)), key=lambda r: r.at)


def next_reminder(tx: Tx) -> datetime | None:
    """When the next reminder is due."""
    soonest = sa.func.min(reminder.c.at, type_=reminder.c.at.type)
    found: datetime | None = tx.execute(sa.select(soonest).where(REMINDER_WAITS)).scalar()
    return found


def tell_later(tx: Tx, rows: Sequence[tuple[str, int, str]], now: datetime) -> None:
    """Keeps (agent, ticket, what) for the agent's next digest."""
    values = [{"agent": a, "ticket_id": t, "what": w, "at": now} for a, t, w in rows]
    prepared.change_each(tx, _TELL_LATER, values)


def take_told_later(tx: Tx, agent: str) -> list[ToldLater]:
    """What an agent's digest has to tell; it is told once."""
    mine = sa.delete(told_later).where(told_later.c.agent == agent)
    rows = tx.execute(mine.returning(told_later.c.ticket_id, told_later.c.what, told_later.c.at))
    return sorted((ToldLater(*row) for row in rows), key=lambda t: t.at)
