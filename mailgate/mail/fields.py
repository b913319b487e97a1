"""Which header fields does a block of octets hold? Reads damaged blocks too, and says what was damaged.

Facts: a line without a colon ends the header for Python's parser, and everything below it, Subject included,
becomes body. Real mail has such lines (broken folding by list servers, a gateway's banner), and it has mails
whose blank line is missing. The two look alike: junk is skipped only when a well-known field follows it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_KNOWN = frozenset(
    b"from to cc bcc subject date sender reply-to message-id in-reply-to references received return-path "
    b"mime-version content-type content-transfer-encoding content-disposition content-id delivered-to "
    b"dkim-signature list-id list-unsubscribe auto-submitted precedence importance priority thread-topic "
    b"authentication-results thread-index user-agent x-mailer x-priority".split()
)
# One alternative per kind of line; each consumes its line, so the whole is one linear pass.
_LINE = re.compile(
    rb"^(?:([!-9;-~]{1,200})[ \t]*:[ \t]*([^\n]*(?:\n[ \t][^\n]*)*)|([^\n]+))(?:\n|\Z)",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of one block in order: lower-case name and unfolded octets."""

    items: tuple[tuple[str, bytes], ...] = ()
    defects: tuple[str, ...] = ()
    index: Mapping[str, tuple[bytes, ...]] = field(default_factory=dict)

    def first(self, name: str) -> bytes:
        """The topmost value of a lower-case name; empty when there is none."""
        values = self.index.get(name)
        return values[0] if values else b""

    def every(self, name: str) -> tuple[bytes, ...]:
        """All values of a lower-case name, topmost first."""
        return self.index.get(name, ())


@dataclass(frozen=True, slots=True)
class Block:
    """A header block and where its body begins."""

    fields: Fields
    body: int  # offset of the first octet of the body
    longest: int  # octets of the longest field


def read_block(octets: bytes, start: int, stop: int) -> Block:
    """Reads the header block in `octets[start:stop]`, which reaches beyond its blank line if there is one."""
    end, body = blank_line(octets, start, stop)
    items: list[tuple[str, bytes]] = []
    defects: list[str] = []
    longest = 0
    last_known: int | None = (
        None  # looked up at the first junk line only: twice over the block is still linear
    )
    for line in _LINE.finditer(octets, start, end):
        name = line[1]
        if name is not None:
            longest = max(longest, len(line[2]))
            items.append((name.decode("ascii").lower(), _unfold(line[2])))
            continue
        last_known = _last_known(octets, start, end) if last_known is None else last_known
        if line.start() > last_known:
            defects.append("no blank line after the header")
            body = line.start()
            break
        defects.extend(_junk(line[3], first=line.start() == start))
    return Block(fields_of(items, defects), body, longest)


def blank_line(octets: bytes, start: int, stop: int) -> tuple[int, int]:
    """Offsets of the end of the last header line and of the body; both are `stop` where no line is blank."""
    if octets.startswith(b"\n", start):
        return start, start + 1
    if octets.startswith(b"\r\n", start):
        return start, start + 2
    wire = octets.find(b"\n\r\n", start, stop)
    unix = octets.find(b"\n\n", start, stop if wire < 0 else wire)
    if unix >= 0:
        return unix + 1, unix + 2
    if wire >= 0:
        return wire + 1, wire + 3
    return stop, stop


def _last_known(octets: bytes, start: int, end: int) -> int:
    """Offset of the last well-known field; a junk line below it is the first line of the body."""
    known = start - 1
    for line in _LINE.finditer(octets, start, end):
        if line[1] is not None and line[1].lower() in _KNOWN:
            known = line.start()
    return known


def _junk(line: bytes, *, first: bool) -> list[str]:
    if first and line.startswith((b"From ", b">From ")):
        return []  # the envelope line of an mbox file
    return ["a line without a colon stands in the header"]


def _unfold(value: bytes) -> bytes:
    """Every line end inside a value stands before white space, which stays (RFC 5322 section 2.2.3)."""
    return value.translate(None, b"\r\n\0").strip()


def fields_of(items: list[tuple[str, bytes]], defects: list[str]) -> Fields:
    """Freezes fields that were read, with the look-up by name."""
    index: dict[str, list[bytes]] = {}
    for name, value in items:
        index.setdefault(name, []).append(value)
    frozen = {name: tuple(values) for name, values in index.items()}
    return Fields(tuple(items), tuple(dict.fromkeys(defects)), frozen)
