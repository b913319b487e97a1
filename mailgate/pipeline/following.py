"""A closed ticket got an answer before: which ticket that follows it takes the next one from the same sender (SPEC 7.4)?

Facts
- An answer to a closed ticket opens one that follows it. Whoever answers the old mail again means that one: without this
  each further answer would open another ticket, and be acknowledged anew.
- Nobody gets in who could not write to the closed ticket (P5), and nobody but those who take part in the one that follows.
  Where the evidence is no secret, the sender must also come as the sender of the new ticket came.
"""

from collections.abc import Collection
from dataclasses import replace

from mailgate.model.authentication import Verdict
from mailgate.model.decision import ThreadVerdict
from mailgate.model.mail import Mail
from mailgate.model.states import Happening, NewLinked, transition
from mailgate.model.ticket import Participant, Status, TicketState
from mailgate.pipeline.candidates import with_survivors
from mailgate.pipeline.circumstances import circumstances
from mailgate.pipeline.context import Context
from mailgate.pipeline.joining import knows_our_words
from mailgate.store import Tx, threads
from mailgate.threading.found import Found

DONE = (Status.SOLVED, Status.CLOSED)


def followed(tx: Tx, found: Found, ticket: TicketState | None, author: str) -> tuple[Found, tuple[int, ...]]:
    """The tickets that this author opened in answer to a ticket that is done, newest first; nothing else is read."""
    if ticket is None or ticket.status not in DONE or not author:
        return found, ()
    numbers = threads.following(tx, ticket.id, author)
    return _known(tx, found, numbers), numbers


def _known(tx: Tx, found: Found, numbers: Collection[int]) -> Found:
    return replace(found, tickets={**found.tickets, **with_survivors(tx, numbers)}) if numbers else found


def follower(mail: Mail, context: Context, thread: ThreadVerdict) -> tuple[TicketState, ThreadVerdict] | None:
    """The ticket that goes on for this sender, with the evidence that led there; None where a new one is opened."""
    for number in context.followers:
        ticket = context.found.survivor(number)
        person = ticket.participant(mail.from_.key) if ticket is not None and mail.from_ else None
        if ticket is None or person is None or not _goes_on(ticket, context):
            continue
        if knows_our_words(thread) or _recognised(person, context):
            why = f"that is closed, and {ticket.reference} follows it"
            found = replace(
                thread, ticket_id=ticket.id, reasons=(*thread.reasons, why), participant=person.address
            )
            return ticket, found
    return None


def _goes_on(ticket: TicketState, context: Context) -> bool:
    after = transition(ticket.status, Happening.CUSTOMER, circumstances(ticket, context))
    return ticket.status is not Status.SPAM and not isinstance(after, NewLinked)


def _recognised(person: Participant, context: Context) -> bool:
    found = context.authentication
    same_domain = bool(person.dkim_domain) and person.dkim_domain == found.dkim_domain
    same_network = bool(person.network) and person.network == found.network
    return found.verdict is Verdict.PASS or same_domain or same_network
