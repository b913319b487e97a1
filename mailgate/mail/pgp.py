"""What does a text say that was signed or encrypted as text? The armour of RFC 9580 sections 6 and 7, taken off.

A signed text is its words: the lines around them and the signature mean nothing to a reader, and are not checked. An
encrypted block is a file that only its receiver can open. Quoted blocks are other people's and stay as they stand.
"""

import re
from dataclasses import dataclass

_BEGIN = re.compile(rb"^-----BEGIN PGP (SIGNED MESSAGE|MESSAGE)-----[ \t]*\r?\n", re.MULTILINE)
_ARMOUR_FIELDS = re.compile(rb"(?:[A-Za-z]{1,20}: [^\r\n]{0,200}\r?\n){0,10}[ \t]*\r?\n")
_SIGNATURE = b"-----BEGIN PGP SIGNATURE-----"
_SIGNATURE_END = b"-----END PGP SIGNATURE-----"
_MESSAGE_END = b"-----END PGP MESSAGE-----"
_ESCAPED = re.compile(rb"^- ", re.MULTILINE)
_BLOCKS = 20


@dataclass(frozen=True, slots=True)
class Unwrapped:
    """The words of a text without armour, and the encrypted blocks that stood in it."""

    words: bytes
    sealed: tuple[bytes, ...] = ()


def unwrap(text: bytes, note: bytes) -> Unwrapped:
    """Takes the armour off; `note` stands where an encrypted block was. Octets without armour come back as they are."""
    pieces: list[bytes] = []
    sealed: list[bytes] = []
    at = 0
    while len(pieces) < 2 * _BLOCKS and (begin := _BEGIN.search(text, at)) is not None:
        signed = begin[1] == b"SIGNED MESSAGE"
        end = _line_of(text, begin.end(), _SIGNATURE_END if signed else _MESSAGE_END)
        if end < 0:
            break
        block = text[begin.start() : end]
        words = _signed_words(block[begin.end() - begin.start() :]) if signed else note
        if not signed:
            sealed.append(block)
        pieces += (text[at : begin.start()], words)
        at = end
    return Unwrapped(b"".join((*pieces, text[at:])), tuple(sealed)) if pieces else Unwrapped(text)


def _line_of(text: bytes, start: int, mark: bytes) -> int:
    """The offset behind the line that begins with this mark; -1 where none does."""
    found = text.find(b"\n" + mark, start - 1)
    if found < 0:
        return -1
    eol = text.find(b"\n", found + 1)
    return len(text) if eol < 0 else eol + 1


def _signed_words(block: bytes) -> bytes:
    """The text between the armour's own fields and the signature, without the dashes put before its dashes."""
    fields = _ARMOUR_FIELDS.match(block)
    start = fields.end() if fields else 0
    stop = block.find(b"\n" + _SIGNATURE, max(start - 1, 0))
    return _ESCAPED.sub(b"", block[start : max(stop + 1, start)] if stop >= 0 else block[start:])
