"""A mail server that hands mail to the desk as the RFC has it: what got no 250 is kept, and sent again unchanged."""

import asyncio
from dataclasses import dataclass, field
from email.utils import formatdate

import aiosmtplib

from tests.crash.desk import Desk

PAUSE_S = 0.02  # between attempts; a real server waits minutes


@dataclass
class Posted:
    """One mail and what became of it on the wire."""

    raw: bytes
    sender: str
    recipients: tuple[str, ...]
    expected: str  # "ticket", "appended", "quarantined": the one fate it must have
    attempts: int = 0  # times its last dot may have reached the desk
    accepted: int = 0  # 250s
    on_ticket_of: "Posted | None" = None  # the mail whose ticket it belongs to


@dataclass
class Client:
    """Sends mail, through one connection for each, until the desk has said 250 to it."""

    desk: Desk
    posted: list[Posted] = field(default_factory=list)

    async def post(self, mail: Posted) -> Posted:
        """Sends until there is a 250; raises when the desk refuses the mail for good."""
        self.posted.append(mail)
        await self.again(mail)
        return mail

    async def again(self, mail: Posted) -> None:
        """Sends a mail once more, whether or not it had its 250."""
        accepted = mail.accepted
        while mail.accepted == accepted:
            port = await self.desk.serving()
            try:
                await self._attempt(mail, port)
            except aiosmtplib.SMTPResponseException as refused:
                if refused.code >= 500:
                    raise
            except (aiosmtplib.SMTPException, OSError):
                pass  # no answer: it keeps the mail
            await asyncio.sleep(PAUSE_S if mail.accepted == accepted else 0)

    async def _attempt(self, mail: Posted, port: int) -> None:
        session = aiosmtplib.SMTP(
            hostname="127.0.0.1", port=port, local_hostname="mx.example.net", timeout=20, start_tls=False
        )
        await session.connect()
        try:
            await session.mail(mail.sender)
            for recipient in mail.recipients:
                await session.rcpt(recipient)
            mail.attempts += 1
            await session.data(mail.raw)
            mail.accepted += 1
        finally:
            session.close()


def compose(sender: str, to: str, subject: str, message_id: str, text: str, *references: str) -> bytes:
    """A plain mail of today whose sender the trusted neighbour vouches for."""
    domain = sender.rpartition("@")[2]
    lines = [
        f"Authentication-Results: mx.example.net; dmarc=pass header.from={domain}",
        f"From: {sender}",
        f"To: {to}",
        f"Subject: {subject}",
        f"Message-ID: {message_id}",
        f"Date: {formatdate()}",  # mail older than two days would cause no letters
        *([f"In-Reply-To: {references[-1]}", f"References: {' '.join(references)}"] if references else []),
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "",
        text,
        "",
    ]
    return "\r\n".join(lines).encode()
