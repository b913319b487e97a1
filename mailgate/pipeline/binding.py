"""Turning a letter into a mail for the outbox: its words, its number, its ids, its reply address."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast
from urllib.parse import quote
from zoneinfo import ZoneInfo

from mailgate.agents.seals import SEAL_MARK
from mailgate.config.schema import MailboxTable
from mailgate.letters.book import LetterBook
from mailgate.mail.quote_marks import SEPARATOR_MARK
from mailgate.model.decision import Letter, LetterKind, ReplyMeans
from mailgate.model.mail import Address, Attachment, Mail
from mailgate.model.outgoing import AutoSubmitted, Draft, DraftAttachment, Marker, draft_to_json
from mailgate.pipeline.enclosures import OF_THE_SENDER, enclosed
from mailgate.pipeline.mint import Mint
from mailgate.pipeline.notices import harmless_name
from mailgate.store.outbox import Outgoing
from mailgate.threading import message_ids

_OUTBOX_KINDS = {
    LetterKind.ACK: "ack",
    LetterKind.ACK_MINIMAL: "ack",
    LetterKind.NOTIFICATION: "notification",
    LetterKind.REPLY: "reply",
    LetterKind.HELD: "notice",
    LetterKind.UNDELIVERED: "notice",
    LetterKind.CONFIRM: "notice",
    LetterKind.RECEIPT: "notice",
    LetterKind.PREVIEW: "notice",
    LetterKind.DIGEST: "notice",
    LetterKind.ALERT: "notice",
    LetterKind.ALARM: "notice",
    LetterKind.OPERATOR_DIGEST: "notice",
    LetterKind.WORD: "notice",
    LetterKind.FORWARD: "notice",
    LetterKind.OWN: "notice",
    LetterKind.REMINDERS: "notice",
    LetterKind.REMIND: "notice",
    LetterKind.CLOSING: "notice",
    LetterKind.PROGRESS: "notice",
    LetterKind.CORRECTION: "notice",
}

_OWN_CHAIN_IS_NOT_TOLD = frozenset(
    {LetterKind.REPLY, LetterKind.ACK_MINIMAL, LetterKind.FORWARD, LetterKind.OWN}
)
_LONGEST_SPEAKER = 60  # so that the mailbox's own name stays to be seen
_AT = str.maketrans(dict.fromkeys("@＠﹫", "(at)"))  # every sign that is "@" in one of Unicode's forms
_ENCODED = "=?"  # of an encoded word within an encoded word: some clients read on in what they have decoded


@dataclass(frozen=True, slots=True)
class Person:
    """Whose token a letter carries."""

    number: int
    epoch: int


@dataclass(frozen=True)
class Binding:
    """What a letter is bound to."""

    ticket_id: int
    reference: str
    mailbox: MailboxTable
    journal_id: int
    mail: Mail
    now: datetime
    book: LetterBook
    mint: Mint
    held: int | None = None  # the number under which the mail was kept back
    opened: tuple[str, ...] = ()  # references of tickets that the mail opened beside this one
    before: Mapping[str, str] = field(default_factory=dict)  # our last mail to each customer

    @property
    def domain(self) -> str:
        return self.mailbox.address.rpartition("@")[2]


def outgoing(letter: Letter, person: Person | None, binding: Binding) -> Outgoing:
    """The mail as the outbox keeps it; it is composed to bytes when it leaves."""
    draft = draft_of(letter, person, binding)
    return Outgoing(
        kind=_OUTBOX_KINDS[letter.kind],
        message_id=draft.message_id,
        sender="" if letter.null_sender else binding.mailbox.address,
        draft=draft_to_json(draft),
        recipients=(letter.to.address,),
        not_before=letter.not_before or binding.now,
        expires_at=letter.expires_at,
        recheck=letter.recheck,
        timers=letter.timers,
    )


def draft_of(letter: Letter, person: Person | None, binding: Binding) -> Draft:
    """The mail as values; also what `explain` shows."""
    words = binding.book.render(
        letter.kind, letter.language, _facts(letter, binding), letter.template, binding.mailbox.address
    )
    root = binding.mint.root_id(binding.ticket_id, binding.domain)
    to_agent = letter.agent is not None or letter.kind is LetterKind.NOTIFICATION
    # A customer's own chain of ids may name outsiders' mail to an agent and back: agents get the root alone.
    # In turn a reply's cause is the agent's mail, whose chain names our mails to agents.
    # Where nobody vouches for the sender, the chain is what they chose, too.
    own_chain = not to_agent and letter.kind not in _OWN_CHAIN_IS_NOT_TOLD
    earlier = (*binding.mail.references, *binding.mail.in_reply_to) if own_chain else ()
    if letter.kind is LetterKind.REPLY and (last := binding.before.get(letter.to.key)) is not None:
        earlier = (last,)  # each reader's client knows the mail that this reader got
    answered = None if to_agent else letter.in_reply_to
    parent = answered if answered and message_ids.quotable(answered) else None
    return Draft(
        message_id=binding.mint.message_id(binding.ticket_id, binding.domain),
        from_=_from(letter, binding),
        to=letter.shown_to or (letter.to,),
        subject=_without_addresses(words.subject) if to_agent else words.subject,
        text=words.text,
        html=words.html,
        date=binding.now.replace(microsecond=0).astimezone(ZoneInfo(binding.mailbox.zone)),
        reply_to=_reply_to(letter, person, binding),
        in_reply_to=parent or root,
        references=message_ids.references(root, earlier, parent),
        automatic=cast("AutoSubmitted | None", letter.automatic),
        list_id=f"{_slug(binding.mailbox)}.{binding.domain}" if to_agent else None,
        language=words.language,
        hops=binding.mail.hops + 1,
        markers=_markers(binding) if to_agent else (),
        attachments=_attachments(letter, binding),
    )


def _markers(binding: Binding) -> tuple[tuple[Marker, str], ...]:
    """The ticket, and where else it is to be seen; for agents alone, it is the operator's own address."""
    if binding.reference == binding.mailbox.name:
        return ()  # a digest is about no ticket: its reference is the mailbox's name, and no word for these headers
    archive = binding.mailbox.archived_at
    place = f"<{archive.replace('{ref}', quote(binding.reference, safe=''))}>" if archive else None
    return ((Marker.TICKET, binding.reference), *(((Marker.ARCHIVED_AT, place),) if place else ()))


