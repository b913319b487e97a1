"""How do a command and its answer meet? The one place that touches private names of aioimaplib.

Facts that decide (LIBRARIES section 3, read again in 2.0.3): the library's own protocol wakes no command when the
connection is lost, reads lines recursively, judges a FETCH by counting parentheses, answers no challenge, and writes every
command to its log. So this subclass reads by `ResponseReader`, runs one command at a time under two limits of time, and
fails whatever waits as soon as the connection is gone. What stays of the library: how a command is written and refused
(tags, control characters, the states in which it is legal), and what a connection is. After any failure the connection is
cut: a late answer must never be taken for that of another command.
"""

import asyncio
import re
import ssl
from collections.abc import Callable
from typing import Any

from aioimaplib.aioimaplib import (
    AUTH,
    IMAP4,
    NONAUTH,
    SELECTED,
    Abort,
    Command,
    Commands,
    IMAP4ClientProtocol,
)

from mailgate.errors import PeerError
from mailgate.inbound.body import Spool
from mailgate.inbound.imap_answers import is_news
from mailgate.inbound.imap_command import Answer, Patience, Pending, plain
from mailgate.inbound.imap_wire import SMALL, NotImap, Response, ResponseReader

__all__ = ["AUTH", "NONAUTH", "SELECTED", "Abort", "Client", "Protocol"]

MOST_RESPONSES = 200_000  # to one command: a FETCH of the facts of as many mails
_TAGGED = re.compile(rb"([A-Z0-9]+) (OK|NO|BAD)(?: (.*))?$", re.IGNORECASE | re.DOTALL)


