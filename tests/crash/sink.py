"""A smarthost in the test's own process: it takes every mail, and remembers it with its envelope and time."""

import asyncio
import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message


@dataclass(frozen=True)
class Delivery:
    """One mail for one recipient, as it left the desk."""

    sender: str
    recipient: str
    raw: bytes
    at: float  # monotonic seconds

    @property
    def mail(self) -> Message:
        return message_from_bytes(self.raw)

    @property
    def message_id(self) -> str:
        return str(self.mail["Message-ID"])


@dataclass
class Sink:
    """Says 250 to everything; what it said 250 to is in `deliveries`."""

    deliveries: list[Delivery] = field(default_factory=list)
    port: int = 0
    _server: asyncio.Server | None = None
    _news: asyncio.Condition = field(default_factory=asyncio.Condition)
    _dialogues: set[asyncio.Task[None]] = field(default_factory=set)

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=64 << 20)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        assert self._server is not None
        self._server.close()
        for dialogue in self._dialogues:
            dialogue.cancel()
        await asyncio.gather(*self._dialogues, return_exceptions=True)
        await self._server.wait_closed()

    async def first(self, wanted: Callable[[Delivery], bool]) -> Delivery:
        """The first mail of this kind, waited for if it has not come yet."""
        async with self._news:
            await self._news.wait_for(lambda: any(map(wanted, self.deliveries)))
        return next(filter(wanted, self.deliveries))

    def times(self, delivery: Delivery) -> int:
        """How often this mail came for this recipient."""
        key = (delivery.message_id, delivery.recipient)
        return sum((d.message_id, d.recipient) == key for d in self.deliveries)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._dialogues.add(task)
        try:
            # A desk that kills itself leaves half a dialogue behind.
            with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
                await self._dialogue(reader, writer)
        finally:
            self._dialogues.discard(task)
            writer.transport.abort()

    async def _dialogue(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        sender, recipients = "", list[str]()
        writer.write(b"220 sink.example.net ESMTP\r\n")
        while line := await reader.readline():
            command = line.decode().strip()
            verb = command[:4].upper()
            if verb == "EHLO":
                writer.write(b"250-sink.example.net\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n")
                continue
            if verb == "MAIL":
                sender, recipients = _path(command), []
            elif verb == "RCPT":
                recipients.append(_path(command))
            elif verb == "DATA":
                writer.write(b"354 go ahead\r\n")
                await self._take(sender, recipients, await reader.readuntil(b"\r\n.\r\n"))
            writer.write(b"221 2.0.0 bye\r\n" if verb == "QUIT" else b"250 2.0.0 ok\r\n")
            await writer.drain()
            if verb == "QUIT":
                return

    async def _take(self, sender: str, recipients: list[str], data: bytes) -> None:
        raw = data.removesuffix(b".\r\n").replace(b"\r\n..", b"\r\n.")
        now = time.monotonic()
        async with self._news:
            self.deliveries += [Delivery(sender, recipient, raw, now) for recipient in recipients]
            self._news.notify_all()


def _path(command: str) -> str:
    return command.partition("<")[2].partition(">")[0]
