"""What only an agent's mail asks: what they had not seen when they wrote, notes that may not leave, lists of tickets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from mailgate.model.event_words import for_people, said
from mailgate.model.outgoing import DraftAttachment
from mailgate.model.reference import Reference
from mailgate.model.ticket import Status
from mailgate.store import prepared
from mailgate.store.schema import attachment, event, message, message_id, ticket
from mailgate.store.schema_agents import held
from mailgate.store.schema_work import outbox
from mailgate.store.store import Tx

MOST = 50  # rows of a list: longer ones are for the command line
_ACTS = ("changed", "undone", "message")
_DETAIL = 200  # characters of an event's detail
_NOTES = 200  # the newest notes of a ticket that an answer is compared with
_FORMER = (
    sa.select(
        ticket.c.id,
        ticket.c.prefix,
        ticket.c.year,
        ticket.c.subject,
        ticket.c.status,
        ticket.c.created_at,
        ticket.c.language,
    )
    .where(
        ticket.c.requester_id == sa.bindparam("contact"),
        ticket.c.id != sa.bindparam("besides"),
        ticket.c.status != sa.literal("merged"),
        ticket.c.status != sa.literal("spam"),
    )
    .order_by(ticket.c.id.desc())
    .limit(sa.bindparam("most"))
)


@dataclass(frozen=True, slots=True)
class Said:
    """A message that came after the mail which the agent answers."""

    author: str  # the agent's name, or the customer's name or address
    by_agent: bool
    public: bool
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Happened:
    """One line of a ticket's timeline."""

    at: datetime
    kind: str
    actor: str
    detail: str


@dataclass(frozen=True, slots=True)
class Former:
    """An earlier ticket of the same customer."""

    reference: str
    subject: str
    status: Status
    created_at: datetime
    language: str = ""


def made_at(tx: Tx, ids: Sequence[str]) -> datetime | None:
    """When the newest of these mails of ours was made: its reader has seen nothing later."""
    mine = sa.select(sa.func.max(message_id.c.made_at, type_=message_id.c.made_at.type))
    found: datetime | None = (
        tx.execute(mine.where(message_id.c.message_id.in_(ids))).scalar() if ids else None
    )
    return found


def said_since(tx: Tx, ticket_id: int, since: datetime) -> list[Said]:
    """What was said on a ticket after that instant, oldest first."""
    later = (
        sa.select(
            message.c.author, message.c.sender, message.c.public, message.c.arrived_at, message.c.new_text
        )
        .where(
            message.c.ticket_id == ticket_id,
            message.c.arrived_at > since,
            message.c.kind.in_(("agent", "customer", "note")),
        )
        .order_by(message.c.id)
        .limit(MOST)
    )
    return [
        Said(r.author or _name(r.sender), r.author is not None, r.public, r.arrived_at, r.new_text)
        for r in tx.execute(later)
    ]


def notes(tx: Tx, ticket_id: int) -> list[str]:
    """The newest internal texts of a ticket; an answer that was kept back or taken back is none, it may be sent again."""
    kept = sa.exists().where(
        held.c.ticket_id == message.c.ticket_id, held.c.message_pk == message.c.id, held.c.state != "noted"
    )
    recalled = sa.exists().where(
        outbox.c.ticket_id == message.c.ticket_id,
        outbox.c.message_pk == message.c.id,
        outbox.c.kind == "reply",
    )
    inside = (
        sa.select(message.c.new_text)
        .where(
            message.c.ticket_id == ticket_id,
            message.c.kind == "note",
            sa.not_(message.c.public),
            ~kept,
            ~recalled,
        )
        .order_by(message.c.id.desc())
        .limit(_NOTES)
    )
    return list(tx.execute(inside).scalars())


def published(tx: Tx, ticket_id: int) -> list[str]:
    """The newest public texts of a ticket: what customers know already."""
    outside = (
        sa.select(message.c.new_text)
        .where(message.c.ticket_id == ticket_id, message.c.public)
        .order_by(message.c.id.desc())
        .limit(_NOTES)
    )
    return list(tx.execute(outside).scalars())


def solved_by(tx: Tx, ticket_id: int, since: datetime) -> str | None:
    """The agent who solved or closed the ticket after that instant."""
    steps = (
        sa.select(event.c.actor, event.c.detail)
        .where(event.c.ticket_id == ticket_id, event.c.kind == "status", event.c.at > since)
        .order_by(event.c.id.desc())
        .limit(MOST)
    )
    done = (r.actor for r in tx.execute(steps) if r.detail.get("to") in ("solved", "closed"))
    actor: str | None = next(done, None)
    return actor.removeprefix("agent:") if actor is not None and actor.startswith("agent:") else None


def customer_messages(tx: Tx, ticket_id: int) -> tuple[int, ...]:
    """The newest messages by customers, two at most: `#split` takes the newest and leaves the other."""
    newest = (
        sa.select(message.c.id)
        .where(message.c.ticket_id == ticket_id, message.c.kind == "customer")
        .order_by(message.c.id.desc())
        .limit(2)
    )
    return tuple(tx.execute(newest).scalars())


def author_of(tx: Tx, message_pk: int) -> tuple[str, str, datetime, int | None] | None:
    """Address and name of a message's author, when it came, and as which entry of the ledger."""
    row = tx.execute(
        sa.select(message.c.sender, message.c.arrived_at, message.c.journal_id).where(
            message.c.id == message_pk
        )
    ).one_or_none()
    if row is None or not row.sender:
        return None
    return row.sender[0]["address"], row.sender[0]["name"], row.arrived_at, row.journal_id


def files_of(tx: Tx, message_pk: int) -> tuple[DraftAttachment, ...]:
    """The attachments of a message, to be sent with it."""
    rows = tx.execute(
        sa.select(attachment).where(attachment.c.message_pk == message_pk).order_by(attachment.c.id)
    )
    return tuple(
        DraftAttachment(r.name, r.content_type, r.journal_id, r.path, r.sha256, r.size) for r in rows
    )


def timeline(tx: Tx, ticket_id: int) -> list[Happened]:
    """The newest lines of a ticket's timeline, oldest first."""
    newest = sa.select(event).where(event.c.ticket_id == ticket_id).order_by(event.c.id.desc()).limit(MOST)
    rows = reversed(tx.execute(newest).all())
    told = (r for r in rows if for_people(r.kind, r.detail))
    return [Happened(r.at, r.kind, r.actor, said(r.detail)[:_DETAIL]) for r in told]


def former(tx: Tx, contact_id: int, besides: int, limit: int = 5) -> list[Former]:
    """A customer's other tickets, newest first."""
    found = prepared.rows(tx, _FORMER, {"contact": contact_id, "besides": besides, "most": limit})
    return [
        Former(str(Reference(r.prefix, r.year, r.id)), r.subject, Status(r.status), r.created_at, r.language)
        for r in found
    ]


def _name(sender: list[dict[str, str]]) -> str:
    first = sender[0] if sender else {"name": "", "address": "somebody"}
    return first["name"] or first["address"]
