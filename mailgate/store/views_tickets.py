"""What does a ticket hold? Read-only questions, for the command line; a dozen statements for a batch of tickets."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from mailgate.model.reference import Reference
from mailgate.model.ticket import Status
from mailgate.store import views_outbox
from mailgate.store.portions import portions
from mailgate.store.schema import (
    attachment,
    contact,
    event,
    message,
    participant,
    reference_alias,
    ticket,
    ticket_link,
)
from mailgate.store.schema_work import timer
from mailgate.store.store import Tx
from mailgate.store.views_outbox import OutgoingView

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which tickets; None asks nothing."""

    status: Status | None = None
    team: str | None = None
    assignee: str | None = None
    mailbox: str | None = None
    requester: str | None = None


@dataclass(frozen=True)
class TicketView:
    """One ticket with all that belongs to it; rows have the names of their columns."""

    reference: str
    row: Row  # the ticket itself, with requester_address and requester_name
    participants: tuple[Row, ...]
    messages: tuple[Row, ...]
    attachments: Mapping[int, tuple[Row, ...]]  # by message
    timers: tuple[Row, ...]
    links: tuple[tuple[str, str], ...]  # kind, reference of the other
    events: tuple[Row, ...]
    outgoing: tuple[OutgoingView, ...]


_TICKETS = sa.select(
    ticket, contact.c.address.label("requester_address"), contact.c.name.label("requester_name")
).select_from(ticket.outerjoin(contact, contact.c.id == ticket.c.requester_id))


def numbers(tx: Tx, wanted: Wanted, limit: int | None) -> list[int]:
    """The numbers of the tickets asked for, newest first.

    By index for a status or a requester; team, assignee and mailbox are looked for from the newest ticket on.
    """
    query = sa.select(ticket.c.id).order_by(ticket.c.id.desc()).limit(limit)
    for column, value in (
        (ticket.c.status, wanted.status),
        (ticket.c.team, wanted.team),
        (ticket.c.assignee, wanted.assignee),
        (ticket.c.mailbox, wanted.mailbox and wanted.mailbox.lower()),
    ):
        if value is not None:
            query = query.where(column == value)
    if wanted.requester is not None:
        person = sa.select(contact.c.id).where(contact.c.address == wanted.requester.lower())
        query = query.where(ticket.c.requester_id == person.scalar_subquery())
    return list(tx.execute(query).scalars())


def number_of(tx: Tx, wanted: Reference) -> int | None:
    """The ticket that bears this reference, or bore it before it was merged."""
    own = sa.select(ticket.c.id).where(
        ticket.c.id == wanted.number,
        ticket.c.prefix == wanted.prefix,
        ticket.c.year.is_not_distinct_from(wanted.year),
    )
    alias = sa.select(reference_alias.c.ticket_id).where(reference_alias.c.reference == str(wanted))
    found: int | None = tx.execute(own).scalar() or tx.execute(alias).scalar()
    return found


def exists(tx: Tx, number: int) -> bool:
    """Whether there is a ticket with this number."""
    return tx.execute(sa.select(ticket.c.id).where(ticket.c.id == number)).scalar() is not None


def heads(tx: Tx, ids: Collection[int]) -> list[tuple[str, Row]]:
    """Reference and row of these tickets, newest first, without what belongs to them."""
    rows = tx.execute(_TICKETS.where(ticket.c.id.in_(ids)).order_by(ticket.c.id.desc()))
    return [(str(Reference(r.prefix, r.year, r.id)), r._asdict()) for r in rows]


def tickets(tx: Tx, ids: Collection[int]) -> list[TicketView]:
    """These tickets with all that belongs to them, newest first."""
    people = _by(tx, participant, "ticket_id", ids)
    messages = _by(tx, message, "ticket_id", ids)
    files = _by(tx, attachment, "message_pk", [m["id"] for rows in messages.values() for m in rows])
    timers = _by(tx, timer, "ticket_id", ids)
    events = _by(tx, event, "ticket_id", ids)
    links = _links(tx, ids)
    sent: dict[int, list[OutgoingView]] = {}
    for mail in views_outbox.of_tickets(tx, ids):
        sent.setdefault(mail.ticket_id or 0, []).append(mail)
    return [
        TicketView(
            reference=reference,
            row=row,
            participants=people.get(row["id"], ()),
            messages=messages.get(row["id"], ()),
            attachments={m["id"]: files.get(m["id"], ()) for m in messages.get(row["id"], ())},
            timers=timers.get(row["id"], ()),
            links=tuple(links.get(row["id"], ())),
            events=events.get(row["id"], ()),
            outgoing=tuple(sent.get(row["id"], ())),
        )
        for reference, row in heads(tx, ids)
    ]


def _by(tx: Tx, table: sa.Table, key: str, ids: Collection[int]) -> dict[int, tuple[Row, ...]]:
    """The rows of a table that belong to these, grouped, in the order in which they were written."""
    found: dict[int, list[Row]] = {}
    for portion in portions(ids):
        query = sa.select(table).where(table.c[key].in_(portion)).order_by(table.c.id)
        for row in tx.execute(query):
            values = row._asdict()
            found.setdefault(values[key], []).append(values)
    return {owner: tuple(rows) for owner, rows in found.items()}


def _links(tx: Tx, ids: Collection[int]) -> dict[int, list[tuple[str, str]]]:
    """Links in both directions; seen from the other side the kind has `_by` behind it."""
    found: dict[int, list[tuple[str, str]]] = {}
    for mine, other, form in (("ticket_id", "other_id", "{}"), ("other_id", "ticket_id", "{}_by")):
        query = (
            sa.select(ticket_link.c[mine].label("mine"), ticket_link.c.kind, ticket.c.prefix, ticket.c.year, ticket.c.id)
            .join(ticket, ticket.c.id == ticket_link.c[other])
            .where(ticket_link.c[mine].in_(ids))
            .order_by(ticket_link.c.id)
        )  # fmt: skip
        for row in tx.execute(query):
            link = (form.format(row.kind), str(Reference(row.prefix, row.year, row.id)))
            found.setdefault(row.mine, []).append(link)
    return found
