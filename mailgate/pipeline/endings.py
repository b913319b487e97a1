"""A rule gives a mail its fate: spam, quarantine, or nothing at all. Nobody is told or answered; all is recorded."""

from dataclasses import replace

from mailgate.model.decision import (
    AckForm,
    Acknowledgement,
    Decision,
    NewEvent,
    NewMessage,
    NewParticipant,
    NewTicket,
    ThreadVerdict,
)
from mailgate.model.journal import Fate
from mailgate.model.ticket import MessageKind, Status, TicketState
from mailgate.pipeline.context import Context
from mailgate.pipeline.ruling import Ruling


def on_opening(context: Context, thread: ThreadVerdict, ticket: NewTicket, ruling: Ruling) -> Decision:
    """The fate of a mail that would open a ticket; spam opens one, as spam, so that agents can look for it."""
    decision = _ended(context, thread, ruling)
    if decision.fate is not Fate.SPAM:
        return decision
    return replace(
        decision,
        new_ticket=replace(ticket, status=Status.SPAM, waits=False),
        changes={"before_spam": Status.NEW.value},
        message=_message(thread),
        participants=(NewParticipant(ticket.requester, "requester", "wrote first"),),
        events=(
            NewEvent("opened", "mailgate", {"subject": ticket.subject, "mailbox": ticket.mailbox}),
            *decision.events,
        ),
    )


def on_ticket(context: Context, thread: ThreadVerdict, ticket: TicketState, ruling: Ruling) -> Decision:
    """The fate of a mail that belongs to a ticket: spam is kept there unseen, anything else only named there."""
    decision = replace(_ended(context, thread, ruling), ticket_id=ticket.id)
    return replace(decision, message=_message(thread)) if decision.fate is Fate.SPAM else decision


def _message(thread: ThreadVerdict) -> NewMessage:
    return NewMessage("in", MessageKind.CUSTOMER, public=False, verified=thread.verified)


def _ended(context: Context, thread: ThreadVerdict, ruling: Ruling) -> Decision:
    fate = ruling.orders.fate
    assert fate is not None  # asked only where a rule gave one
    why = ruling.orders.fate_reason
    return Decision(
        fate=fate,
        reasons=(*ruling.reasons(), *thread.reasons),
        thread=thread,
        authentication=context.authentication,
        acknowledgement=Acknowledgement(AckForm.WITHHELD, f"a rule made it {fate.value}: {why}"),
        events=tuple(ruling.events()),
    )
