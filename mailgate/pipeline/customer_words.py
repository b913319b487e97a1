"""A customer's mail that is one word, or nothing but thanks: what it does without anybody's help.

A word counts on the customer's own ticket, from a sender who is vouched for, where the mailbox allows it (SPEC section
11.8).
Thanks do not reopen a ticket: they are filed, and whoever has the ticket may reopen it with one word (SPEC section 7.4).
"""

from mailgate.agents.words import CustomerWord, customer_word
from mailgate.letters.times import by
from mailgate.model.authentication import Verdict
from mailgate.model.decision import (
    Decision,
    Letter,
    LetterKind,
    NewEvent,
    NewMessage,
    ReplyMeans,
    ThreadVerdict,
)
from mailgate.model.effects import Mute
from mailgate.model.journal import Fate
from mailgate.model.mail import Address, Mail
from mailgate.model.states import Happening
from mailgate.model.ticket import MessageKind, Participant, Status, TicketState
from mailgate.pipeline import notices, notifications, readership
from mailgate.pipeline.causes import Causes
from mailgate.pipeline.context import Context
from mailgate.pipeline.deadlines import due_next
from mailgate.pipeline.enclosures import of_a_signature
from mailgate.threading.thanks import is_thanks

_HAPPENS = {CustomerWord.CLOSE: Happening.CUSTOMER_CLOSE, CustomerWord.REOPEN: Happening.CUSTOMER_REOPEN}
_CHANGES_NOTHING = (CustomerWord.STATUS, CustomerWord.MUTE)
_DONE = (Status.SOLVED, Status.CLOSED)


def decide(mail: Mail, context: Context, thread: ThreadVerdict, ticket: TicketState) -> Decision | None:
    """The decision on such a mail; None for every other one."""
    person = ticket.participant(mail.from_.key) if mail.from_ else None
    if person is None or not thread.verified or not all(map(of_a_signature, mail.attachments)):
        return None
    allowed = {CustomerWord(w) for w in context.box(ticket).words}
    word = customer_word(mail.new_text, allowed)
    if word is not None and context.authentication.verdict is Verdict.PASS:
        return _asked(mail, context, thread, ticket, person, word)
    name = mail.from_.name if mail.from_ else ""
    if ticket.status in _DONE and is_thanks(mail.new_text, mail.language or ticket.language, name):
        return _thanked(mail, context, thread, ticket)
    return None


def _asked(
    mail: Mail, context: Context, thread: ThreadVerdict, ticket: TicketState, person: Participant, word: CustomerWord
) -> Decision | None:  # fmt: skip
    causes = Causes(ticket, context, f"contact:{person.address}")
    happening = _HAPPENS.get(word)
    if happening is not None and not causes.leads(happening):
        return None  # a closed ticket cannot be reopened: the mail opens one that follows it
    if happening is not None:
        causes.happen(happening)
    if word is CustomerWord.MUTE:
        causes.effects.append(Mute(person.address))
    causes.events.append(NewEvent("word", causes.actor, {"word": word.value}))
    if more := _more(mail, ticket):
        causes.letters += _to_agents(mail, context, ticket, word)
    if more and word in _CHANGES_NOTHING:
        causes.happen(Happening.CUSTOMER)
        causes.set("unanswered_since", ticket.unanswered_since or context.arrived_at)
        causes.wrote()
    if not context.envelope.quiet:
        causes.letters.append(_answer(mail, context, ticket, person, word, causes.status))
    return causes.decision(
        Fate.APPENDED,
        (*thread.reasons, f"the customer's word: {word.value}"),
        thread=thread,
        message=_message(),
    )


def _more(mail: Mail, ticket: TicketState) -> bool:
    """Whether words stand below the word, besides thanks and a name: somebody must read them, whatever the word did."""
    below = mail.new_text.strip().partition("\n")[2].strip()
    name = mail.from_.name if mail.from_ else ""
    language = mail.language or ticket.language
    # A closing and a name thank nobody by themselves; below thanks they are no more than that.
    return bool(below) and not any(is_thanks(said, language, name) for said in (below, f"Thanks\n{below}"))


def _to_agents(mail: Mail, context: Context, ticket: TicketState, word: CustomerWord) -> list[Letter]:
    what = f"The customer wrote the word {word.value}, and more below it:"
    facts = {
        **notifications.ticket_facts(ticket, context),
        **notifications.of_mail(mail, context, what, verified=True),
    }
    told = readership.told(context, ticket.team, ticket.assignee, mail=mail)
    return [notifications.notification(to, facts) for to in told]


def _answer(
    mail: Mail, context: Context, ticket: TicketState, person: Participant, word: CustomerWord, status: Status
) -> Letter:  # fmt: skip
    due = due_next(context, ticket.id) if ticket.unanswered_since is not None else None
    name = notices.person(Address(person.address, person.name))
    facts = {
        "subject": ticket.subject,
        "customer": name,
        "word": word.value,
        "status": status.value,
        "by": by(due, context.now, ticket.zone, ticket.language) if due and due > context.now else None,
        "firm": True,
    }
    return Letter(
        kind=LetterKind.WORD,
        to=Address(person.address, name),
        language=ticket.language,
        facts=facts,
        means=ReplyMeans.CUSTOMER,
        in_reply_to=mail.message_id,
        automatic="auto-replied",
        null_sender=True,
    )


def _thanked(mail: Mail, context: Context, thread: ThreadVerdict, ticket: TicketState) -> Decision:
    causes = Causes(ticket, context, f"contact:{mail.from_.key if mail.from_ else ''}")
    causes.events.append(NewEvent("thanks", causes.actor, {"status": ticket.status.value}))
    agent = context.desk.settings.agent_named(ticket.assignee) if ticket.assignee else None
    if agent is not None and not context.envelope.quiet:
        what = f"The customer says thank you; the ticket stays {ticket.status.value}. #open on a line of its own reopens it."
        facts = {
            **notifications.of_mail(mail, context, what, verified=True),
            **notifications.ticket_facts(ticket, context),
        }
        to = (Address(agent.addresses[0], agent.name), agent)
        causes.letters.append(notifications.notification(to, facts, ReplyMeans.NOTE))
    return causes.decision(
        Fate.APPENDED,
        (*thread.reasons, "thanks, and nothing else: it stays as it is"),
        thread=thread,
        message=_message(),
    )


def _message() -> NewMessage:
    return NewMessage("in", MessageKind.CUSTOMER, public=True)
