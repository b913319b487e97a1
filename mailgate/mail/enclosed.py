"""Which files lie inside a part? Uuencoded ones in a text, and those of a winmail.dat.

A path "2!1" is the first file inside the part "2". A part is opened the same way whenever it is asked, so that
the path leads to the same octets years later.
"""

from dataclasses import dataclass

from mailgate.mail.charset import decode_text
from mailgate.mail.tnef import read_tnef
from mailgate.mail.uuencode import find_files, without_files

TNEF_TYPES = ("application/ms-tnef", "application/vnd.ms-tnef")
MARK = "!"
_MOST = 200


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


def open_text(octets: bytes) -> Enclosed:
    """A plain text: its uuencoded files, and the words between them."""
    found = find_files(octets)[:_MOST]
    if not found:
        return Enclosed(words=octets)
    files = tuple(EnclosedFile(decode_text(file.name, None)[0], file.octets) for file in found)
    return Enclosed(files, without_files(octets, found))


def open_tnef(octets: bytes) -> Enclosed:
    """A winmail.dat: its files, and its words; nothing where it is damaged."""
    found = read_tnef(octets)
    files = tuple(
        EnclosedFile(file.name, file.octets, file.content_type, file.content_id)
        for file in found.files[:_MOST]
    )
    return Enclosed(files, text=found.text, html=found.html)


def enclosed_file(octets: bytes, place: str, *, tnef: bool) -> EnclosedFile | None:
    """The file at this place, counted from 1; None where there is none."""
    files = (open_tnef(octets) if tnef else open_text(octets)).files
    number = int(place) if place.isascii() and place.isdigit() and len(place) < 5 else 0
    return files[number - 1] if 0 < number <= len(files) else None
