"""Tickets and the people on them: opening, changing, linking, joining."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from mailgate.model.decision import NewTicket
from mailgate.model.mail import Address
from mailgate.store import prepared
from mailgate.store.schema import contact, participant, ticket, ticket_link
from mailgate.store.statements import change, insert_id, insert_new, insert_new_id
from mailgate.store.store import Tx

_NAME_LENGTH = 200
_CONTACT = sa.select(contact.c.id).where(contact.c.address == sa.bindparam("of"))
_TWO_WAY = (
    sa.update(contact)
    .where(contact.c.address == sa.bindparam("of"))
    .values(
        {
            name: sa.bindparam(name, type_=contact.c[name].type)
            for name in ("two_way_at", "dkim_domain", "network")
        }
    )
)


def open_ticket(
    tx: Tx, new: NewTicket, requester_id: int, first_id: str, now: datetime, arrived_at: datetime
) -> int:
    """Opens a ticket and returns its number; `first_id` is the Message-ID that an answer refers to."""
    came_at = new.created_at or arrived_at
    values: dict[str, Any] = {
        "prefix": new.prefix, "year": new.year, "subject": new.subject, "status": new.status.value,
        "kind": new.kind.value, "priority": new.priority.value, "category": new.category, "team": new.team,
        "assignee": new.assignee, "requester_id": requester_id, "mailbox": new.mailbox, "watching": list(new.watching),
        "language": new.language, "zone": new.zone, "policy": new.policy, "tags": list(new.tags), "fields": {},
        "created_at": came_at, "updated_at": now, "unanswered_since": came_at if new.waits else None,
        "last_message_id": first_id,
    }  # fmt: skip
    return int(prepared.value(tx, insert_id(ticket), values))


def change_ticket(tx: Tx, ticket_id: int, changes: Mapping[str, object], now: datetime) -> None:
    """Sets fields of a ticket; what they were stands in its events."""
    values = {**changes, "updated_at": now}
    prepared.change(tx, change(ticket, tuple(sorted(values))), {**values, "row_id": ticket_id})


def contact_id(tx: Tx, who: Address, now: datetime) -> int:
    """The contact with this address, made if nobody with it ever wrote."""
    values = {
        "address": who.key, "name": who.name[:_NAME_LENGTH], "fields": {}, "first_seen_at": now,
        "dkim_domain": "", "network": "",
    }  # fmt: skip
    found = prepared.value(tx, insert_new_id(tx.dialect.name, contact), values)
    return int(found if found is not None else prepared.value(tx, _CONTACT, {"of": who.key}))


def two_way(tx: Tx, address: str, dkim_domain: str, network: str, now: datetime) -> None:
    """Marks a contact as one who answered us, with what their mail was recognised by."""
    values = {"of": address, "two_way_at": now, "dkim_domain": dkim_domain, "network": network}
    prepared.change(tx, _TWO_WAY, values)


def add_participant(
    tx: Tx, ticket_id: int, contact_pk: int, who: Address, role: str, seen: tuple[str, str], now: datetime
) -> int | None:
    """Lets somebody take part; None when they already do. `seen` is the signing domain and the network."""
    values = {
        "ticket_id": ticket_id, "contact_id": contact_pk, "address": who.key, "name": who.name[:_NAME_LENGTH],
        "role": role, "joined_at": now, "dkim_domain": seen[0], "network": seen[1], "muted": False,
    }  # fmt: skip
    found: int | None = prepared.value(tx, insert_new_id(tx.dialect.name, participant), values)
    return found


def add_link(tx: Tx, ticket_id: int, other_id: int, kind: str, now: datetime) -> None:
    """Links two tickets."""
    row = {"ticket_id": ticket_id, "other_id": other_id, "kind": kind, "at": now}
    tx.execute(insert_new(tx.dialect.name, ticket_link), row)
