"""Which letters does a happening cause, and to whom? Facts only: words, ids and tokens are bound at the commit."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace
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
)
from mailgate.model.mail import Address, Mail
from mailgate.model.ticket import Participant, TicketState
from mailgate.pipeline.closing import closing_facts
from mailgate.pipeline.context import Context
from mailgate.pipeline.tongues import urgent
from mailgate.threading import tokens

ACK_LIFE = timedelta(
    hours=4
)  # an acknowledgement without a promise is not worth sending later (SPEC section 13.1)
MAX_QUOTED = 20_000  # characters of one earlier message in a letter
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
    links: tuple[str, ...] = (),
) -> tuple[Letter, ...]:
    """The acknowledgement, if there is one; the minimal form holds nothing that the sender chose."""
    if ack.form is AckForm.WITHHELD or mail.from_ is None:
        return ()
    who = ticket.requester
    full = ack.form is AckForm.FULL
    own = context.contact is not None and context.contact.zone == ticket.zone
    promised = (
        by(promise.until, context.now, ticket.zone, ticket.language, promise.precision, own=own)
        if promise
        else None
    )
    facts: dict[str, object] = {
        "desk": context.mailbox.name,
        "by": promised,
        "firm": promise is None or promise.firm,
        "links": links,
    }
    if full:
        facts |= {
            "subject": ticket.subject,
            "customer": person(who),
            "follows": follows.reference if follows else None,
            "urgent": urgent(context.mailbox, ticket.language),
            **closing_facts(ticket, context, own=own),
        }
    letter = Letter(
        kind=LetterKind.ACK if full else LetterKind.ACK_MINIMAL,
        to=Address(who.address, person(who) if full else ""),
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


def reply(
    context: Context,
    ticket: TicketState,
    text: str,
    agent: AgentTable,
    at: datetime,
    *,
    added: Sequence[Address] = (),
) -> tuple[Letter, ...]:
    """The agent's words to each customer who takes part, each with a token of their own; `added` join by this mail."""
    people = [p for p in ticket.participants if not p.muted and "@" in p.address]
    everybody = (*(shown(p) for p in people), *added)
    facts: Mapping[str, object] = {
        "subject": ticket.subject,
        "text": text,
        "signature": agent.signature,
        "agent": agent.name,
        "desk": context.box(ticket).name,
    }
    old = [
        _reply(shown(p), everybody, ticket, {**facts, "history": history(context, ticket, p)}, at)
        for p in people
    ]
    # A newcomer has none of the mails before, and is not told their ids either.
    new = [
        replace(_reply(who, everybody, ticket, {**facts, "history": []}, at), in_reply_to=None)
        for who in added
    ]
    return (*old, *new)


def person(address: Address) -> str:
    """How to call somebody: their name, unless it pretends to be an address."""
    return address.name if harmless_name(address.name) else ""


def harmless_name(name: str) -> bool:
    """Whether a name does not read as an address, in any of the forms of "@"."""
    return "@" not in unicodedata.normalize("NFKC", name)


def shown(who: Participant) -> Address:
    """A participant as others see them."""
    return Address(who.address, person(Address(who.address, who.name)))


def _reply(
    who: Address,
    shown: tuple[Address, ...],
    ticket: TicketState,
    facts: Mapping[str, object],
    at: datetime,
) -> Letter:
    return Letter(
        kind=LetterKind.REPLY,
        to=who,
        language=ticket.language,
        facts=facts,
        means=ReplyMeans.CUSTOMER,
        shown_to=shown,
        in_reply_to=ticket.last_message_id,
        attachments=True,
        not_before=at,
    )


def history(
    context: Context, ticket: TicketState, reader: Participant | None = None
) -> list[dict[str, object]]:
    """What was said before; a newcomer gets nothing from before they joined (SPEC section 7.2)."""
    earlier = context.history.get(ticket.id, ())
    if reader is not None and reader.role != "requester":
        earlier = tuple(e for e in earlier if e.at > reader.joined_at)
    zone = context.mailbox.zone
    return [
        {"who": e.who, "at": by(e.at, context.now, zone), "text": e.text[:MAX_QUOTED],
         "lines": e.text[:MAX_QUOTED].splitlines()}
        for e in earlier
    ]  # fmt: skip


def harmless(subject: str) -> str:
    """A customer's subject comes back in the agent's reply: it may not hold a command there (SPEC section 11.1)."""
    return _COMMAND.sub(r"\g<0> ", subject)
