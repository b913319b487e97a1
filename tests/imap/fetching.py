"""A fleet at work on a real store: what a test starts, waits for by event, and asks afterwards."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial

import sqlalchemy as sa

from mailgate.clock import Clock, SystemClock
from mailgate.config.secrets import Secret
from mailgate.events import Event
from mailgate.inbound.imap_account import Account, Security
from mailgate.inbound.imap_arrival import Origin
from mailgate.inbound.imap_command import Patience
from mailgate.inbound.imap_fleet import Crew, Fleet
from mailgate.inbound.imap_folder import FolderIntake
from mailgate.inbound.imap_session import Session
from mailgate.inbound.imap_tenure import Tenure
from mailgate.inbound.imap_watch import Pauses, Watch
from mailgate.inbound.limits import Budget
from mailgate.inbound.message_id import scan
from mailgate.model.source import SourceState
from mailgate.store import Store
from mailgate.store.schema import journal, raw
from tests.e2e.place import LOOPBACK
from tests.imap.dovecot import PASSWORD, Dovecot, Mailbox
from tests.scenario.stage import Collected

SUPPORT = "support@example.com"
PATIENCE_S = 60.0
QUICK = Pauses(first=0.02, last=0.1, refused=0.05)
SHORT = Patience(silence=5.0, total=10.0)


@dataclass
class Heard(Collected):
    """Every event, and a way to wait for what they make true."""

    _more: asyncio.Event = field(default_factory=asyncio.Event)

    def emit(self, event: Event) -> None:
        super().emit(event)
        self._more.set()

    async def until(self, true: Callable[[], bool]) -> None:
        """Returns as soon as it is true after some event."""
        try:
            async with asyncio.timeout(PATIENCE_S):
                while not true():
                    self._more.clear()
                    await self._more.wait()
        except TimeoutError:
            last = [e.values() for e in self.events if e.name() != "received"][-8:]
            raise AssertionError(
                f"not within {PATIENCE_S:g} s; {Counter(self.names())}; last: {last}"
            ) from None

    def count(self, name: str) -> int:
        return self.names().count(name)


@dataclass
class House:
    """A store, and what is heard of those who fetch into it."""

    store: Store
    heard: Heard = field(default_factory=Heard)
    clock: Clock = field(default_factory=SystemClock)
    budget: Budget = field(default_factory=Budget)
    node: str = "one"
    pauses: Pauses = QUICK
    woken: int = 0
    fleet: Fleet = field(init=False)

    def _crew(self, account: Account) -> Crew:
        tenure = Tenure(
            account.name,
            account.lease,
            self.node,
            self.store,
            self.clock,
            self.heard,
            renew_s=1.0,
            look_s=0.1,
        )
        watches = tuple(
            Watch(
                FolderIntake(
                    Origin(account, folder, lambda a: a == SUPPORT), self.store, self.clock, self.heard,
                    self.budget, self._wake,
                ),
                partial(Session.connect, account, None), tenure, self.clock, self.heard, lambda: 1.0,
                account.poll_s, self.pauses,
            )
            for folder in account.folders
        )  # fmt: skip
        return Crew(account, tenure, watches)

    def _wake(self) -> None:
        self.woken += 1

    @asynccontextmanager
    async def fetching(self, *accounts: Account) -> AsyncIterator["House"]:
        """The fleet at work."""
        stop = asyncio.Event()
        self.fleet = Fleet(self._crew)
        await self.fleet.renew(accounts)
        running = asyncio.create_task(self.fleet.run(stop))
        try:
            yield self
        finally:
            stop.set()
            await running

    @property
    def state(self) -> SourceState:
        return self.fleet.states()[0]

    async def has(self, mails: int) -> None:
        """Returns when so many mails were received and everything is tidy."""
        await self.heard.until(lambda: self.heard.count("received") >= mails)

    def message_ids(self) -> list[str]:
        """Of every entry of the ledger, in order."""
        found = self.store.read_now(
            lambda tx: tx.execute(sa.select(raw.c.body).order_by(raw.c.journal_id)).scalars().all()
        )
        return [scan(body) for body in found]

    def entries(self) -> Sequence[sa.Row[tuple[object, ...]]]:
        """The ledger."""
        return self.store.read_now(lambda tx: tx.execute(sa.select(journal).order_by(journal.c.id)).all())


def account(mailbox: Mailbox, port: int, **changes: object) -> Account:
    """Somebody's account on a server of this machine."""
    values: dict[str, object] = {
        "name": "support", "host": LOOPBACK, "port": port, "user": mailbox.user, "mailbox": SUPPORT,
        "security": Security.NONE, "since": "all", "patience": SHORT, "password": lambda: Secret(PASSWORD),
    }  # fmt: skip
    return Account(**(values | changes))  # type: ignore[arg-type]


def letter(number: int | str, text: str = "Hello", *, to: str = SUPPORT) -> bytes:
    """A customer's mail."""
    lines = (
        "Return-Path: <kim@customer.test>", "From: Kim Larsen <kim@customer.test>", f"To: {to}",
        f"Subject: Question {number} {{5}}", f"Message-ID: <{number}@customer.test>", "", text, "",
    )  # fmt: skip
    return "\r\n".join(lines).encode()


__all__ = ["PATIENCE_S", "SUPPORT", "Dovecot", "Heard", "House", "account", "letter"]
