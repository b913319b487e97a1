"""Which letters does a happening cause, and to whom? Facts only: words, ids and tokens are bound at the commit."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime, timedelta

from mailgate.config.schema import AgentTable, Settings
from mailgate.letters.times import by
from mailgate.model.decision import (
    AckForm,
    Acknowledgement,
    Letter,
    LetterKind,
    NewTicket,
    Promise,
    ReplyMeans,
    ThreadVerdict,
    TimerWrite,
)
from mailgate.model.mail import Address, Mail
from mailgate.model.ticket import Participant, TicketState
from mailgate.pipeline.context import Context
from mailgate.pipeline.deadlines import closed_until
from mailgate.threading import tokens

ACK_LIFE = timedelta(
    hours=4
)  # an acknowledgement without a promise is not worth sending later (SPEC section 13.1)
_MAX_QUOTED = 20_000  # characters of one earlier message in a letter
_SHOWN_ATTACHMENTS = 20
# A brace and a number sign make a command of a subject, in any of their forms and with invisible signs between them.
_COMMAND = re.compile(r"[{｛﹛](?=[^\w\s]{0,8}[#＃﹟])")

Told = tuple[Address, AgentTable | None]


def is_ours(address: str, settings: Settings) -> bool:
    """Whether mail to this address comes to us: a mailbox, an alias, or one of them with a token."""
    bare, token = tokens.split(address)
    if token is not None and bare.startswith("@"):
        return any(m.tokens == bare for m in settings.mailbox)
    return settings.mailbox_of(bare) is not None


def acknowledgement(
    mail: Mail,
    context: Context,
    ack: Acknowledgement,
    ticket: NewTicket,
    promise: Promise | None,
    follows: TicketState | None,
) -> tuple[Letter, ...]:
    """The acknowledgement, if there is one; the minimal form holds nothing that the sender chose."""
    if ack.form is AckForm.WITHHELD or mail.from_ is None:
        return ()
    full = ack.form is AckForm.FULL
    promised = by(promise.until, context.now, ticket.zone) if promise else None
    facts: dict[str, object] = {"desk": context.mailbox.name, "by": promised}
    if full:
        facts |= {
            "subject": ticket.subject,
            "customer": person(mail.from_),
            "follows": follows.reference if follows else None,
            "closed_until": closed_until(ticket.team, context),
        }
    letter = Letter(
        kind=LetterKind.ACK if full else LetterKind.ACK_MINIMAL,
        to=Address(mail.from_.address, person(mail.from_) if full else ""),
        language=ticket.language,
        facts=facts,
        means=ReplyMeans.CUSTOMER,
        in_reply_to=mail.message_id,
        automatic="auto-replied",
        null_sender=True,
        expires_at=promise.until if promise else context.now + ACK_LIFE,
        recheck="unanswered",
    )
    return (letter,)


def ticket_opened(
    mail: Mail, context: Context, ticket: NewTicket, thread: ThreadVerdict, timers: tuple[TimerWrite, ...]
) -> tuple[Letter, ...]:
    """Tells the team of a new ticket."""
    due = next((t.due_at for t in timers if t.due_at), None)
    remarks = [f"claims to belong to {_claimed(context, thread.claims)}"] if thread.claims is not None else []
    if context.agent is not None:
        remarks.append(f"comes from an address of {context.agent.name}, and nobody vouches for it")
    verified = context.authentication.verdict.value == "pass"
    facts = _facts(mail, context, "A new ticket.", verified) | {
        "subject": _harmless(ticket.subject),
        "status": ticket.status.value,
        "priority": ticket.priority.value,
        "team": ticket.team,
        "assignee": ticket.assignee,
        "by": by(due, context.now, context.mailbox.zone) if due else None,
        "remarks": remarks,
        "history": [],
    }
    return tuple(_notification(to, mail, facts) for to in _told(mail, context, ticket.team, ticket.assignee))


def customer_wrote(
    mail: Mail, context: Context, ticket: TicketState, thread: ThreadVerdict
) -> tuple[Letter, ...]:
    """Tells the assignee, or the team, that a customer answered."""
    what = (
        "The customer wrote:"
        if thread.verified
        else "Somebody wrote, and nobody vouches that it is the customer:"
    )
    due = next(
        (t.due_at for t in context.timers.get(ticket.id, ()) if t.state == "running" and t.due_at), None
    )
    facts = _facts(mail, context, what, thread.verified) | _ticket_facts(ticket, context) | {
        "by": by(due, context.now, context.mailbox.zone) if due else None,
        "remarks": [r for r in thread.reasons if r.startswith("other evidence")],
    }  # fmt: skip
    return tuple(_notification(to, mail, facts) for to in _told(mail, context, ticket.team, ticket.assignee))


def reply(
    context: Context, ticket: TicketState, text: str, agent: AgentTable, at: datetime
) -> tuple[Letter, ...]:
    """The agent's words to each customer who takes part, each with a token of their own."""
    people = [p for p in ticket.participants if not p.muted and "@" in p.address]
    shown = tuple(_shown(p) for p in people)
    facts: Mapping[str, object] = {
        "subject": ticket.subject,
        "text": text,
        "signature": agent.signature,
        "agent": agent.name,
        "desk": context.mailbox.name,
    }
    return tuple(
        _reply(p, shown, ticket, {**facts, "history": _history(context, ticket, p)}, at) for p in people
    )


