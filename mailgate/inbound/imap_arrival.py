"""What envelope has a mail that was fetched? Its fields, the account's word, and when its server took it. Pure.

Facts. INTERNALDATE is the moment at which the server took the mail, unless a program copied it there: so a mail is old when
either that or the newest time of its own header is (SPEC section 4.3); a sender whose clock is wrong has a hop whose clock
is right. One from the future or from before 1990 tells nothing: the mail is kept, marked, and causes no letter.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from mailgate.inbound.imap_account import Account, Watched
from mailgate.inbound.imap_answers import Facts
from mailgate.inbound.inject import EARLIEST, STALE, addresses_in, head_of, return_path, written_at
from mailgate.mail.fields import Fields
from mailgate.model.journal import Arrival, Envelope

AHEAD = timedelta(hours=24)
# Where servers write whom they delivered to (SPEC section 4.6).
_DELIVERED = ("delivered-to", "x-original-to", "x-delivered-to", "envelope-to")
_NAMED = ("to", "cc", "resent-to")
_REPLACED = (b"content-type", b"content-transfer-encoding", b"mime-version", b"content-disposition")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where mails come from: the account, the folder, and which addresses are ours."""

    account: Account
    folder: Watched
    is_ours: Callable[[str], bool]


def arrival(raw: bytes, facts: Facts, origin: Origin, now: datetime) -> Arrival:
    """The mail as the ledger takes it."""
    fields = head_of(raw)
    at, note = _arrived(facts.internaldate, now)
    written = written_at(fields)
    stale = now - at > STALE or (written is not None and now - written > STALE)
    envelope = Envelope(
        source=origin.account.source(origin.folder),
        mail_from=return_path(fields),
        rcpt_to=recipients(fields, origin),
        tls=True,
        quiet=stale or bool(note),
    )
    return Arrival(envelope, raw, at, note)


def recipients(fields: Fields, origin: Origin) -> tuple[str, ...]:
    """Whom the servers delivered to; the account's mailbox where no field names one of ours."""
    delivered = tuple(a for a in addresses_in(fields, *_DELIVERED) if origin.is_ours(a))
    if delivered:
        return delivered
    named = any(origin.is_ours(a) for a in addresses_in(fields, *_NAMED))
    return () if named else (origin.account.mailbox,)


def stub(header: bytes, why: str, size: int, origin: Origin) -> bytes:
    """A small mail in the place of one that could not be taken: who wrote, about what, and where the mail is."""
    kept = _without(header, _REPLACED)
    words = (
        f"This mail of {_mib(size)} was not taken in: {why} (at most {_mib(origin.account.largest)} are).\n"
        f"It is still where it came, in the folder {origin.folder.name!r} of {origin.account.user}; "
        "its text and attachments were not read.\n"
    )
    mime = (
        b"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n"
    )
    return kept + mime + b"\r\n" + words.replace("\n", "\r\n").encode()


def _arrived(internaldate: datetime | None, now: datetime) -> tuple[datetime, str]:
    """A server's clock may run ahead a little: nothing has arrived before it came."""
    if internaldate is None:
        return now, ""
    if internaldate < EARLIEST or internaldate > now + AHEAD:
        return now, f"its server says that it arrived on {internaldate:%Y-%m-%d}: no letters"
    return min(internaldate, now), ""


def _without(header: bytes, names: tuple[bytes, ...]) -> bytes:
    """The header's fields but these, each with its line ends as CRLF."""
    kept: list[bytes] = []
    keeping = True
    for line in header.replace(b"\r\n", b"\n").split(b"\n"):
        if not line:
            continue
        if line[:1] not in b" \t":
            keeping = line.partition(b":")[0].strip().lower() not in names
        if keeping:
            kept.append(line + b"\r\n")
    return b"".join(kept)


def _mib(octets: int) -> str:
    return f"{octets / 1024 / 1024:.1f} MiB"
