"""Which mails are in this file, folder or stream? One after the other, never more than one in memory.

Facts
- An mbox is cut where a line begins with "From " after a blank line (RFC 4155 appendix A); writers put ">" before
  such lines of a text, and the reader takes one away (the "mboxrd" convention).
- Mail transfer agents also put a "From " line before the single mail that they pipe: on standard input it is
  dropped, and the rest is one mail unless the caller says otherwise.
- A Maildir has `cur` and `new`; `tmp` holds what is being written. Flags after ":2," mark drafts (D) and what was
  thrown away (T).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

_CHUNK = 64 * 1024  # a line without an end is read in pieces of this size
_FROM = b"From "
_QUOTED_FROM = re.compile(rb">+From ")
_POSTMARK = re.compile(rb"From \S{0,1000}.*\d\d:\d\d.*\d{4}")  # somebody, and a time of asctime(3)
_FLAGS = re.compile(r":2,[A-Za-z]*[DT]")


class Form(StrEnum):
    """How mails are kept."""

    AUTO = "auto"  # a folder is a Maildir or full of files; a file that begins with "From " is an mbox
    MAIL = "mail"
    MBOX = "mbox"
    MAILDIR = "maildir"


@dataclass(frozen=True, slots=True)
class Piece:
    """One mail as it was found, or why it cannot be had."""

    label: str
    raw: bytes = b""
    problem: str = ""


def pieces(path: Path, form: Form, limit: int) -> Iterator[Piece]:
    """The mails of a file or folder; one of more than `limit` octets is named with its problem instead."""
    try:
        if path.is_dir():
            yield from _folder(path, form, limit)
        elif form is Form.MAILDIR:
            yield Piece(str(path), problem="is not a folder")
        else:
            with path.open("rb") as stream:
                mbox = form is Form.MBOX or (form is Form.AUTO and stream.peek(5).startswith(_FROM))
                yield from mbox_of(stream, str(path), limit) if mbox else single(stream, str(path), limit)
    except OSError as refused:
        yield Piece(str(path), problem=refused.strerror or type(refused).__name__)


def single(stream: BinaryIO, label: str, limit: int) -> Iterator[Piece]:
    """The one mail of a stream, without a "From " line that an MTA put before it."""
    raw = stream.read(limit + _CHUNK)
    if raw.startswith(_FROM):
        raw = raw.partition(b"\n")[2]
    yield Piece(label, raw) if len(raw) <= limit else _too_large(label, limit)


def mbox_of(stream: BinaryIO, label: str, limit: int) -> Iterator[Piece]:
    """The mails of an mbox; text before the first "From " line is one too."""
    box = _Box(label, limit)
    for line in iter(lambda: stream.readline(_CHUNK), b""):
        yield from box.take(line)
    yield from box.finish()


def _folder(path: Path, form: Form, limit: int) -> Iterator[Piece]:
    maildir = form is Form.MAILDIR or (
        form is Form.AUTO and (path / "cur").is_dir() and (path / "new").is_dir()
    )
    places = (path / "cur", path / "new") if maildir else (path,)
    found = [f for place in places for f in place.iterdir() if f.is_file() and not f.name.startswith(".")]
    # Maildir names begin with the second of delivery: sorted by name, a mail comes before its answers.
    for file in sorted(found, key=lambda f: f.name):
        if not (maildir and _FLAGS.search(file.name)):
            yield from pieces(file, Form.MAIL if maildir else form, limit)


class _Box:
    """Puts the lines of an mbox together; what is beyond the limit is counted and dropped."""

    def __init__(self, label: str, limit: int) -> None:
        self._label, self._limit = label, limit
        self._lines: list[bytes] = []
        self._size = 0
        self._number = 0
        self._whole_line = True  # the last piece ended its line
        self._blank = True  # and that line was blank, or there was none

    def take(self, line: bytes) -> Iterator[Piece]:
        starts = self._whole_line
        if starts and self._blank and _POSTMARK.match(line):
            yield from self.finish()
            self._blank = False
        else:
            self._keep(line[1:] if starts and _QUOTED_FROM.match(line) else line)
            self._blank = starts and line in (b"\n", b"\r\n")
        self._whole_line = line.endswith(b"\n")

    def finish(self) -> Iterator[Piece]:
        """The mail that was put together; the blank line before the next "From " is not its own."""
        if self._lines and self._lines[-1] in (b"\n", b"\r\n"):
            self._lines.pop()
        if self._size > self._limit:
            self._number += 1
            yield _too_large(f"{self._label}#{self._number}", self._limit)
        elif self._lines:
            self._number += 1
            yield Piece(f"{self._label}#{self._number}", b"".join(self._lines))
        self._lines, self._size = [], 0

    def _keep(self, line: bytes) -> None:
        self._size += len(line)
        if self._size <= self._limit:
            self._lines.append(line)


def _too_large(label: str, limit: int) -> Piece:
    return Piece(label, problem=f"is larger than {limit / 1024 / 1024:g} MiB (smtp.max_size)")
