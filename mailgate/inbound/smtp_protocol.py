"""How do commands, mail data and TLS get over one client's connection? Knows no command.

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
import contextlib
import ssl
from typing import cast

from aiosmtpd.smtp import SMTP

from mailgate.inbound import smtp_replies as replies
from mailgate.inbound.limits import Pace
from mailgate.inbound.smtp_incoming import Incoming
from mailgate.inbound.smtp_proxy import proxied_client
from mailgate.inbound.smtp_reader import ClientGone, CommandReader, LineTooLong, attempt
from mailgate.inbound.smtp_reception import Door, Gate

BATCH = 32  # replies kept at most; a client with a long pipeline lets others have the loop as often


class SessionProtocol(SMTP):
    """One connection: lines in, replies out, one mail at a time."""

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
        self._identified = ""
        self._awaiting = False  # the client has the word
        self._lingering = False  # what still comes is not for us
        self._incoming: Incoming | None = None
        self._arrived: asyncio.Future[None] | None = None
        asyncio.StreamReaderProtocol.__init__(self, self._input, self._cb_client_connected, loop)

    async def obey(self, line: bytes) -> None:
        """Answers one command line, given with its line ending."""
        raise NotImplementedError

    def refuse(self, reply: str) -> None:
        """Queues an error reply and counts it against the client."""
        raise NotImplementedError

    def turned_away(self, reason: str) -> None:
        """Hears why a client was not let in."""
        raise NotImplementedError

    # What the event loop calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        asyncio.StreamReaderProtocol.connection_made(self, transport)
        self._socket = cast("asyncio.Transport", transport)
        name = transport.get_extra_info("peername")
        self.peer = str(name[0]) if isinstance(name, tuple) else ""
        refusal = self.gate.sessions.enter(self)
        if refusal is None and not self.door.is_proxy(self.peer):
            refusal = self._identify()
        if refusal is None:
            self.gate.sessions.begin(self._converse())
        else:
            self._turn_away(refusal)
            self._socket.close()

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

    def connection_lost(self, error: Exception | None) -> None:
        """Cancels nothing: a mail whose end has come is accepted, whether or not its sender stays."""
        self.gate.sessions.leave(self, self._identified)
        self._lose_data()
        asyncio.StreamReaderProtocol.connection_lost(self, error)

    # What the register calls

    def check(self, now: float) -> None:
        if not self.pace.late(now):
            return
        if self.leaving:
            self.abort()
        else:
            self._hang_up(replies.TIMEOUT)

    def dismiss(self) -> None:
        if self._awaiting:
            self._hang_up(replies.STOPPING)

    def abort(self) -> None:
        self._socket.abort()

    # What commands use

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

    async def read_line(self) -> bytes | None:
        """The next line with its LF, None when there will be none; LineTooLong, ClientGone."""
        self.pace.await_command(self.gate.clock.monotonic())
        if not self._input.has_line():
            await self.flush()
            if self.gate.sessions.stopping:
                self.say_goodbye(replies.STOPPING)
                return None
            self._awaiting = True
        elif len(self._replies) >= BATCH:
            await self.flush()
            await asyncio.sleep(0)
        try:
            return await self._input.line()
        finally:
            self._awaiting = False
            self.pace.our_turn()

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
            # asyncio tells nobody of a connection that is lost during a handshake.
            self.gate.sessions.leave(self, self._identified)
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

    # From greeting to end

    async def _converse(self) -> None:
        try:
            await self._greet()
            while not self.leaving:
                await self._obey_next()
        except ClientGone:
            pass  # nobody to answer, or the last answer is queued
        finally:
            await self._depart()

    async def _obey_next(self) -> None:
        try:
            line = await self.read_line()
        except LineTooLong as outcome:
            self._lingering = outcome.endless
            if outcome.endless:
                self.say_goodbye(replies.LONG_LINE)
            else:
                self.refuse(replies.LONG_LINE)
            return
        if line is None:
            self.leaving = True
        else:
            await self.obey(line)

    async def _greet(self) -> None:
        if self.door.is_proxy(self.peer) and not await self._meet_proxied():
            self.leaving = True
            return
        if self.door.address.service.implicit_tls:
            await self.start_tls()
        self.say(f"220 {self.gate.hostname} {self.gate.ident}")

    async def _meet_proxied(self) -> bool:
        client = await proxied_client(self._input)
        refusal: str | None = replies.PROXY_BROKEN
        if client is not None:
            self.peer = client
            refusal = self._identify()
        if refusal is not None:
            self._turn_away(refusal)
        return refusal is None

    def _identify(self) -> str | None:
        refusal = self.gate.sessions.identify(self.peer)
        if refusal is None:
            self._identified = self.peer
        return refusal

    def _turn_away(self, reason: str) -> None:
        self.turned_away(reason)
        if not self.door.address.service.implicit_tls:  # nothing in the clear where TLS is expected
            self._socket.write(f"421 4.7.0 {self.gate.hostname} {reason}\r\n".encode())

    async def _depart(self) -> None:
        self.leaving = True
        self.pace.closing(self.gate.clock.monotonic())
        with contextlib.suppress(ClientGone):
            await self.flush()
        if self._lingering and not self.tls and not self._socket.is_closing():
            # To close while octets are unread resets the connection and takes our last reply with it.
            with contextlib.suppress(OSError):
                self._socket.write_eof()
            self._socket.resume_reading()
        else:
            self._socket.close()

    def _hang_up(self, reply: str) -> None:
        """Ends a session that waits for its client, with a reply."""
        self.say_goodbye(reply)
        self._lingering = True
        self.pace.closing(self.gate.clock.monotonic())
        self._input.end()
        self._lose_data()

    # During DATA

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
