"""How does a mail get to the desk, and what became of it? Both asked from outside, as anybody could."""

import asyncio
import smtplib
import ssl
from collections.abc import Awaitable, Callable
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr
from typing import TypeVar

from mailgate.cli.demo_desk import AGENT_ADDRESS, AGENT_PASSWORD, LOOPBACK, DemoDesk
from mailgate.cli.demo_smarthost import Delivered, Smarthost
from mailgate.store import Store, views, views_outbox
from mailgate.store.views import EntryView

T = TypeVar("T")
PATIENCE_S = (
    8.0  # for each effect; all of them take a few tenths of a second, and the answer its second of undo
)
_LOOK_S = 0.05
_SESSION_S = 10.0
_MOST = 10


class Missed(Exception):  # noqa: N818 - what happened, or rather did not
    """Something promised did not happen; `str()` says what was seen instead."""


def require(kept: bool, otherwise: str) -> None:
    """Missed, unless it is so."""
    if not kept:
        raise Missed(otherwise)


class Post:
    """The customers' and agents' mail programs, and the look at the ledger and the smarthost."""

    def __init__(self, desk: DemoDesk, smarthost: Smarthost, store: Store) -> None:
        self._desk, self._smarthost, self._store = desk, smarthost, store

    async def as_customer(self, mail: EmailMessage) -> None:
        """Hands it over as the customer's mail server would."""
        await _in_thread(self._relay, mail)

    async def as_agent(self, mail: EmailMessage) -> None:
        """Submits it as the agent's mail program does: STARTTLS, then a login."""
        await _in_thread(self._submit, mail)

    async def letter(self, to: str, what: str) -> Delivered:
        """The next mail to this address; Missed when none comes in time."""
        taking = self._smarthost.take(lambda mail: to in mail.recipients)
        return await _in_time(taking, f"no {what} for {to} reached the smarthost")

    async def fate(self, mail: EmailMessage, copies: int = 1) -> EntryView:
        """What became of the last of so many copies of this mail."""
        message_id = str(mail["Message-ID"])
        return await _in_time(self._settled(message_id, copies), f"{message_id} has no fate")

    async def letters_caused_by(self, entry: EntryView) -> int:
        """How many mails were put into the outbox because of this one."""
        found = await self._store.read(lambda tx: views_outbox.caused_by(tx, entry.id, entry.ticket_id))
        return len(found)

    def unasked(self) -> list[Delivered]:
        """What left the desk without anybody waiting for it."""
        return list(self._smarthost.left)

    async def _settled(self, message_id: str, copies: int) -> EntryView:
        while True:
            entries = await self._store.read(lambda tx: views.entries_with_message_id(tx, message_id, _MOST))
            if len(entries) >= copies:  # an entry has its Message-ID from the commit that gave it its fate
                return entries[copies - 1]
            await asyncio.sleep(_LOOK_S)  # another process commits: nothing here could wake us

    def _relay(self, mail: EmailMessage) -> None:
        with smtplib.SMTP(LOOPBACK, self._desk.customers, "mx.example.com", _SESSION_S) as client:
            client.sendmail(*_envelope(mail), mail.as_bytes(policy=SMTP))

    def _submit(self, mail: EmailMessage) -> None:
        tls = ssl.create_default_context(cafile=str(self._desk.certificate))
        tls.check_hostname = (
            False  # the desk's own certificate is the only one trusted here: its name adds nothing
        )
        with smtplib.SMTP(LOOPBACK, self._desk.agents, "laptop.example.com", _SESSION_S) as client:
            client.starttls(context=tls)
            client.login(AGENT_ADDRESS, AGENT_PASSWORD)
            client.sendmail(*_envelope(mail), mail.as_bytes(policy=SMTP))


def _envelope(mail: EmailMessage) -> tuple[str, str]:
    return parseaddr(str(mail["From"]))[1], parseaddr(str(mail["To"]))[1]


async def _in_thread(send: Callable[[EmailMessage], None], mail: EmailMessage) -> None:
    try:
        await asyncio.to_thread(send, mail)
    except (smtplib.SMTPException, OSError) as refused:
        raise Missed(f"the desk did not take the mail: {refused}") from None


async def _in_time(effect: Awaitable[T], otherwise: str) -> T:
    try:
        async with asyncio.timeout(PATIENCE_S):
            return await effect
    except TimeoutError:
        raise Missed(f"{otherwise} within {PATIENCE_S:g} s") from None
