"""How does a ticket leave as files? Its JSON, its raw mails and its attachments, or the raw mails as an mbox.

Facts
- File names begin with the message's id of `ticket.json`: none can be hidden, an option, a path, or another's.
- Names and contents are strangers'. A name loses what some file system gives a meaning to; nothing is overwritten and no
  link is followed.
- An mbox quotes each line that begins like its own separator (the "mboxrd" convention), so that `inject` reads it back.
"""

import hashlib
import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import BinaryIO

from mailgate.cli.ticket_shape import ticket_shape
from mailgate.errors import NotFound
from mailgate.mail.names import clean_name
from mailgate.mail.structure import StoredMail
from mailgate.store import Store, journal, views
from mailgate.store.views_tickets import Row, TicketView

_PRIVATE_DIR, _PRIVATE_FILE = 0o700, 0o600
_LONGEST_OCTETS = 150  # of the stranger's part of a name; file systems take 255
_ENDING = 20  # of them, so that a long name keeps its type
_MEANINGFUL = re.compile(r'[<>:"/\\|?*\s]+')
_FROM = re.compile(rb"^(>*From )", re.MULTILINE)


@dataclass
class Exported:
    """What of one ticket was written."""

    reference: str
    folder: Path
    mails: int = 0
    attachments: int = 0
    missing: list[str] = field(
        default_factory=list
    )  # what is named in ticket.json, and is gone from the store

    def as_json(self) -> dict[str, object]:
        return {
            "ref": self.reference, "folder": str(self.folder), "mails": self.mails, "attachments": self.attachments,
            "missing": self.missing,
        }  # fmt: skip


def write_folder(store: Store, ticket: TicketView, parent: Path) -> Exported:
    """A new folder named by the ticket's reference; OSError where it is there already or cannot be written."""
    found = Exported(ticket.reference, parent / safe_name(ticket.reference))
    found.folder.mkdir(_PRIVATE_DIR, parents=True)
    for name in ("mails", "attachments"):
        (found.folder / name).mkdir(_PRIVATE_DIR)
    _write(found.folder / "ticket.json", (json.dumps(ticket_shape(ticket)) + "\n").encode())
    for message, raw in _mails(store, ticket):
        _write_mail(found, ticket, message, raw)
    return found


def write_mbox(store: Store, ticket: TicketView, stream: BinaryIO) -> None:
    """The raw mails of the ticket, oldest first; what is gone from the store is left out."""
    for message, raw in _mails(store, ticket):
        if raw is not None:
            entry = store.read_now(partial(views.entry, journal_id=message["journal_id"]))
            sender = entry.mail_from if entry is not None else ""
            stream.write(mbox_entry(raw, sender, message["arrived_at"]))


def mbox_entry(raw: bytes, sender: str, at: datetime) -> bytes:
    """One mail as an mbox holds it (RFC 4155 appendix A): its time in UTC, lines ended by LF, a blank line behind."""
    postmark = re.sub(r"[^!-~]", "", sender) or "MAILER-DAEMON"
    text = _FROM.sub(rb">\1", raw.replace(b"\r\n", b"\n"))
    end = b"\n" if text.endswith(b"\n") else b"\n\n"
    return f"From {postmark} {at.astimezone(UTC):%a %b %d %H:%M:%S %Y}\n".encode() + text + end


def safe_name(name: str) -> str:
    """A stranger's name as one that no file system gives a meaning to; maybe empty."""
    plain = clean_name(name).encode("utf-8", "replace").decode()  # half a character cannot be written
    octets = _MEANINGFUL.sub("_", plain).encode()
    if len(octets) > _LONGEST_OCTETS:
        octets = octets[: _LONGEST_OCTETS - _ENDING] + b"_" + octets[-_ENDING:]
    return octets.decode("utf-8", "ignore")


def _mails(store: Store, ticket: TicketView) -> Iterator[tuple[Row, bytes | None]]:
    """Every message that came as a mail, with its raw octets, one in memory at a time; None where they are gone."""
    for message in ticket.messages:
        number = message["journal_id"]
        if number is not None:
            yield message, store.read_now(partial(journal.body, journal_id=number))


def _write_mail(found: Exported, ticket: TicketView, message: Row, raw: bytes | None) -> None:
    name, files = f"m{message['id']}", ticket.attachments.get(message["id"], ())
    if raw is None:
        found.missing.append(name)
    else:
        _write(found.folder / "mails" / f"{name}.eml", raw)
        found.mails += 1
    stored = StoredMail(raw) if raw is not None else None
    for number, row in enumerate(files, start=1):
        octets = _octets(stored, row)
        if octets is None:
            found.missing.append(f"{name}: {row['name']}")
            continue
        _write(
            found.folder / "attachments" / f"{name}-{number}-{safe_name(row['name'])}".rstrip("-. "), octets
        )
        found.attachments += 1


def _octets(mail: StoredMail | None, row: Row) -> bytes | None:
    """The exact octets that were received; None rather than others."""
    try:
        octets = mail.octets(row["path"]) if mail is not None else None
    except NotFound:
        return None
    return octets if octets is not None and hashlib.sha256(octets).hexdigest() == row["sha256"] else None


def _write(path: Path, octets: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    with os.fdopen(os.open(path, flags, _PRIVATE_FILE), "wb") as file:
        file.write(octets)
