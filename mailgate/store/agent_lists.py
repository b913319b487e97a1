"""Lists of tickets that agents ask for by mail, and that their digests show; what waits longest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from mailgate.model.reference import Reference
from mailgate.model.ticket import AT_WORK, Priority, Status
from mailgate.store.agent_views import MOST
from mailgate.store.schema import contact, ticket
from mailgate.store.schema_agents import HELD_WAITS, held
from mailgate.store.schema_work import TIMER_RUNS, timer
from mailgate.store.store import Tx


@dataclass(frozen=True, slots=True)
class Line:
    """A ticket in an agent's list."""

    reference: str
    subject: str
    status: Status
    priority: Priority
    assignee: str | None
    requester: str
    waiting_since: datetime | None
    due_at: datetime | None


def list_mine(tx: Tx, agent: str) -> list[Line]:
    """An agent's tickets that are at work, what waits longest first."""
    return _lines(tx, ticket.c.assignee == agent)


def list_queue(tx: Tx, teams: Sequence[str]) -> list[Line]:
    """What nobody has taken in these teams."""
    return _lines(tx, ticket.c.assignee.is_(None), ticket.c.team.in_(teams))


def list_of(tx: Tx, address: str) -> list[Line]:
    """A customer's tickets, closed ones too."""
    who = sa.select(contact.c.id).where(contact.c.address == address.lower()).scalar_subquery()
    return _lines(tx, ticket.c.requester_id == who, at_work=False)


def list_due(tx: Tx, agent: str, teams: Sequence[str], until: datetime) -> list[Line]:
    """What is due by then: the agent's own and what their teams have not given out."""
    mine = sa.or_(ticket.c.assignee == agent, sa.and_(ticket.c.assignee.is_(None), ticket.c.team.in_(teams)))
    return [line for line in _lines(tx, mine) if line.due_at is not None and line.due_at <= until]


def held_of(tx: Tx, agent: str) -> list[tuple[str, datetime]]:
    """The agent's mails that wait for an answer to a question: reference and since when."""
    waiting = (
        sa.select(ticket.c.prefix, ticket.c.year, ticket.c.id, held.c.created_at)
        .join(held, held.c.ticket_id == ticket.c.id)
        .where(held.c.agent == agent, HELD_WAITS)
        .order_by(held.c.id)
        .limit(MOST)
    )
    return [(str(Reference(r.prefix, r.year, r.id)), r.created_at) for r in tx.execute(waiting)]


def _lines(tx: Tx, *conditions: sa.ColumnElement[bool], at_work: bool = True) -> list[Line]:
    due = (
        sa.select(sa.func.min(timer.c.due_at, type_=timer.c.due_at.type))
        .where(timer.c.ticket_id == ticket.c.id, TIMER_RUNS)
        .scalar_subquery()
        .label("timer_due")
    )
    query = (
        sa.select(ticket, contact.c.address, contact.c.name, due)
        .outerjoin(contact, contact.c.id == ticket.c.requester_id)
        .where(*conditions)
        .order_by(ticket.c.unanswered_since.is_(None), ticket.c.unanswered_since, ticket.c.id)
        .limit(MOST)
    )
    if at_work:
        query = query.where(ticket.c.status.in_(sorted(s.value for s in AT_WORK)))
    return [_line(row) for row in tx.execute(query)]


def _line(row: Any) -> Line:
    return Line(
        str(Reference(row.prefix, row.year, row.id)), row.subject, Status(row.status), Priority(row.priority), row.assignee,
        row.name or row.address or "", row.unanswered_since,
        min((d for d in (row.timer_due, row.due_at) if d is not None), default=None),
    )  # fmt: skip
