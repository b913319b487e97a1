"""What are the octets of a mail, and where does it end? (RFC 5321 section 4.1.1.4 and 4.5.2)

Theory of operation
- Works on whole chunks with find, count and replace; a Python statement per line costs more than all the
  rest of a mail's reception.
- Only CRLF.CRLF ends the mail. Every other reading (LF.LF, LF.CRLF, CR.CR ...) is what lets a sender
  smuggle a second mail past the server in front of us.
- The end of a chunk that may be the beginning of CRLF.CRLF is kept for the next one, so no CRLF and no
  stuffed dot is ever cut in two, and a chunk can be judged alone.
- The mail begins as if a CRLF had gone before, because a dot at its very start is at the start of a line.
"""

import re

from mailgate.inbound.body import Spool

_END = b"\r\n.\r\n"
_BEGINNINGS = tuple(_END[:n] for n in range(len(_END) - 1, 0, -1))  # longest first
_LINE_END = re.compile(rb"\r\n|\r|\n")


class DataStream:
    """Takes the octets after 354 as they come and writes the mail to a spool.

    `ended` turns true at CRLF.CRLF; `rest` then holds what came after it. `bare` turns true at a CR or LF
    that stands alone; with `repair` such a one becomes CRLF instead.
    """

    def __init__(self, spool: Spool | None, *, repair: bool = False) -> None:
        self.ended = False
        self.bare = False
        self.rest = b""
        self.received = 0  # octets on the wire
        self._spool = spool
        self._repair = repair
        self._kept = b"\r\n"  # not the sender's; taken off again in `_write`
        self._unsent = 2

    def discard(self) -> None:
        """From now on only looks for the end."""
        self._spool = None

    def feed(self, chunk: bytes) -> None:
        """The next octets, any number; OSError when the spool's disk is full."""
        self.received += len(chunk)
        data = self._kept + chunk
        end = data.find(_END)
        if end >= 0:
            self.ended = True
            self.rest = data[end + len(_END) :]
            self._write(data[: end + 2])
            return
        self._kept = next((b for b in _BEGINNINGS if data.endswith(b)), b"")
        self._write(data[: len(data) - len(self._kept)])

    def _write(self, part: bytes) -> None:
        if self._spool is None or not part:
            return
        feeds = part.count(b"\n")
        # Equal counts of all three mean that every CR and every LF is half of a CRLF.
        even = feeds == part.count(b"\r") == part.count(b"\r\n")
        if b"\r\n." in part:
            part = part.replace(b"\r\n.", b"\r\n")
        if self._unsent:
            part, self._unsent = part[self._unsent :], 0
        if not even:
            self.bare = self.bare or not self._repair
            part = _LINE_END.sub(b"\r\n", part) if self._repair else part
        self._spool.write(part)
