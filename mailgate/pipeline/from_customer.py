"""A person who is no agent writes: a new ticket, or one more message on theirs."""

from dataclasses import replace

from mailgate.letters.caps import reached
from mailgate.letters.may_answer import may_answer
from mailgate.model import reference
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
from mailgate.model.former import Formats
from mailgate.model.journal import Fate
from mailgate.model.mail import Address, Mail
from mailgate.model.reference import PLAIN
from mailgate.model.states import Happening, NewLinked, transition
from mailgate.model.ticket import MessageKind, Status, TicketState
from mailgate.pipeline import (
    clockwork,
    customer_words,
    deadlines,
    endings,
    following,
    joining,
    notices,
    notifications,
    openings,
    promising,
    rule_changes,
    rule_letters,
)
from mailgate.pipeline.asking import asking_for, asking_of, caps_for
from mailgate.pipeline.circumstances import circumstances
from mailgate.pipeline.context import Context
from mailgate.pipeline.openings import Opening
from mailgate.pipeline.ruling import Ruling, asked, joined
from mailgate.pipeline.tongues import language_for
from mailgate.sla import happening as clock
from mailgate.threading import subject as subjects

_NOBODY = Address("", "somebody without an address")


def decide(mail: Mail, context: Context, thread: ThreadVerdict) -> Decision:
    """Appends to the ticket that the evidence leads to, or opens one."""
    ticket = context.ticket(thread.ticket_id)
    if ticket is None:
        return _open(mail, context, thread, follows=None)
    if ticket.status is Status.SPAM:
        return _on_spam(context, thread, ticket)
    if (special := customer_words.decide(mail, context, thread, ticket)) is not None:
        return special
    outcome = transition(ticket.status, Happening.CUSTOMER, circumstances(ticket, context))
    if isinstance(outcome, NewLinked) and not thread.verified:
        # Its acknowledgement would tell the old number to somebody whom nobody vouches for.
        return _open(mail, context, replace(thread, claims=ticket.id), follows=None)
    if isinstance(outcome, NewLinked):
        return _after_the_end(mail, context, thread, ticket)
    status = outcome if isinstance(outcome, Status) and thread.verified else ticket.status
    return _belonging(
        mail, context, thread, ticket, status, asked(mail, context, ticket, trusted=thread.verified)
    )


def _belonging(
    mail: Mail, context: Context, thread: ThreadVerdict, ticket: TicketState, status: Status, ruling: Ruling
) -> Decision:
    """One more mail on a ticket, unless a rule ends what happens to it."""
    if ruling.ends:
        return endings.on_ticket(context, thread, ticket, ruling)
    return _append(mail, context, thread, ticket, status, ruling)


def _join(mail: Mail, context: Context, thread: ThreadVerdict) -> Decision:
    """A mail that a rule's key leads to an open ticket; the rules are asked anew, for a mail that belongs to it."""
    ticket = context.ticket(thread.ticket_id)
    assert ticket is not None  # the key is that of a ticket that was read
    outcome = transition(ticket.status, Happening.CUSTOMER, circumstances(ticket, context))
    status = outcome if isinstance(outcome, Status) and thread.verified else ticket.status
    return _belonging(mail, context, thread, ticket, status, asked(mail, context, ticket))


def _after_the_end(mail: Mail, context: Context, thread: ThreadVerdict, closed: TicketState) -> Decision:
    """An answer to a closed ticket: on the one that follows it already, else it opens one."""
    goes_on = following.follower(mail, context, thread)
    if goes_on is None:
        return _open(mail, context, thread, follows=closed)
    ticket, evidence = goes_on
    outcome = transition(ticket.status, Happening.CUSTOMER, circumstances(ticket, context))
    status = outcome if isinstance(outcome, Status) else ticket.status
    return _belonging(mail, context, evidence, ticket, status, asked(mail, context, ticket))


