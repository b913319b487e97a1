"""Where does one response of an IMAP server end, and the next begin? Bytes in, whole responses out; never recurses.

Facts
- A line that ends in `{N}` goes on after the N octets that follow its line break (RFC 3501 section 4.3). The text of a
  status response is free and may end like that too, so there it means nothing.
- The library reads recursively and dies of a thousand lines in one read (LIBRARIES section 3.2): this loop does not.
- Whatever a server sends is bounded: the text of a response, the octets of a literal, their number.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from mailgate.inbound.body import Spool

LONGEST_TEXT = 8 * 1024 * 1024  # a SEARCH for a million mails on one line
MOST_LITERALS = 16  # in one response; we never ask for more than two
SMALL = 64 * 1024  # octets of a literal that nobody asked for
OVERRUN = 4  # how many times too large a literal may be and is still read past

_LITERAL = re.compile(rb"\{([0-9]{1,12})\}$")
_STATUS = re.compile(rb"[^ ]{1,64} (?:OK|NO|BAD|BYE|PREAUTH)(?: |$)", re.IGNORECASE)


class NotImap(Exception):  # noqa: N818 - what it is
    """What came is no IMAP, or more of it than anybody may send; the text says which."""


@dataclass(frozen=True, slots=True)
class Oversize:
    """A literal beyond what was asked for: read past, not kept."""

    size: int


Literal = Spool | Oversize


@dataclass(frozen=True, slots=True)
class Response:
    """One line with its literals, whose places in the text are still marked `{N}`."""

    text: bytes
    literals: tuple[Literal, ...] = ()


class ResponseReader:
    """Cuts a stream into responses; `largest` is how much a literal may hold just now."""

    def __init__(self, spool: Callable[[], Spool] = Spool) -> None:
        self.largest = SMALL
        self._spool = spool
        self._line = bytearray()
        self._text: list[bytes] = []
        self._length = 0
        self._literals: list[Literal] = []
        self._missing = 0

    @property
    def empty(self) -> bool:
        """Whether it stands between two responses."""
        return not (self._line or self._text or self._missing)

    def feed(self, data: bytes) -> Iterator[Response]:
        """The responses that end in `data`; NotImap when it goes beyond every bound."""
        at = 0
        while at < len(data):
            if self._missing:
                at += self._fill(data, at)
                continue
            end = data.find(b"\n", at)
            stop = len(data) if end < 0 else end
            self._grow(data[at:stop])
            at = stop + 1
            if end >= 0 and (response := self._line_ends()) is not None:
                yield response

    def close(self) -> None:
        """Frees what half a response holds."""
        for literal in self._literals:
            if isinstance(literal, Spool):
                literal.close()
        self._literals.clear()

    def _grow(self, part: bytes) -> None:
        self._length += len(part)
        if self._length > LONGEST_TEXT:
            raise NotImap(f"a response of more than {LONGEST_TEXT // 1024} KiB")
        self._line += part

    def _line_ends(self) -> Response | None:
        """The response, unless it goes on after a literal."""
        line = bytes(self._line.removesuffix(b"\r"))
        self._line.clear()
        found = _LITERAL.search(line) if self._text or not _STATUS.match(line) else None
        self._text.append(line)
        if found:
            self._begin_literal(int(found[1]))
            return None
        response = Response(b"".join(self._text), tuple(self._literals))
        self._text, self._literals, self._length = [], [], 0
        return response

    def _begin_literal(self, size: int) -> None:
        if len(self._literals) == MOST_LITERALS:
            raise NotImap(f"more than {MOST_LITERALS} literals in one response")
        if size > self.largest * OVERRUN:
            raise NotImap(f"a literal of {size} octets")
        self._literals.append(self._spool() if size <= self.largest else Oversize(size))
        self._missing = size

    def _fill(self, data: bytes, at: int) -> int:
        part = data[at : at + self._missing]
        literal = self._literals[-1]
        if isinstance(literal, Spool):
            literal.write(part)
        self._missing -= len(part)
        return len(part)