def _facts(letter: Letter, binding: Binding) -> Mapping[str, object]:
    return {
        "reference": binding.reference,
        "separator": SEPARATOR_MARK,
        "seal": SEAL_MARK,
        "desk": binding.mailbox.name,
        "opened": binding.opened,
        **letter.facts,
    }


def _from(letter: Letter, binding: Binding) -> Address:
    """The mailbox, under the name of whoever speaks; never under an address that somebody chose as a name."""
    speaker = letter.facts.get("agent") if letter.kind is LetterKind.REPLY else None
    if letter.kind is LetterKind.NOTIFICATION:
        speaker = letter.facts.get("customer")
    name = binding.mailbox.name
    if isinstance(speaker, str) and speaker and harmless_name(speaker) and _ENCODED not in speaker:
        speaker = speaker[:_LONGEST_SPEAKER]
        name = f"{speaker} via {name}" if letter.kind is LetterKind.NOTIFICATION else f"{speaker}, {name}"
    return Address(binding.mailbox.address, name)


def _reply_to(letter: Letter, person: Person | None, binding: Binding) -> Address | None:
    if person is None:
        return None
    mailbox = binding.mailbox
    # The answer to a question names the mail that was kept back; that mail knows its ticket.
    asked = letter.means is ReplyMeans.HELD
    about = binding.held or letter.held if asked else binding.ticket_id
    assert about is not None  # a question is about a mail that is kept back
    address = binding.mint.reply_address(
        mailbox.address, mailbox.tokens, letter.means, about, person.number, person.epoch
    )
    return Address(address, mailbox.name) if address != mailbox.address else None


def _attachments(letter: Letter, binding: Binding) -> tuple[DraftAttachment, ...]:
    if not letter.attachments:
        return letter.files
    if letter.kind is LetterKind.NOTIFICATION:
        return tuple(
            _file(a, _without_addresses(a.name), binding) for a in enclosed(binding.mail.attachments)
        )
    return letter.files + tuple(
        _file(a, a.name, binding) for a in binding.mail.attachments if a.content_type not in OF_THE_SENDER
    )


def _file(file: Attachment, name: str, binding: Binding) -> DraftAttachment:
    return DraftAttachment(name, file.content_type, binding.journal_id, file.path, file.sha256, file.size)


def _without_addresses(words: str) -> str:
    """Words for a header of what agents read: a client would take an address there for one to answer (SPEC 11.1)."""
    return words.translate(_AT).replace(_ENCODED, "= ?")


def _slug(mailbox: MailboxTable) -> str:
    local = mailbox.address.rpartition("@")[0]
    return "".join(c if c.isalnum() or c in "-." else "-" for c in local)
