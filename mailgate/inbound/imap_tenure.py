"""Which node fetches an account? The one with its lease, which every fetch proves in its own transaction.

A node that dies is followed within a minute: a lease lasts 45 s, is renewed every 15 s, and looked at every 10 s by those
who have not got it. On SQLite there is one daemon only (its lock says so): its lease is always free.
"""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from mailgate.clock import Clock
from mailgate.errors import MailgateError
from mailgate.events import EventSink, LeaseLost, LeaseTaken
from mailgate.failpoints import Unit
from mailgate.store import Store, nodes
from mailgate.store.imap import Tenancy

SPAN = timedelta(seconds=45)
RENEW_S = 15.0
LOOK_S = 10.0
THE_ONLY_ONE = "the only daemon"


@dataclass
class Tenure:
    """The lease of one account, as this process has it or not."""

    account: str
    name: str
    node: str
    store: Store
    clock: Clock
    events: EventSink
    span: timedelta = SPAN
    renew_s: float = RENEW_S
    look_s: float = LOOK_S
    held: asyncio.Event = field(default_factory=asyncio.Event)
    lost: asyncio.Event = field(default_factory=asyncio.Event)
    _tenancy: Tenancy | None = None
    _until: datetime | None = None

    @property
    def holder(self) -> str:
        return THE_ONLY_ONE if self.store.sqlite else self.node

    @property
    def tenancy(self) -> Tenancy | None:
        """What proves that the account is ours; None while it is not."""
        return self._tenancy

    async def run(self) -> None:
        """Takes, keeps and takes again, until it is cancelled; then gives the lease back."""
        try:
            while True:
                await self.look()
                await asyncio.sleep(self.renew_s if self._tenancy else self.look_s)
        finally:
            await asyncio.shield(self._drop())

    async def look(self) -> None:
        """Tries once to take or keep the lease."""
        now = self.clock.now()
        try:
            fencing = await self.store.write(
                Unit.IMAP, lambda tx: nodes.take_lease(tx, self.name, self.holder, now, self.span)
            )
        except MailgateError:
            if self._until is not None and self.clock.now() >= self._until:
                self._lose()
            return
        if fencing is None:
            self._lose()
            return
        self._until = now + self.span
        if self._tenancy is None or self._tenancy.fencing != fencing:
            self._tenancy = Tenancy(self.name, self.holder, fencing)
            self.events.emit(LeaseTaken(self.account, fencing))
        self.lost.clear()
        self.held.set()

    def _lose(self) -> None:
        if self._tenancy is not None:
            self.events.emit(LeaseLost(self.account))
        self._tenancy = self._until = None
        self.held.clear()
        self.lost.set()

    async def _drop(self) -> None:
        """Another need not wait for the end of the lease; if it cannot be said, the other waits."""
        if self._tenancy is None:
            return
        now = self.clock.now()
        self._tenancy = None
        try:
            await self.store.write(Unit.IMAP, lambda tx: nodes.drop_lease(tx, self.name, self.holder, now))
        except (MailgateError, RuntimeError):  # RuntimeError: the store's threads have ended
            return
