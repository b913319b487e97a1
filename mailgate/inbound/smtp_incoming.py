"""May this mail go on arriving, and what is said of it in the end?"""

from pathlib import Path

from mailgate.inbound import smtp_replies as replies
from mailgate.inbound.body import Spool
from mailgate.inbound.limits import Limits, Share
from mailgate.inbound.smtp_data import DataStream


class Incoming:
    """One mail between 354 and its reply: spooled while it is welcome, only counted once it is not.

    A refusal is told after the end of the data, where clients look for it (RFC 5321 section 4.2.5).
    """

    def __init__(self, limits: Limits, share: Share, *, repair: bool, directory: Path | None) -> None:
        self.refusal: str | None = None
        self._limits = limits
        self._share = share
        self._spool = Spool(directory)
        self._stream = DataStream(self._spool, repair=repair)

    @property
    def body(self) -> Spool:
        return self._spool

    @property
    def ended(self) -> bool:
        """True after CRLF.CRLF."""
        return self._stream.ended

    @property
    def rest(self) -> bytes:
        """What the client sent after the end of the mail."""
        return self._stream.rest

    @property
    def bare(self) -> bool:
        """True if a CR or LF stood alone: another server may see other mails in these octets."""
        return self._stream.bare

    @property
    def overrun(self) -> bool:
        """True if the client sends so much more than it may that nobody reads on to be polite."""
        return self._stream.received > self._limits.max_size * self._limits.overrun

    def feed(self, chunk: bytes) -> None:
        """The next octets from the wire; never raises."""
        try:
            self._stream.feed(chunk)
        except OSError:
            self._refuse(replies.NO_SPACE)
        if self.refusal is None:
            self._judge()

    def close(self) -> None:
        """Frees memory, file and budget; harmless when repeated."""
        self._spool.close()
        self._share.give_back()

    def _judge(self) -> None:
        if self._spool.size > self._limits.max_size:
            self._refuse(replies.TOO_LARGE)
        elif self._stream.bare:
            self._refuse(replies.BARE_NEWLINE)
        elif not self._share.grow_to(self._spool.size):
            self._refuse(replies.BUSY)

    def _refuse(self, reply: str) -> None:
        self.refusal = reply
        self._stream.discard()
        self.close()
