"""What does compressed RTF hold? The LZFu stream of MS-OXRTFCP, which Outlook keeps a mail's body in.

A stream is a header of 16 octets, then runs of eight tokens: a literal octet, or a reference into the last 4096
octets of what was written, which begin as a fixed dictionary. The checksum is not looked at: a damaged stream gives
what could be read. What comes out is bounded by the cap, whatever the header announces.
"""

import struct

_DICTIONARY = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor "
    rb"MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
    b"\r\n"
    rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
_WINDOW = 4_096
_HEADER = 16
_PACKED, _PLAIN = 0x75465A4C, 0x414C454D


def unpack(octets: bytes, most: int) -> bytes:
    """The RTF, at most so many octets; empty where the octets are no such stream. Never raises."""
    if len(octets) < _HEADER:
        return b""
    size, _, kind, _ = struct.unpack_from("<IIII", octets)
    body = octets[_HEADER : max(size + 4, _HEADER)]
    if kind == _PLAIN:
        return body[:most]
    return _unpacked(body, most) if kind == _PACKED else b""


def _unpacked(body: bytes, most: int) -> bytes:
    out = bytearray(_DICTIONARY)
    whole = len(_DICTIONARY) + most
    at, end = 0, len(body)
    while at < end and len(out) < whole:
        flags = body[at]
        at += 1
        for bit in range(8):
            if not flags >> bit & 1:
                out += body[at : at + 1]
                at += 1
                continue
            if at + 2 > end:
                at = end
                break
            token = body[at] << 8 | body[at + 1]
            at += 2
            if not _copy(out, token >> 4, (token & 15) + 2):
                at = end
                break
    return bytes(out[len(_DICTIONARY) : whole])


def _copy(out: bytearray, place: int, length: int) -> bool:
    """Repeats what stands at a place of the window; False where the place is the end mark or was never written."""
    distance = (len(out) - place) % _WINDOW
    if distance == 0 or distance > len(out):
        return False
    start = len(out) - distance
    piece = out[start : start + length]
    # A run that overlaps itself repeats: "ab" at distance 2 and length 5 is "ababa".
    out += (piece * (length // len(piece) + 1))[:length]
    return True