def _append(
    mail: Mail, context: Context, thread: ThreadVerdict, ticket: TicketState, status: Status, ruling: Ruling
) -> Decision:
    newcomers = joining.newcomers(mail, context, thread, ticket)
    joins, offers = joining.joining(context, newcomers), joining.offered(context, newcomers)
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
    events += joining.events(_who(mail), joins, offers)
    remarks = joining.remarks(offers)
    ruled = rule_changes.changed(replace(ticket, status=status), context, ruling, by_customer=thread.verified)
    there = rule_changes.after(ruled.ticket, ruled.changes)
    told = [*_clock(context, ticket, status, thread), *ruled.happened]
    wound = clockwork.after(ticket, context, told, {**changes, **ruled.changes}, ruled.times)
    if wound is not None:
        context = deadlines.with_timers(context, ticket.id, wound.timers)
    letters = (
        ()
        if context.envelope.quiet or ruling.orders.status in openings.DONE
        else notifications.customer_wrote(mail, context, there, thread, remarks)
    )
    letters += rule_letters.copies(mail, context, ruling, ticket.subject)
    asking, who = asking_of(mail, context), mail.from_ or _NOBODY
    more, hits = rule_letters.own(
        mail, context, ruling, asking, who, subject=there.subject, language=there.language, opens=False
    )
    decision = Decision(
        fate=Fate.APPENDED,
        reasons=(*thread.reasons, *ruling.reasons()),
        thread=thread,
        authentication=context.authentication,
        acknowledgement=Acknowledgement(AckForm.WITHHELD, "the ticket was acknowledged when it was opened"),
        ticket_id=ticket.id,
        changes=changes,
        message=NewMessage("in", MessageKind.CUSTOMER, public=True, verified=thread.verified),
        participants=joins,
        events=tuple(events),
        letters=(*letters, *more),
        hits=hits,
        two_way=(mail.from_.key,)
        if mail.from_ and joining.knows_our_words(thread) and ticket.first_response_at
        else (),
    )
    return rule_changes.added(decision, ruled, wound)


def _clock(
    context: Context, ticket: TicketState, status: Status, thread: ThreadVerdict
) -> list[clock.Happening]:
    """What the ticket's deadlines must know: a mail that nobody vouches for waits for no answer."""
    at, entry = context.arrived_at, context.entry_id
    told: list[clock.Happening] = [clock.CustomerWrote(at, entry)] if thread.verified else []
    return [*told, *([clock.StatusChanged(at, status, entry)] if status is not ticket.status else [])]


def _on_spam(context: Context, thread: ThreadVerdict, ticket: TicketState) -> Decision:
    """Kept where it belongs; nobody is told, and nothing changes."""
    why = f"{ticket.reference} is spam"
    return Decision(
        fate=Fate.RECORDED,
        reasons=(*thread.reasons, why),
        thread=thread,
        authentication=context.authentication,
        acknowledgement=Acknowledgement(AckForm.WITHHELD, why, "the ticket is spam"),
        ticket_id=ticket.id,
        message=NewMessage("in", MessageKind.CUSTOMER, public=False, verified=thread.verified),
    )


def _open(mail: Mail, context: Context, thread: ThreadVerdict, follows: TicketState | None) -> Decision:
    ruling = asked(mail, context, None)
    if (by_key := joined(mail, context, ruling, thread)) is not None:
        return _join(mail, context, by_key)
    ticket = new_ticket(mail, context, ruling.requester() or mail.from_ or _NOBODY)
    if ruling.ends:
        return endings.on_opening(context, thread, ticket, ruling)
    opening = openings.opening(mail, context, ticket, ruling)
    return _opened(mail, context, thread, follows, ruling, opening)


