"""By when must somebody answer? The terms that hold for a ticket, and the promise that follows from its first deadline."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from mailgate.model.decision import NewTicket, Promise, TimerWrite
from mailgate.model.mail import Address
from mailgate.model.ticket import TicketState
from mailgate.pipeline.context import Context
from mailgate.pipeline.desk import Desk
from mailgate.sla.calendar import is_open
from mailgate.sla.policy import Facts, TimerKind, select
from mailgate.sla.terms import Terms
from mailgate.sla.timer import State
from mailgate.store.lookups import TimerState

FACTS = frozenset({"mailbox", "team", "category", "priority", "language"})  # fields that a policy may ask for


def terms_for(facts: Facts, desk: Desk, named: str | None = None) -> Terms:
    """The policy that a rule names, else the one that these facts choose, and the calendar that its timers run on."""
    policy = next((p for p in desk.policies if p.name == named), None) or select(desk.policies, facts)
    return Terms(desk.calendars[policy.calendar_for(facts) if policy else facts.calendar], policy)


def facts_of(
    ticket: NewTicket | TicketState,
    context: Context,
    began: datetime,
    changed: Mapping[str, object] | None = None,
) -> Facts:
    """What a policy may ask of a ticket, with what changes on it; `began` is the arrival of its first message."""
    desk, box = context.desk, context.desk.settings.mailbox_of(ticket.mailbox) or context.mailbox
    told = dict(changed or {})
    team = told.get("team", ticket.team)
    name = desk.calendar_name(str(team) if team else None, box)
    asked = {name, *(p.calendar for p in desk.policies if p.calendar and p.in_hours is not None)}
    timed = any(p.in_hours is not None for p in desk.policies)
    category = told.get("category", ticket.category)
    return Facts(
        mailbox=ticket.mailbox,
        priority=str(told.get("priority", ticket.priority.value)),
        language=str(told.get("language", ticket.language)),
        calendar=name,
        team=str(team) if team else None,
        category=str(category) if category else None,
        group=_group(ticket, desk),
        open_calendars=frozenset(n for n in asked if timed and is_open(desk.calendars[n], began)),
    )


def sla_promise(timers: Sequence[TimerWrite]) -> Promise | None:
    """Until when the policy promises a first response, of a ticket that opens; None where it promises nothing."""
    first = next((t for t in timers if t.kind == TimerKind.FIRST_RESPONSE.value), None)
    if first is None or first.due_at is None:
        return None
    return Promise(first.due_at, "sla", {"policy": first.policy, "target_s": first.target_s})


def with_timers(context: Context, ticket_id: int, timers: Sequence[TimerWrite]) -> Context:
    """The context in which these timers stand already, for letters that tell of them."""
    now = {(t.kind, t.instance): t for t in context.timers.get(ticket_id, ())}
    for t in timers:
        row = now.get((t.kind, t.instance))
        now[t.kind, t.instance] = _as_row(t, row.id if row is not None else 0, ticket_id)
    return replace(context, timers={**context.timers, ticket_id: tuple(now.values())})


def due_next(context: Context, ticket_id: int) -> datetime | None:
    """The nearest deadline of a ticket."""
    running = (t.due_at for t in context.timers.get(ticket_id, ()) if t.state == State.RUNNING and t.due_at)
    return min(running, default=None)


def _group(ticket: NewTicket | TicketState, desk: Desk) -> str | None:
    """The group of the requester's organisation."""
    if isinstance(ticket, NewTicket):
        address = ticket.requester.address
    else:
        address = next((p.address for p in ticket.participants if p.role == "requester"), "")
    found = desk.settings.organisation_of(Address(address).key) if address else None
    return found.group if found is not None else None


def _as_row(t: TimerWrite, number: int, ticket_id: int) -> TimerState:
    return TimerState(
        number, ticket_id, t.kind, t.instance, t.state, t.policy, t.calendar, t.started_at, t.target_s or 0, t.used_s,
        t.due_at, t.imported, t.resumed_at, t.breached_at, t.satisfied_at, t.generation, t.allowed_s, t.planned_at,
        t.policy_version, t.calendar_version, t.wake_at,
    )  # fmt: skip
