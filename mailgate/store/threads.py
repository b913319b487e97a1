"""What threading asks beside the look-ups of every mail, and what it learns from one."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from mailgate.model.ticket import AT_WORK
from mailgate.store.schema import contact, participant, reference_alias, ticket, ticket_link
from mailgate.store.statements import change, insert_new
from mailgate.store.store import Tx

_NEWEST = 50  # of one sender; a monitoring system opens thousands
_OF_SENDER = (
    sa.select(ticket.c.id, ticket.c.subject, ticket.c.status, ticket.c.created_at)
    .where(
        ticket.c.requester_id
        == sa.select(contact.c.id).where(contact.c.address == sa.bindparam("address")).scalar_subquery()
    )
    .order_by(ticket.c.id.desc())
    .limit(_NEWEST)
)

_MOST_FOLLOWING = 5
_FOLLOWING = (
    sa.select(ticket.c.id)
    .join(ticket_link, ticket_link.c.ticket_id == ticket.c.id)
    .where(
        ticket_link.c.other_id == sa.bindparam("of"),
        ticket_link.c.kind == "follows",
        ticket.c.requester_id
        == sa.select(contact.c.id).where(contact.c.address == sa.bindparam("address")).scalar_subquery(),
    )
    .order_by(ticket.c.id.desc())
    .limit(_MOST_FOLLOWING)
)


def open_tickets_of(tx: Tx, address: str, since: datetime) -> list[tuple[int, str]]:
    """Number and subject of the tickets that this address opened since then and that are at work, newest first.

    Looks at the sender's newest fifty only, so that one who opens thousands costs no more than others.
    """
    rows = tx.execute(_OF_SENDER, {"address": address})
    return [(r.id, r.subject) for r in rows if r.created_at >= since and r.status in AT_WORK]


def following(tx: Tx, ticket_id: int, address: str) -> tuple[int, ...]:
    """The tickets that this address opened in answer to that ticket, newest first, five at most."""
    return tuple(tx.execute(_FOLLOWING, {"of": ticket_id, "address": address}).scalars())


def recognise(tx: Tx, participant_id: int, dkim_domain: str, network: str) -> None:
    """Remembers what a participant's mail came with, so that the next one is known by it (SPEC section 7.2)."""
    row = {"row_id": participant_id, "dkim_domain": dkim_domain, "network": network}
    tx.execute(change(participant, ("dkim_domain", "network")), row)


def add_aliases(tx: Tx, aliases: Iterable[tuple[str, int]], cause: str) -> None:
    """Other names of tickets: those of a former system, or of tickets that are no more. A name keeps its first ticket."""
    rows = [{"reference": name, "ticket_id": number, "cause": cause} for name, number in aliases]
    if rows:
        tx.execute(insert_new(tx.dialect.name, reference_alias), rows)
