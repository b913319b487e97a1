"""Which recipients does a delivery report speak of, and is the failure for good? RFC 3464, with its deviations.

Facts: fields come with folded, missing or empty values; several servers write the address without its type, put
the status into Diagnostic-Code, wrap the part in text/plain, or encode it. Whatever names a recipient counts.
"""

import re

from mailgate.mail.bounce_reason import action_of, reason_of
from mailgate.mail.bounce_text import free_form
from mailgate.mail.fields import Fields, read_block
from mailgate.mail.headers import clean_line, read_message_id
from mailgate.mail.structure import Part, Tree
from mailgate.model.mail import Address, Bounce, BounceRecipient

_RECIPIENTS = 100
_STATUS_OCTETS = 256 * 1024
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_ADDRESS = re.compile(r"[^\s<>;,()\"]{1,100}@[^\s<>;,()\"]{1,255}")
_GROUP = re.compile(rb"\r?\n[ \t]*\r?\n")
_RETURNED = (
    "message/rfc822",
    "text/rfc822-headers",
    "message/global",
    "message/global-headers",
    "message/rfc822-headers",
)
_STATUS_TYPES = ("message/delivery-status", "message/global-delivery-status")


def read_bounce(tree: Tree, sender: Address | None, subject: str, text: str) -> Bounce | None:
    """The report, or None where the mail is none; a vacation notice with an empty sender is none."""
    status_parts = [part for part in tree.leaves() if part.content_type in _STATUS_TYPES]
    recipients: dict[str, BounceRecipient] = {}
    for part in status_parts[:10]:
        for fields in _groups(tree.body(part)[:_STATUS_OCTETS]):
            _add(recipients, _recipient(fields))
    if not recipients:
        for recipient in free_form(sender, subject, text):
            _add(recipients, recipient)
    if not recipients:
        return None
    return Bounce(tuple(recipients.values()), _original_id(tree, text))


def _add(recipients: dict[str, BounceRecipient], found: BounceRecipient | None) -> None:
    if found is not None and len(recipients) < _RECIPIENTS:
        recipients.setdefault(found.address.lower(), found)


def _groups(octets: bytes) -> list[Fields]:
    """The blocks of fields, one per message and recipient; most blocks are one recipient's."""
    blocks = _GROUP.split(octets.strip())[: _RECIPIENTS + 5]
    return [read_block(block, 0, len(block)).fields for block in blocks]


def _recipient(fields: Fields) -> BounceRecipient | None:
    """One recipient's block (RFC 3464 section 2.3); None for the block about the message."""
    named = (
        fields.first("final-recipient")
        or fields.first("original-recipient")
        or fields.first("x-actual-recipient")
    )
    original = _ADDRESS.search(_text(fields.first("original-recipient")))
    final = _ADDRESS.search(_text(named))
    match = original or final
    if match is None:
        return None
    diagnostic = clean_line(_text(fields.first("diagnostic-code")))
    status = _status(_text(fields.first("status"))) or _status(diagnostic)
    action = action_of(_text(fields.first("action")), status)
    return BounceRecipient(
        address=match[0].rstrip("."),
        action=action,
        status=status,
        permanent=action == "failed" and not status.startswith("4."),
        reason=reason_of(status, diagnostic),
        diagnostic=diagnostic.partition(";")[2].strip() or diagnostic,
    )


def _status(text: str) -> str:
    found = _STATUS.search(text)
    return found[1] if found else ""


def _text(value: bytes) -> str:
    return value[:2_000].decode("utf-8", "replace")


def _original_id(tree: Tree, text: str) -> str | None:
    """The Message-ID in the returned mail, which is a part, or stands in the text."""
    for part in tree.leaves():
        if part.content_type in _RETURNED and (found := _returned_id(tree, part)):
            return found
    quoted = re.search(r"^[> \t]*message-id:\s*(<[^<>\s]{3,300}>)", text, re.MULTILINE | re.IGNORECASE)
    return quoted[1] if quoted else None


def _returned_id(tree: Tree, part: Part) -> str | None:
    octets = tree.body(part)[:_STATUS_OCTETS].lstrip(b"\r\n")
    return read_message_id(read_block(octets, 0, len(octets)).fields)
