"""Many customers at once: distinct mails over several connections, some of them answers to what came before."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from tests.crash.client import Client, Posted, compose
from tests.crash.conversation import SALES, SUPPORT

CONNECTIONS = 8
FOLLOW_UPS = 0.4
LARGE, LARGE_LINES = 0.03, 30_000  # beyond 1 MiB, so that it is spooled while it comes


@dataclass
class Load:
    """Each connection sends its customers' mails one after the other, each until it has its 250."""

    client: Client
    chance: Random
    mails: int
    _news: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def run(self) -> None:
        async with asyncio.TaskGroup() as group:
            for connection in range(CONNECTIONS):
                share = list(self._mails(connection))
                group.create_task(self._send(share))

    async def taken(self, count: int) -> None:
        """Waits until so many mails have their 250, or all have."""
        async with self._news:
            await self._news.wait_for(lambda: self._accepted() >= min(count, self.mails))

    def _accepted(self) -> int:
        return sum(mail.accepted for mail in self.client.posted)

    async def _send(self, share: list[Posted]) -> None:
        for mail in share:
            await self.client.post(mail)
            async with self._news:
                self._news.notify_all()

    def _mails(self, connection: int) -> Iterator[Posted]:
        last: Posted | None = None
        for number in range(connection, self.mails, CONNECTIONS):
            if last is not None and self.chance.random() < FOLLOW_UPS:
                yield self._follow_up(last, number)
                last = None
            else:
                last = self._first(number)
                yield last

    def _first(self, number: int) -> Posted:
        who, to = f"customer{number}@example{number % 7}.test", self.chance.choice((SUPPORT, SALES))
        lines = LARGE_LINES if self.chance.random() < LARGE else 3
        text = "\r\n".join([f"This is question {number} of many, and more."] * lines)
        return Posted(compose(who, to, f"Question {number}", _id(who), text), who, (to,), "ticket")

    def _follow_up(self, first: Posted, number: int) -> Posted:
        who, to = first.sender, first.recipients
        raw = compose(who, to[0], "And", f"<more{number}@load.test>", f"Addition {number}.", _id(who))
        return Posted(raw, who, to, "appended", on_ticket_of=first)


def _id(who: str) -> str:
    return f"<first-{who}>"
