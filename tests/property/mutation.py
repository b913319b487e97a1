"""Mails that no client wrote: real ones, with the damage that gateways, disks and attackers do.

Every change hangs on the seed alone.
"""

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

_LARGEST = 20_000  # octets of a mail to start from: a thousand small ones find more than one large one
_GROWN = 60_000  # octets beyond which nothing is doubled
_CHANGES = 6
_BLANK = re.compile(rb"\r?\n\r?\n")
_FIELD = re.compile(rb"[^\n]*\n(?:[ \t][^\n]*\n)*")
_CHARSET = re.compile(rb'charset="?([\w.-]+)"?', re.IGNORECASE)
_ENCODING = re.compile(rb"(?<=Content-Transfer-Encoding: )[\w-]+", re.IGNORECASE)
_TYPE = re.compile(rb"(?<=Content-Type: )[\w-]+/[\w.+-]+", re.IGNORECASE)
_BOUNDARY = re.compile(rb"^--[^\r\n]{1,70}", re.MULTILINE)
_MARKS = tuple(
    b'\r|\n|\0|\r\n\r\n|\n\n|--|=?|?=|"|(|<|>|;|:|\t|\x1b$B|\xff\xfe|\xef\xbb\xbf|<div>|</blockquote>|<!--|\r\n> |=\r\n|'
    b"begin 644 x\r\n|\r\n-- \r\n|=?utf-8?b?|&#0;|\xed\xa0\x80".split(b"|")
)
_CHARSETS = tuple(
    b"utf-8 us-ascii iso-8859-1 windows-1251 shift_jis gb18030 iso-2022-jp utf-16 utf-7 koi8-r big5 unknown-8bit x".split()
)
_ENCODINGS = tuple(b"7bit 8bit binary base64 quoted-printable x-uuencode none".split())
_TYPES = tuple(
    b"text/plain text/html multipart/mixed multipart/alternative multipart/report multipart/related message/rfc822 "
    b"application/ms-tnef text/calendar message/delivery-status application/octet-stream image/png".split()
)

Change = Callable[[random.Random, bytes, bytes], bytes]


@dataclass(frozen=True, slots=True)
class Mutator:
    """Damages the given mails, always the same way for the same seed."""

    mails: Sequence[bytes]

    def mutant(self, seed: int) -> bytes:
        """One mail after a few changes of any kind."""
        chance = random.Random(seed)
        raw, other = chance.choice(self.mails), chance.choice(self.mails)
        for _ in range(chance.randint(1, _CHANGES)):
            raw = chance.choice(CHANGES)(chance, raw, other)
        return raw


def golden_mails() -> list[bytes]:
    """The small ones of `tests/mails`."""
    home = Path(__file__).parents[1] / "mails"
    return [path.read_bytes() for path in sorted(home.rglob("*.eml")) if path.stat().st_size < _LARGEST]


def _flip(chance: random.Random, raw: bytes, _other: bytes) -> bytes:
    if not raw:
        return raw
    octets = bytearray(raw)
    for _ in range(chance.randint(1, 12)):
        octets[chance.randrange(len(octets))] ^= 1 << chance.randrange(8)
    return bytes(octets)


def _delete(chance: random.Random, raw: bytes, _other: bytes) -> bytes:
    at, end = _stretch(chance, raw)
    return raw[:at] + raw[end:]


def _double(chance: random.Random, raw: bytes, _other: bytes) -> bytes:
    at, end = _stretch(chance, raw)
    times = chance.choice((1, 1, 1, 2, 30))
    return raw[:end] + raw[at:end] * times + raw[end:] if len(raw) < _GROWN else raw


def _insert(chance: random.Random, raw: bytes, _other: bytes) -> bytes:
    at = chance.randint(0, len(raw))
    mark = chance.choice(_MARKS) if chance.random() < 0.8 else chance.randbytes(chance.randint(1, 8))
    return raw[:at] + mark + raw[at:]


def _splice(chance: random.Random, raw: bytes, other: bytes) -> bytes:
    return raw[: chance.randint(0, len(raw))] + other[chance.randint(0, len(other)) :]


def _graft(chance: random.Random, raw: bytes, other: bytes) -> bytes:
    """The header of one mail over the body of another."""
    mine, theirs = _BLANK.search(raw), _BLANK.search(other)
    return raw[: mine.end()] + other[theirs.end() :] if mine and theirs else raw


def _shuffle(chance: random.Random, raw: bytes, _other: bytes) -> bytes:
    """Fields in another order, one of them perhaps gone or twice."""
    blank = _BLANK.search(raw)
    end = blank.start() + 1 if blank else len(raw)
    fields = _FIELD.findall(raw[:end])
    chance.shuffle(fields)
    fields = fields[chance.randint(0, 1) :] + fields[: chance.randint(0, 2)]
    return b"".join(fields) + raw[end:]


def _cut_off(chance: random.Random, raw: bytes, _other: bytes) -> bytes:
    return raw[: chance.randint(0, len(raw))]


def _other_line_ends(chance: random.Random, raw: bytes, _other: bytes) -> bytes:
    return raw.replace(b"\r\n", chance.choice((b"\n", b"\r", b"\r\r\n", b"\n\r")))


def _damaged_boundary(chance: random.Random, raw: bytes, _other: bytes) -> bytes:
    return _changed(
        chance, raw, _BOUNDARY, lambda old: chance.choice((old[:-1], old + b"--", old + b" x", b"", old[2:]))
    )


def _other_charset(chance: random.Random, raw: bytes, _other: bytes) -> bytes:
    return _changed(chance, raw, _CHARSET, lambda _: b"charset=" + chance.choice(_CHARSETS))


def _other_encoding(chance: random.Random, raw: bytes, _other: bytes) -> bytes:
    return _changed(chance, raw, _ENCODING, lambda _: chance.choice(_ENCODINGS))


def _other_type(chance: random.Random, raw: bytes, _other: bytes) -> bytes:
    return _changed(chance, raw, _TYPE, lambda _: chance.choice(_TYPES))


CHANGES: tuple[Change, ...] = (
    _flip,
    _delete,
    _double,
    _insert,
    _insert,
    _splice,
    _graft,
    _shuffle,
    _cut_off,
    _other_line_ends,
    _damaged_boundary,
    _other_charset,
    _other_encoding,
    _other_type,
)


def _stretch(chance: random.Random, raw: bytes) -> tuple[int, int]:
    """A few octets, or a few lines."""
    at = chance.randint(0, len(raw))
    if chance.random() < 0.5:
        return at, min(len(raw), at + chance.randint(1, 40))
    at = raw.rfind(b"\n", 0, at) + 1
    end = raw.find(b"\n", min(len(raw), at + chance.randint(0, 200))) + 1
    return at, end or len(raw)


def _changed(
    chance: random.Random, raw: bytes, pattern: re.Pattern[bytes], change: Callable[[bytes], bytes]
) -> bytes:
    """One match of the pattern, changed."""
    found = list(pattern.finditer(raw))
    if not found:
        return raw
    one = chance.choice(found)
    return raw[: one.start()] + change(one[0]) + raw[one.end() :]
