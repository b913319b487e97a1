"""What are agents told, and who of them? Facts only: words, ids and tokens are bound at the commit.

Nobody is told of their own action, and nobody who is away. A notification says first what a plain reply to it will do.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from mailgate.config.schema import AgentTable
from mailgate.letters.times import by, day
from mailgate.model.authentication import Verdict
from mailgate.model.decision import (
    Letter,
    LetterKind,
    NewParticipant,
    NewTicket,
    ReplyMeans,
    ThreadVerdict,
    TimerWrite,
)
from mailgate.model.mail import Address, Mail
from mailgate.model.ticket import TicketState
from mailgate.pipeline import enclosures, joining, notices
from mailgate.pipeline.context import Context
from mailgate.threading.resolve import similar

_LONGEST_NOTE = 2_000  # characters; the whole note is on the ticket
Told = tuple[Address, AgentTable | None]
Facts = Mapping[str, object]

# What a notification says nothing of unless it is told.
_NOTHING: Facts = {
    "receivers": (), "organisation": None, "category": None, "tags": (), "deadlines": (), "former": (), "notes": (),
    "inside": False, "empty": False, "unlisted": 0, "folded": 0,
}  # fmt: skip


def ticket_opened(
    mail: Mail,
    context: Context,
    ticket: NewTicket,
    thread: ThreadVerdict,
    timers: tuple[TimerWrite, ...],
    more: tuple[str, ...] = (),
) -> tuple[Letter, ...]:
    """Tells the team of a new ticket."""
    remarks = [f"claims to belong to {_claimed(context, thread.claims)}"] if thread.claims is not None else []
    if (alike := similar(context.found)) is not None and thread.claims is None:
        remarks.append(f"{alike.reference} is open, from the same sender under the same subject")
    remarks += more
    if context.agent is not None:
        remarks.append(f"comes from an address of {context.agent.name}, and nobody vouches for it")
    what = "A new ticket, given to you." if ticket.assignee is not None else "A new ticket."
    verified = context.authentication.verdict.value == "pass"
    facts = (
        of_mail(mail, context, what, verified=verified)
        | _by_another(mail, context, ticket)
        | {
            "subject": notices.harmless(ticket.subject),
            "status": ticket.status.value,
            "priority": ticket.priority.value,
            "team": ticket.team,
            "assignee": ticket.assignee,
            "category": ticket.category,
            "tags": ticket.tags,
            "remarks": remarks,
            "history": [],
            "former": _former(context),
            "receivers": _receivers(
                [ticket.requester, *_joining(joining.at_first(mail, context, thread), context)]
            ),
        }
    )
    facts |= _deadlines([(t.kind, t.due_at) for t in timers], context)
    people = told(context, ticket.team, ticket.assignee, mail=mail)
    people += watchers(context, ticket.watching, people)
    return tuple(notification(to, facts, attachments=True) for to in people)


def customer_wrote(
    mail: Mail, context: Context, ticket: TicketState, thread: ThreadVerdict, remarks: tuple[str, ...] = ()
) -> tuple[Letter, ...]:
    """Tells the assignee, or the team, that a customer answered."""
    what = (
        "The customer wrote:"
        if thread.verified
        else "Somebody wrote, and nobody vouches that it is the customer:"
    )
    conflicts = [r for r in thread.reasons if r.startswith("other evidence")]
    facts = ticket_facts(ticket, context) | of_mail(mail, context, what, verified=thread.verified)
    joins = _joining(joining.newcomers(mail, context, thread, ticket), context)
    facts |= {
        "remarks": [*_claim(ticket, context), *conflicts, *remarks],
        "receivers": _receivers([*_people(ticket), *joins]),
    }
    people = told(context, ticket.team, ticket.assignee, mail=mail)
    people += watchers(context, ticket.watching, people)
    return tuple(notification(to, facts, attachments=True) for to in people)


def notification(
    to: Told, facts: Facts, means: ReplyMeans = ReplyMeans.REPLY, *, attachments: bool = False
) -> Letter:
    """A notification to an agent, or to a team's shared address; with the files of the causing mail, if asked."""
    address, agent = to
    # A team's shared address is nobody's: what is answered from there is filed, never sent in somebody's name.
    means = means if agent is not None else ReplyMeans.NOTE
    return Letter(
        kind=LetterKind.NOTIFICATION,
        to=address,
        language=agent.language if agent else "en",
        facts={**_NOTHING, **facts, "means": means.value},
        means=means,
        agent=agent.name if agent else None,
        automatic="auto-generated",
        attachments=attachments,
    )


def told(
    context: Context,
    team_name: str | None,
    assignee: str | None,
    *,
    mail: Mail | None = None,
    besides: AgentTable | None = None,
) -> list[Told]:
    """The assignee, or their stand-in; else the team's address, or each of its agents who is not away.

    A responder at the team's address would else open tickets, and be told of them, for ever (P6).
    """
    author = mail.from_.key if mail is not None and mail.from_ else ""
    settings, writer = context.desk.settings, besides or _writer(context)
    agent = present(context, assignee)
    if agent is not None:
        return [] if agent is writer else [_agent(agent)]
    team = settings.team_named(team_name)
    if team is not None and team.address is not None and team.address.lower() != author:
        return [(Address(team.address, team.name), None)]
    return [_agent(a) for a in settings.agents_in(team_name) if not away(context, a.name) and a is not writer]


def watchers(context: Context, watching: Iterable[str], told_already: Iterable[Told]) -> list[Told]:
    """Who follows the ticket: agents, and the teams of mailboxes; but those who are told anyway, or away."""
    settings = context.desk.settings
    known = {address.key for address, _ in told_already}
    found: list[Told] = []
    for name in watching:
        agent, box = settings.agent_named(name), settings.mailbox_of(name)
        if agent is not None and not away(context, agent.name) and agent is not _writer(context):
            found.append(_agent(agent))
        elif box is not None:
            found += told(context, box.team, None)
    return list({who.key: (who, agent) for who, agent in found if who.key not in known}.values())


