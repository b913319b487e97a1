"""What an agent asked to see: lists, a ticket's state, why it went where it did, the commands."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from mailgate.agents import effects as asked
from mailgate.agents.documents import manual
from mailgate.agents.judged import Transcript
from mailgate.letters.times import by
from mailgate.model.ticket import TicketState
from mailgate.pipeline.agent_facts import other
from mailgate.pipeline.causes import stands
from mailgate.pipeline.context import Context
from mailgate.store.agent_lists import Line

Section = Mapping[str, object]
_TITLES = {"mine": "Your tickets", "queue": "Waiting in your teams", "due": "Due within a day, or overdue"}
_SUBJECT = 60
_STAYS = {
    "joined": "who was added takes part", "left": "who was taken out takes no part", "linked": "the link",
    "reminder": "the reminder", "escalated": "the lead was told",
}  # fmt: skip


def sections(effects: Sequence[asked.Effect], context: Context, ticket: TicketState | None) -> list[Section]:
    """One section for each thing that was asked for."""
    shows = [e for e in effects if isinstance(e, asked.Show)]
    return [found for show in shows if (found := _section(show, context, ticket)) is not None]


def kept_from_undo(effects: Sequence[asked.Effect], context: Context, ticket: TicketState) -> list[Section]:
    """What `#undo` leaves as it is: what others changed since, and what cannot be called back."""
    deed = context.view.deed if context.view is not None else None
    if deed is None or not any(isinstance(e, asked.Undo) for e in effects):
        return []
    lines = [_STAYS[kind] for kind in deed.stays]
    lines += [
        f"{name}: changed since"
        for name, (_, became) in deed.fields.items()
        if stands(ticket, name) != became
    ]
    return [{"title": "Not taken back", "lines": lines}] if lines else []


def left_out(wrong: Transcript | None) -> list[Section]:
    """The commands that stood in a mail which is sent without them."""
    if wrong is None or not wrong.lines:
        return []
    return [{"title": "Not carried out", "lines": [entry.line for entry in wrong.lines]}]


def _section(show: asked.Show, context: Context, ticket: TicketState | None) -> Section | None:
    if show.shown is asked.Shown.LIST:
        lines = context.view.listings.get(show.what, ()) if context.view else ()
        return {"title": _TITLES.get(show.what, f"Tickets of {show.what}"), "lines": listing(lines, context)}
    if show.shown is asked.Shown.HELP:
        return {"title": "Commands", "lines": manual(show.what).splitlines()}
    mine = ticket is not None and show.what in ("", ticket.reference)  # "this one", by no name in the mail
    which = ticket if mine else other(context, show.what)
    if which is None:
        return None
    if show.shown is asked.Shown.WHY:
        return {"title": f"Why {which.reference} is where it is", "lines": list(_why(which, context))}
    return {"title": which.reference, "lines": list(_state(which, context))}


def listing(lines: Sequence[Line], context: Context) -> list[str]:
    """Tickets, one a line; what waits longest first."""
    return [line(one, context.now, context.mailbox.zone) for one in lines] or ["nothing"]


def line(one: Line, now: datetime, zone: str) -> str:
    """One ticket of a list."""
    due = f", due {by(one.due_at, now, zone)}" if one.due_at else ""
    subject = one.subject if len(one.subject) <= _SUBJECT else f"{one.subject[: _SUBJECT - 1]}…"
    urgent = f", {one.priority.value}" if one.priority.value in ("high", "urgent") else ""
    return f"{one.reference}  {one.status.value}{urgent}{due}  {subject}"


def _state(ticket: TicketState, context: Context) -> Sequence[str]:
    zone = context.mailbox.zone
    running = (t.due_at for t in context.timers.get(ticket.id, ()) if t.state == "running" and t.due_at)
    due = min((d for d in (*running, ticket.due_at) if d is not None), default=None)
    waits = (
        f"the customer waits since {by(ticket.unanswered_since, context.now, zone)}"
        if ticket.unanswered_since
        else None
    )
    facts = [
        f"{ticket.subject}",
        f"{ticket.status.value}, priority {ticket.priority.value}, {ticket.category or 'no category'}",
        f"with {ticket.assignee or ticket.team or 'nobody'}",
        *([f"tags {', '.join(ticket.tags)}"] if ticket.tags else []),
        *([waits] if waits else []),
        *([f"due {by(due, context.now, zone)}"] if due else []),
        *(
            [f"postponed until {by(ticket.postponed_until, context.now, zone)}"]
            if ticket.postponed_until
            else []
        ),
    ]
    return [
        *facts,
        *(
            f"{p.role}: {p.name} <{p.address}>" if p.name else f"{p.role}: {p.address}"
            for p in ticket.participants
        ),
    ]


def _why(ticket: TicketState, context: Context) -> Sequence[str]:
    told = context.view.timeline.get(ticket.id, ()) if context.view else ()
    zone = context.mailbox.zone
    return [
        f"{by(e.at, context.now, zone)}  {e.kind} by {e.actor}{f': {e.detail}' if e.detail else ''}"
        for e in told
    ]
