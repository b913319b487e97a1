"""What does a mail say? The result of reading raw bytes, as frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Address:
    """A mailbox as written in a header; compare by `key`, never by how it is spelt."""

    address: str
    name: str = ""

    @property
    def key(self) -> str:
        """The whole address in lower case: the local part of real mailboxes is case-free in practice."""
        return self.address.lower()

    @property
    def domain(self) -> str:
        return self.key.rpartition("@")[2]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A part that is not the body; its bytes stay in the raw mail and are taken from there by `path`."""

    name: str
    content_type: str
    size: int
    sha256: str
    path: str  # place in the MIME tree, "1.2" = second child of the first child; "" = the whole mail
    disposition: str = "attachment"
    content_id: str | None = None

    @property
    def inline(self) -> bool:
        return self.disposition == "inline"


class Made(StrEnum):
    """What made the mail, if not a person (SPEC section 6.1)."""

    NONE = "none"
    AUTO_REPLY = "auto_reply"
    VACATION = "vacation"
    BOUNCE = "bounce"
    DELAY = "delay"
    RECEIPT = "receipt"
    LIST = "list"
    BULK = "bulk"
    CALENDAR = "calendar"
    REACTION = "reaction"
    CHALLENGE = "challenge"


@dataclass(frozen=True, slots=True)
class Automatic:
    """Made by a machine? `by_words` marks a verdict that no header supports: it still opens a ticket."""

    kind: Made = Made.NONE
    evidence: tuple[str, ...] = ()
    by_words: bool = False


@dataclass(frozen=True, slots=True)
class Silence:
    """Does the sender want no automatic answer, whoever made the mail?"""

    value: bool = False
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BounceRecipient:
    """One address that a delivery report speaks of."""

    address: str
    action: str  # failed, delayed, delivered, relayed, expanded (RFC 3464 section 2.3.3)
    status: str  # enhanced code "5.1.1", or "" where the report gives none
    permanent: bool
    reason: str = ""
    diagnostic: str = ""


@dataclass(frozen=True, slots=True)
class Bounce:
    """A delivery report, and the Message-ID of the mail it speaks of."""

    recipients: tuple[BounceRecipient, ...]
    original_message_id: str | None = None


@dataclass(frozen=True, slots=True)
class Forward:
    """The inner header block of a forwarded mail."""

    from_: Address
    to: str = ""
    subject: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class EnclosedMail:
    """The head of a mail that is attached to another: the sender's word, and never decided upon by itself."""

    message_id: str  # with angle brackets; "" where it has none
    subject: str
    senders: tuple[Address, ...] = ()
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()  # oldest first, as written


class CutKind(StrEnum):
    """Where lines went that are not new text, or that they stayed although they bear a mark."""

    QUOTED = "quoted"
    SIGNATURE = "signature"
    KEPT = "kept"


class CutMark(StrEnum):
    """What says that lines are not new, or why lines with such a mark stayed (SPEC section 5.3)."""

    SEPARATOR = "separator"  # our own line
    HEADER_BLOCK = "header_block"  # From, Sent, To, Subject
    ANNOUNCEMENT = "announcement"  # "-----Original Message-----", or a sentence between rules
    INTRODUCTION = "introduction"  # "On … wrote:"
    QUOTE_SIGNS = "quote_signs"  # lines with ">"
    PAGE = "page"  # an element of the HTML, which `detail` names
    DELIMITER = "delimiter"  # "-- " (RFC 3676 section 4.3)
    LIST_FOOTER = "list_footer"
    DEVICE_LINE = "device_line"  # "Sent from my iPhone"
    INLINE_ANSWERS = "inline_answers"  # kept: answers stand between quoted lines
    ANSWERS_BELOW = "answers_below"  # kept: the sender says that answers stand in the history
    NOTHING_LEFT = "nothing_left"  # kept: the rest would be empty
    FORWARD = "forward"  # kept: a forwarded mail is the sender's matter


@dataclass(frozen=True, slots=True)
class Cut:
    """A stretch of the text that was taken from the new text, or kept on purpose, and why."""

    kind: CutKind
    mark: CutMark
    line: int  # its first line in the text, from 1
    lines: int  # how many, blank ones included
    languages: tuple[str, ...] = ()  # those in which the mark's words are written; related ones share words
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail, read. Everything here is the sender's word except what `read` computed from the octets."""

    digest: str  # stable digest (SPEC 4.4), hex
    message_id: str  # with angle brackets; derived from the digest where the header is missing
    message_id_given: bool
    senders: tuple[Address, ...]  # all of From; empty when the mail has none
    subject: str = ""
    date: datetime | None = None
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()  # oldest first, as written
    original_ids: tuple[str, ...] = ()  # X-…-Original-Message-ID and the like
    reply_to: tuple[Address, ...] = ()
    sender: Address | None = None
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    delivered_to: tuple[str, ...] = ()  # Delivered-To, X-Original-To, X-Delivered-To, Envelope-To, Resent-To
    text: str = ""
    new_text: str = ""
    quoted_text: str = ""
    signature: str = ""
    cuts: tuple[Cut, ...] = ()  # why quoted text and signature are not new text, in the order of the text
    html: str | None = None  # sanitised
    attachments: tuple[Attachment, ...] = ()
    enclosed: tuple[EnclosedMail, ...] = ()  # mails among the attachments
    language: str | None = None
    automatic: Automatic = field(default_factory=Automatic)
    silence: Silence = field(default_factory=Silence)
    bounce: Bounce | None = None
    forward: Forward | None = None
    headers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # lower-case name -> decoded values
    auth_results: tuple[str, ...] = ()  # Authentication-Results, topmost first, unfolded
    hops: int = 0  # X-Mailgate-Loop count, 0 when absent
    defects: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()  # the limits that were hit (SPEC 5.4)

    @property
    def from_(self) -> Address | None:
        """The first author: RFC 5322 section 3.6.2 allows several, forgers use two."""
        return self.senders[0] if self.senders else None
