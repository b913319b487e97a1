"""By when must somebody answer? The first-response timer and the promise, from policy and calendar."""

from mailgate.letters.times import by
from mailgate.model.decision import NewTicket, Promise, TimerWrite
from mailgate.model.ticket import TicketState
from mailgate.pipeline.context import Context
from mailgate.sla.calendar import due, is_open, next_opening
from mailgate.sla.policy import Facts, TimerKind, select


def first_response(
    ticket: NewTicket, context: Context
) -> tuple[tuple[TimerWrite, ...], Promise | None, str | None]:
    """Timers of a ticket that opens, the promise that its acknowledgement may make, and the policy's name."""
    facts = _facts(ticket, context)
    policy = select(context.desk.policies, facts)
    target = policy.targets.get(TimerKind.FIRST_RESPONSE) if policy else None
    if policy is None or target is None:
        return (), None, policy.name if policy else None
    name = policy.calendar_for(facts)
    calendar = context.desk.calendars[name]
    start = (ticket.created_at or context.arrived_at).replace(microsecond=0)  # SLA instants are whole seconds
    until = due(calendar, start, target)
    timer = TimerWrite(
        kind=TimerKind.FIRST_RESPONSE.value,
        instance=1,
        state="running",
        policy=policy.name,
        calendar=name,
        started_at=start,
        target_s=target,
        due_at=until,
        imported=context.envelope.quiet,
    )
    return (timer,), Promise(until, "sla", {"policy": policy.name, "target_s": target}), policy.name


def merged(ticket: TicketState, survivor: TicketState, context: Context) -> tuple[TimerWrite, ...]:
    """The survivor's timers after a merge: the earliest start of each kind (SPEC section 12.3)."""
    theirs = {(t.kind, t.instance): t for t in context.timers.get(survivor.id, ()) if t.state == "running"}
    found = []
    for timer in context.timers.get(ticket.id, ()):
        other = theirs.get((timer.kind, timer.instance))
        if timer.state != "running" or other is None or timer.started_at >= other.started_at:
            continue
        calendar = context.desk.calendars.get(other.calendar)
        until = due(calendar, timer.started_at, other.target_s) if calendar is not None else other.due_at
        found.append(
            TimerWrite(
                other.kind, other.instance, "running", other.policy, other.calendar, timer.started_at, other.target_s,
                until, imported=other.imported,
            )
        )  # fmt: skip
    return tuple(found)


def closed_until(team: str, context: Context) -> str | None:
    """When the desk opens again, if it is closed now; None while it is open."""
    calendar = context.desk.calendars[context.desk.calendar_name(team, context.mailbox)]
    if is_open(calendar, context.now):
        return None
    opening = next_opening(calendar, context.now.replace(microsecond=0))
    return by(opening, context.now, context.mailbox.zone)


def _facts(ticket: NewTicket, context: Context) -> Facts:
    name = context.desk.calendar_name(ticket.team, context.mailbox)
    asked = {name, *(p.calendar for p in context.desk.policies if p.calendar and p.in_hours is not None)}
    timed = any(p.in_hours is not None for p in context.desk.policies)
    open_now = frozenset(n for n in asked if timed and is_open(context.desk.calendars[n], context.arrived_at))
    return Facts(
        mailbox=ticket.mailbox,
        priority=ticket.priority.value,
        language=ticket.language,
        calendar=name,
        team=ticket.team,
        category=ticket.category,
        open_calendars=open_now,
    )