def _opened(
    mail: Mail, context: Context, thread: ThreadVerdict, follows: TicketState | None, ruling: Ruling, opening: Opening
) -> Decision:  # fmt: skip
    """The ticket with its deadlines, its acknowledgement and what agents are told, all as the rules have left it."""
    requester = opening.ticket.requester
    ticket, done = opening.ticket, opening.ticket.status in openings.DONE
    asking = asking_of(mail, context) if ruling.requester() is None else asking_for(mail, context, requester)
    caps, uses = caps_for(asking, context, requester)
    ack = ruling.acknowledgement(may_answer(asking, caps, context.hits))
    # The last choice about a ticket that opens: its policy follows from all that was set on it before.
    wound = clockwork.opening(ticket, context, heard=ack.form is not AckForm.WITHHELD)
    policy = wound.terms.policy
    ticket = replace(ticket, policy=policy.name if policy is not None else None)
    promise = None if done else promising.promise(ticket, context, deadlines.sla_promise(wound.timers))
    full = reached(caps, context.hits)
    told = promise if ack.form is not AckForm.WITHHELD else None
    events = [NewEvent("opened", _who(mail), {"subject": ticket.subject, "mailbox": ticket.mailbox})]
    events += opening.events
    events.append(NewEvent("acknowledgement", "mailgate", {"form": ack.form.value, "reason": ack.reason}))
    links = [("follows", follows.id)] if follows else []
    if thread.claims is not None:
        links.append(("claims", thread.claims))
        events.append(NewEvent("claim", "mailgate", {"reasons": list(thread.reasons)}))
    newcomers = joining.at_first(mail, context, thread)
    joins, offers = joining.joining(context, newcomers), joining.offered(context, newcomers)
    events += joining.events(_who(mail), joins, offers)
    ack_letters = notices.acknowledgement(mail, context, ack, ticket, told, follows, ruling.orders.links)
    hits = tuple(CapHit(c.name, c.subject) for c in uses) if ack_letters else ()
    own, more = rule_letters.own(
        mail, context, ruling, asking, requester, subject=ticket.subject, language=ticket.language, opens=True
    )
    copies = rule_letters.copies(mail, context, ruling, ticket.subject)
    remarks = (*joining.remarks(offers), *openings.remarks(opening))
    told_agents = (
        ()
        if context.envelope.quiet or done
        else notifications.ticket_opened(mail, context, ticket, thread, wound.timers, remarks)
    )
    opened = Decision(
        fate=Fate.TICKET,
        reasons=(*thread.reasons, *ruling.reasons()),
        thread=thread,
        authentication=context.authentication,
        acknowledgement=ack,
        new_ticket=ticket,
        changes=opening.changes,
        message=NewMessage("in", MessageKind.CUSTOMER, public=True, verified=thread.claims is None),
        participants=(NewParticipant(requester, "requester", "wrote first"), *joins),
        links=tuple(links),
        events=tuple(events),
        promise=told,
        letters=(*ack_letters, *own, *told_agents, *copies),
        hits=(*hits, *more),
        effects=opening.effects,
        capped=full.name if ack.form is AckForm.WITHHELD and full is not None else "",
    )
    return clockwork.begun(opened, wound)


def bare_subject(subject: str, formats: Formats) -> str:
    """A ticket's subject: without references of any kind, and without what clients put before it."""
    for one in formats.former:
        subject = one.cut(subject)
    return subjects.bare(reference.strip(subject, plain=formats.plain))[:500] or "(no subject)"


def new_ticket(mail: Mail, context: Context, requester: Address) -> NewTicket:
    """The ticket that a mail opens."""
    mailbox, contact = context.mailbox, context.contact
    local_year = context.arrived_at.year % 100 if mailbox.year and mailbox.prefix != PLAIN else None
    return NewTicket(
        subject=bare_subject(mail.subject, context.desk.formats),
        mailbox=mailbox.address,
        prefix=mailbox.prefix,
        year=local_year,
        team=mailbox.team,
        language=language_for(mail, context),
        zone=(contact.zone if contact else None) or mailbox.zone,
        requester=requester,
        watching=context.watching,
        tags=("unverified",) if context.agent is not None else (),
    )


def _who(mail: Mail) -> str:
    return f"contact:{mail.from_.key}" if mail.from_ else "contact:"