class Protocol(IMAP4ClientProtocol):  # type: ignore[misc]  # the library ships no types
    """One connection; every failure of it is a `PeerError` in plain words."""

    transport: Any

    def __init__(
        self, loop: asyncio.AbstractEventLoop, patience: Patience, spool: Callable[[], Spool] = Spool
    ) -> None:
        super().__init__(loop)
        self.greeting: asyncio.Future[Response] = loop.create_future()
        # Something was said that may mean new mail, or the end. Cleared by whoever looks for mail, before the look: what
        # is said between the look and IDLE is not said again.
        self.news = asyncio.Event()
        self._patience = patience
        self._reader = ResponseReader(spool)
        self._pending: Pending | None = None
        self._limit: asyncio.Timeout | None = None
        self._end = 0.0
        self._fault: PeerError | None = None
        self._handing_over = False  # STARTTLS was granted: plain text is over

    # What the event loop calls

    def data_received(self, data: bytes) -> None:
        """Reads whatever came; what is no IMAP ends the connection."""
        self._more_time()
        try:
            for response in self._reader.feed(data):
                self._nothing_more()
                self._take(response)
            if not self._reader.empty:
                self._nothing_more()
        except NotImap as wrong:
            self.cut(PeerError(f"the server does not speak IMAP: {wrong}"))
        except OSError as full:
            self.cut(PeerError(f"no room for a mail that arrives: {full.strerror}"))

    def connection_lost(self, exc: Exception | None) -> None:
        """Wakes whoever waits; the library would leave them waiting for ever."""
        self.cut(PeerError(f"the connection was lost: {exc}" if exc else "the server closed the connection"))

    # What a session calls

    async def ask(
        self, name: str, *words: str, prefix: str | None = None, octets: int = 0, largest: int = SMALL,
        challenged: Callable[[bytes], bytes] | None = None,
    ) -> Answer:  # fmt: skip
        """Sends a command and waits for its end; `octets` are expected, a literal may have `largest`."""
        self._reader.largest = largest
        try:
            pending = self._send(name, words, prefix, challenged)
            async with self._within(self._patience.for_octets(octets), self._patience.silence):
                return await pending.done
        except TimeoutError:
            raise self.cut(PeerError(f"no answer in time to {name}")) from None
        except asyncio.CancelledError:
            self.cut(PeerError("given up"))
            raise
        finally:
            self._pending = None
            self._reader.largest = SMALL

    async def idle(self, within: float) -> bool:
        """Waits for news in IDLE (RFC 2177); True if some came, False when `within` seconds passed or it is refused."""
        pending = self._send("IDLE", (), None, None)
        try:
            async with self._within(self._patience.total, self._patience.silence):
                await self._first(pending.ready.wait(), pending.done)
            if pending.done.done():
                return False
            came = await self._news_within(within)
            self._write(b"DONE\r\n")
            async with self._within(self._patience.total, self._patience.silence):
                await pending.done
        except TimeoutError:
            raise self.cut(PeerError("no answer in time to IDLE")) from None
        except asyncio.CancelledError:
            self.cut(PeerError("given up"))
            raise
        else:
            return came
        finally:
            self._pending = None

    async def hello(self, connecting: asyncio.Future[Any]) -> Response:
        """Waits for the connection and the server's greeting."""
        try:
            async with asyncio.timeout(self._patience.total):
                await connecting
                return await self.greeting
        except TimeoutError:
            raise self.cut(PeerError("no greeting in time")) from None

    async def protect(self, context: Any, host: str) -> None:
        """Goes on under TLS after STARTTLS was granted (RFC 3501 section 6.2.1)."""
        try:
            async with asyncio.timeout(self._patience.total):
                self.transport = await self.loop.start_tls(
                    self.transport, self, context, server_hostname=host
                )
        except TimeoutError:
            raise self.cut(PeerError("no TLS in time")) from None
        self._handing_over = False

    def cut(self, fault: PeerError) -> PeerError:
        """Ends the connection at once; the first fault is the one that is told. Harmless when repeated."""
        if self._fault is None:
            self._fault = fault
            self._reader.close()
            pending = self._pending.done if self._pending else None
            for waiting in (self.greeting, pending):
                if waiting is not None and not waiting.done():
                    waiting.set_exception(fault)
                    waiting.exception()  # nobody may wait for it any more, and that is no news
            self.news.set()
            if self.transport is not None:
                self.transport.abort()
        return self._fault

    @property
    def lost(self) -> bool:
        return self._fault is not None

    # Inside

    def _send(
        self, name: str, words: tuple[str, ...], prefix: str | None, challenged: Callable[[bytes], bytes] | None
    ) -> Pending:  # fmt: skip
        if self._fault is not None:
            raise self._fault
        command = Command(name, self.new_tag(), *words, prefix=prefix, loop=self.loop)
        if self.state not in Commands[name].valid_states:
            raise Abort(f"{name} in state {self.state}")
        self._pending = Pending(command.tag, name, self.loop.create_future(), challenged=challenged)
        self._write(f"{command}\r\n".encode())
        return self._pending

    def _nothing_more(self) -> None:
        """What follows the word that grants STARTTLS in plain text may be anybody's (as CVE-2011-0411 for SMTP)."""
        if self._handing_over:
            raise NotImap("text after STARTTLS was granted")

    def _write(self, octets: bytes) -> None:
        """Instead of the library's `send`, which tells its log what it writes."""
        self.transport.write(octets)

    def _take(self, response: Response) -> None:
        if self.state == "CONNECTED" and not self.greeting.done():
            self.greeting.set_result(response)
            return
        if response.text.startswith(b"* "):
            self._untagged(response)
        elif response.text.startswith(b"+"):
            self._continued(response.text[1:].strip())
        elif found := _TAGGED.match(response.text):
            self._ended(found[1].decode(), found[2].decode().upper(), found[3] or b"")
        elif response.text:
            raise NotImap("a line that is no response")

    def _untagged(self, response: Response) -> None:
        pending = self._pending
        if response.text[2:6].upper().rstrip() == b"BYE" and (pending is None or pending.name != "LOGOUT"):
            self.cut(PeerError(f"the server said goodbye: {plain(response.text[6:])}"))
        elif pending is not None and pending.name != "IDLE":
            pending.responses.append(response)
            if len(pending.responses) > MOST_RESPONSES:
                raise NotImap(f"more than {MOST_RESPONSES} responses to one command")
        if is_news(response):
            self.news.set()

    def _continued(self, text: bytes) -> None:
        pending = self._pending
        if pending is None:
            return
        pending.ready.set()
        if pending.challenged is not None:
            self._write(pending.challenged(text) + b"\r\n")
        elif pending.name != "IDLE":
            raise NotImap(f"a question in answer to {pending.name}")

    def _ended(self, tag: str, result: str, text: bytes) -> None:
        pending = self._pending
        if pending is None or tag != pending.tag or pending.done.done():
            raise NotImap("an answer to what was never asked")
        self._handing_over = pending.name == "STARTTLS" and result == "OK"
        pending.done.set_result(Answer(result, text, tuple(pending.responses)))

    async def _news_within(self, seconds: float) -> bool:
        """The silence of a server in IDLE is no fault; the end of the connection is."""
        pending = self._pending
        assert pending is not None
        try:
            async with asyncio.timeout(seconds):
                await self._first(self.news.wait(), pending.done)
        except TimeoutError:
            return False
        if self._fault is not None:
            raise self._fault
        return True

    async def _first(self, event: Any, done: asyncio.Future[Answer]) -> None:
        """Until either comes; a failure of the command is raised."""
        waiting = asyncio.ensure_future(event)
        try:
            await asyncio.wait({waiting, done}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            waiting.cancel()
        if done.done():
            done.result()

    def _within(self, total: float, silence: float) -> asyncio.Timeout:
        now = self.loop.time()
        self._end = now + total
        self._limit = asyncio.timeout_at(min(self._end, now + silence))
        return self._limit

    def _more_time(self) -> None:
        """A server that speaks is not silent; the whole command still has its end."""
        limit = self._limit
        if (
            limit is not None
            and self._pending is not None
            and limit.when() is not None
            and not limit.expired()
        ):
            try:
                limit.reschedule(min(self._end, self.loop.time() + self._patience.silence))
            except RuntimeError:
                self._limit = None  # over, or not begun


class Client(IMAP4):  # type: ignore[misc]  # the library ships no types
    """The library's client, made to connect with our protocol."""

    def __init__(
        self, host: str, port: int, tls: ssl.SSLContext | None, patience: Patience, spool: Callable[[], Spool]
    ) -> None:
        self._patience, self._spool = patience, spool
        super().__init__(host, port, ssl_context=tls)

    def create_client(
        self, host: str, port: int, _loop: object, _lost: object = None, ssl_context: ssl.SSLContext | None = None
    ) -> None:  # fmt: skip
        running = asyncio.get_running_loop()
        self.protocol = Protocol(running, self._patience, self._spool)
        connecting = running.create_connection(lambda: self.protocol, host, port, ssl=ssl_context)
        self._client_task = running.create_task(connecting)

    @property
    def connecting(self) -> "asyncio.Task[Any]":
        """Done when there is a connection; raises why there is none."""
        return self._client_task
