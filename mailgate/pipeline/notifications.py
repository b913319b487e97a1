"""What are agents told, and who of them? Facts only: words, ids and tokens are bound at the commit.

Nobody is told of their own action, and nobody who is away. A notification says first what a plain reply to it will do.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from mailgate.letters.times import by, day
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
from mailgate.pipeline import enclosures, joining, notices, readership
from mailgate.pipeline.context import Context
from mailgate.threading.resolve import similar

_LONGEST_NOTE = 2_000  # characters; the whole note is on the ticket
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
    remarks = [*_pointers(context, thread), *more]
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
    people = readership.told(context, ticket.team, ticket.assignee, mail=mail)
    people += readership.watchers(context, ticket.watching, people)
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
    people = readership.told(context, ticket.team, ticket.assignee, mail=mail)
    people += readership.watchers(context, ticket.watching, people)
    return tuple(notification(to, facts, attachments=True) for to in people)


def notification(
    to: readership.Told, facts: Facts, means: ReplyMeans = ReplyMeans.REPLY, *, attachments: bool = False
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


def _former(context: Context) -> list[dict[str, object]]:
    zone = context.mailbox.zone
    return [
        {
            "reference": f.reference,
            "status": f.status.value,
            "at": day(f.created_at, context.now, zone),
            "subject": notices.harmless(f.subject),
        }
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


def _pointers(context: Context, thread: ThreadVerdict) -> list[str]:
    """The tickets that a new one may belong to, as agents are told."""
    if thread.claims is not None:
        claimed = context.ticket(thread.claims)
        return [f"claims to belong to {claimed.reference if claimed else f'ticket {thread.claims}'}"]
    alike = similar(context.found)
    return (
        [f"{alike.reference} is open, from the same sender under the same subject"]
        if alike is not None
        else []
    )
