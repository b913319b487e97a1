"""Which mails are out of the ordinary? One in twenty, of six sorts; none of them may be lost."""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from bench import parts
from bench.clients import Quoted
from bench.headers import Draft, authored, header_block
from bench.parts import Part
from bench.shapes import new_words, plain

NESTING = 12  # multiparts in each other: unusual, and well within the limits of a reader


class Oddity(StrEnum):
    """What is odd about it."""

    EIGHT_BIT_HEADER = "eight-bit-header"
    NO_MESSAGE_ID = "no-message-id"
    WRONG_CHARSET = "wrong-charset"
    NESTED = "nested"
    CALENDAR = "calendar"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class OddMail:
    """The header lines the sender's program wrote, as octets, and the body."""

    header: bytes
    body: Part


def _eight_bit_header(rng: random.Random, draft: Draft, quoted: Quoted) -> OddMail:
    lines = [
        f"Subject: Spørgsmål, {draft.subject}" if line.startswith("Subject:") else line
        for line in authored(draft)
    ]
    return OddMail(header_block(lines, "latin-1"), plain(rng, draft, quoted))


def _no_message_id(rng: random.Random, draft: Draft, quoted: Quoted) -> OddMail:
    return OddMail(header_block(authored(replace(draft, message_id=""))), plain(rng, draft, quoted))


def _wrong_charset(rng: random.Random, draft: Draft, _quoted: Quoted) -> OddMail:
    words = f"{new_words(rng, draft, 2)}\n\nÆrlig talt: 4 € for meget, „måske“."
    honest = parts.text(words, "windows-1252", "8bit")
    lying = ('Content-Type: text/plain; charset="utf-8"', *honest.headers[1:])
    return OddMail(header_block(authored(draft)), Part(lying, honest.payload))


def _nested(rng: random.Random, draft: Draft, quoted: Quoted) -> OddMail:
    body = plain(rng, draft, quoted)
    for _ in range(NESTING):
        body = parts.multipart("mixed", parts.fresh_boundary(rng, draft.sender.client.boundary), (body,))
    return OddMail(header_block(authored(draft)), body)


def _calendar(rng: random.Random, draft: Draft, quoted: Quoted) -> OddMail:
    stamp = f"{draft.at:%Y%m%dT%H%M%SZ}"
    start = f"{draft.at + timedelta(days=3):%Y%m%dT%H%M%SZ}"
    event = "\n".join((
        "BEGIN:VCALENDAR", "PRODID:-//bench//mail//EN", "VERSION:2.0", "METHOD:REQUEST", "BEGIN:VEVENT",
        f"UID:{rng.getrandbits(96):024x}", f"DTSTAMP:{stamp}", f"DTSTART:{start}", "DURATION:PT30M",
        f"SUMMARY:{draft.subject}", f"ORGANIZER:mailto:{draft.sender.address}",
        f"ATTENDEE:mailto:{draft.mailbox}",
        "END:VEVENT", "END:VCALENDAR",
    ))  # fmt: skip
    invitation = parts.text(event, "utf-8", "base64", "calendar")
    invitation = Part(
        ('Content-Type: text/calendar; charset="utf-8"; method=REQUEST', *invitation.headers[1:]),
        invitation.payload,
    )
    boundary = parts.fresh_boundary(rng, draft.sender.client.boundary)
    return OddMail(
        header_block(authored(draft)),
        parts.multipart("alternative", boundary, (plain(rng, draft, quoted), invitation)),
    )


def _empty(_rng: random.Random, draft: Draft, _quoted: Quoted) -> OddMail:
    return OddMail(header_block(authored(draft)), parts.text("", "us-ascii", "7bit"))


MAKERS: dict[Oddity, Callable[[random.Random, Draft, Quoted], OddMail]] = {
    Oddity.EIGHT_BIT_HEADER: _eight_bit_header,
    Oddity.NO_MESSAGE_ID: _no_message_id,
    Oddity.WRONG_CHARSET: _wrong_charset,
    Oddity.NESTED: _nested,
    Oddity.CALENDAR: _calendar,
    Oddity.EMPTY: _empty,
}
