"""What a decision needs to know: one read each, by index, the same number whatever is stored."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from mailgate.model.reference import Reference
from mailgate.model.ticket import Participant, Priority, Status, TicketKind, TicketState
from mailgate.store.schema import contact, keyring, message, message_id, participant, reference_alias, ticket
from mailgate.store.schema_work import agent_state, outbox, timer
from mailgate.store.store import Tx


@dataclass(frozen=True, slots=True)
class KnownId:
    """What the store knows of one Message-ID."""

    message_id: str
    digest: str  # "out", "named", or the stable digest of a mail that came in
    ticket_id: int | None
    journal_id: int | None
    means: str | None  # for a mail of ours: what answering it means
    addresses: frozenset[str]  # From, To and Cc of a mail that came in
    verified: bool = True  # False: it was filed although nobody vouched for its sender


@dataclass(frozen=True, slots=True)
class ContactState:
    """A contact as a decision sees it."""

    id: int
    address: str
    name: str
    language: str | None
    zone: str | None
    dkim_domain: str
    network: str
    two_way_at: datetime | None


@dataclass(frozen=True, slots=True)
class AgentState:
    """What changes about an agent while running."""

    id: int
    name: str
    token_epoch: int
    away_until: datetime | None


@dataclass(frozen=True, slots=True)
class TimerState:
    """A stored timer as a decision sees it."""

    id: int
    ticket_id: int
    kind: str
    instance: int
    state: str
    policy: str
    calendar: str
    started_at: datetime
    target_s: int
    used_s: int
    due_at: datetime | None
    imported: bool


_IDS = (
    sa.select(
        message_id.c.message_id, message_id.c.digest, message_id.c.ticket_id, message_id.c.journal_id,
        message_id.c.outbox_kind, message.c.sender, message.c.to, message.c.cc, message.c.verified,
    )
    .select_from(
        message_id.outerjoin(
            message,
            sa.and_(message.c.journal_id == message_id.c.journal_id, message.c.ticket_id == message_id.c.ticket_id),
        )
    )
    .where(message_id.c.message_id.in_(sa.bindparam("ids", expanding=True)))
)  # fmt: skip
_TICKETS = sa.select(ticket).where(ticket.c.id.in_(sa.bindparam("ids", expanding=True)))
_PARTICIPANTS = (
    sa.select(participant)
    .where(participant.c.ticket_id.in_(sa.bindparam("ids", expanding=True)))
    .order_by(participant.c.id)
)
_CONTACTS = sa.select(contact).where(contact.c.address.in_(sa.bindparam("addresses", expanding=True)))
_ALIASES = sa.select(reference_alias).where(
    reference_alias.c.reference.in_(sa.bindparam("refs", expanding=True))
)
_AGENTS = sa.select(agent_state)
_TIMERS = sa.select(timer).where(timer.c.ticket_id.in_(sa.bindparam("tickets", expanding=True)))


def known_ids(tx: Tx, ids: Collection[str]) -> list[KnownId]:
    """All that is stored under these Message-IDs; one id may stand for several mails."""
    return [_known(row) for row in tx.execute(_IDS, {"ids": list(ids)})] if ids else []


def tickets(tx: Tx, ids: Collection[int]) -> dict[int, TicketState]:
    """These tickets with their participants."""
    if not ids:
        return {}
    people: dict[int, list[Participant]] = {}
    for row in tx.execute(_PARTICIPANTS, {"ids": list(ids)}):
        people.setdefault(row.ticket_id, []).append(_participant(row))
    rows = tx.execute(_TICKETS, {"ids": list(ids)})
    return {row.id: replace(ticket_state(row), participants=tuple(people.get(row.id, ()))) for row in rows}


def contacts(tx: Tx, addresses: Collection[str]) -> dict[str, ContactState]:
    """The contacts with these addresses (lower case)."""
    if not addresses:
        return {}
    rows = tx.execute(_CONTACTS, {"addresses": list(addresses)})
    return {
        row.address: ContactState(
            row.id,
            row.address,
            row.name,
            row.language,
            row.zone,
            row.dkim_domain,
            row.network,
            row.two_way_at,
        )
        for row in rows
    }


def aliases(tx: Tx, references: Collection[str]) -> dict[str, int]:
    """Tickets that are also known under these references."""
    if not references:
        return {}
    return {row.reference: row.ticket_id for row in tx.execute(_ALIASES, {"refs": list(references)})}


def agents(tx: Tx) -> dict[str, AgentState]:
    """Every agent's changing state by name."""
    return {
        row.name: AgentState(row.id, row.name, row.token_epoch, row.away_until) for row in tx.execute(_AGENTS)
    }


def timers(tx: Tx, tickets: Collection[int]) -> dict[int, tuple[TimerState, ...]]:
    """The timers of these tickets."""
    found: dict[int, tuple[TimerState, ...]] = {}
    for r in tx.execute(_TIMERS, {"tickets": list(tickets)}) if tickets else ():
        state = TimerState(
            r.id, r.ticket_id, r.kind, r.instance, r.state, r.policy, r.calendar, r.started_at, r.target_s, r.used_s,
            r.due_at, r.imported,
        )  # fmt: skip
        found[r.ticket_id] = (*found.get(r.ticket_id, ()), state)
    return found


def ticket_of_outbox(tx: Tx, outbox_id: int) -> int | None:
    """The ticket that an outgoing mail belongs to."""
    found: int | None = tx.execute(sa.select(outbox.c.ticket_id).where(outbox.c.id == outbox_id)).scalar()
    return found


def keys(tx: Tx) -> dict[int, bytes]:
    """The key ring: key id to secret; the highest id signs."""
    rows = tx.execute(sa.select(keyring.c.kid, keyring.c.secret).where(keyring.c.retired_at.is_(None)))
    return {row.kid: row.secret for row in rows}


def ticket_state(row: sa.Row[*tuple[Any, ...]]) -> TicketState:
    """A ticket row as a value, without its participants."""
    return TicketState(
        id=row.id,
        reference=str(Reference(row.prefix, row.year, row.id)),
        subject=row.subject,
        status=Status(row.status),
        kind=TicketKind(row.kind),
        priority=Priority(row.priority),
        category=row.category,
        team=row.team,
        assignee=row.assignee,
        mailbox=row.mailbox,
        language=row.language,
        zone=row.zone,
        created_at=row.created_at,
        first_response_at=row.first_response_at,
        solved_at=row.solved_at,
        closed_at=row.closed_at,
        unanswered_since=row.unanswered_since,
        last_message_id=row.last_message_id,
        merged_into=row.merged_into,
        tags=tuple(row.tags),
        policy=row.policy,
        watching=tuple(row.watching),
        fields=row.fields,
    )


def _known(row: sa.Row[*tuple[Any, ...]]) -> KnownId:
    addresses = {a["address"].lower() for field in (row.sender, row.to, row.cc) for a in field or ()}
    return KnownId(
        row.message_id,
        row.digest,
        row.ticket_id,
        row.journal_id,
        row.outbox_kind,
        frozenset(addresses),
        verified=row.verified is not False,
    )


def _participant(row: sa.Row[*tuple[Any, ...]]) -> Participant:
    return Participant(
        row.id,
        row.contact_id,
        row.address,
        row.name,
        row.role,
        row.joined_at,
        row.dkim_domain,
        row.network,
        row.muted,
    )
