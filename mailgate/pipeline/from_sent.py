"""A mail from a folder of what was sent: somebody answered a customer by hand, outside of mailgate (SPEC section 4.2).

It has left already, so nothing is sent again; it counts as a response on the ticket of a participant whom it was written to.
Copies of our own mail and mail among ourselves lie in such folders too: they are passed over without a trace of their id,
because the same mail may still come in by its proper way, with commands in it.
"""

from collections.abc import Iterator

from mailgate.config.schema import AgentTable
from mailgate.model.decision import (
    AckForm,
    Acknowledgement,
    Decision,
    NewEvent,
    NewMessage,
    ThreadVerdict,
)
from mailgate.model.journal import Fate
from mailgate.model.mail import Made, Mail
from mailgate.model.ticket import MessageKind, TicketState
from mailgate.pipeline import notices
from mailgate.pipeline.agent_words import answered
from mailgate.pipeline.causes import Causes
from mailgate.pipeline.context import Context

_LEVEL = 2  # what it answers names the ticket


def decide(mail: Mail, context: Context) -> Decision:
    """The decision on a mail that was sent."""
    if mail.hops:
        return _without_ticket(Fate.DUPLICATE, "a copy of a mail that we sent ourselves", context)
    people = _outsiders(mail, context)
    if not people:
        return _without_ticket(Fate.DUPLICATE, "it was sent, and to nobody but us", context)
    if mail.automatic.kind is not Made.NONE:
        return _without_ticket(Fate.RECORDED, "it was sent, and a machine made it", context)
    ticket = next((t for t in _named(context) if people & {p.address for p in t.participants}), None)
    if ticket is None:
        return _without_ticket(Fate.RECORDED, "it was sent, and answers no customer of a ticket", context)
    return _observed(mail, context, ticket)


def _observed(mail: Mail, context: Context, ticket: TicketState) -> Decision:
    agent = _author(mail, context)
    causes = Causes(ticket, context, f"agent:{agent.name}" if agent is not None else "mail")
    detail = {"kind": "agent", "public": True, "observed": True}
    causes.events.append(NewEvent("message", causes.actor, detail))
    why = "an answer that was sent by hand, observed"
    if ticket.unanswered_since is None or ticket.unanswered_since <= context.arrived_at:
        answered(causes)
    else:
        why = f"{why}; the customer has written again since"
    if agent is not None and ticket.assignee is None:
        causes.set("assignee", agent.name)
    message = NewMessage("out", MessageKind.AGENT, public=True, author=agent.name if agent else None)
    thread = ThreadVerdict(_LEVEL, ticket.id, (f"it answers a mail of {ticket.reference}",))
    return causes.decision(Fate.APPENDED, (*thread.reasons, why), thread=thread, message=message)


def _outsiders(mail: Mail, context: Context) -> frozenset[str]:
    """Whom it was written to, outside of the house."""
    settings = context.desk.settings
    people = {a.key for a in (*mail.to, *mail.cc)}
    return frozenset(a for a in people if not notices.is_ours(a, settings) and settings.agent_of(a) is None)


def _named(context: Context) -> Iterator[TicketState]:
    """The tickets that it points to: by what it answers first, then by a reference in its subject."""
    found = context.found
    for number in (*(match.ticket_id for match in found.ids), *found.numbers):
        ticket = found.survivor(number)
        if ticket is not None:
            yield ticket


def _author(mail: Mail, context: Context) -> AgentTable | None:
    """The agent by address; in a shared mailbox by the name beside its address, which only its users can write."""
    if context.agent is not None or mail.from_ is None:
        return context.agent
    return context.desk.settings.agent_named(mail.from_.name)


def _without_ticket(fate: Fate, why: str, context: Context) -> Decision:
    return Decision(
        fate=fate,
        reasons=(why,),
        thread=ThreadVerdict(None, None),
        authentication=context.authentication,
        acknowledgement=Acknowledgement(AckForm.WITHHELD, why),
    )
