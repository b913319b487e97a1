"""A house of ten lines behind real doors: what every test of the listener talks to."""

import asyncio
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import trustme

from mailgate.clock import SystemClock
from mailgate.events import Event
from mailgate.inbound.body import Body
from mailgate.inbound.limits import Budget, Limits
from mailgate.inbound.listen import ListenAddress
from mailgate.inbound.smtp_reception import Door, Gate
from mailgate.inbound.smtp_server import SmtpServer
from mailgate.inbound.smtp_sessions import Sessions
from mailgate.inbound.tls import Certificate
from mailgate.model.journal import Envelope

HOSTNAME = "mx.example.com"


@dataclass
class FakeHouse:
    """Takes what is for support@ or tÿst@ and remembers it; can be told to fail."""

    accepted: list[tuple[Envelope, bytes]] = field(default_factory=list)
    failure: Exception | None = None
    low: bool = False
    doors_open: asyncio.Event | None = None  # accept waits for this
    entered: asyncio.Event = field(default_factory=asyncio.Event)

    def refuse_recipient(self, address: str) -> str | None:
        if address == "broken@example.com":
            raise RuntimeError("a secret of the house")
        local = address.partition("@")[0].lower()
        return None if local in {"support", "sales", "tÿst", "postmaster"} else "550 5.1.1 No such mailbox"

    def disk_low(self) -> bool:
        return self.low

    async def accept(self, envelope: Envelope, body: Body) -> None:
        self.entered.set()
        if self.doors_open is not None:
            await self.doors_open.wait()
        if self.failure is not None:
            raise self.failure
        self.accepted.append((envelope, body.read()))

    def authenticate(self, login: str, password: bytes) -> str | None:
        return "Anna" if (login, password) == ("anna@example.com", b"correct horse") else None


@dataclass
class Heard:
    """Collects events."""

    events: list[Event] = field(default_factory=list)

    def emit(self, event: Event) -> None:
        self.events.append(event)

    def names(self) -> list[str]:
        return [event.name() for event in self.events]


@dataclass
class FakeClock(SystemClock):
    """Monotonic time that a test moves."""

    seconds: float = 1000.0

    def monotonic(self) -> float:
        return self.seconds


@dataclass
class Place:
    """A running server with all that a test may look at."""

    server: SmtpServer
    gate: Gate
    house: FakeHouse
    heard: Heard
    clock: FakeClock
    address: ListenAddress


def make_certificate(directory: Path) -> tuple[Path, Path]:
    """Writes chain and key of a new certificate for our host name."""
    issued = trustme.CA().issue_cert(HOSTNAME)
    chain, key = directory / "chain.pem", directory / "key.pem"
    chain.write_bytes(b"".join(blob.bytes() for blob in issued.cert_chain_pems))
    key.write_bytes(issued.private_key_pem.bytes())
    return chain, key


def trusting() -> ssl.SSLContext:
    """A client that takes any certificate, like most mail servers."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


@asynccontextmanager
async def opened(  # one argument for each thing that a test may choose
    listen: str = "127.0.0.1:0",
    *,
    limits: Limits | None = None,
    budget: Budget | None = None,
    certificate: tuple[Path, Path] | None = None,
    house: FakeHouse | None = None,
    door: Callable[[Door], Door] = lambda d: d,
    spool: Path | None = None,
) -> AsyncIterator[Place]:
    """A server on a free port, stopped at the end."""
    limits = limits or Limits()
    house, heard, clock = house or FakeHouse(), Heard(), FakeClock()
    budget = budget or Budget()
    gate = Gate(house, clock, heard, Sessions(limits), budget, limits, HOSTNAME, spool_directory=spool)
    shown = Certificate(*certificate, heard) if certificate else None
    server = SmtpServer(gate)
    (address, *_) = await server.listen(door(Door(ListenAddress.parse(listen), shown)))
    try:
        yield Place(server, gate, house, heard, clock, address)
    finally:
        await server.stop(5)
        assert budget.used == 0, "a mail kept its share of the budget"


class Client:
    """A raw client that says exactly what it is told to."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    @classmethod
    async def to(cls, address: ListenAddress, *, tls: bool = False) -> "Client":
        if address.path:
            return cls(*await asyncio.open_unix_connection(address.path))
        context = trusting() if tls else None
        return cls(*await asyncio.open_connection(address.host, address.port, ssl=context))

    async def send(self, octets: bytes) -> None:
        self.writer.write(octets)
        await self.writer.drain()

    async def reply(self) -> str:
        """One whole reply, its lines joined by |; "" when the server has closed."""
        lines = []
        while True:
            try:
                line = (await self.reader.readline()).decode().rstrip("\r\n")
            except ConnectionError:
                line = ""
            lines.append(line)
            if line[3:4] != "-":
                return "|".join(lines)

    async def ask(self, command: str | bytes) -> str:
        await self.send(command if isinstance(command, bytes) else command.encode() + b"\r\n")
        return await self.reply()

    async def begin_data(self, sender: str = "a@example.org") -> str:
        """Greets and goes as far as DATA."""
        await self.reply()
        for command in ("EHLO c.example.org", f"MAIL FROM:<{sender}>", "RCPT TO:<support@example.com>"):
            answer = await self.ask(command)
            assert answer.startswith("250"), answer
        return await self.ask("DATA")

    async def start_tls(self) -> None:
        await self.writer.start_tls(trusting())

    def close(self) -> None:
        self.writer.close()

    def reset(self) -> None:
        """Goes away the rude way."""
        sock = self.writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()
