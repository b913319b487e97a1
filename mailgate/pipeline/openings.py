"""What do rules make of a ticket that opens?"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from mailgate.model.decision import NewEvent, NewTicket
from mailgate.model.effects import Correlate, Effect, WriteNote
from mailgate.model.mail import Mail
from mailgate.model.ticket import Status
from mailgate.pipeline import placing
from mailgate.pipeline.context import Context
from mailgate.pipeline.ruling import Ruling
from mailgate.rules.orders import Orders

DONE = (Status.SOLVED, Status.CLOSED)
_ENDED = {Status.SOLVED: "solved_at", Status.CLOSED: "closed_at"}
EXTERNAL = "external_number"  # the custom field that holds it


@dataclass(frozen=True, slots=True)
class Opening:
    """The ticket as the rules have it, and what they cause besides."""

    ticket: NewTicket
    changes: Mapping[str, object]
    events: tuple[NewEvent, ...]
    effects: tuple[Effect, ...]


def opening(mail: Mail, context: Context, ticket: NewTicket, ruling: Ruling) -> Opening:
    """The ticket with its category, people and deadlines, before anything is computed from them."""
    orders = ruling.orders
    changed = _ordered(ticket, orders)
    placed = placing.on_opening(changed, orders, context)
    changed = replace(changed, assignee=placed.agent)
    effects = (*placed.effects, *_keyed(mail, orders), *notes(ruling))
    events = (*ruling.events(), *placed.events)
    return Opening(changed, _besides(changed.status, orders, context), events, effects)


def _ordered(ticket: NewTicket, orders: Orders) -> NewTicket:
    """What a ticket opens with."""
    status = Status.POSTPONED if orders.postpone_s is not None else orders.status or ticket.status
    tags = dict.fromkeys((*ticket.tags, *orders.tags_added))
    return replace(
        ticket,
        category=orders.category or ticket.category,
        priority=orders.priority or ticket.priority,
        team=orders.team or ticket.team,
        policy=orders.policy,
        language=orders.language or ticket.language,
        status=status,
        tags=tuple(tag for tag in tags if tag not in orders.tags_removed),
        watching=tuple(dict.fromkeys((*ticket.watching, *orders.watch))),
        waits=ticket.waits and status not in DONE,
    )


def _besides(status: Status, orders: Orders, context: Context) -> dict[str, object]:
    """Fields of the ticket that one without rules does not have."""
    changes: dict[str, object] = {}
    if found := fields(orders):
        changes["fields"] = found
    if orders.postpone_s is not None:
        changes["postponed_until"] = context.now + timedelta(seconds=orders.postpone_s)
    if status in _ENDED:
        changes[_ENDED[status]] = context.arrived_at
    return changes


def fields(orders: Orders) -> dict[str, str]:
    """The custom fields that are ordered, the number of others among them."""
    number = {EXTERNAL: orders.external_number} if orders.external_number else {}
    return {**orders.fields, **number}


def notes(ruling: Ruling) -> list[Effect]:
    """The internal notes, each in the name of the rule that wrote the last of them."""
    author = f"rule: {ruling.by('note')}"
    return [WriteNote(text, author) for text in ruling.orders.notes]


def remarks(found: Opening) -> list[str]:
    """What agents are told of the custom fields."""
    named = found.changes.get("fields")
    return [f"{name}: {value}" for name, value in named.items() if value] if isinstance(named, dict) else []


def _keyed(mail: Mail, orders: Orders) -> list[Effect]:
    return (
        [Correlate(mail.from_.key, orders.join)] if orders.join is not None and mail.from_ is not None else []
    )