def _writer(context: Context) -> AgentTable | None:
    """The agent who need not be told of their own mail; who only bears an agent's address may be anybody."""
    return context.agent if context.authentication.verdict is Verdict.PASS else None


def away(context: Context, name: str) -> bool:
    """Whether an agent is away now."""
    state = context.agents.get(name)
    return state is not None and state.away_until is not None and context.now < state.away_until


def ticket_facts(ticket: TicketState, context: Context) -> dict[str, object]:
    """The ticket as it stands: what an agent must know to act on it."""
    running = [(t.kind, t.due_at) for t in context.timers.get(ticket.id, ()) if t.state == "running"]
    return {
        "subject": notices.harmless(ticket.subject),
        "status": ticket.status.value,
        "priority": ticket.priority.value,
        "team": ticket.team or "",
        "assignee": ticket.assignee,
        "category": ticket.category,
        "tags": ticket.tags,
        "history": notices.history(context, ticket),
        "remarks": _claim(ticket, context),
        "former": _former(context),
        "notes": _notes(ticket, context),
        "receivers": _receivers(_people(ticket)),
        **_deadlines([*running, ("set", ticket.due_at)], context),
    }


def of_ticket(ticket: TicketState, context: Context, what: str) -> dict[str, object]:
    """What happened to a ticket without a mail, and the ticket as it stands."""
    requester = next((p for p in ticket.participants if p.role == "requester"), None)
    who = notices.shown(requester) if requester is not None else Address("", "")
    return {
        "what": what,
        "text": "",
        "customer": who.name or who.address,
        "address": who.address,
        "organisation": _organisation(who, context),
        "verified": True,
        "attachments": [],
        **ticket_facts(ticket, context),
    }


def _by_another(mail: Mail, context: Context, ticket: NewTicket) -> dict[str, object]:
    """The customer whom a rule has found in the mail of somebody else, such as a contact form; nobody vouches for them."""
    who = ticket.requester
    if mail.from_ is None or who.key == mail.from_.key:
        return {}
    return {
        "customer": notices.person(who) or who.address,
        "address": who.address,
        "verified": False,
        "organisation": _organisation(who, context),
    }


def _people(ticket: TicketState) -> list[Address]:
    """Whom an answer goes to, the requester first; as `notices.reply` has it."""
    there = [p for p in ticket.participants if not p.muted and "@" in p.address]
    return [notices.shown(p) for p in sorted(there, key=lambda p: p.role != "requester")]


def _joining(found: tuple[NewParticipant, ...], context: Context) -> list[Address]:
    return [p.address for p in joining.joining(context, found)]


def _receivers(people: Iterable[Address]) -> list[str]:
    """With their addresses: a name may be anybody's."""
    named = ((notices.person(p), p.address) for p in people if p.address)
    return [f"{name} ({address})" if name else address for name, address in named]


def _organisation(customer: Address, context: Context) -> str | None:
    found = context.desk.settings.organisation_of(customer.address)
    return found.name if found is not None else None


def _deadlines(timers: Iterable[tuple[str, datetime | None]], context: Context) -> dict[str, object]:
    """What is due when, the next one first."""
    now, zone = context.now, context.mailbox.zone
    due = sorted((at, kind) for kind, at in timers if at is not None)
    lines = [{"kind": kind, "by": by(at, now, zone), "missed": at < now} for at, kind in due]
    return {"deadlines": lines, "by": lines[0]["by"] if lines else None}


def _agent(agent: AgentTable) -> Told:
    return Address(agent.addresses[0], agent.name), agent


def present(context: Context, name: str | None) -> AgentTable | None:
    """The agent, or who stands in for one who is away; None where that one is away, too."""
    agent = context.desk.settings.agent_named(name) if name else None
    if agent is None or not away(context, agent.name):
        return agent
    other = context.desk.settings.agent_named(agent.standin) if agent.standin else None
    return other if other is not None and not away(context, other.name) else None


def _claim(ticket: TicketState, context: Context) -> list[str]:
    """The soft claim: who is on it now."""
    until = ticket.taken_until
    if ticket.taken_by is None or until is None or until <= context.now:
        return []
    return [f"{ticket.taken_by} is on it, until {by(until, context.now, context.mailbox.zone)}"]


def _notes(ticket: TicketState, context: Context) -> list[dict[str, object]]:
    zone = context.mailbox.zone
    return [
        {"who": n.who, "at": by(n.at, context.now, zone), "text": n.text[:_LONGEST_NOTE]}
        for n in context.notes.get(ticket.id, ())
    ]


def _former(context: Context) -> list[str]:
    zone = context.mailbox.zone
    return [
        f"{f.reference}, {f.status.value}, {day(f.created_at, context.now, zone)}: {notices.harmless(f.subject)}"
        for f in context.former
    ]


def of_mail(mail: Mail, context: Context, what: str, *, verified: bool) -> dict[str, object]:
    """A mail as agents are told of it."""
    sender = mail.from_ or Address("", "somebody without an address")
    return {
        "what": what,
        "text": mail.new_text[: notices.MAX_QUOTED],
        "customer": notices.person(sender) or sender.address,
        "address": sender.address,
        "verified": verified,
        "organisation": _organisation(sender, context),
        "empty": not mail.new_text.strip(),
        "desk": context.mailbox.name,
        **enclosures.listed(mail.attachments),
    }


def _claimed(context: Context, ticket_id: int) -> str:
    ticket = context.ticket(ticket_id)
    return ticket.reference if ticket else f"ticket {ticket_id}"
