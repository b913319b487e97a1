"""What has a mail been through before it reaches us? A header block as a border server leaves it."""

import random
import string
from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime

from bench.people import Sender

AUTHSERV_ID = "mx.bench.example"  # the border server whose Authentication-Results the measured server trusts
_FOLD = "\r\n\t"
_BASE64 = string.ascii_letters + string.digits + "+/"
_ENCODED_WORD = 20  # characters; at most 60 octets of base64, within the 75 of RFC 2047 section 2


@dataclass(frozen=True, slots=True)
class Draft:
    """What a mail says in its header, before it is written down."""

    sender: Sender
    mailbox: str
    subject: str
    at: datetime
    message_id: str  # "" for none
    ancestors: tuple[str, ...] = ()  # oldest first; the last is what it answers


def header_block(lines: list[str], charset: str = "us-ascii") -> bytes:
    """Header lines as octets; a charset other than ASCII makes raw 8-bit headers that nobody should send."""
    return "".join(f"{line}\r\n" for line in lines).encode(charset, errors="replace")


def encoded(words: str) -> str:
    """Header text, in encoded words where it is not ASCII."""
    if words.isascii():
        return words
    chunks = (words[at : at + _ENCODED_WORD].encode() for at in range(0, len(words), _ENCODED_WORD))
    return "\r\n ".join(f"=?UTF-8?B?{b64encode(chunk).decode()}?=" for chunk in chunks)


def _blob(rng: random.Random, length: int) -> str:
    letters = "".join(rng.choices(_BASE64, k=length))
    return f"{_FOLD} ".join(letters[at : at + 64] for at in range(0, length, 64))


def _received(rng: random.Random, draft: Draft) -> list[str]:
    domain, network = draft.sender.domain, draft.sender.network
    hops = (
        (f"out.{domain}", f"{network}.{rng.randrange(2, 250)}", AUTHSERV_ID, "ESMTPS"),
        (f"relay.{domain}", f"10.20.{rng.randrange(250)}.7", f"out.{domain}", "ESMTP"),
        (f"[10.1.{rng.randrange(250)}.{rng.randrange(2, 250)}]", "10.1.0.1", f"relay.{domain}", "ESMTPSA"),
    )
    return [
        f"Received: from {origin} ({origin.strip('[]')} [{address}]){_FOLD}by {by} with {protocol} "
        f"id {rng.getrandbits(60):015X}{_FOLD}for <{draft.mailbox}>; "
        + format_datetime(draft.at - timedelta(seconds=hop))
        for hop, (origin, address, by, protocol) in enumerate(hops)
    ]


def _results(draft: Draft) -> str:
    domain = draft.sender.domain
    verdicts = (
        AUTHSERV_ID,
        f"dkim=pass header.d={domain} header.s=s2026",
        f"spf=pass smtp.mailfrom={draft.sender.address}",
        f"dmarc=pass (p=quarantine) header.from={domain}",
    )
    return f"Authentication-Results: {f';{_FOLD}'.join(verdicts)}"


def _signature(rng: random.Random, draft: Draft) -> str:
    moment = int(draft.at.timestamp())
    tags = (
        f"v=1; a=rsa-sha256; c=relaxed/relaxed; d={draft.sender.domain}; s=s2026; t={moment}",
        "h=from:to:subject:date:message-id:in-reply-to:references",
        f"bh={_blob(rng, 43)}=",
        f"b={_blob(rng, 342)}==",
    )
    return f"DKIM-Signature: {f';{_FOLD}'.join(tags)}"


def transit(rng: random.Random, draft: Draft) -> list[str]:
    """What the servers on the way put on top."""
    return [_results(draft), *_received(rng, draft), _signature(rng, draft)]


def authored(draft: Draft) -> list[str]:
    """What the sender's own program wrote."""
    name = draft.sender.name
    shown = f'"{name}"' if name.isascii() else encoded(name)
    lines = [
        f"From: {shown} <{draft.sender.address}>",
        f"To: <{draft.mailbox}>",
        f"Subject: {encoded(draft.subject)}",
        f"Date: {format_datetime(draft.at)}",
    ]
    if draft.message_id:
        lines.append(f"Message-ID: {draft.message_id}")
    if draft.ancestors:
        lines.append(f"In-Reply-To: {draft.ancestors[-1]}")
        lines.append("References: " + "\r\n ".join(draft.ancestors))
    if draft.sender.client.mailer:
        lines.append(draft.sender.client.mailer)
    return [*lines, "MIME-Version: 1.0"]
