"""A person who is no agent writes: a new ticket, or one more message on theirs."""

from dataclasses import replace
from datetime import timedelta

from mailgate.letters.caps import Cap
from mailgate.letters.may_answer import Acquaintance, Asking, may_answer
from mailgate.model import reference
from mailgate.model.authentication import Verdict
from mailgate.model.decision import (
    AckForm,
    Acknowledgement,
    CapHit,
    Decision,
    NewEvent,
    NewMessage,
    NewParticipant,
    NewTicket,
    ThreadVerdict,
)
from mailgate.model.journal import Fate
from mailgate.model.mail import Address, Mail
from mailgate.model.states import Circumstances, Happening, NewLinked, transition
from mailgate.model.ticket import MessageKind, Status, TicketState
from mailgate.pipeline import deadlines, notices
from mailgate.pipeline.caps import ACKNOWLEDGED, BREAKER
from mailgate.pipeline.context import Context
from mailgate.threading import subject as subjects

_NOBODY = Address("", "somebody without an address")


def decide(mail: Mail, context: Context, thread: ThreadVerdict) -> Decision:
    """Appends to the ticket that the evidence leads to, or opens one."""
    ticket = context.ticket(thread.ticket_id)
    if ticket is None:
        return _open(mail, context, thread, follows=None)
    if ticket.status is Status.SPAM:
        return _on_spam(context, thread, ticket)
    outcome = transition(ticket.status, Happening.CUSTOMER, _circumstances(ticket, context))
    if isinstance(outcome, NewLinked) and not thread.verified:
        # Its acknowledgement would tell the old number to somebody whom nobody vouches for.
        return _open(mail, context, replace(thread, claims=ticket.id), follows=None)
    if isinstance(outcome, NewLinked):
        return _open(mail, context, thread, follows=ticket)
    status = outcome if isinstance(outcome, Status) and thread.verified else ticket.status
    return _append(mail, context, thread, ticket, status)


def _circumstances(ticket: TicketState, context: Context) -> Circumstances:
    window = timedelta(seconds=context.mailbox.reopen_window)
    in_window = ticket.solved_at is None or context.now <= ticket.solved_at + window
    return Circumstances(in_window=in_window)


def _append(
    mail: Mail, context: Context, thread: ThreadVerdict, ticket: TicketState, status: Status
) -> Decision:
    joins = _joining(mail, context, thread, ticket)
    changes: dict[str, object] = {}
    if status is not ticket.status:
        changes |= {"status": status.value}
        changes |= {"solved_at": None} if ticket.status is Status.SOLVED else {}
    if thread.verified:
        changes |= {
            "unanswered_since": ticket.unanswered_since or context.arrived_at,
            "last_message_id": mail.message_id,
        }
    events = [
        NewEvent(
            "message", _who(mail), {"kind": "customer", "level": thread.level, "verified": thread.verified}
        )
    ]
    if status is not ticket.status:
        events.append(NewEvent("status", _who(mail), {"from": ticket.status.value, "to": status.value}))
    events += [NewEvent("joined", _who(mail), {"address": p.address.key, "why": p.why}) for p in joins]
    letters = () if context.envelope.quiet else notices.customer_wrote(mail, context, ticket, thread)
    return Decision(
        fate=Fate.APPENDED,
        reasons=thread.reasons,
        thread=thread,
        authentication=context.authentication,
        acknowledgement=Acknowledgement(AckForm.WITHHELD, "the ticket was acknowledged when it was opened"),
        ticket_id=ticket.id,
        changes=changes,
        message=NewMessage("in", MessageKind.CUSTOMER, public=True, verified=thread.verified),
        participants=joins,
        events=tuple(events),
        letters=letters,
        two_way=(mail.from_.key,)
        if mail.from_ and _knows_our_words(thread) and ticket.first_response_at
        else (),
    )


def _on_spam(context: Context, thread: ThreadVerdict, ticket: TicketState) -> Decision:
    """Kept where it belongs; nobody is told, and nothing changes."""
    why = f"{ticket.reference} is spam"
    return Decision(
        fate=Fate.RECORDED,
        reasons=(*thread.reasons, why),
        thread=thread,
        authentication=context.authentication,
        acknowledgement=Acknowledgement(AckForm.WITHHELD, why),
        ticket_id=ticket.id,
        message=NewMessage("in", MessageKind.CUSTOMER, public=False, verified=thread.verified),
    )


def _knows_our_words(thread: ThreadVerdict) -> bool:
    """Only a reader of our mail has its token or its id; a number can be guessed (P5)."""
    return thread.verified and thread.level in (1, 2)


