"""What is to be sent? A mail as values, before it is bytes."""

import json
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal, Protocol

from mailgate.errors import Bug
from mailgate.model.mail import Address

AutoSubmitted = Literal["auto-replied", "auto-generated"]  # RFC 3834 section 5; a person's mail has neither


BESIDE_MACRO = 0  # no entry of the journal has this number


class Marker(StrEnum):
    """The headers that a letter may add; every other name belongs to the composer."""

    TICKET = "X-Mailgate-Ticket"
    ARCHIVED_AT = "Archived-At"  # RFC 5064


@dataclass(frozen=True, slots=True)
class DraftAttachment:
    """A file to be sent along; its bytes are taken from where they are when the mail is composed.

    From a stored raw mail; or, for a file of a canned answer, from the configuration directory.
    """

    name: str
    content_type: str
    journal_id: int  # BESIDE_MACRO for a file of a canned answer
    path: str  # place in the stored mail's MIME tree, as in `model.mail.Attachment`; or the file's name
    sha256: str
    size: int


class AttachmentSource(Protocol):
    """Finds the bytes of attachments."""

    def bytes_of(self, attachment: DraftAttachment) -> bytes:
        """The exact decoded bytes that `attachment.sha256` was computed from."""


@dataclass(frozen=True, slots=True)
class Draft:
    """One mail to be sent; the envelope is kept beside it, for it differs with each recipient."""

    message_id: str  # with angle brackets
    from_: Address
    to: tuple[Address, ...]
    subject: str
    text: str
    date: datetime  # aware; its zone is shown to the reader
    cc: tuple[Address, ...] = ()
    reply_to: Address | None = None
    html: str | None = None
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()  # oldest first, already cut to length
    automatic: AutoSubmitted | None = None
    list_id: str | None = None  # without angle brackets
    language: str | None = None  # of the text, RFC 5646
    hops: int = 1  # of mailgates that this mail's cause has passed, this one included
    markers: tuple[tuple[Marker, str], ...] = ()
    attachments: tuple[DraftAttachment, ...] = ()


_FIELDS = fields(Draft)
_encode = json.JSONEncoder(separators=(",", ":")).encode
_NESTED = frozenset({"from_", "to", "cc", "reply_to", "date", "attachments"})


def draft_to_json(draft: Draft) -> str:
    """The draft as the outbox stores it; `draft_from_json` gives an equal draft back."""
    return _encode(_plain(draft))


def draft_from_json(stored: str) -> Draft:
    """Reads what `draft_to_json` wrote; anything else is a `Bug`, the outbox being ours alone."""
    try:
        found: dict[str, Any] = json.loads(stored)
        return Draft(**(found | _typed(found)))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise Bug(f"a stored draft cannot be read: {error!r}") from error


def _plain(draft: Draft) -> dict[str, Any]:
    """By hand: `dataclasses.asdict` copies deeply and took a third of the time of a whole letter."""
    plain = {f.name: getattr(draft, f.name) for f in _FIELDS if f.name not in _NESTED}
    return plain | {
        "from_": _address(draft.from_),
        "to": [_address(a) for a in draft.to],
        "cc": [_address(a) for a in draft.cc],
        "reply_to": _address(draft.reply_to) if draft.reply_to is not None else None,
        "date": draft.date.isoformat(),
        "attachments": [asdict(a) for a in draft.attachments],
    }


def _address(address: Address) -> dict[str, str]:
    return {"address": address.address, "name": address.name}


def _typed(found: dict[str, Any]) -> dict[str, Any]:
    """The fields that JSON has no type for."""
    reply_to = found["reply_to"]
    return {
        "from_": Address(**found["from_"]),
        "to": tuple(Address(**each) for each in found["to"]),
        "cc": tuple(Address(**each) for each in found["cc"]),
        "reply_to": None if reply_to is None else Address(**reply_to),
        "date": datetime.fromisoformat(found["date"]),
        "references": tuple(found["references"]),
        "markers": tuple((Marker(name), value) for name, value in found["markers"]),
        "attachments": tuple(DraftAttachment(**each) for each in found["attachments"]),
    }
