"""How does a session begin, go on line by line, and end? Knows no command."""

import asyncio
import contextlib
from typing import cast

from mailgate.inbound import smtp_replies as replies
from mailgate.inbound.smtp_link import Link
from mailgate.inbound.smtp_proxy import proxied_client
from mailgate.inbound.smtp_reader import ClientGone, LineTooLong

BATCH = 32  # replies kept at most; a client with a long pipeline lets others have the loop as often


class SessionProtocol(Link):
    """One client from its greeting to its end: lines in, replies out."""

    _identified = ""  # the address it is counted for
    _awaiting = False  # the client has the word

    async def obey(self, line: bytes) -> None:
        """Answers one command line, given with its line ending."""
        raise NotImplementedError

    def refuse(self, reply: str) -> None:
        """Queues an error reply and counts it against the client."""
        raise NotImplementedError

    def turned_away(self, reason: str) -> None:
        """Hears why a client was not let in."""
        raise NotImplementedError

    def failed(self, what: str, error: Exception) -> None:
        """Tells the operator of an error by its name: its text may quote a mail or a password."""
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

    # From greeting to end

    async def _converse(self) -> None:
        try:
            await self._greet()
            while not self.leaving:
                await self._obey_next()
        except ClientGone:
            pass  # nobody to answer, or the last answer is queued
        except Exception as error:  # noqa: BLE001 - one client's session must not fail unheard, nor hurt others
            self.failed("session", error)
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
        self._lingering = self._lingering or bool(self._input.take())
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
