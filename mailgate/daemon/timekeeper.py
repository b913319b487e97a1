"""What is done when its time comes: the tick for due deadlines, and the recurring chores.

APScheduler keeps the appointments in memory only; rows in the store are the truth. One date job is armed to the earliest due
row, so that a hundred thousand deadlines cost one job, and a restart needs no rebuild.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from inspect import iscoroutinefunction

from apscheduler.executors.asyncio import AsyncIOExecutor
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from mailgate.clock import Clock
from mailgate.errors import MailgateError
from mailgate.events import EventSink, LoopFailed, Ticked
from mailgate.failpoints import Unit
from mailgate.pipeline import edited
from mailgate.pipeline.digest import Digests
from mailgate.pipeline.tick import next_due, tick
from mailgate.pipeline.wakes import BATCH, Wakes
from mailgate.store import Store, counters

LONGEST_SLEEP = timedelta(seconds=30)  # a clock that jumped, or another node's row, is noticed within this
SECOND = timedelta(seconds=1)
_TICK = "tick"


class Timekeeper:
    """Arms one wake-up to the earliest due row and runs the chores."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        events: EventSink,
        wakes: Wakes,
        digests: Digests,
        *,
        posted: Callable[[], None] = lambda: None,
        beat: Callable[[], None] = lambda: None,
    ) -> None:
        self._store, self._clock, self._events, self._beat = store, clock, events, beat
        self._wakes, self._digests, self._posted = wakes, digests, posted
        self._working: set[asyncio.Task[object]] = set()
        self._stopping = False
        self._walked: int | None = (
            0  # the timer up to which edited calendars were looked for; None: all of them
        )
        self._scheduler = AsyncIOScheduler(
            executors={"default": AsyncIOExecutor()},
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
            timezone=UTC,
        )

    def start(self) -> None:
        """Begins; the first tick is at once, for what fell due while nobody looked."""
        self._scheduler.start()
        self.every(3600, self._forget, "forget counters")
        self.every(60, self._digest, "digests")
        self._arm(self._clock.now())

    async def stop(self) -> None:
        """Ends after what is under way, which is one transaction: APScheduler would cancel it and call that an error."""
        self._stopping = True
        self._scheduler.pause()
        if self._working:
            await asyncio.wait(self._working)
        self._scheduler.shutdown(wait=False)

    def every(self, seconds: int, job: Callable[[], object], name: str, *, at_once: bool = False) -> None:
        """Adds a recurring chore; a coroutine function, plain or as a `partial`, runs on the loop, else it gets a thread."""
        chore = partial(self._tracked, job) if iscoroutinefunction(job) else job
        first = {"next_run_time": self._clock.now()} if at_once else {}
        self._scheduler.add_job(chore, "interval", seconds=seconds, id=name, **first)

    def reloaded(self) -> None:
        """The configuration is another: deadlines on edited calendars are counted anew, from the next tick on."""
        self._walked = 0
        if not self._stopping and self._scheduler.running:
            self._arm(self._clock.now())

    async def _tracked(self, job: Callable[[], Awaitable[object]]) -> None:
        """Runs a job so that a stop can wait for it."""
        task = asyncio.current_task()
        assert task is not None  # the scheduler made one
        self._working.add(task)
        try:
            await job()
        finally:
            self._working.discard(task)

    def _arm(self, at: datetime) -> None:
        # Two instances: a tick arms the next one as its last act, and while it counts as running APScheduler would
        # drop a job that is due at once, and with it every later tick.
        if self._stopping:
            return
        self._scheduler.add_job(
            partial(self._tracked, self._tick),
            "date",
            run_date=at,
            id=_TICK,
            replace_existing=True,
            max_instances=2,
        )

    async def _tick(self) -> None:
        self._beat()
        soon = self._clock.now() + LONGEST_SLEEP
        try:
            again = await self._work()
        except MailgateError as error:
            self._events.emit(LoopFailed(_TICK, type(error).__name__))
            again = None
        self._arm(min(again, soon) if again else soon)

    async def _work(self) -> datetime | None:
        """Works off what is due and says when to look again."""
        due = await self._store.read(next_due)
        now = self._clock.now()
        idle = due is None or now < due + SECOND
        if idle and self._walked is not None and await self._walk(now):
            return now
        if due is None or now < due + SECOND:
            return due + SECOND if due else None  # what comes within the due second is in time
        began = self._clock.monotonic()
        done = await self._store.write(
            Unit.TICK, lambda tx: tick(tx, now, self._wakes, pressed=self._store.pressed)
        )
        self._events.emit(
            Ticked(
                done.breached + done.missed + done.woken, round((self._clock.monotonic() - began) * 1000, 1)
            )
        )
        if done.breached or done.woken:
            self._posted()
        return now

    async def _walk(self, now: datetime) -> bool:
        """A batch of the deadlines that count by an edited calendar, if there are any left; what is due goes first."""
        desk, after = self._wakes.current.desk, self._walked or 0
        found = await self._store.read(lambda tx: edited.look(tx, desk, after, BATCH))
        if found is not None:
            await self._store.write(Unit.TICK, lambda tx: edited.count_anew(tx, now, self._wakes, found))
        self._walked = found.upto if found is not None else None
        return found is not None

    async def _digest(self) -> None:
        now = self._clock.now()
        try:
            if await self._store.write(Unit.TICK, lambda tx: self._digests.work(tx, now)):
                self._posted()
        except MailgateError as error:
            self._events.emit(LoopFailed("digests", type(error).__name__))

    async def _forget(self) -> None:
        now = self._clock.now()
        await self._store.write(Unit.TICK, lambda tx: counters.forget(tx, now))
