"""How does a draft become the bytes of a mail? The only place that writes headers.

Theory of operation: the header block is made here from typed values, one `fold` a header, and put in
front of a MIME body from the standard library, whose root part carries nothing but its Content headers.
The same draft gives the same bytes, so that a repeated delivery is recognisably the same mail.
"""

import hashlib
import re
from binascii import b2a_qp
from collections.abc import Iterator
from datetime import datetime
from email.message import MIMEPart
from email.policy import SMTP
from email.utils import format_datetime

from mailgate.mail.header_values import (
    Mailbox,
    MessageId,
    Text,
    Token,
    UnsafeValue,
    fold,
    is_message_id,
    needs_smtputf8,
)
from mailgate.model.mail import Address
from mailgate.model.outgoing import AttachmentSource, Draft, DraftAttachment

# 76 and not 78: RFC 2045 section 6.7 (5) for quoted-printable. 7bit because nobody promises 8BITMIME
# on the whole way, and a relay that re-encodes breaks signatures.
_POLICY = SMTP.clone(cte_type="7bit", max_line_length=76)
_LONGEST_PLAIN_LINE = 78
_ASCII = bytes(range(0x7F))
_LONGEST_FILE_NAME = 120  # characters; file systems take 255 octets

_BODY_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\ud800-\udfff]")
# What some file system gives a meaning to; without "?" no name can look like an encoded word either.
_PATH_CHARACTERS = re.compile(r'[/\\:*?"<>|]+')
_CONTENT_TYPE = re.compile(r"([a-z0-9][a-z0-9!#$&^_.+-]{0,60})/([a-z0-9][a-z0-9!#$&^_.+-]{0,100})")
_LANGUAGE_TAG = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8}){0,5}")
_LIST_ID = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+")


def compose(draft: Draft, attachments: AttachmentSource, *, downgraded: bool = False) -> bytes:
    """The whole mail with CRLF line ends and no line over 998 octets (RFC 5322).

    ASCII only, unless a local part in it needs RFC 6532 (see `draft_needs_smtputf8`); `downgraded` shows such
    recipients by name, as an empty group, to those whose own server need not know SMTPUTF8 (RFC 6857 section 3.1.8).
    Raises
    `UnsafeValue` when an address, an id or a marker of ours cannot be written; a stranger's words
    (subject, names, other systems' ids) never make it fail.
    """
    body = _body(draft, attachments)
    return b"".join(_header_block(draft, downgraded=downgraded)) + body.as_bytes(policy=_POLICY)


def draft_needs_smtputf8(draft: Draft) -> bool:
    """Can only a server with SMTPUTF8 (RFC 6531) take the header of this mail?"""
    everybody = (draft.from_, *draft.to, *draft.cc, *([draft.reply_to] if draft.reply_to else []))
    return any(needs_smtputf8(each.address) for each in everybody)


def may_be_downgraded(draft: Draft, recipient: str) -> bool:
    """Does the mail need SMTPUTF8 only for the addresses of others? Theirs may not cost this recipient the mail."""
    own = (draft.from_.address, draft.reply_to.address if draft.reply_to else "", recipient)
    return draft_needs_smtputf8(draft) and not any(map(needs_smtputf8, own))


def _header_block(draft: Draft, *, downgraded: bool) -> Iterator[bytes]:
    """In the order of RFC 5322 section 3.6; automatic marks, lists and our own headers after them."""
    yield fold("Date", (_date(draft.date),))
    yield from _mailboxes("From", (draft.from_,))
    yield from _mailboxes("Reply-To", (draft.reply_to,) if draft.reply_to else ())
    yield from _mailboxes("To", draft.to, downgraded=downgraded)
    yield from _mailboxes("Cc", draft.cc, downgraded=downgraded)
    yield fold("Message-ID", MessageId(draft.message_id).words())
    yield from _ids("In-Reply-To", (draft.in_reply_to,) if draft.in_reply_to else ())
    yield from _ids("References", draft.references)
    yield fold("Subject", Text.cleaned(draft.subject).words())
    yield from _marks(draft)
    yield fold("MIME-Version", ("1.0",))


def _marks(draft: Draft) -> Iterator[bytes]:
    if draft.automatic:
        yield fold("Auto-Submitted", (draft.automatic,))
        # Exchange heeds this one and not RFC 3834. Precedence is never written: it makes some servers
        # drop the mail and others treat it as bulk.
        yield fold("X-Auto-Response-Suppress", ("All",))
    if draft.list_id is not None:
        yield fold("List-Id", (f"<{_matching(_LIST_ID, draft.list_id)}>",))
    if draft.language is not None:
        yield fold("Content-Language", (_matching(_LANGUAGE_TAG, draft.language),))
    yield fold("X-Mailgate-Loop", (str(draft.hops),))
    for marker, value in draft.markers:
        yield fold(marker, Token(value).words())


