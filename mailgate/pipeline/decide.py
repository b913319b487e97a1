"""What does this mail cause? One function of values; the same for the real thing, for `explain` and for tests.

The order is the contract: a mail that came before is never decided twice; mail by machines is settled before anybody asks
who may write to a ticket; an agent's mail is judged by what the agent may do, everybody else's by the ladder.
"""

from dataclasses import replace

from mailgate.model.decision import (
    AckForm,
    Acknowledgement,
    CapHit,
    Decision,
    Letter,
    LetterKind,
    NewEvent,
    ThreadVerdict,
)
from mailgate.model.journal import Fate
from mailgate.model.mail import Mail
from mailgate.model.ticket import AT_WORK
from mailgate.pipeline import endings, from_agent, from_customer, from_machine, from_sent, rule_changes
from mailgate.pipeline.candidates import sender
from mailgate.pipeline.caps import TICKET_CAP, TICKET_DAY
from mailgate.pipeline.context import Context, Duplicate
from mailgate.pipeline.quiet import deferred
from mailgate.pipeline.ruling import asked as ruling_of
from mailgate.threading.resolve import resolve


def decide(mail: Mail, context: Context) -> Decision:
    """All that the mail causes, with reasons; pure."""
    decision = _automatic_within_cap(_decide(mail, context), context)
    decision = deferred(_within_cap(decision, context), context)
    # Old mail stays quiet (SPEC section 4.3), whoever wrote it: here, where no kind of letter can be forgotten.
    return replace(decision, letters=(), hits=()) if context.envelope.quiet else decision


def _within_cap(decision: Decision, context: Context) -> Decision:
    """Counts what mails on one ticket cause, and ends it at the cap: there two machines answer each other (P6)."""
    cap = next(
        (c for c in context.caps if c.name == TICKET_CAP and c.subject == str(decision.ticket_id)), None
    )
    if cap is None or not decision.letters:
        return decision
    if context.full(TICKET_CAP) is None:
        return replace(decision, hits=(*decision.hits, CapHit(cap.name, cap.subject)))
    kept = tuple(
        letter for letter in decision.letters if letter.kind is LetterKind.HELD
    )  # these have a cap of their own
    event = NewEvent("cap", "mailgate", {"cap": cap.name, "limit": cap.limit})
    return replace(decision, letters=kept, events=(*decision.events, event), capped=cap.name)


def _automatic_within_cap(decision: Decision, context: Context) -> Decision:
    """What machines of ours write to the customers of one ticket in a day has an end, too (SPEC section 10.1)."""
    subject = str(decision.ticket_id)
    cap = next((c for c in context.caps if c.name == TICKET_DAY and c.subject == subject), None)
    automatic = [one for one in decision.letters if is_automatic(one)]
    if cap is None or not automatic:
        return decision
    room = max(0, cap.limit - context.hits.get(cap.key, 0))
    hits = tuple(CapHit(cap.name, cap.subject) for _ in automatic[:room])
    decision = replace(decision, hits=(*decision.hits, *hits))
    if len(automatic) <= room:
        return decision
    kept = tuple(one for one in decision.letters if one not in automatic[room:])
    event = NewEvent("cap", "mailgate", {"cap": cap.name, "limit": cap.limit})
    return replace(decision, letters=kept, events=(*decision.events, event), capped=cap.name)


def is_automatic(letter: Letter) -> bool:
    """Whether a letter to customers is a machine's: it counts against the ticket's cap of a day."""
    others = (LetterKind.NOTIFICATION, LetterKind.FORWARD)  # to a team's address, and to somebody outside
    return letter.automatic is not None and letter.agent is None and letter.kind not in others


def _decide(mail: Mail, context: Context) -> Decision:
    thread = _replay(context) or resolve(
        context.found, sender(mail, context.authentication, is_agent=context.agent is not None)
    )
    if context.duplicate is not None and not _supersedes(context.duplicate, context, thread):
        return _again(context)
    if context.envelope.was_sent:
        return from_sent.decide(mail, context)
    by_machine = from_machine.decide(mail, context, thread)
    if by_machine is not None:
        return _by_machine(mail, context, thread, by_machine)
    if context.agent is not None or (context.token is not None and context.token.for_agent):
        by_agent = from_agent.decide(mail, context, thread)
        if by_agent is not None:
            return by_agent
    return from_customer.decide(mail, context, thread)


def _by_machine(mail: Mail, context: Context, thread: ThreadVerdict, found: Decision) -> Decision:
    """A machine's mail is recorded, unless a rule names it: then it may open a ticket, join one, or change one."""
    if not from_machine.may_be_ruled(mail, context, found):
        return found
    ticket = context.ticket(found.ticket_id)
    ruling = ruling_of(mail, context, ticket, trusted=thread.verified)
    if ruling.ends and ticket is not None:
        return endings.on_ticket(context, thread, ticket, ruling)
    if ticket is not None:
        return rule_changes.on_recorded(context, found, ruling)
    return from_customer.decide(mail, context, thread) if ruling.ends or ruling.names_machines else found


def _replay(context: Context) -> ThreadVerdict | None:
    """A mail that was quarantined before belongs to its stub ticket, whatever it names."""
    if context.ticket(context.replayed) is None:
        return None
    return ThreadVerdict(1, context.replayed, ("read again after quarantine, on its stub ticket",))


def _supersedes(copy: Duplicate, context: Context, thread: ThreadVerdict) -> bool:
    """Whether the copy that came first was a stranger's, who had the words but not what proves them.

    It was filed without being believed, or, with every pointer taken out, it opened a ticket beside the one whose
    secret this mail names. A closed ticket tells nothing: there the copy, too, opened another.
    """
    if not thread.verified:
        return False
    if not copy.verified:
        return True
    ticket = context.ticket(thread.ticket_id)
    if (
        ticket is None
        or thread.level not in (1, 2)
        or copy.ticket_id is None
        or copy.ticket_id == context.replayed
    ):
        return False
    there = context.found.survivor(copy.ticket_id)
    return ticket.status in AT_WORK and there is not None and there.id != ticket.id


def _again(context: Context) -> Decision:
    """A duplicate tells us nothing new but the mailboxes it was also meant for."""
    assert context.duplicate is not None
    ticket = context.ticket(context.duplicate.ticket_id)
    known = {ticket.mailbox, *ticket.watching} if ticket else set()
    meant = (context.mailbox.address, *context.watching)
    more = tuple(m for m in meant if m not in known) if ticket else ()
    changes = {"watching": [*ticket.watching, *more]} if ticket and more else {}
    events = (NewEvent("watching", "mail", {"mailboxes": list(more)}),) if more else ()
    return Decision(
        fate=Fate.DUPLICATE,
        reasons=(f"the same mail came before, as entry {context.duplicate.journal_id}",),
        thread=ThreadVerdict(None, context.duplicate.ticket_id),
        authentication=context.authentication,
        acknowledgement=Acknowledgement(AckForm.WITHHELD, "the mail came before"),
        ticket_id=context.duplicate.ticket_id,
        changes=changes,
        events=events,
    )
