"""One desk, one smarthost, one sending server: what a crash test puts together, crashes and compares."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.crash.books import LOOK_S, Books, Pages, compare
from tests.crash.client import Client
from tests.crash.desk import Desk, was_killed, write_config
from tests.crash.sink import Sink

PATIENCE_S = 90.0  # for one whole trial on a busy machine


@dataclass
class Trial:
    """The parts, and what is done with them in every test."""

    desk: Desk
    sink: Sink
    client: Client
    books: Books

    async def through_crash(self, failpoint: str, script: Coroutine[Any, Any, None]) -> bool:
        """Runs the script on a desk that kills itself at the point and comes back; False if it never got there."""
        await self.desk.start(failpoint)
        reviving = asyncio.create_task(self._revive())
        try:
            async with asyncio.timeout(PATIENCE_S):
                await script
                await self.settled()
                if not reviving.done():  # it may be about to die in its last commit, or in its stop
                    self.desk.terminate()
                return await reviving
        finally:
            reviving.cancel()

    async def crash(self) -> None:
        """A SIGKILL from outside, and the next start."""
        await self.desk.kill()
        self.books.after_crash(self.sink.deliveries)
        await self.desk.start()

    async def settled(self) -> Pages:
        """Waits, with the desk at work, until nothing waits any more."""
        await self.desk.serving()
        return await self.books.settled()

    async def next_attempt(self) -> None:
        """Waits until a failed mail waits for its next attempt, and lets that be now."""
        while not self.books.hurry():
            await asyncio.sleep(LOOK_S)

    async def overdue(self) -> None:
        """Waits until a deadline has passed while nobody looked."""
        while not self.books.deadline_passed():
            await asyncio.sleep(LOOK_S)

    async def fired(self) -> None:
        """Waits until the deadline's passing is in the timeline."""
        while not self.books.pages().firings:
            await asyncio.sleep(LOOK_S)

    async def finish(self) -> Pages:
        """Stops the desk as an operator does, and compares."""
        pages = await self.settled()
        assert await self.desk.stop() == 0, self.desk.stderr()
        compare(pages, self.client.posted, self.sink.deliveries, self.books.in_doubt)
        failed = [event for event in self.desk.events if event["event"] == "loop_failed"]
        assert not failed
        assert self.desk.stderr() == ""
        return pages

    async def _revive(self) -> bool:
        """Starts the desk anew and says whether it had crashed; an end that nobody caused fails the test."""
        code = await self.desk.ended()
        if code and not was_killed(code):
            self.desk.fail(f"ended with {code}: {self.desk.stderr()}")
            return False
        self.books.after_crash(self.sink.deliveries)
        await self.desk.start()
        return was_killed(code)


@asynccontextmanager
async def trial(directory: Path, url: str) -> AsyncIterator[Trial]:
    """A desk that is configured but not started; nothing of it runs on afterwards."""
    sink = Sink()
    await sink.start()
    write_config(directory, url, sink.port)
    desk = Desk(directory)
    try:
        yield Trial(desk, sink, Client(desk), Books(url))
    finally:
        await desk.abandon()
        await sink.stop()
