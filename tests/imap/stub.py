"""An IMAP server that does what a test says: a script of answers, each of which may be wrong."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from tests.e2e.place import LOOPBACK

MAIL = (
    b"From: kim@customer.test\r\nTo: support@example.com\r\nMessage-ID: <stub@customer.test>\r\n\r\nHello\r\n"
)
_FACTS = b'* 1 FETCH (UID 7 FLAGS () INTERNALDATE "23-Nov-2026 08:00:00 +0000" RFC822.SIZE %d)\r\n' % len(
    MAIL
)
_BODY = b"* 1 FETCH (UID 7 BODY[] {%d}\r\n%s)\r\n" % (len(MAIL), MAIL)
# What a server says that is well, by the first words of a command; `done` is the tagged line.
ANSWERS: dict[str, bytes] = {
    "CAPABILITY": b"* CAPABILITY IMAP4rev1 IDLE MOVE UIDPLUS AUTH=PLAIN SASL-IR\r\n",
    "SELECT": b"* 1 EXISTS\r\n* OK [UIDVALIDITY 3] ok\r\n* OK [UIDNEXT 8] ok\r\n",
    "UID SEARCH": b"* SEARCH 7\r\n",
    "UID FETCH FACTS": _FACTS,
    "UID FETCH BODY": _BODY,
}

Turn = Callable[["Client", str, str], Awaitable[bool]]


@dataclass
class Client:
    """One connection, as the server sees it."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    number: int
    idle: str = ""

    async def say(self, octets: bytes) -> None:
        self.writer.write(octets)
        with suppress(OSError):
            await self.writer.drain()


@dataclass
class StubServer:
    """Well-behaved, but for the turn that a test takes: it returns True where it has answered itself."""

    turn: Turn | None = None
    greeting: bytes = b"* OK stub\r\n"
    answers: dict[str, bytes] = field(default_factory=lambda: dict(ANSWERS))
    connections: int = 0
    heard: list[str] = field(default_factory=list)
    port: int = 0
    _tasks: set["asyncio.Task[None]"] = field(default_factory=set)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        client = Client(reader, writer, self.connections)
        await client.say(self.greeting)
        with suppress(OSError, asyncio.IncompleteReadError):
            while line := (await reader.readline()).decode().strip():
                await self._answer(client, line)
        writer.transport.abort()

    async def _answer(self, client: Client, line: str) -> None:
        if line == "DONE":
            await client.say(f"{client.idle} OK idle over\r\n".encode())
            return
        tag, _, command = line.partition(" ")
        name = _name(command)
        self.heard.append(name)
        if self.turn is not None and await self.turn(client, tag, name):
            return
        if name == "IDLE":
            client.idle = tag
            await client.say(b"+ idling\r\n")
            return
        answer = self.answers.get(name, b"")
        await client.say(answer + f"{tag} OK done\r\n".encode())


def _name(command: str) -> str:
    words = command.upper().split()
    if words[0] != "UID":
        return words[0]
    if words[1] != "FETCH":
        return " ".join(words[:2])
    return "UID FETCH BODY" if "BODY" in command else "UID FETCH FACTS"


@asynccontextmanager
async def serving(stub: StubServer) -> AsyncIterator[StubServer]:
    """The stub on a port of its own."""
    running: set[asyncio.Task[None]] = set()

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        running.add(task)
        try:
            await stub.serve(reader, writer)
        except asyncio.CancelledError:
            writer.transport.abort()
        finally:
            running.discard(task)

    listener = await asyncio.start_server(take, LOOPBACK, 0)
    stub.port = listener.sockets[0].getsockname()[1]
    try:
        yield stub
    finally:
        listener.close()
        for task in tuple(running):
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        await listener.wait_closed()
