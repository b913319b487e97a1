"""Where does the demonstration's mail go? To a server in this process that keeps what it gets and delivers nothing."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import parseaddr

from aiosmtpd.smtp import SMTP, Envelope, Session

from mailgate.cli.demo_desk import LOOPBACK

_LONGEST_MAIL = 1024 * 1024


@dataclass(frozen=True)
class Delivered:
    """One mail that left the desk."""

    recipients: tuple[str, ...]
    raw: bytes
    message: EmailMessage

    @property
    def subject(self) -> str:
        return str(self.message["Subject"])

    @property
    def message_id(self) -> str:
        return str(self.message["Message-ID"])

    @property
    def reply_address(self) -> str:
        """Where a mail client would send an answer."""
        return parseaddr(str(self.message["Reply-To"] or self.message["From"]))[1]

    @property
    def text(self) -> str:
        body = self.message.get_body(("plain",))
        return str(body.get_content()).replace("\r\n", "\n") if body is not None else ""


class Smarthost:
    """Keeps each mail until somebody takes it, so that one nobody asked for is noticed."""

    def __init__(self) -> None:
        self.port = 0
        self.left: list[Delivered] = []
        self._arrived = asyncio.Condition()

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        raw = envelope.content if isinstance(envelope.content, bytes) else b""
        message = message_from_bytes(raw, policy=default)
        assert isinstance(message, EmailMessage)  # what this policy makes
        async with self._arrived:
            self.left.append(Delivered(tuple(envelope.rcpt_tos), raw, message))
            self._arrived.notify_all()
        return "250 2.0.0 kept"

    async def take(self, wanted: Callable[[Delivered], bool]) -> Delivered:
        """The first mail that fits, now or as soon as it comes; the caller sets the deadline."""
        async with self._arrived:
            await self._arrived.wait_for(lambda: any(map(wanted, self.left)))
            found = next(mail for mail in self.left if wanted(mail))
            self.left.remove(found)
            return found


@asynccontextmanager
async def smarthost_on_loopback() -> AsyncIterator[Smarthost]:
    """A smarthost that listens on a free port for the length of the block."""
    loop, smarthost = asyncio.get_running_loop(), Smarthost()

    def session() -> SMTP:
        return SMTP(smarthost, hostname="relay.example.net", loop=loop, data_size_limit=_LONGEST_MAIL)

    with socket.create_server((LOOPBACK, 0)) as listening:
        smarthost.port = listening.getsockname()[1]
        server = await loop.create_server(session, sock=listening)
        try:
            yield smarthost
        finally:
            server.close()
