"""What does a header value say? RFC 2047 encoded words, raw 8-bit octets, and the mixtures that mailers make.

Facts: senders split one character over two words (RFC 2047 section 5 forbids it), put spaces and question
marks into Q text, cut Base64 short, and quote encoded words. Words of one charset are joined as octets
before decoding.
"""

import binascii
import re

from mailgate.mail.charset import decode_text
from mailgate.mail.transfer import base64_octets

_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*(?:\?(?!=)[^?]*)*)\?=")
_GAP = re.compile(r"\s+")


def decode_header(value: bytes, charset: str | None = None) -> str:
    """The text of an unfolded field value; `charset` is what the body declares, for raw 8-bit values."""
    text = value.decode("ascii") if value.isascii() else decode_text(value, charset)[0]
    if "\x1b" in text:
        text = decode_text(value, "iso-2022-jp")[0]
    return decode_words(text) if "=?" in text else text


def decode_words(text: str) -> str:
    """Replaces the encoded words of a text; white space between two of them is not theirs (section 6.2)."""
    out: list[str] = []
    pending: tuple[str, bytes] | None = None
    at = 0
    for word in _WORD.finditer(text):
        between = text[at : word.start()]
        charset, octets = word[1].partition("*")[0].lower(), _octets(word[2], word[3])
        if pending and (not between or _GAP.fullmatch(between)):
            if pending[0] == charset:
                pending = (charset, pending[1] + octets)
                at = word.end()
                continue
            between = ""
        if pending:
            out.append(decode_text(pending[1], pending[0])[0])
        out.append(between)
        pending = (charset, octets)
        at = word.end()
    if pending:
        out.append(decode_text(pending[1], pending[0])[0])
    out.append(text[at:])
    return "".join(out)


def _octets(encoding: str, payload: str) -> bytes:
    raw = payload.encode("utf-8", "replace")
    if encoding in "bB":
        return base64_octets(raw)
    return binascii.a2b_qp(raw.replace(b"\r", b"").replace(b"\n", b""), header=True)
