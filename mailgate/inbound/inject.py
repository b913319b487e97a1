"""What envelope has a mail that came as a file? The caller's words first, then what the mail's own fields say.

Facts. Nobody vouches for a file: its fields are the sender's word or that of the server that delivered it before us.
Old mail stays quiet (SPEC section 4.3): imported mail always, any other by the newest of the times it names, so
that a sender whose clock is wrong still gets an answer.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from mailgate.mail.addresses import AddressReader
from mailgate.mail.fields import Fields, fields_of, read_block
from mailgate.mail.headers import read_date
from mailgate.mail.limits import NORMAL
from mailgate.mail.structure import normalise
from mailgate.model.journal import Arrival, Envelope

SOURCE = "inject"
STALE = timedelta(hours=48)
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
_MOST_RECIPIENTS = 100
_DELIVERED = ("delivered-to", "x-original-to")


@dataclass(frozen=True, slots=True)
class Way:
    """What the caller says of all the mails: None and nothing leave it to the mail."""

    sender: str | None = None  # "" is the null reverse-path
    recipients: tuple[str, ...] = ()
    imported: bool = False


def arrival(raw: bytes, way: Way, now: datetime) -> Arrival:
    """The mail as the ledger takes it.

    An imported mail arrived when it says it was received, so that its ticket is as old as it is; a time in the
    future or before 1990 counts as `now`.
    """
    fields = head_of(raw)
    written = written_at(fields)
    stale = written is not None and now - written > STALE
    envelope = Envelope(
        source=SOURCE,
        mail_from=return_path(fields) if way.sender is None else way.sender,
        rcpt_to=way.recipients or _recipients(fields),
        quiet=way.imported or stale,
    )
    sane = written is not None and EARLIEST <= written <= now
    return Arrival(envelope, raw, written if way.imported and sane and written is not None else now)


def head_of(raw: bytes) -> Fields:
    """The fields of a mail's header, read within limits."""
    octets = normalise(raw[: NORMAL.headers])
    return read_block(octets, 0, len(octets)).fields


def _reader(fields: Fields) -> AddressReader:
    return AddressReader(fields, None, _MOST_RECIPIENTS)


def return_path(fields: Fields) -> str:
    """Return-Path is what the last server was told (RFC 5321 section 4.4); without one, the author."""
    name = "return-path" if fields.every("return-path") else "from"
    found = _reader(fields).first(name)
    return found.address if found is not None else ""


def _recipients(fields: Fields) -> tuple[str, ...]:
    return addresses_in(fields, *_DELIVERED) or addresses_in(fields, "to")


def addresses_in(fields: Fields, *names: str) -> tuple[str, ...]:
    """The addresses of these fields, each once."""
    reader = _reader(fields)
    found = [a.address for name in names for a in reader.every(name)]
    return tuple(dict.fromkeys(a for a in found if "@" in a))


def written_at(fields: Fields) -> datetime | None:
    """The newest of the time of the last hop and the time of writing."""
    hop = fields.first("received").rpartition(b";")[2]
    times = (read_date(fields_of([("date", hop)], []), []), read_date(fields, []))
    return max((t for t in times if t is not None), default=None)
