"""Who may take part in a ticket besides its requester, and who is only offered to the agents (SPEC section 7.2)?"""

from mailgate.model.authentication import Verdict
from mailgate.model.decision import NewEvent, NewParticipant, ThreadVerdict
from mailgate.model.mail import Address, Mail
from mailgate.model.ticket import TicketState
from mailgate.pipeline import notices
from mailgate.pipeline.context import Context

_MOST_COPIED = 10


def knows_our_words(thread: ThreadVerdict) -> bool:
    """Only a reader of our mail has its token or its id; a number can be guessed (P5)."""
    return thread.verified and thread.level in (1, 2)


def newcomers(
    mail: Mail, context: Context, thread: ThreadVerdict, ticket: TicketState
) -> tuple[NewParticipant, ...]:
    """A familiar sender, and To/Cc of a verified participant; nobody where the mailbox ignores them."""
    if not thread.verified or context.mailbox.cc == "ignore" or mail.from_ is None:
        return ()
    if not knows_our_words(thread) and context.authentication.verdict is not Verdict.PASS:
        return ()  # the network of a forged first mail and a number are no key to a ticket (P5)
    found = []
    if ticket.participant(mail.from_.key) is None and thread.level == 3:
        found.append(NewParticipant(mail.from_, "cc", "answered a mail of the ticket"))
    if thread.participant is not None:
        copied = [a for a in _copied(mail, context) if ticket.participant(a.key) is None]
        found += [NewParticipant(a, "cc", f"copied by {thread.participant}") for a in copied]
    return tuple(found)


def at_first(mail: Mail, context: Context, thread: ThreadVerdict) -> tuple[NewParticipant, ...]:
    """Whom the requester copied on the first mail, where somebody vouches for the requester."""
    vouched = context.authentication.verdict is Verdict.PASS and thread.verified
    if mail.from_ is None or not vouched or context.agent is not None or context.mailbox.cc == "ignore":
        return ()
    return tuple(NewParticipant(a, "cc", f"copied by {mail.from_.key}") for a in _copied(mail, context))


def joining(context: Context, found: tuple[NewParticipant, ...]) -> tuple[NewParticipant, ...]:
    """Those of them who join without being asked about."""
    return found if context.mailbox.cc == "join" else ()


def offered(context: Context, found: tuple[NewParticipant, ...]) -> tuple[str, ...]:
    """The addresses about which the agents are asked; `#cc` lets them in."""
    return tuple(p.address.key for p in found) if context.mailbox.cc == "ask" else ()


def remarks(offers: tuple[str, ...]) -> tuple[str, ...]:
    """What the agents are asked."""
    return tuple(f"the mail also went to {a}, who takes no part; #cc {a} lets them in" for a in offers)


def events(actor: str, joins: tuple[NewParticipant, ...], offers: tuple[str, ...]) -> list[NewEvent]:
    """What the timeline says of it."""
    asked = [NewEvent("offered", actor, {"addresses": list(offers)})] if offers else []
    return [NewEvent("joined", actor, {"address": p.address.key, "why": p.why}) for p in joins] + asked


def _copied(mail: Mail, context: Context) -> list[Address]:
    """Outsiders whom the mail also went to, each once."""
    author = mail.from_.key if mail.from_ else ""
    people = {a.key: a for a in (*mail.to, *mail.cc) if _outsider(a, context) and a.key != author}
    return list(people.values())[:_MOST_COPIED]


def _outsider(address: Address, context: Context) -> bool:
    """Neither one of our mailboxes, nor an address with a token, nor an agent."""
    settings = context.desk.settings
    ours = notices.is_ours(address.key, settings)
    return "@" in address.key and not ours and settings.agent_of(address.key) is None
