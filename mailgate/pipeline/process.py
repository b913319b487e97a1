"""The working loop: claims accepted mail, has it read, decides and commits in the order of arrival.

Theory of operation
- Reading runs ahead in the reader processes; deciding and committing is one lane, in the order in which mail came, so
  that a reply never overtakes the mail it answers.
- Gather, decide and commit are one unit of work. On SQLite the single writer makes it serial; on PostgreSQL it is
  SERIALIZABLE and runs again when another node won.
- A mail that fails is tried a bounded number of times, later and later, and then quarantined; the mails behind it go on.
- What a crash interrupts is claimed again when its lease ends, or at once by the same node's next start.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from mailgate.clock import Clock
from mailgate.errors import MailgateError, StoreUnavailable, Unparseable
from mailgate.events import EventSink, ProcessingRetried, Quarantined, ReaderKilled, StoreTrouble
from mailgate.failpoints import Unit
from mailgate.model.mail import Mail
from mailgate.pipeline.carry import Carrier
from mailgate.pipeline.readers import ReaderFailed, ReaderPool, ReadersStopped
from mailgate.store import Store, Tx, journal
from mailgate.store.journal import Claimed

LEASE = timedelta(minutes=5)  # longer than two reads at their deadline and a restart
BATCH = 24
BYTES_AHEAD = 48 * 1024 * 1024
IDLE_S = 5.0  # looks again this often without being woken: retries and other nodes' leavings
STORE_PAUSE_S = 1.0  # between looks at a store that is down
_FIRST_DELAY = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """The mail cannot be read by this version."""

    reason: str


@dataclass(slots=True)
class _Ahead:
    """A claimed mail whose reading has begun."""

    claimed: Claimed
    reading: asyncio.Task[tuple[Mail | Unreadable, float]]
    started: float


class Processor:
    """Gives every accepted mail its fate."""

    def __init__(
        self,
        store: Store,
        readers: ReaderPool,
        carrier: Carrier,
        clock: Clock,
        events: EventSink,
        *,
        node: str,
        attempts: Callable[[], int],
        beat: Callable[[], None] = lambda: None,
    ) -> None:
        self._store, self._readers, self._carrier = store, readers, carrier
        self._clock, self._events, self._node = clock, events, node
        self._attempts, self._beat = attempts, beat
        self._woken = asyncio.Event()
        self._queue: asyncio.Queue[_Ahead | None] = asyncio.Queue(maxsize=BATCH)
        self._bytes_ahead = 0
        self._room = asyncio.Event()

    def wake(self) -> None:
        """Says that there is new work; safe to call at any time from the loop."""
        self._woken.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Works until `stop`, then finishes what was claimed."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._fetch(stop))
            group.create_task(self._settle_all(stop))

    async def _fetch(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            self._beat()
            self._woken.clear()
            try:
                claimed = await self._store.write(Unit.CLAIM_JOURNAL, self._claim)
            except StoreUnavailable as trouble:
                self._events.emit(StoreTrouble(str(trouble)))
                claimed = []
            for one in claimed:
                await self._read_ahead(one)
            if not claimed:
                await self._idle(stop)
        await self._queue.put(None)

    def _claim(self, tx: Tx) -> list[Claimed]:
        return journal.claim(tx, self._node, self._clock.now(), LEASE, BATCH)

    async def _idle(self, stop: asyncio.Event) -> None:
        waits = [asyncio.ensure_future(self._woken.wait()), asyncio.ensure_future(stop.wait())]
        try:
            await asyncio.wait(waits, timeout=IDLE_S, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()

    async def _read_ahead(self, claimed: Claimed) -> None:
        """Starts reading; waits while too much is in memory already."""
        while self._bytes_ahead and self._bytes_ahead + claimed.size > BYTES_AHEAD:
            self._room.clear()
            await self._room.wait()
        self._bytes_ahead += claimed.size
        started = self._clock.monotonic()
        reading = asyncio.create_task(self._read(claimed))
        await self._queue.put(_Ahead(claimed, reading, started))

    async def _read(self, claimed: Claimed) -> tuple[Mail | Unreadable, float]:
        raw = await self._store.read(lambda tx: journal.body(tx, claimed.id))
        began = self._clock.monotonic()
        if raw is None:
            return Unreadable("its raw bytes are gone"), 0.0
        try:
            mail: Mail | Unreadable = await self._readers.read(raw, claimed.envelope.mail_from)
        except Unparseable as error:
            mail = Unreadable(str(error))
        except ReaderFailed as error:
            self._events.emit(ReaderKilled(str(error), claimed.id))
            mail = Unreadable(str(error))
        return mail, (self._clock.monotonic() - began) * 1000

    async def _settle_all(self, stop: asyncio.Event) -> None:
        while (ahead := await self._queue.get()) is not None:
            self._beat()
            while await self._settled_or_down(ahead) and not stop.is_set():
                await asyncio.sleep(STORE_PAUSE_S)
                self._beat()
            self._bytes_ahead -= ahead.claimed.size
            self._room.set()

    async def _settled_or_down(self, ahead: _Ahead) -> bool:
        """Gives the mail its fate; True when the store cannot work now, which costs the mail no attempt."""
        try:
            await self._settle(ahead)
        except ReadersStopped:
            pass  # still claimed; read after the next start
        except StoreUnavailable as trouble:
            self._events.emit(StoreTrouble(str(trouble)))
            return True
        except Exception as error:  # noqa: BLE001 - one bad mail must not cost another; bounded, then quarantined
            await self._failed(ahead.claimed, error)
        return False

    async def _settle(self, ahead: _Ahead) -> None:
        mail, read_ms = await ahead.reading
        if isinstance(mail, Unreadable):
            await self._quarantine(ahead.claimed, mail.reason)
        else:
            await self._carrier.carry(ahead.claimed, mail, read_ms, ahead.started)

    async def _failed(self, claimed: Claimed, error: Exception) -> None:
        """Tries again later, or gives up."""
        detail = str(error) if isinstance(error, MailgateError) else f"{type(error).__name__}: {error}"
        attempt = claimed.attempts + 1
        if attempt >= self._attempts():
            await self._quarantine(claimed, detail)
            return
        self._events.emit(ProcessingRetried(claimed.id, attempt, detail))
        now = self._clock.now()
        later = now + _FIRST_DELAY * 6**claimed.attempts
        await self._guarded(
            Unit.RETRY_LATER, lambda tx: journal.retry_later(tx, claimed.id, detail, now, later)
        )

    async def _quarantine(self, claimed: Claimed, reason: str) -> None:
        self._events.emit(Quarantined(claimed.id, reason))
        try:
            await self._carrier.quarantine(claimed, reason)
        except StoreUnavailable as trouble:
            self._events.emit(StoreTrouble(str(trouble)))
        except Exception as error:  # noqa: BLE001 - the stub ticket failed as the mail did: the ledger alone then
            self._events.emit(Quarantined(claimed.id, f"no stub ticket: {type(error).__name__}"))
            await self._guarded(Unit.QUARANTINE, lambda tx: self._carrier.shelve(tx, claimed, reason))

    async def _guarded(self, unit: Unit, fn: Callable[[Tx], object]) -> None:
        try:
            await self._store.write(unit, fn)
        except StoreUnavailable as trouble:  # the lease ends and the entry is claimed again
            self._events.emit(StoreTrouble(str(trouble)))
