"""Who are the people? Read-only questions about contacts and agents, for the command line."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from mailgate.model.reference import Reference
from mailgate.model.ticket import AT_WORK
from mailgate.store.schema import contact, participant, ticket, ticket_link
from mailgate.store.schema_agents import HELD_WAITS, held
from mailgate.store.schema_work import agent_state
from mailgate.store.store import Tx


@dataclass(frozen=True, slots=True)
class ContactView:
    """A customer as the store knows them."""

    id: int
    address: str
    name: str
    organisation: str | None
    phone: str | None
    language: str | None
    zone: str | None
    fields: Mapping[str, Any]
    first_seen_at: datetime
    two_way_at: datetime | None  # when they last answered a mail of ours


@dataclass(frozen=True, slots=True)
class ContactTicket:
    """A ticket that a customer asked for, or takes part in."""

    reference: str
    subject: str
    status: str
    role: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class AgentLoad:
    """How an agent stands: what changes while the service runs, and what waits for them."""

    token_epoch: int = 0
    away_since: datetime | None = None
    away_until: datetime | None = None
    open_tickets: int = 0
    held: int = 0  # of their mails, kept back until they answer


def contact_of(tx: Tx, address: str) -> ContactView | None:
    """The contact with this address, compared without case."""
    row = tx.execute(sa.select(contact).where(contact.c.address == address.lower())).one_or_none()
    if row is None:
        return None
    return ContactView(
        row.id, row.address, row.name, row.organisation, row.phone, row.language, row.zone, row.fields,
        row.first_seen_at, row.two_way_at,
    )  # fmt: skip


def tickets_of(tx: Tx, contact_id: int, limit: int | None) -> list[ContactTicket]:
    """The tickets of a contact, newest first: as requester by index, as a participant by a look at all of them."""
    takes_part = sa.select(participant.c.ticket_id).where(participant.c.contact_id == contact_id)
    theirs = (
        sa.select(ticket)
        .where(sa.or_(ticket.c.requester_id == contact_id, ticket.c.id.in_(takes_part)))
        .order_by(ticket.c.id.desc())
        .limit(limit)
    )
    return [
        ContactTicket(
            str(Reference(r.prefix, r.year, r.id)), r.subject, r.status,
            "requester" if r.requester_id == contact_id else "cc", r.created_at,
        )
        for r in tx.execute(theirs)
    ]  # fmt: skip


def agent_loads(tx: Tx) -> dict[str, AgentLoad]:
    """Everybody whom the store knows as an agent, or who has open tickets or mail that was kept back, by name."""
    states = {r.name: r for r in tx.execute(sa.select(agent_state))}
    at_work = sa.and_(ticket.c.status.in_(sorted(s.value for s in AT_WORK)), ticket.c.assignee.is_not(None))
    opened = _counts(tx, ticket.c.assignee, at_work)
    kept = _counts(tx, held.c.agent, HELD_WAITS)
    return {name: _load(states.get(name), opened, kept, name) for name in {*states, *opened, *kept}}


def opened_beside(tx: Tx, ticket_id: int, at: datetime) -> list[str]:
    """References of the tickets that were opened at that instant and linked to this one, oldest first."""
    linked = (
        sa.select(ticket.c.prefix, ticket.c.year, ticket.c.id)
        .join(ticket_link, ticket_link.c.ticket_id == ticket.c.id)
        .where(ticket_link.c.other_id == ticket_id, ticket_link.c.at == at, ticket.c.updated_at == at)
        .where(ticket_link.c.kind.in_(("split", "relates")))
        .order_by(ticket.c.id)
    )
    return [str(Reference(r.prefix, r.year, r.id)) for r in tx.execute(linked)]


def _counts(tx: Tx, who: sa.Column[Any], condition: sa.ColumnElement[bool]) -> dict[str, int]:
    rows = tx.execute(sa.select(who, sa.func.count()).where(condition).group_by(who))
    return {row[0]: int(row[1]) for row in rows}


def _load(state: Any, opened: Mapping[str, int], kept: Mapping[str, int], name: str) -> AgentLoad:
    numbers = (opened.get(name, 0), kept.get(name, 0))
    if state is None:
        return AgentLoad(0, None, None, *numbers)
    return AgentLoad(state.token_epoch, state.away_since, state.away_until, *numbers)
