"""What a decision needs to know: one read each, by index, the same number whatever is stored."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa

from mailgate.model.reference import Reference
from mailgate.model.ticket import Participant, Priority, Status, TicketKind, TicketState
from mailgate.store.prepared import among, matching, rows
from mailgate.store.schema import contact, keyring, message, message_id, participant, reference_alias, ticket
from mailgate.store.schema_bounces import address_score
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
    muted_until: datetime | None = None  # a dead address gets no automatic mail


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
    resumed_at: datetime | None
    breached_at: datetime | None
    satisfied_at: datetime | None
    generation: int
    allowed_s: int | None
    planned_at: datetime | None
    policy_version: str | None
    calendar_version: str | None
    wake_at: datetime | None


_AGENTS = sa.select(agent_state)


@cache
def _ids(size: int) -> sa.Select[*tuple[Any, ...]]:
    filed = sa.and_(
        message.c.journal_id == message_id.c.journal_id, message.c.ticket_id == message_id.c.ticket_id
    )
    return (
        sa.select(
            message_id.c.message_id, message_id.c.digest, message_id.c.ticket_id, message_id.c.journal_id,
            message_id.c.outbox_kind, message.c.sender, message.c.to, message.c.cc, message.c.verified,
        )
        .select_from(message_id.outerjoin(message, filed))
        .where(among(message_id.c.message_id, size))
    )  # fmt: skip


@cache
def _tickets(size: int) -> sa.Select[*tuple[Any, ...]]:
    return sa.select(ticket).where(among(ticket.c.id, size))


@cache
def _participants(size: int) -> sa.Select[*tuple[Any, ...]]:
    return sa.select(participant).where(among(participant.c.ticket_id, size)).order_by(participant.c.id)


@cache
def _contacts(size: int) -> sa.Select[*tuple[Any, ...]]:
    scored = contact.outerjoin(address_score, address_score.c.address == contact.c.address)
    wanted = sa.select(contact, address_score.c.muted_until).select_from(scored)
    return wanted.where(among(contact.c.address, size))


@cache
def _aliases(size: int) -> sa.Select[*tuple[Any, ...]]:
    return sa.select(reference_alias).where(among(reference_alias.c.reference, size))


@cache
def _timers(size: int) -> sa.Select[*tuple[Any, ...]]:
    return sa.select(timer).where(among(timer.c.ticket_id, size))


def known_ids(tx: Tx, ids: Collection[str]) -> list[KnownId]:
    """All that is stored under these Message-IDs; one id may stand for several mails."""
    return [_known(row) for row in matching(tx, _ids, ids)]


def tickets(tx: Tx, ids: Collection[int]) -> dict[int, TicketState]:
    """These tickets with their participants."""
    if not ids:
        return {}
    people: dict[int, list[Participant]] = {}
    for row in matching(tx, _participants, ids):
        people.setdefault(row.ticket_id, []).append(_participant(row))
    return {row.id: ticket_state(row, tuple(people.get(row.id, ()))) for row in matching(tx, _tickets, ids)}


def contacts(tx: Tx, addresses: Collection[str]) -> dict[str, ContactState]:
    """The contacts with these addresses (lower case)."""
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
            row.muted_until,
        )
        for row in matching(tx, _contacts, addresses)
    }


def aliases(tx: Tx, references: Collection[str]) -> dict[str, int]:
    """Tickets that are also known under these references."""
    return {row.reference: row.ticket_id for row in matching(tx, _aliases, references)}


def agents(tx: Tx) -> dict[str, AgentState]:
    """Every agent's changing state by name."""
    return {
        row.name: AgentState(row.id, row.name, row.token_epoch, row.away_until) for row in rows(tx, _AGENTS)
    }


def timers(tx: Tx, tickets: Collection[int]) -> dict[int, tuple[TimerState, ...]]:
    """The timers of these tickets."""
    found: dict[int, tuple[TimerState, ...]] = {}
    for r in matching(tx, _timers, tickets):
        state = TimerState(
            r.id, r.ticket_id, r.kind, r.instance, r.state, r.policy, r.calendar, r.started_at, r.target_s, r.used_s,
            r.due_at, r.imported, r.resumed_at, r.breached_at, r.satisfied_at, r.generation, r.allowed_s, r.planned_at,
            r.policy_version, r.calendar_version, r.wake_at,
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


def ticket_state(row: Any, participants: tuple[Participant, ...] = ()) -> TicketState:
    """A ticket row as a value."""
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
        postponed_until=row.postponed_until,
        due_at=row.due_at,
        taken_by=row.taken_by,
        taken_until=row.taken_until,
        before_spam=Status(row.before_spam) if row.before_spam else None,
        tags=tuple(row.tags),
        policy=row.policy,
        watching=tuple(row.watching),
        fields=row.fields,
        clocks=row.clocks,
        participants=participants,
    )


def _known(row: Any) -> KnownId:
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


def _participant(row: Any) -> Participant:
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
