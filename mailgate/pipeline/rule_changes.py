"""What do rules change on a ticket that is there, when one more mail comes to it?"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from mailgate.model.decision import Decision
from mailgate.model.ticket import Status, TicketState
from mailgate.pipeline import openings, placing
from mailgate.pipeline.causes import Causes
from mailgate.pipeline.clockwork import Wound
from mailgate.pipeline.context import Context
from mailgate.pipeline.ruling import Ruling
from mailgate.rules.orders import Orders

ACTOR = "rules"
_FIELDS = ("category", "team", "policy", "language")


def changed(ticket: TicketState, context: Context, ruling: Ruling, *, by_customer: bool) -> Causes:
    """All that the rules cause on the ticket; `ticket` is as the mail alone leaves it.

    While its agent is away, a ticket on which a customer writes goes to whoever stands in. What an agent has set by hand
    stays, whatever rules say.
    """
    causes = Causes(ticket, context, ACTOR)
    causes.events += ruling.events()
    orders = ruling.orders
    _set(causes, orders)
    _place(causes, orders, by_customer=by_customer)
    _status(causes, orders)
    causes.effects += openings.notes(ruling)
    return causes


def _set(causes: Causes, orders: Orders) -> None:
    """The fields that are ordered."""
    ticket = causes.ticket
    for name in _FIELDS:
        value = getattr(orders, name)
        if value is not None and name not in causes.context.by_hand:
            causes.set(name, value)
    if orders.priority is not None and "priority" not in causes.context.by_hand:
        causes.set("priority", orders.priority.value)
    tags = [t for t in dict.fromkeys((*ticket.tags, *orders.tags_added)) if t not in orders.tags_removed]
    if tags != list(ticket.tags):
        causes.set("tags", tags)
    if new := [who for who in orders.watch if who not in ticket.watching]:
        causes.set("watching", [*ticket.watching, *new])
    if found := openings.fields(orders):
        both = {**ticket.fields, **found}
        if both != dict(ticket.fields):
            causes.set("fields", both)


def _place(causes: Causes, orders: Orders, *, by_customer: bool) -> None:
    ticket = after(causes.ticket, causes.changes)
    if causes.context.envelope.quiet:
        return
    ordered = orders.assign is not None or orders.team is not None
    if ordered and not causes.context.by_hand.isdisjoint(("assignee", "team")):
        ordered = False  # an agent has decided that
    placed = placing.on_change(ticket, orders, causes.context) if ordered else None
    if not ordered and by_customer:
        placed = placing.on_answer(ticket, causes.context)
    if placed is None or (placed.agent == ticket.assignee and not ordered):
        return
    causes.set("assignee", placed.agent)
    causes.events += placed.events
    causes.effects += placed.effects


def _status(causes: Causes, orders: Orders) -> None:
    """The status last, as with commands."""
    if orders.postpone_s is not None:
        until = causes.context.now + timedelta(seconds=orders.postpone_s)
        if causes.status is Status.POSTPONED:
            causes.set("postponed_until", until)
        else:
            causes.become(Status.POSTPONED, until=until)
    elif orders.status is not None and orders.status is not causes.status:
        causes.become(orders.status)


def after(ticket: TicketState, changes: Mapping[str, object]) -> TicketState:
    """The ticket as it stands with these changes."""
    plain = {n: changes[n] for n in ("category", "team", "policy", "language", "assignee") if n in changes}
    made = replace(ticket, **plain)  # type: ignore[arg-type]  # fields of the names and types of the ticket's own
    if "priority" in changes:
        made = replace(made, priority=type(ticket.priority)(str(changes["priority"])))
    if "status" in changes:
        made = replace(made, status=Status(str(changes["status"])))
    if isinstance(tags := changes.get("tags"), list):
        made = replace(made, tags=tuple(tags))
    if isinstance(watching := changes.get("watching"), list):
        made = replace(made, watching=tuple(watching))
    return made


def added(decision: Decision, causes: Causes, wound: Wound | None) -> Decision:
    """The decision on the mail with what the rules cause on its ticket, and its deadlines after both; the mail's own
    changes give way.
    """
    if wound is not None:
        causes.set("policy", wound.terms.policy.name if wound.terms.policy is not None else None)
        decision = replace(
            decision,
            events=(*decision.events, *wound.events),
            timers=wound.timers,
            clocks=wound.write,
        )
    if not causes.events and not causes.changes:
        return decision
    return replace(
        decision,
        changes={**decision.changes, **causes.changes},
        events=(*decision.events, *causes.all_events()),
        effects=(*decision.effects, *causes.effects),
    )


def on_recorded(context: Context, decision: Decision, ruling: Ruling) -> Decision:
    """A machine's mail that is only noted on its ticket, and what rules that apply to it change there."""
    ticket = context.ticket(decision.ticket_id)
    if ticket is None or not ruling.outcome.applied:
        return decision
    found = changed(ticket, context, ruling, by_customer=False)
    return replace(added(decision, found, found.wound()), reasons=(*decision.reasons, *ruling.reasons()))
