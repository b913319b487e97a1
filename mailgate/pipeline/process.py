"""The working loop: claims accepted mail, has it read, decides and commits in the order of arrival.

Theory of operation
- Reading runs ahead in the reader processes; deciding and committing is one lane, in the order in which mail came, so
  that a reply never overtakes the mail it answers.
- Gather, decide and commit are one unit of work. On SQLite the single writer makes it serial; on PostgreSQL it is
  SERIALIZABLE and runs again when another node won. Mails that are ready together share a commit; one that fails is
  carried alone, and so are the others of its batch.
- A mail that fails is tried a bounded number of times, later and later, and then quarantined; the mails behind it go on.
- What a crash interrupts is claimed again when its lease ends, or at once by the same node's next start.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from mailgate.clock import Clock
from mailgate.errors import MailgateError, StoreUnavailable, Unparseable
from mailgate.events import EventSink, ProcessingRetried, Quarantined, ReaderKilled, StoreTrouble
from mailgate.failpoints import Unit
from mailgate.model.authentication import Authentication
from mailgate.model.mail import Mail
from mailgate.pipeline.carry import Carrier, Readable
from mailgate.pipeline.readers import ReaderFailed, ReaderPool, ReadersStopped
from mailgate.store import Store, Tx, journal
from mailgate.store.journal import Claimed

LEASE = timedelta(minutes=5)  # longer than two reads at their deadline and a restart
AHEAD = 32  # mails claimed and not yet settled
BYTES_AHEAD = 48 * 1024 * 1024
TOGETHER = 16  # mails in one commit: enough to share its cost, few enough to end soon
IDLE_S = 5.0  # looks again this often without being woken: retries and other nodes' leavings
YIELD_S = 0.4  # less than half of the lag that a steady load may have
YIELD_STEP_S = 0.005
STORE_PAUSE_S = 1.0  # between looks at a store that is down
_FIRST_DELAY = timedelta(seconds=10)


Check = Callable[[bytes, Mail, Claimed], Awaitable[Authentication | None]]


async def unchecked(raw: bytes, mail: Mail, claimed: Claimed) -> None:
    """No check of our own."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """The mail cannot be read by this version."""

    claimed: Claimed
    reason: str


@dataclass(slots=True)
class _Ahead:
    """A claimed mail whose reading has begun."""

    claimed: Claimed
    reading: asyncio.Task[Readable | Unreadable]


class Processor:
    """Gives every accepted mail its fate."""

    def __init__(  # noqa: PLR0913 - the daemon's parts, handed over once
        self,
        store: Store,
        readers: ReaderPool,
        carrier: Carrier,
        clock: Clock,
        events: EventSink,
        *,
        node: str,
        attempts: Callable[[], int],
        arriving: Callable[[], bool] = lambda: False,
        beat: Callable[[], None] = lambda: None,
        check: Check = unchecked,
    ) -> None:
        self._store, self._readers, self._carrier = store, readers, carrier
        self._clock, self._events, self._node = clock, events, node
        self._attempts, self._arriving, self._beat = attempts, arriving, beat
        self._check = check
        self._woken = asyncio.Event()  # there is new work, or the end
        self._moved = asyncio.Event()  # something was read ahead or settled, or the end
        self._ahead: deque[_Ahead] = deque()
        self._bytes_ahead = 0
        self._fetched_all = False

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
            room = await self._room(stop)
            await self._let_mail_in()
            claimed = await self._claim(room) if not stop.is_set() else []
            for one, raw in claimed:
                self._ahead.append(_Ahead(one, asyncio.create_task(self._read(one, raw))))
                self._bytes_ahead += one.size
            self._moved.set()
            if not claimed:
                await self._idle()
        self._fetched_all = True
        self._moved.set()

    async def _room(self, stop: asyncio.Event) -> int:
        """Waits until so few mails are ahead that more should be; says how many."""
        while not stop.is_set() and (len(self._ahead) > AHEAD // 2 or self._bytes_ahead > BYTES_AHEAD):
            await self._wait_for_move()
        return AHEAD - len(self._ahead)

    async def _wait_for_move(self) -> None:
        self._moved.clear()
        await self._moved.wait()

    async def _claim(self, room: int) -> list[tuple[Claimed, bytes | None]]:
        """Entries with their raw bytes, except the large ones, which are loaded one at a time."""

        def claim(tx: Tx) -> list[tuple[Claimed, bytes | None]]:
            claimed = journal.claim(tx, self._node, self._clock.now(), LEASE, room)
            small = [c.id for c in claimed if c.size <= BYTES_AHEAD // AHEAD]
            raws = journal.bodies(tx, small) if small else {}
            return [(c, raws.get(c.id)) for c in claimed]

        try:
            return await self._store.write(Unit.CLAIM_JOURNAL, claim)
        except StoreUnavailable as trouble:
            self._events.emit(StoreTrouble(str(trouble)))
            return []

    async def _idle(self) -> None:
        """Until there is new work; the daemon wakes it for its end, too."""
        try:
            async with asyncio.timeout(IDLE_S):
                await self._woken.wait()
        except TimeoutError:
            pass

    async def _read(self, claimed: Claimed, raw: bytes | None) -> Readable | Unreadable:
        started = self._clock.monotonic()
        body = raw if raw is not None else await self._store.read(lambda tx: journal.body(tx, claimed.id))
        if body is None:
            return Unreadable(claimed, "its raw bytes are gone")
        try:
            mail = await self._readers.read(body, claimed.envelope.mail_from)
        except Unparseable as error:
            return Unreadable(claimed, str(error))
        except ReaderFailed as error:
            self._events.emit(ReaderKilled(str(error), claimed.id))
            return Unreadable(claimed, str(error))
        read_ms = (self._clock.monotonic() - started) * 1000
        return Readable(claimed, mail, read_ms, started, await self._check(body, mail, claimed))

    async def _settle_all(self, stop: asyncio.Event) -> None:
        while self._ahead or not self._fetched_all:
            self._beat()
            if not self._ahead:
                await self._wait_for_move()
                continue
            await asyncio.wait([self._ahead[0].reading], timeout=IDLE_S)
            await self._let_mail_in()
            for ahead in await self._settle_some(stop):
                self._bytes_ahead -= ahead.claimed.size
            self._moved.set()

    async def _let_mail_in(self) -> None:
        """Stands back while mail arrives, but never long: a 250 is waited for, a decision is not.

        Both compute, and a thread that must have the interpreter back after each statement gets it late: side by
        side they take longer than one after the other.
        """
        patience = self._clock.monotonic() + YIELD_S
        # Not an event: who arrives and who is gone changes with every chunk, and the acceptance should not pay for it.
        while self._arriving() and self._clock.monotonic() < patience:  # noqa: ASYNC110 - see above
            await asyncio.sleep(YIELD_STEP_S)

    async def _settle_some(self, stop: asyncio.Event) -> list[_Ahead]:
        """Settles the mails that are ready, from the first on, and takes them off the lane."""
        ready: list[_Ahead] = []
        while self._ahead and len(ready) < TOGETHER and self._ahead[0].reading.done():
            ready.append(self._ahead.popleft())
        good = [r for a in ready if isinstance(r := _result(a), Readable)]
        left = list(ready)
        if len(good) == len(ready) > 1:
            left = ready[await self._together(good) :]
        for ahead in left:
            while await self._store_is_down_for(ahead) and not stop.is_set():
                await asyncio.sleep(STORE_PAUSE_S)
                self._beat()
        return ready

    async def _together(self, batch: Sequence[Readable]) -> int:
        """Carries as many as go in shared commits; a trouble of any kind leaves the rest to be carried alone."""
        done = 0
        try:
            while done < len(batch):
                done += await self._carrier.carry(batch[done:])
        except Exception:  # noqa: BLE001 - not an answer, only a reason to look at each mail by itself
            return done
        return done

    async def _store_is_down_for(self, ahead: _Ahead) -> bool:
        """Gives one mail its fate; True when the store cannot work now, which costs the mail no attempt."""
        try:
            await self._settle(await ahead.reading)
        except ReadersStopped:
            pass  # still claimed; read after the next start
        except StoreUnavailable as trouble:
            self._events.emit(StoreTrouble(str(trouble)))
            return True
        except Exception as error:  # noqa: BLE001 - one bad mail must not cost another; bounded, then quarantined
            await self._failed(ahead.claimed, error)
        return False

    async def _settle(self, found: Readable | Unreadable) -> None:
        if isinstance(found, Unreadable):
            await self._quarantine(found.claimed, found.reason)
        else:
            await self._carrier.carry([found])

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


def _result(ahead: _Ahead) -> Readable | Unreadable | None:
    """What the reading gave; None when it raised."""
    return None if ahead.reading.cancelled() or ahead.reading.exception() else ahead.reading.result()
