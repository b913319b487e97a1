"""One SMTP client connection that costs next to nothing: one write and one wake-up a stage.

Theory of operation: a connection tells its `Feed` whenever it is idle, gets a mail, sends the stages one by
one (or MAIL, RCPT and DATA in one write when pipelining), and reports the final reply with its latency. A
reply is complete at the line whose fourth octet is no hyphen (RFC 5321 section 4.2.1).
"""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Protocol

from bench.wire import Wire

_EHLO = b"EHLO client.bench.example\r\n"
_REPLY_LIMIT = 65_536  # octets of an unfinished reply; a server that sends more is broken


class SmtpTrouble(Exception):  # noqa: N818 - as often the server's choice as an error
    """The server did something after which the connection cannot go on."""


class Feed(Protocol):
    """Hands out mails and hears what became of them."""

    def idle(self, client: "Client") -> None:
        """Calls `send` or `leave` of the client, now or later."""

    def settle(self, number: int, code: int, latency_s: float) -> None:
        """The final answer to a mail, or the refusal that ended its transaction (latency 0)."""


class Client(asyncio.Protocol):
    """A connection: `ready` after EHLO, then one `send` a mail, `finished` after `leave`.

    Both futures end with SmtpTrouble when the connection cannot go on.
    """

    def __init__(self, feed: Feed, *, pipelining: bool) -> None:
        loop = asyncio.get_running_loop()
        self.ready: asyncio.Future[None] = loop.create_future()
        self.finished: asyncio.Future[None] = loop.create_future()
        self._feed = feed
        self._now = loop.time
        self._want_pipelining = pipelining
        self._pipelines = False
        self._transport: asyncio.Transport | None = None
        self._unread = b""
        self._on_reply: Callable[[int, bytes], None] = self._greeted
        self._number = -1
        self._wire: Wire | None = None
        self._commands: deque[bytes] = deque()
        self._expected = 0
        self._refusal = 0
        self._sent_at = 0.0

    # -- the transport's side

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        # A limit of zero makes resume_writing the moment at which the kernel has taken the last octet.
        transport.set_write_buffer_limits(high=0)
        self._transport = transport

    def resume_writing(self) -> None:
        self._sent_at = self._now()

    def data_received(self, data: bytes) -> None:
        self._unread += data
        while (end := self._unread.find(b"\r\n")) >= 0:
            line, self._unread = self._unread[:end], self._unread[end + 2 :]
            self._line(line)
        if len(self._unread) > _REPLY_LIMIT:
            self._fail("endless reply")

    def connection_lost(self, exc: Exception | None) -> None:
        self._fail(f"connection lost: {exc or 'closed by the server'}")

    def close(self) -> None:
        """Ends the connection now, whatever it is doing."""
        if self._transport is not None:
            self._transport.abort()

    # -- the dialogue

    def send(self, number: int, wire: Wire) -> None:
        """Begins a transaction; the feed hears of its end."""
        if self.finished.done():  # lost while it waited for its turn
            return
        self._number, self._wire, self._refusal = number, wire, 0
        self._on_reply = self._answered_command
        commands = wire.commands
        self._expected = len(commands)
        if self._pipelines:
            self._write(b"".join(commands))
        else:
            self._commands = deque(commands[1:])
            self._write(commands[0])

    def leave(self) -> None:
        """Says goodbye."""
        self._on_reply = self._parted
        self._write(b"QUIT\r\n")

    def _write(self, octets: bytes) -> None:
        assert self._transport is not None
        self._transport.write(octets)

    def _line(self, line: bytes) -> None:
        self._pipelines |= self._want_pipelining and line[4:].upper() == b"PIPELINING"
        if not line[:3].isdigit():
            self._fail(f"not a reply: {line[:80]!r}")
        elif line[3:4] != b"-":
            self._on_reply(int(line[:3]), line)

    def _greeted(self, code: int, line: bytes) -> None:
        if code != 220:
            self._fail(f"greeting {line[:80]!r}")
            return
        self._on_reply = self._introduced
        self._write(_EHLO)

    def _introduced(self, code: int, line: bytes) -> None:
        if code != 250:
            self._fail(f"EHLO answered {line[:80]!r}")
        elif not self.ready.done():
            self.ready.set_result(None)

    def _answered_command(self, code: int, line: bytes) -> None:
        self._expected -= 1
        if code >= 400:
            self._refusal = self._refusal or code
        if code == 421:
            self._fail(f"server leaves: {line[:80]!r}")
        elif code == 354:
            self._send_data()
        elif self._refusal and not (self._pipelines and self._expected):
            self._give_up()
        elif self._commands:
            self._write(self._commands.popleft())

    def _send_data(self) -> None:
        assert self._wire is not None
        self._on_reply = self._answered_mail
        self._write(self._wire.data)
        self._sent_at = self._now()  # resume_writing corrects it when the kernel could not take all at once

    def _answered_mail(self, code: int, line: bytes) -> None:
        self._feed.settle(self._number, code, self._now() - self._sent_at)
        if code == 421:  # another mail would be taken from the feed and never sent
            self._fail(f"server leaves: {line[:80]!r}")
        else:
            self._feed.idle(self)

    def _give_up(self) -> None:
        self._feed.settle(self._number, self._refusal, 0.0)
        self._commands.clear()
        self._on_reply = self._reset
        self._write(b"RSET\r\n")

    def _reset(self, _code: int, _line: bytes) -> None:
        self._feed.idle(self)

    def _parted(self, _code: int, _line: bytes) -> None:
        if not self.finished.done():
            self.finished.set_result(None)
        self.close()

    def _fail(self, what: str) -> None:
        for future in (self.ready, self.finished):
            if not future.done():
                future.set_exception(SmtpTrouble(what))
                future.exception()  # marks it as seen: often only one of the two is awaited
        self.close()
