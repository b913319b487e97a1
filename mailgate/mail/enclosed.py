"""Which files lie inside a part? Uuencoded and encrypted ones in a text, those of a winmail.dat, and the head of an
attached mail.

A path "2!1" is the first file inside the part "2". A part is opened the same way whenever it is asked, so that
the path leads to the same octets years later.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from mailgate.mail.addresses import AddressReader
from mailgate.mail.charset import decode_text
from mailgate.mail.fields import read_block
from mailgate.mail.headers import read_ids, read_in_reply_to, read_message_id, read_subject
from mailgate.mail.pgp import unwrap
from mailgate.mail.tnef import read_tnef
from mailgate.mail.uuencode import find_files, without_files
from mailgate.model.mail import EnclosedMail

TNEF_TYPES = ("application/ms-tnef", "application/vnd.ms-tnef")
MARK = "!"
_MOST = 200
_ENCRYPTED_NAME, _ENCRYPTED_TYPE = "encrypted.asc", "application/pgp-encrypted"
_ENCRYPTED_NOTE = (
    b"[This cannot be read here: it is encrypted with PGP; the attachment holds it as it came.]\n"
)
_MAILS = 8
_HEAD_OCTETS = 64 * 1024  # of an attached mail, of whose fields only a few are wanted
_IDS = 24
_SENDERS = 10


@dataclass(frozen=True, slots=True)
class EnclosedFile:
    """One file as its sender named it; the type is empty where nothing names it."""

    name: str
    octets: bytes
    content_type: str = ""
    content_id: str = ""


@dataclass(frozen=True, slots=True)
class Enclosed:
    """The files inside one part, and its words without them."""

    files: tuple[EnclosedFile, ...] = ()
    words: bytes = b""  # of a text, still in its charset
    text: str = ""  # of a winmail.dat
    html: str = ""
    rich: bytes = b""  # its words as compressed RTF; not unpacked here, since that is slow and seldom needed
    sealed: bool = False  # all the words were encrypted


def open_text(octets: bytes) -> Enclosed:
    """A plain text: its uuencoded files, its encrypted blocks, and the words between them without PGP's armour."""
    found = find_files(octets)[:_MOST]
    files = [EnclosedFile(decode_text(file.name, None)[0], file.octets) for file in found]
    words = without_files(octets, found) if found else octets
    if b"-----BEGIN PGP " not in words:
        return Enclosed(tuple(files), words)
    plain = unwrap(words, _ENCRYPTED_NOTE)
    files += [EnclosedFile(_ENCRYPTED_NAME, block, _ENCRYPTED_TYPE) for block in plain.sealed]
    alone = bool(plain.sealed) and plain.words.strip() == _ENCRYPTED_NOTE.strip()
    return Enclosed(tuple(files[:_MOST]), plain.words, sealed=alone)


def open_tnef(octets: bytes) -> Enclosed:
    """A winmail.dat: its files, and its words; nothing where it is damaged."""
    found = read_tnef(octets)
    files = tuple(
        EnclosedFile(file.name, file.octets, file.content_type, file.content_id)
        for file in found.files[:_MOST]
    )
    return Enclosed(files, text=found.text, html=found.html, rich=found.rich)


def enclosed_files(octets: bytes, *, tnef: bool) -> tuple[EnclosedFile, ...]:
    """The files inside a part in the order of their places, which count from 1; a damaged winmail.dat is a text."""
    inside = open_tnef(octets) if tnef else Enclosed()
    return inside.files or open_text(octets).files


def read_enclosed(mails: Iterable[bytes]) -> tuple[EnclosedMail, ...]:
    """The heads of attached mails, at most eight; what is no mail has no fields and is left out."""
    found: list[EnclosedMail] = []
    for octets in mails:
        if (head := _head(octets.lstrip(b"\r\n"))) is not None:
            found.append(head)
        if len(found) == _MAILS:
            break
    return tuple(found)


def _head(octets: bytes) -> EnclosedMail | None:
    fields = read_block(octets, 0, min(len(octets), _HEAD_OCTETS)).fields
    message_id, subject = read_message_id(fields) or "", read_subject(fields, None)
    if not (message_id or subject):
        return None
    senders = AddressReader(fields, None, _SENDERS).every("from")
    references = read_ids(fields.every("references"), _IDS)
    return EnclosedMail(message_id, subject, senders, read_in_reply_to(fields, _IDS), references)
