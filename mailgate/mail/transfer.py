"""Which octets does a transfer encoding stand for? RFC 2045 section 6, with the damage that real mail has.

Facts: Base64 comes with stray characters, missing padding, and padding in the middle where a sender encoded
piece by piece; Python stops at the first padding. An unknown encoding means the octets stand for themselves.
"""

import binascii
import re

_PIECE = re.compile(rb"[^=]+(?:=+|\Z)")
_ALPHABET = bytes(range(256)).translate(
    None, b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
)
_UU_BEGIN = re.compile(rb"^begin(?:-base64)? [0-7]{3,4} ([^\r\n]+)\r?\n", re.MULTILINE)


def decode_transfer(octets: bytes, encoding: bytes) -> bytes:
    """The decoded octets; `encoding` is the field's value as it came."""
    name = encoding.strip(b" \t\"';").lower()
    if name == b"base64":
        return base64_octets(octets)
    if name == b"quoted-printable":
        return binascii.a2b_qp(octets)
    if name in (b"x-uuencode", b"uuencode", b"x-uue", b"uue"):
        return uu_octets(octets)
    return octets


def base64_octets(octets: bytes) -> bytes:
    """Base64 with anything around and inside it; never raises."""
    try:
        padding = octets.find(b"=")
        if padding < 0 or not octets[padding:].strip(b"=\r\n \t"):
            return binascii.a2b_base64(octets)
    except binascii.Error:
        pass
    return b"".join(_quads(piece) for piece in _PIECE.findall(octets))


def _quads(piece: bytes) -> bytes:
    """One run of Base64 without inner padding; a lone last character carries no octet."""
    letters = piece.translate(None, _ALPHABET)
    letters = letters[:-1] if len(letters) % 4 == 1 else letters
    return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4))


def uu_octets(octets: bytes) -> bytes:
    """The file of a uuencoded body; the octets themselves where no `begin` line stands."""
    begin = _UU_BEGIN.search(octets)
    if begin is None:
        return octets
    out: list[bytes] = []
    for line in octets[begin.end() :].split(b"\n"):
        if line.strip() in (b"end", b"`", b""):
            break
        out.append(_uu_line(line.rstrip(b"\r")))
    return b"".join(out)


def _uu_line(line: bytes) -> bytes:
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:
        # Encoders pad the last group with rubbish; the length octet says how much counts.
        wanted = (((line[0] - 32) & 63) * 4 + 5) // 3
        try:
            return binascii.a2b_uu(line[:wanted])
        except binascii.Error:
            return b""
