"""Which mails are made to hurt a reader? The shapes of a mail bomb, each small to send and dear to parse.

Every shape comes from the same sender with the same subject, so that whoever measures can ask whether both were still read.
"""

import base64
import gzip
import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass

SENDER = "mallory@example.net"
SUBJECT = "Shape"
HEAD = f"From: Mallory <{SENDER}>\r\nTo: support@example.com\r\nSubject: {SUBJECT}\r\n".encode()
_MIXED = HEAD + b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
_PAGE = HEAD + b"MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
_BOMB_OCTETS = 100 * 1024 * 1024  # unpacked; packed it is a hundred kilobytes


@dataclass(frozen=True, slots=True)
class Shape:
    """One hostile mail; `limit` is the name that reading must put into `Mail.limits`, "" where none is broken."""

    name: str
    make: Callable[[], bytes]
    limit: str = ""


def _deep() -> bytes:
    levels = (b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(10_000))
    return HEAD + b"".join(levels)


def _empty_parts() -> bytes:
    return _MIXED + b"--b\r\n\r\n" * 1_000_000


def _huge_header() -> bytes:
    return HEAD + b"X-Filler: " + b"a" * 5_000_000 + b"\r\n\r\nhi\r\n"


def _addresses() -> bytes:
    return HEAD + b"Cc: " + b",\r\n ".join(b"u%d@b.test" % n for n in range(50_000)) + b"\r\n\r\nhi\r\n"


def _attributes() -> bytes:
    return _PAGE + b"<p " + b" ".join(b"a%d=1" % n for n in range(100_000)) + b">seen</p>\r\n"


def _divs() -> bytes:
    return _PAGE + b"<div>" * 60_000 + b"seen" + b"</div>" * 60_000


def _blank_lines() -> bytes:
    return HEAD + b"\r\n" + b"\r\n" * 50_000 + b"x\r\n"


def _endless_introduction() -> bytes:
    return HEAD + b"\r\nOn " + b"a" * 20_000 + b"\r\n"


def _introductions() -> bytes:
    return HEAD + b"\r\n" + b"On Mon, 23 Nov 2026 at 10:00 Anna Berg <anna@example.com>\r\n" * 20_000


def _bounce() -> bytes:
    head = HEAD.replace(b"Mallory <mallory@", b"Mail Delivery System <MAILER-DAEMON@")
    head = head.replace(SUBJECT.encode(), b"Undelivered Mail Returned to Sender")
    lines = b"".join(b"<user%d@b.test>: 550 5.1.1 user unknown\r\n" % n for n in range(100_000))
    return b"Return-Path: <>\r\n" + head + b"\r\nI could not deliver your mail.\r\n\r\n" + lines


def _attached(name: str, content_type: str, packed: bytes) -> bytes:
    header = f'Content-Type: {content_type}\r\nContent-Disposition: attachment; filename="{name}"\r\n'
    body = b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(packed).replace(b"\n", b"\r\n")
    words = b"--b\r\nContent-Type: text/plain\r\n\r\nsee the file\r\n--b\r\n"
    return _MIXED + words + header.encode() + body + b"--b--\r\n"


def packed_zip() -> bytes:
    """A small archive that unpacks to a hundred megabytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        member = zipfile.ZipInfo("zeros")  # dated 1980, so that the same octets come out each time
        member.compress_type = zipfile.ZIP_DEFLATED
        archive.writestr(member, bytes(_BOMB_OCTETS))
    return made.getvalue()


def packed_gzip() -> bytes:
    """A small file that unpacks to a hundred megabytes."""
    return gzip.compress(bytes(_BOMB_OCTETS), mtime=0)


SHAPES = (
    Shape("depth 10 000", _deep, "depth"),
    Shape("1 000 000 empty parts", _empty_parts, "parts"),
    Shape("one header of 5 MB", _huge_header, "headers"),
    Shape("50 000 addresses", _addresses, "headers"),
    Shape("100 000 attributes on a tag", _attributes),
    Shape("60 000 nested divs", _divs, "html"),
    Shape("50 000 blank lines and an x", _blank_lines),
    Shape("On and 20 000 letters", _endless_introduction),
    Shape("20 000 lines that begin with On", _introductions, "text"),
    Shape("100 000 address-like lines in a bounce", _bounce, "text"),
    Shape("zip bomb attached", lambda: _attached("a.zip", "application/zip", packed_zip())),
    Shape("gzip bomb attached", lambda: _attached("a.gz", "application/gzip", packed_gzip())),
)
BY_NAME: Mapping[str, Shape] = {shape.name: shape for shape in SHAPES}
