"""What can a condition ask about? One table: the name in rules.toml, what it means, and where its values come from.

A name with a star takes a word of the operator's own in its place: `header.x-mailer`, `field.order`.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from mailgate.model.authentication import Verdict
from mailgate.model.mail import Made
from mailgate.model.ticket import Priority, Status
from mailgate.rules.spam import spam_score
from mailgate.rules.view import Field, Kind, Raw, View


def _one(value: Raw | None) -> tuple[Raw, ...]:
    return () if value is None or value == "" else (value,)


def _senders(view: View) -> str:
    return view.facts.mail.from_.key if view.facts.mail.from_ else ""


def _recipients(view: View) -> Iterator[str]:
    mail = view.facts.mail
    yield from view.facts.envelope.rcpt_to
    yield from (address.address for address in (*mail.to, *mail.cc))
    yield from mail.delivered_to


def _domains(addresses: Iterable[str]) -> Iterator[str]:
    yield from dict.fromkeys(a.rpartition("@")[2] for a in addresses if "@" in a)


def _hours(view: View, _: str) -> tuple[str, ...]:
    """Of the calendar that the ticket follows now: a rule may have given it to another team."""
    calendar = view.facts.calendars.get(view.board.team or "") or view.facts.calendar
    return _in_or_out(view, calendar) if calendar else ("in",)


def _in_or_out(view: View, calendar: str) -> tuple[str, ...]:
    return ("in" if calendar in view.facts.open_calendars else "out",)


def _since(view: View, instant: datetime | None) -> tuple[float, ...]:
    return () if instant is None else (max(0.0, (view.facts.now - instant).total_seconds()),)


_T, _NAME = Kind.TEXT, Kind.NAME

FIELDS: tuple[Field, ...] = (
    Field("mailbox", _NAME, "the support address that the mail came to (the first, if several)",
          lambda v, _: (v.facts.mailbox,), common=True, choices=lambda k: k.mailboxes),
    Field("envelope.sender", _T, "the sender that the transport named; missing for reports of delivery",
          lambda v, _: _one(v.facts.envelope.mail_from)),
    Field("envelope.recipient", _T, "each recipient that the transport named",
          lambda v, _: v.facts.envelope.rcpt_to, single=False),
    Field("sender.address", _T, "the address in From; `sender` alone means it",
          lambda v, _: _one(_senders(v)), short="sender"),
    Field("sender.name", _T, "the name beside that address",
          lambda v, _: _one(v.facts.mail.from_.name if v.facts.mail.from_ else None)),
    Field("sender.domain", _T, "what follows the @ of that address",
          lambda v, _: tuple(_domains([_senders(v)]))),
    Field("sender.group", _NAME, "the group of the sender's organisation or contact, such as `vip`",
          lambda v, _: v.facts.sender_groups, single=False, choices=lambda k: k.groups),
    Field("sender.known", Kind.SWITCH, "whether this address has written before",
          lambda v, _: (v.facts.sender_known,), common=True),
    Field("recipient.address", _T, "each address of the envelope, To, Cc and Delivered-To; `recipient` alone means it",
          lambda v, _: tuple(dict.fromkeys(_recipients(v))), single=False, short="recipient"),
    Field("recipient.domain", _T, "what follows the @ of each of them",
          lambda v, _: tuple(_domains(_recipients(v))), single=False),
    Field("header.*", _T, "each field of the mail's header with this name, decoded",
          lambda v, key: v.facts.mail.headers.get(key, ()), single=False),
    Field("subject", _T, "the subject", lambda v, _: _one(v.facts.mail.subject)),
    Field("new_text", _T, "what the sender wrote now, without quotes and signature",
          lambda v, _: _one(v.facts.mail.new_text)),
    Field("text", _T, "the whole text, with what it quotes", lambda v, _: _one(v.facts.mail.text)),
    Field("attachment.name", _T, "the file name; `attachment` alone means it",
          lambda v, _: (a.name for a in v.facts.mail.attachments), single=False, short="attachment"),
    Field("attachment.type", _T, "the content type, such as application/pdf",
          lambda v, _: (a.content_type for a in v.facts.mail.attachments), single=False),
    Field("attachment.size", Kind.SIZE, "the size of the file",
          lambda v, _: (float(a.size) for a in v.facts.mail.attachments), single=False),
    Field("attachments", Kind.NUMBER, "how many files there are",
          lambda v, _: (float(len(v.facts.mail.attachments)),), common=True),
    Field("language", _T, "the language of the text, such as `da`; missing where the words do not tell",
          lambda v, _: _one(v.facts.mail.language), common=True),
    Field("size", Kind.SIZE, "the size of the whole mail", lambda v, _: (float(v.facts.size),)),
    Field("automatic", _NAME, "what made the mail, if no person did",
          lambda v, _: (v.facts.mail.automatic.kind.value,), common=True, choices=lambda _: Made),
    Field("authentication", _NAME, "whether somebody vouches for the sender",
          lambda v, _: (v.facts.authentication.value,), common=True, choices=lambda _: Verdict),
    Field("spam_score", Kind.NUMBER, "the score that a spam filter wrote into the header; the highest, if several",
          lambda v, _: _one(spam_score(v.facts.mail.headers))),
    Field("hours", _NAME, "whether it came in working time, by the ticket's calendar",
          _hours, changes=True, choices=lambda _: ("in", "out")),
    Field("calendar.*", _NAME, "whether it came in working time, by this calendar",
          _in_or_out, common=True, choices=lambda _: ("in", "out")),
    Field("ticket.status", _NAME, "the ticket's status; `new` for one that opens now",
          lambda v, _: (v.board.status.value,), changes=True, choices=lambda _: Status),
    Field("ticket.priority", _NAME, "its priority",
          lambda v, _: (v.board.priority.value,), changes=True, choices=lambda _: Priority),
    Field("ticket.category", _NAME, "its category",
          lambda v, _: _one(v.board.category), changes=True, choices=lambda k: k.categories),
    Field("ticket.team", _NAME, "its team",
          lambda v, _: _one(v.board.team), changes=True, choices=lambda k: k.teams),
    Field("ticket.assignee", _NAME, "the agent who has it",
          lambda v, _: _one(v.board.assignee), changes=True, choices=lambda k: k.agents),
    Field("ticket.tags", _T, "each of its tags", lambda v, _: v.board.tags, changes=True, single=False),
    Field("field.*", _T, "a custom field of the ticket, or what an earlier rule captured",
          lambda v, key: _one(v.board.fields.get(key)), changes=True),
    Field("since.customer", Kind.SPAN, "how long ago the customer wrote before",
          lambda v, _: _since(v, v.facts.last_customer_at)),
    Field("since.created", Kind.SPAN, "how long ago the ticket was opened",
          lambda v, _: _since(v, v.facts.created_at)),
)  # fmt: skip

FIELD: Mapping[str, Field] = {f.name: f for f in FIELDS}
GROUPS: Mapping[str, tuple[str, ...]] = {
    group: tuple(f.name.partition(".")[2] for f in FIELDS if f.name.startswith(f"{group}."))
    for group in dict.fromkeys(f.name.partition(".")[0] for f in FIELDS if "." in f.name)
}
DEFAULT: Mapping[str, Field] = {f.short: f for f in FIELDS if f.short}
