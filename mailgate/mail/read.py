"""What does this mail say? Octets in, one frozen Mail out, for any octets.

Order of work: structure on octets, fields, addresses, bodies, words, bounce, verdicts, new text. Where a
limit is hit the fields are still read, and the raw mail is attached so that a person can look at it.
"""

import hashlib
from dataclasses import dataclass, field

from mailgate.errors import Unparseable
from mailgate.mail.addresses import AddressReader
from mailgate.mail.automatic import read_automatic
from mailgate.mail.bodies import Bodies, read_bodies
from mailgate.mail.bounce import read_bounce
from mailgate.mail.digest import derived_message_id, stable_digest
from mailgate.mail.enclosed import read_enclosed
from mailgate.mail.fields import Fields
from mailgate.mail.forward import read_forward
from mailgate.mail.headers import (
    decoded_fields,
    read_auth_results,
    read_date,
    read_hops,
    read_ids,
    read_in_reply_to,
    read_language,
    read_message_id,
    read_original_ids,
    read_subject,
)
from mailgate.mail.language import language_of
from mailgate.mail.limits import NORMAL, Limits
from mailgate.mail.prescan import essential_fields
from mailgate.mail.quotes import Split, split_text
from mailgate.mail.silence import read_silence
from mailgate.mail.structure import Part, Tree, read_structure
from mailgate.mail.words import Words, choose_words, marks_of_pages
from mailgate.model.mail import Attachment, Mail

_DELIVERED_TO = ("delivered-to", "x-original-to", "x-delivered-to", "envelope-to", "resent-to")


def read(raw: bytes, limits: Limits = NORMAL, *, mail_from: str | None = None) -> Mail:
    """Reads a mail; `mail_from` is the envelope's sender, "" for the null one, None if unknown.

    Raises Unparseable, and nothing else, for octets that hold nothing at all.
    """
    if not raw.strip(b"\0\r\n\t "):
        raise Unparseable("the mail is empty")
    tree = read_structure(raw, limits)
    return _Reading(raw, limits, mail_from, tree, _fields(raw, tree)).mail()


def _fields(raw: bytes, tree: Tree) -> Fields:
    return essential_fields(raw) if {"header", "headers"} & set(tree.limits) else tree.root.fields


def whole_mail(raw: bytes) -> Attachment:
    """The raw mail as an attachment of itself, for mails that could not be read in full."""
    return Attachment(
        name="original.eml",
        content_type="message/rfc822",
        size=len(raw),
        sha256=hashlib.sha256(raw).hexdigest(),
        path="",
    )


def _is_mail(part: Part) -> bool:
    """An attached mail; some mailers call it a file, and only its name tells."""
    name = part.disposition.params.get("filename") or part.type.params.get("name") or ""
    return part.message or name.lower().endswith(".eml")


@dataclass(slots=True)
class _Reading:
    """The work on one mail."""

    raw: bytes
    limits: Limits
    mail_from: str | None
    tree: Tree
    fields: Fields
    defects: list[str] = field(default_factory=list)
    over: list[str] = field(default_factory=list)

    def mail(self) -> Mail:
        self.over.extend(self.tree.limits)
        self.defects.extend(self.tree.defects)
        bodies = Bodies(self.tree, self.limits) if self.tree.limits else read_bodies(self.tree, self.limits)
        words = Words() if self.tree.limits else choose_words(bodies, self.limits)
        self.over.extend(bodies.over)
        self.defects.extend(bodies.defects)
        if words.capped:
            self.over.append("html")
        return self._assemble(bodies, words)

    def _assemble(self, bodies: Bodies, words: Words) -> Mail:
        fields, most = self.fields, self.limits.references
        charset = bodies.charset or self.tree.root.type.params.get("charset")
        subject = read_subject(fields, charset)
        reader = AddressReader(fields, charset, self.limits.addresses, self.defects)
        senders = reader.every("from")
        sender = reader.first("sender")
        author = senders[0] if senders else sender
        text = words.text
        bounce = read_bounce(self.tree, author, subject, text, mail_from=self.mail_from)
        split = self._split(words, subject)
        given = read_message_id(fields)
        digest = self._digest()
        mail_from = "" if self.mail_from is None and fields.first("return-path") == b"<>" else self.mail_from
        automatic = read_automatic(
            fields, self.tree, author, subject, text, bounce=bounce, mail_from=mail_from
        )
        reply_to, to, cc = reader.every("reply-to"), reader.every("to"), reader.every("cc")
        delivered_to = tuple(
            dict.fromkeys(one.address for name in _DELIVERED_TO for one in reader.every(name))
        )
        date = read_date(fields, self.defects)
        decoded = decoded_fields(fields, charset)
        if reader.overflow:
            self.over.append("addresses")
        over = tuple(dict.fromkeys(self.over))
        return Mail(
            digest=digest,
            message_id=given or derived_message_id(digest),
            message_id_given=given is not None,
            senders=senders,
            subject=subject,
            date=date,
            in_reply_to=read_in_reply_to(fields, most),
            references=read_ids(fields.every("references"), most),
            original_ids=read_original_ids(fields, most),
            reply_to=reply_to,
            sender=sender,
            to=to,
            cc=cc,
            delivered_to=delivered_to,
            text=text,
            new_text=split.new,
            quoted_text=split.quoted,
            signature=split.signature,
            cuts=split.cuts,
            html=words.html,
            attachments=(*bodies.attachments, *((whole_mail(self.raw),) if over else ())),
            enclosed=() if over else read_enclosed(map(self.tree.body, filter(_is_mail, self.tree.leaves()))),
            language=(None if bodies.sealed else language_of(split.new)) or read_language(fields),
            automatic=automatic,
            silence=read_silence(fields, author, mail_from),
            bounce=bounce,
            forward=read_forward(text, split.forward_at) if split.forward_at is not None else None,
            headers=decoded,
            auth_results=read_auth_results(fields),
            hops=read_hops(fields),
            defects=tuple(dict.fromkeys(self.defects))[:100],
            limits=over,
        )

    def _split(self, words: Words, subject: str) -> Split:
        """The text taken apart; where it marks no history itself, the page beside it may."""
        split = split_text(words.text, subject, words.marks)
        if split.quoted or split.forward_at is not None or not words.unread:
            return split
        marks = marks_of_pages(words)
        return split_text(words.text, subject, {**words.marks, **marks}) if marks else split

    def _digest(self) -> str:
        fields, root = self.fields, self.tree.root
        body = self.tree.octets[root.start :]
        return stable_digest(fields.first("from"), fields.first("date"), fields.first("subject"), body)
