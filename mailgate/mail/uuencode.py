"""Which files stand uuencoded in a plain text, and what is the text without them?

Fact: "begin 644 notes.txt" is also what a person writes about such files. Only a whole file counts: a `begin`
line, data lines whose length octet agrees with what stands there, and `end`.
"""

import binascii
import re
from dataclasses import dataclass

_BEGIN = re.compile(rb"^begin [0-7]{3,4} ([^\r\n]{1,200}?)[ \t]*\r?\n", re.MULTILINE)
_FILES = 50
_BLANK_AS_SPACE = 32
_DATA = re.compile(rb"[ -`]+")


@dataclass(frozen=True, slots=True)
class UuFile:
    """One file and the octets of the text that it took."""

    name: bytes
    octets: bytes
    start: int
    end: int


def find_files(text: bytes) -> tuple[UuFile, ...]:
    """Whole uuencoded files, in order; one pass over the text."""
    if b"begin " not in text:
        return ()
    files: list[UuFile] = []
    at = 0
    while len(files) < _FILES and (begin := _BEGIN.search(text, at)) is not None:
        octets, end, whole = _decoded(text, begin.end())
        if whole:
            files.append(UuFile(begin[1], octets, begin.start(), end))
        # What was looked at is not looked at again, so that thousands of `begin` lines stay linear.
        at = max(end, begin.end())
    return tuple(files)


def without_files(text: bytes, files: tuple[UuFile, ...]) -> bytes:
    """The text with the files taken out."""
    pieces: list[bytes] = []
    at = 0
    for file in files:
        pieces.append(text[at : file.start])
        at = file.end
    return b"".join((*pieces, text[at:]))


def _decoded(text: bytes, start: int) -> tuple[bytes, int, bool]:
    """The octets behind a `begin` line, where reading stopped, and whether the file was whole."""
    out: list[bytes] = []
    at = start
    while at < len(text):
        eol = text.find(b"\n", at, at + 200)
        stop = len(text) if eol < 0 and len(text) - at < 200 else eol
        if stop < 0:
            return b"", at, False
        line = text[at:stop].rstrip(b"\r")
        following = min(stop + 1, len(text))
        if line.rstrip() == b"end":
            return b"".join(out), following, bool(out)
        if (octets := _line(line)) is None:
            return b"", at, False
        out.append(octets)
        at = following
    return b"", at, False


def _line(line: bytes) -> bytes | None:
    """The octets of one data line; None where it is no such line. Mailers strip the spaces at its end."""
    if line.strip() in (b"`", b""):
        return b""
    if _DATA.fullmatch(line) is None:
        return None
    wanted = ((line[0] - _BLANK_AS_SPACE) & 63) * 4
    characters = (wanted + 2) // 3
    if len(line) - 1 > characters + 5 or not wanted:
        return None
    try:
        return binascii.a2b_uu(line[: 1 + -(-characters // 4) * 4])
    except binascii.Error:
        return None
