"""What do a Content-Type and its parameters say? RFC 2045 section 5.1 and RFC 2231, read leniently."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

from mailgate.mail.charset import decode_text
from mailgate.mail.header_text import decode_header, decode_words

_PARAMETER = re.compile(rb';\s*([^\s=;"]{1,80})\s*=\s*("(?:[^"\\]|\\.)*"|[^;]*)', re.DOTALL)
_COMMENT = re.compile(rb"\([^()]*\)")
_TYPE = re.compile(rb"[!#$%&'+\-.^_`{|}~0-9A-Za-z]{1,100}/[!#$%&'+\-.^_`{|}~0-9A-Za-z]{1,100}")
_PIECE = re.compile(r"^(.+?)(?:\*(\d{1,3}))?(\*)?$")
_VALUE_OCTETS = 16 * 1024
_PIECES = 200


@dataclass(frozen=True, slots=True)
class Typed:
    """A value with parameters: `text/plain` and its charset, `attachment` and its filename."""

    value: str  # lower case
    params: Mapping[str, str] = field(default_factory=dict)


def read_type(value: bytes) -> Typed | None:
    """A Content-Type; None where the field is absent or names no type."""
    match = _TYPE.match(value.strip())
    if match is None:
        return None
    return Typed(match[0].decode("ascii").lower(), read_params(value))


def read_disposition(value: bytes) -> Typed:
    """A Content-Disposition; its value is empty where the field is absent."""
    word = value.partition(b";")[0].strip(b" \t\"'").lower()
    return Typed(word.decode("ascii", "replace"), read_params(value)) if value else Typed("")


def read_params(value: bytes) -> dict[str, str]:
    """Lower-case names to decoded values; the first of two equal names wins."""
    if b";" not in value:
        return {}
    value = value[:_VALUE_OCTETS]
    if b"(" in value and b'"' not in value:
        value = _COMMENT.sub(b"", value)
    plain: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[bytes, bool]]] = {}
    for match in _PARAMETER.finditer(value):
        name = match[1].decode("ascii", "replace").lower()
        octets = _unquote(match[2])
        if "*" not in name:
            plain.setdefault(name, decode_header(octets))
            continue
        base, number, extended = _split_name(name)
        if len(pieces.setdefault(base, {})) < _PIECES:
            pieces[base].setdefault(number, (octets, extended))
    # RFC 2231 section 4: the extended form is the better one where both stand.
    return plain | {name: _join(parts) for name, parts in pieces.items()}


def _split_name(name: str) -> tuple[str, int, bool]:
    match = _PIECE.match(name)
    if match is None:
        return name, 0, False
    return match[1], int(match[2] or 0), bool(match[3])


def _unquote(octets: bytes) -> bytes:
    octets = octets.strip()
    if octets.startswith(b'"'):
        octets = octets[1:-1] if octets.endswith(b'"') and len(octets) > 1 else octets[1:]
        # Windows mailers send "C:\dir\file": a backslash before a letter is not an escape.
        return re.sub(rb'\\(["\\])', rb"\1", octets)
    return octets


def _join(parts: dict[int, tuple[bytes, bool]]) -> str:
    """Pieces in the order of their numbers; the first one may name the charset."""
    charset: str | None = None
    out = b""
    for position, number in enumerate(sorted(parts)):
        octets, extended = parts[number]
        if extended:
            if position == 0 and octets.count(b"'") >= 2:
                label, _, octets = octets.split(b"'", 2)
                charset = label.decode("ascii", "replace")
            octets = unquote_to_bytes(octets)
        out += octets
    return decode_words(decode_text(out, charset or "utf-8")[0])