def _mailboxes(name: str, addresses: tuple[Address, ...], *, downgraded: bool = False) -> Iterator[bytes]:
    if not addresses:
        return
    words: list[str] = []
    for address in addresses:
        group = downgraded and needs_smtputf8(address.address)
        *before, last = Mailbox.of(address).group_words() if group else Mailbox.of(address).words()
        words += [*before, f"{last},"]
    words[-1] = words[-1].removesuffix(",")
    yield fold(name, words)


def _ids(name: str, ids: tuple[str, ...]) -> Iterator[bytes]:
    """Other systems' ids: one that cannot be written as it is would match nothing, and is left out."""
    writable = [each for each in ids if is_message_id(each)]
    if writable:
        yield fold(name, writable)


def _date(date: datetime) -> str:
    if date.tzinfo is None:
        raise UnsafeValue("a draft's date needs its zone")
    return format_datetime(date)


def _matching(pattern: re.Pattern[str], value: str) -> str:
    if not pattern.fullmatch(value):
        raise UnsafeValue(f"not a value for this header: {value[:80]!r}")
    return value


def _body(draft: Draft, source: AttachmentSource) -> MIMEPart:
    root = MIMEPart(policy=_POLICY)
    _set_text(root, draft.text, "plain")
    if draft.html is not None:
        root.make_alternative()
        _set_text(_appended(root), draft.html, "html")
    if draft.attachments:
        root.make_mixed()
        for attachment in draft.attachments:
            _set_file(_appended(root), attachment, source.bytes_of(attachment))
    for depth, part in enumerate(part for part in root.walk() if part.is_multipart()):
        part.set_boundary(_boundary(draft.message_id, depth))
    return root


def _appended(multipart: MIMEPart) -> MIMEPart:
    part = MIMEPart(policy=_POLICY)
    multipart.attach(part)
    return part


def _boundary(message_id: str, depth: int) -> str:
    """Nobody who wrote part of the text could know it; "=_" cannot stand in either encoding."""
    return f"=_{depth}_{hashlib.sha256(message_id.encode()).hexdigest()[:32]}"


def _set_text(part: MIMEPart, text: str, subtype: str) -> None:
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    body = _BODY_CONTROLS.sub("\ufffd", lines).removesuffix("\n") + "\n"
    encoding = _encoding(body)
    if encoding != "quoted-printable":
        part.set_content(body, subtype=subtype, charset="utf-8", cte=encoding)
        return
    # The encoder of `set_content` is written in Python, and took most of the time of a whole mail.
    part["Content-Type"] = f'text/{subtype}; charset="utf-8"'
    part["Content-Transfer-Encoding"] = encoding
    part.set_payload(b2a_qp(body.encode(), istext=True).decode("ascii"))


def _encoding(body: str) -> str:
    """Readable where it can be: as it is, else quoted-printable; base64 for scripts beyond ASCII."""
    if body.isascii() and all(len(line) <= _LONGEST_PLAIN_LINE for line in body.split("\n")):
        return "7bit"
    octets = body.encode()
    beyond_ascii = len(octets.translate(None, _ASCII))
    # Three octets for one against four for three: they are equal at a sixth.
    return "quoted-printable" if beyond_ascii * 6 <= len(octets) else "base64"


def _set_file(part: MIMEPart, attachment: DraftAttachment, content: bytes) -> None:
    maintype, subtype = _content_type(attachment.content_type)
    name = _file_name(attachment.name)
    part.set_content(content, maintype=maintype, subtype=subtype, filename=name, cte="base64")


def _content_type(given: str) -> tuple[str, str]:
    """Main and subtype. A whole mail goes as plain bytes: RFC 2046 section 5.2.1 forbids it base64."""
    match = _CONTENT_TYPE.fullmatch(given.lower())
    if match is None or match[1] in ("message", "multipart"):
        return "application", "octet-stream"
    return match[1], match[2]


def _file_name(given: str) -> str:
    """A name and never a path; cut in the middle, so that it keeps its ending."""
    name = Text.cleaned(_PATH_CHARACTERS.sub("_", given)).value.lstrip(".")
    if len(name) > _LONGEST_FILE_NAME:
        name = f"{name[: _LONGEST_FILE_NAME - 21]}…{name[-20:]}"
    return name or "attachment"