def held(mail: Mail, agent: AgentTable, reason: str, remedy: str) -> tuple[Letter, ...]:
    """Tells the agent, at the configured address and nowhere else, that their mail was kept back."""
    text = mail.new_text[:_MAX_QUOTED]  # a stranger may have written it: never longer than a letter may be
    letter = Letter(
        kind=LetterKind.HELD,
        to=Address(agent.addresses[0], agent.name),
        language=agent.language,
        facts={"agent": agent.name, "reason": reason, "remedy": remedy, "text": text},
        means=ReplyMeans.NOTE,
        agent=agent.name,
        in_reply_to=mail.message_id,
        automatic="auto-replied",
        null_sender=True,
    )
    return (letter,)


def person(address: Address) -> str:
    """How to call somebody: their name, unless it pretends to be an address."""
    return address.name if harmless_name(address.name) else ""


def harmless_name(name: str) -> bool:
    """Whether a name does not read as an address, in any of the forms of "@"."""
    return "@" not in unicodedata.normalize("NFKC", name)


def _shown(who: Participant) -> Address:
    """A participant as others see them."""
    return Address(who.address, person(Address(who.address, who.name)))


def _reply(
    who: Participant,
    shown: tuple[Address, ...],
    ticket: TicketState,
    facts: Mapping[str, object],
    at: datetime,
) -> Letter:
    return Letter(
        kind=LetterKind.REPLY,
        to=_shown(who),
        language=ticket.language,
        facts=facts,
        means=ReplyMeans.CUSTOMER,
        shown_to=shown,
        in_reply_to=ticket.last_message_id,
        attachments=True,
        not_before=at,
    )


def _notification(to: Told, mail: Mail, facts: Mapping[str, object]) -> Letter:
    address, agent = to
    # A team's shared address is nobody's: what is answered from there is filed, never sent in somebody's name.
    means = ReplyMeans.REPLY if agent is not None else ReplyMeans.NOTE
    return Letter(
        kind=LetterKind.NOTIFICATION,
        to=address,
        language=agent.language if agent else "en",
        facts={**facts, "means": means.value},
        means=means,
        agent=agent.name if agent else None,
        in_reply_to=mail.message_id,
        automatic="auto-generated",
    )


def _told(mail: Mail, context: Context, team_name: str | None, assignee: str | None) -> list[Told]:
    """The assignee; else the team's address, or each of its agents who is not away. Nobody of their own mail.

    A responder at the team's address would else open tickets, and be told of them, for ever (P6).
    """
    author = mail.from_.key if mail.from_ else ""
    settings = context.desk.settings
    agent = settings.agent_named(assignee) if assignee else None
    if agent is not None:
        return [] if agent is context.agent else [(Address(agent.addresses[0], agent.name), agent)]
    team = settings.team_named(team_name)
    if team is not None and team.address is not None and team.address.lower() != author:
        return [(Address(team.address, team.name), None)]
    present = [
        a for a in settings.agents_in(team_name) if not _away(context, a.name) and a is not context.agent
    ]
    return [(Address(a.addresses[0], a.name), a) for a in present]


def _away(context: Context, name: str) -> bool:
    state = context.agents.get(name)
    return state is not None and state.away_until is not None and context.now < state.away_until


def _facts(mail: Mail, context: Context, what: str, verified: bool) -> dict[str, object]:
    sender = mail.from_ or Address("", "somebody without an address")
    return {
        "what": what,
        "text": mail.new_text[:_MAX_QUOTED],
        "customer": person(sender) or sender.address,
        "address": sender.address,
        "verified": verified,
        "attachments": [f"{a.name} ({_size(a.size)})" for a in mail.attachments[:_SHOWN_ATTACHMENTS]],
        "desk": context.mailbox.name,
    }


def _ticket_facts(ticket: TicketState, context: Context) -> dict[str, object]:
    return {
        "subject": _harmless(ticket.subject),
        "status": ticket.status.value,
        "priority": ticket.priority.value,
        "team": ticket.team or "",
        "assignee": ticket.assignee,
        "history": _history(context, ticket),
    }


def _history(
    context: Context, ticket: TicketState, reader: Participant | None = None
) -> list[dict[str, object]]:
    """What was said before; a newcomer gets nothing from before they joined (SPEC section 7.2)."""
    earlier = context.history.get(ticket.id, ())
    if reader is not None and reader.role != "requester":
        earlier = tuple(e for e in earlier if e.at > reader.joined_at)
    zone = context.mailbox.zone
    return [
        {"who": e.who, "at": by(e.at, context.now, zone), "text": e.text[:_MAX_QUOTED],
         "lines": e.text[:_MAX_QUOTED].splitlines()}
        for e in earlier
    ]  # fmt: skip


def _harmless(subject: str) -> str:
    """A customer's subject comes back in the agent's reply: it may not hold a command there (SPEC section 11.1)."""
    return _COMMAND.sub(r"\g<0> ", subject)


def _claimed(context: Context, ticket_id: int) -> str:
    ticket = context.ticket(ticket_id)
    return ticket.reference if ticket else f"ticket {ticket_id}"


def _size(octets: int) -> str:
    return f"{octets / 1024:.0f} KiB" if octets < 1024 * 1024 else f"{octets / 1024 / 1024:.1f} MiB"