def _joining(
    mail: Mail, context: Context, thread: ThreadVerdict, ticket: TicketState
) -> tuple[NewParticipant, ...]:
    """Who joins: a familiar sender, and To/Cc of a verified participant where the mailbox says so (SPEC 7.2)."""
    if not thread.verified or context.mailbox.cc != "join" or mail.from_ is None:
        return ()
    if not _knows_our_words(thread) and context.authentication.verdict is not Verdict.PASS:
        return ()  # the network of a forged first mail and a number are no key to a ticket (P5)
    joining = []
    if ticket.participant(mail.from_.key) is None and thread.level == 3:
        joining.append(NewParticipant(mail.from_, "cc", "answered a mail of the ticket"))
    if thread.participant is not None:
        copied = [
            a for a in (*mail.to, *mail.cc) if _outsider(a, context) and ticket.participant(a.key) is None
        ]
        joining += [NewParticipant(a, "cc", f"copied by {thread.participant}") for a in copied[:10]]
    return tuple(joining)


def _outsider(address: Address, context: Context) -> bool:
    """Neither one of our mailboxes, nor an address with a token, nor an agent."""
    settings = context.desk.settings
    ours = notices.is_ours(address.key, settings)
    return "@" in address.key and not ours and settings.agent_of(address.key) is None


def _open(mail: Mail, context: Context, thread: ThreadVerdict, follows: TicketState | None) -> Decision:
    requester = mail.from_ or _NOBODY
    ticket = _new_ticket(mail, context, requester)
    caps = _caps_for(context, requester)
    ack = may_answer(_asking(mail, context), caps, context.hits)
    timers, promise, policy = deadlines.first_response(ticket, context)
    ticket = replace(ticket, policy=policy)
    full = context.full(*(c.name for c in caps))
    told = promise if ack.form is not AckForm.WITHHELD else None
    events = [NewEvent("opened", _who(mail), {"subject": ticket.subject, "mailbox": ticket.mailbox})]
    events.append(NewEvent("acknowledgement", "mailgate", {"form": ack.form.value, "reason": ack.reason}))
    events.append(NewEvent("policy", "mailgate", {"policy": policy, "timers": [t.kind for t in timers]}))
    links = [("follows", follows.id)] if follows else []
    if thread.claims is not None:
        links.append(("claims", thread.claims))
        events.append(NewEvent("claim", "mailgate", {"reasons": list(thread.reasons)}))
    ack_letters = notices.acknowledgement(mail, context, ack, ticket, told, follows)
    hits = tuple(CapHit(c.name, c.subject) for c in caps) if ack_letters else ()
    told_agents = (
        () if context.envelope.quiet else notices.ticket_opened(mail, context, ticket, thread, timers)
    )
    return Decision(
        fate=Fate.TICKET,
        reasons=thread.reasons,
        thread=thread,
        authentication=context.authentication,
        acknowledgement=ack,
        new_ticket=ticket,
        message=NewMessage("in", MessageKind.CUSTOMER, public=True, verified=thread.claims is None),
        participants=(NewParticipant(requester, "requester", "wrote first"),),
        links=tuple(links),
        events=tuple(events),
        timers=timers,
        promise=told,
        letters=(*ack_letters, *told_agents),
        hits=hits,
        capped=full.name if ack.form is AckForm.WITHHELD and full is not None else "",
    )


def _new_ticket(mail: Mail, context: Context, requester: Address) -> NewTicket:
    mailbox, contact = context.mailbox, context.contact
    local_year = context.arrived_at.year % 100 if mailbox.year else None
    return NewTicket(
        subject=subjects.bare(reference.strip(mail.subject))[:500] or "(no subject)",
        mailbox=mailbox.address,
        prefix=mailbox.prefix,
        year=local_year,
        team=mailbox.team,
        language=(contact.language if contact else None) or mailbox.language,
        zone=(contact.zone if contact else None) or mailbox.zone,
        requester=requester,
        watching=context.watching,
        tags=("unverified",) if context.agent is not None else (),
    )


def _asking(mail: Mail, context: Context) -> Asking:
    contact = context.contact
    known = Acquaintance(contact.dkim_domain, contact.network) if contact and contact.two_way_at else None
    author = mail.from_.key if mail.from_ else ""
    return Asking(
        automatic=mail.automatic,
        silence=mail.silence,
        authentication=context.authentication,
        acquaintance=known,
        unverified=context.mailbox.unverified,
        null_sender=context.envelope.mail_from == "" and not context.envelope.source.startswith("inject"),
        quiet=context.envelope.quiet,
        of_ours=notices.is_ours(author, context.desk.settings),
        by_agent=context.agent is not None,
        damaged=bool(mail.limits),
        deliverable="@" in author,
    )


def _caps_for(context: Context, requester: Address) -> tuple[Cap, ...]:
    """All caps, but the breaker on strangers only for strangers whom nobody vouches for."""
    if not requester.address:
        return ()
    stranger = context.contact is None and context.authentication.verdict.value != "pass"
    names = ACKNOWLEDGED if stranger else ACKNOWLEDGED - {BREAKER}
    return tuple(c for c in context.caps if c.name in names)


def _who(mail: Mail) -> str:
    return f"contact:{mail.from_.key}" if mail.from_ else "contact:"
