"""How do octets get over one client's connection: replies out, mail data in, TLS around both?

Facts
- Of aiosmtpd 1.4.6 we keep the protocol class and its PROXY reader; test_aiosmtpd_names.py fails when a new
  release moves what we use. Its constructor is not run: it searches all attributes of two objects for each
  connection (90 µs) and clears a dictionary of limits that belongs to all connections. Its loop is not run:
  one timer covers DATA and handler together, the handler is cancelled when the client leaves, and LF alone
  ends a command.
- During DATA the octets go straight from the transport into `Incoming`; through the stream reader they
  would be copied twice more and wake a task for each chunk.
- Replies are written together when nothing more can be read without waiting (RFC 2920 section 3.2).
"""

import asyncio
import ssl

from aiosmtpd.smtp import SMTP

from mailgate.inbound.limits import Pace
from mailgate.inbound.smtp_incoming import Incoming
from mailgate.inbound.smtp_reader import ClientGone, CommandReader, attempt
from mailgate.inbound.smtp_reception import Door, Gate


class Link(SMTP):
    """One connection, as aiosmtpd's protocol class with its inner works replaced."""

    _writer: asyncio.StreamWriter
    _socket: asyncio.Transport

    def __init__(self, gate: Gate, door: Door, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.gate = gate
        self.door = door
        self.peer = ""  # the client's IP address; "" for a unix socket
        self.tls = False
        self.leaving = False  # the session ends after the command at hand
        self.pace = Pace(gate.limits, gate.clock.monotonic())
        self._input = CommandReader(gate.limits.command_length, loop)
        self._replies: list[bytes] = []
        self._lingering = False  # what still comes is not for us
        self._incoming: Incoming | None = None
        self._arrived: asyncio.Future[None] | None = None
        asyncio.StreamReaderProtocol.__init__(self, self._input, self._cb_client_connected, loop)

    # What the event loop calls

    def data_received(self, data: bytes) -> None:
        if self._lingering:
            return
        if self._incoming is None:
            self._input.feed_data(data)
        else:
            self._take(self._incoming, data)

    def eof_received(self) -> bool:
        """A client that shuts down its side after a pipeline still gets every answer."""
        if self._lingering:
            return False
        self._input.end()
        self._lose_data()
        return not self.tls

    # What a session uses

    def say(self, *lines: str) -> None:
        """Queues replies, one a line."""
        self._replies.extend(line.encode() for line in lines)

    def say_goodbye(self, reply: str) -> None:
        """Queues the last reply of this session."""
        self.say(reply)
        self.leaving = True

    async def flush(self) -> None:
        """Writes what is queued; ClientGone when nobody is there."""
        if not self._replies:
            return
        self._replies.append(b"")
        self._writer.write(b"\r\n".join(self._replies))
        self._replies.clear()
        await attempt(self._writer.drain())

    async def receive(self, incoming: Incoming) -> None:
        """Fills it until the mail ends or overruns its limit; ClientGone when the client leaves first."""
        self.pace.await_data(self.gate.clock.monotonic())
        await self.flush()
        self._arrived = self.loop.create_future()
        self._incoming = incoming
        early = self._input.take()
        if early:
            self._take(incoming, early)
        if self._input.at_eof():
            self._lose_data()
        await self._arrived

    async def start_tls(self) -> None:
        """Shakes hands and drops all that came in the clear (RFC 3207 section 4.2); ClientGone on failure."""
        assert self.door.certificate is not None
        self.pace.await_greeting(self.gate.clock.monotonic())
        self._lingering = True  # else what comes while we flush would be read later as if it came under TLS
        await self.flush()
        self._input.take()
        self._lingering = False
        try:
            self._socket = await self._shake_hands(self.door.certificate.context())
        except ClientGone:
            self.connection_lost(None)  # asyncio tells nobody of a connection that ends during a handshake
            raise
        self._writer._transport = self._socket  # type: ignore[attr-defined]  # noqa: SLF001 - as aiosmtpd does
        self._input.moved_to(self._socket)
        self.tls = True

    async def _shake_hands(self, context: ssl.SSLContext) -> asyncio.Transport:
        # Not StreamWriter.start_tls: it stumbles over the None that it gets for a connection that just ended.
        moved = await attempt(
            self.loop.start_tls(
                self._socket,
                self,
                context,
                server_side=True,
                ssl_handshake_timeout=self.gate.limits.greeting_s,
            )
        )
        if moved is None:
            raise ClientGone
        return moved

    def _take(self, incoming: Incoming, data: bytes) -> None:
        self.pace.received(len(data), self.gate.clock.monotonic())
        incoming.feed(data)
        if not (incoming.ended or incoming.overrun):
            return
        self._incoming = None
        self.pace.our_turn()
        self._lingering = not incoming.ended
        self._input.put_back(incoming.rest)
        if self._arrived is not None and not self._arrived.done():
            self._arrived.set_result(None)

    def _lose_data(self) -> None:
        self._incoming = None
        if self._arrived is not None and not self._arrived.done():
            self._arrived.set_exception(ClientGone())
