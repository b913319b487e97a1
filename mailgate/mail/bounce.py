"""Which recipients does a delivery report speak of, and is the failure for good?

In the order of trust: the fields of RFC 3464, wherever they stand and whatever their part is called; the field
X-Failed-Recipients; the sentences of the letter; and, where a report names nobody, the one recipient of the mail
that it brings back.
"""

import re
from collections.abc import Iterator

from mailgate.mail.bounce_evidence import is_report, may_report, tells_failure
from mailgate.mail.bounce_library import library_recipients
from mailgate.mail.bounce_status import STATUS_OCTETS, names_recipients, read_blocks, recipient_of
from mailgate.mail.bounce_text import free_form, own_words
from mailgate.mail.fields import Fields, read_block
from mailgate.mail.headers import read_ids, read_in_reply_to, read_message_id
from mailgate.mail.structure import Part, Tree, read_structure
from mailgate.model.mail import Address, Bounce, BounceRecipient

_RECIPIENTS = 100
_PARTS = 10
_ADDRESS = re.compile(r"[^\s<>;,()\":]{1,100}@[^\s<>;,()\":]{1,255}")
_RETURNED = (
    "message/rfc822",
    "text/rfc822-headers",
    "text/rfc822-header",
    "text/rfc822",
    "message/global",
    "message/global-headers",
    "message/rfc822-headers",
    "message/partial",
)
_STATUS_TYPES = ("message/delivery-status", "message/global-delivery-status", "text/delivery-status")
_PLAIN = (
    "text/plain",
    "application/octet-stream",
    "message/delivery-report",
    "application/x-delivery-status",
)
_QUOTED_ID = re.compile(
    r"^[> \t]*(?:original-)?message-id:\s*(<[^<>\s]{3,300}>)", re.MULTILINE | re.IGNORECASE
)


def read_bounce(
    tree: Tree, sender: Address | None, subject: str, text: str, *, mail_from: str | None = None
) -> Bounce | None:
    """The report, or None where the mail is none; a vacation notice with an empty sender is none.

    `mail_from` is the envelope's sender, "" for the null one, None if unknown.
    """
    report = _report_inside(tree) if is_report(tree) else tree
    found: tuple[BounceRecipient, ...] = ()
    if may_report(tree, sender, subject, mail_from):
        found = _distinct(_by_fields(report))
    if not found and tells_failure(tree, sender, subject, text, mail_from):
        found = _distinct(_by_words(tree, sender, subject, text))
    return Bounce(found, _original_id(report, text)) if found else None


def _report_inside(tree: Tree) -> Tree:
    """The report that a gateway wrapped into a part of its own; the mail itself where it holds its fields."""
    leaves = list(tree.leaves())
    if any(part.content_type in _STATUS_TYPES for part in leaves):
        return tree
    for part in leaves[:_PARTS]:
        if part.message:
            inner = read_structure(tree.body(part)[:STATUS_OCTETS])
            if inner.root.content_type == "multipart/report":
                return inner
    return tree


def _distinct(recipients: Iterator[BounceRecipient]) -> tuple[BounceRecipient, ...]:
    kept: dict[str, BounceRecipient] = {}
    for one in recipients:
        kept.setdefault(one.address.lower(), one)
        if len(kept) == _RECIPIENTS:
            break
    return tuple(kept.values())


def _by_fields(tree: Tree) -> Iterator[BounceRecipient]:
    """Status parts first; texts that hold such fields only where no part is marked as one."""
    leaves = list(tree.leaves())
    marked = [part for part in leaves if part.content_type in _STATUS_TYPES][:_PARTS]
    for part in marked or [part for part in leaves if part.content_type in _PLAIN][:_PARTS]:
        octets = tree.body(part)
        if marked or names_recipients(octets):
            yield from (one for block in read_blocks(octets) if (one := recipient_of(block)) is not None)


def _by_words(tree: Tree, sender: Address | None, subject: str, text: str) -> Iterator[BounceRecipient]:
    apart = frozenset({*_addresses(tree.root.fields, "to"), sender.key if sender else ""})
    told = list(free_form(subject, text, apart))
    failed = _addresses(tree.root.fields, "x-failed-recipients")
    if failed:
        # The field says who, the sentences why.
        details = {one.address.lower(): one for one in told}
        alone = "\n".join(own_words(text)) if len(failed) == 1 else ""
        for address in failed:
            yield details.get(address.lower()) or _told_of(subject, address, alone)
        return
    told = told or list(library_recipients(tree.root.fields, sender, text, apart))
    yield from told
    if not told and (address := _returned_recipient(tree)):
        yield _told_of(subject, address, "\n".join(own_words(text)))


def _told_of(subject: str, address: str, words: str) -> BounceRecipient:
    """What a letter says of a recipient that it does not name itself."""
    return next(
        free_form(subject, f"{address}\n\n{words}"), BounceRecipient(address, "failed", "", permanent=True)
    )


def _addresses(fields: Fields, name: str) -> tuple[str, ...]:
    text = b",".join(fields.every(name))[:20_000].decode("utf-8", "replace")
    return tuple(dict.fromkeys(found.lower() for found in _ADDRESS.findall(text)[:_RECIPIENTS]))


def _returned(tree: Tree) -> Iterator[Fields]:
    """The headers of the mail that came back; a part of another type counts where it begins with such a header."""
    for part in tree.leaves():
        if part.content_type in _RETURNED or _named_as_mail(part):
            octets = tree.body(part)[:STATUS_OCTETS].lstrip(b"\r\n")
            yield read_block(octets, 0, len(octets)).fields


def _named_as_mail(part: Part) -> bool:
    name = part.disposition.params.get("filename") or part.type.params.get("name") or ""
    return name.lower().endswith((".eml", "headers.txt", "header.txt", "original.txt", "message.txt"))


def _returned_recipient(tree: Tree) -> str:
    """Whom the mail was for that came back, if for one only."""
    for fields in _returned(tree):
        named = [*_addresses(fields, "to"), *_addresses(fields, "cc")]
        return named[0] if len(named) == 1 else ""
    return ""


def _original_id(tree: Tree, text: str) -> str | None:
    """The Message-ID of the mail that came back: from its part, its quoted header, or the report's own reference."""
    for fields in _returned(tree):
        if found := read_message_id(fields):
            return found
    quoted = _QUOTED_ID.search(text)
    if quoted is not None:
        return quoted[1]
    for part in tree.leaves():
        if part.content_type in _STATUS_TYPES:
            for block in read_blocks(tree.body(part)):
                if ids := read_ids((block["message-id"].encode(),), 1):
                    return ids[0]
    own = tree.root.fields
    referred = read_in_reply_to(own, 2) or read_ids(own.every("references"), 2)
    return referred[-1] if referred else None
