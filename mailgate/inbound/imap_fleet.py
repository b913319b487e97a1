"""Who watches which folder? A task for each, started and ended as the configuration says; one's trouble is its own."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from mailgate.inbound.imap_account import Account
from mailgate.inbound.imap_tenure import Tenure
from mailgate.inbound.imap_watch import Watch
from mailgate.model.source import SourceState


@dataclass(frozen=True)
class Crew:
    """One account at work: its lease, and the watch of each folder."""

    account: Account
    tenure: Tenure
    watches: tuple[Watch, ...]

    async def run(self) -> None:
        """Until it is cancelled; then the watches end before the lease is given back."""
        keeping = asyncio.create_task(self.tenure.run())
        watching = [asyncio.create_task(watch.run()) for watch in self.watches]
        try:
            await asyncio.gather(keeping, *watching)
        finally:
            await _ended(watching)
            await _ended([keeping])


@dataclass
class Fleet:
    """All accounts; `renew` follows a reload."""

    make: Callable[[Account], Crew]
    _over: bool = False
    _changed: asyncio.Event = field(default_factory=asyncio.Event)
    _crews: dict[str, tuple[Crew, "asyncio.Task[None]"]] = field(default_factory=dict)

    def states(self) -> tuple[SourceState, ...]:
        """How each folder stands, in the order of the configuration."""
        return tuple(watch.state for crew, _ in self._crews.values() for watch in crew.watches)

    async def renew(self, accounts: Sequence[Account]) -> None:
        """Ends what is no longer configured, or otherwise, and starts what is new; the rest goes on undisturbed."""
        wanted = {} if self._over else {account.name: account for account in accounts}
        gone = [name for name, (crew, _) in self._crews.items() if crew.account != wanted.get(name)]
        await _ended([self._crews.pop(name)[1] for name in gone])
        for name, account in wanted.items():
            if name not in self._crews:
                crew = self.make(account)
                self._crews[name] = crew, asyncio.create_task(crew.run())
        self._crews = {name: self._crews[name] for name in wanted}
        self._changed.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop`; whatever a crew dies of is raised: it has caught all that it foresaw."""
        try:
            while not stop.is_set():
                crews = [task for _, task in self._crews.values()]
                waiting = [asyncio.create_task(event.wait()) for event in (stop, self._changed)]
                await asyncio.wait([*crews, *waiting], return_when=asyncio.FIRST_COMPLETED)
                await _ended(waiting)
                self._changed.clear()
                for task in crews:
                    if task.done() and not task.cancelled():
                        task.result()
        finally:
            await self.stop()

    async def stop(self) -> None:
        """Ends all for good; what was committed is ours, what was not is still at its server."""
        self._over = True
        await self.renew(())


async def _ended(tasks: Sequence["asyncio.Task[Any]"]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
