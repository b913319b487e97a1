"""Making mail durable: whoever brings one waits here until its COMMIT; all that wait at once share one.

Theory of operation. A commit with FULL synchronisation costs about as much for fifty mails as for one, so the committer
takes whatever waits, commits it in one transaction, and only then lets every bringer answer 250. Nothing is parsed here:
the acceptance path costs the same for any mail of a size. A batch is bounded in bytes, because the rows of one
transaction are in memory together.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from mailgate.clock import Clock
from mailgate.errors import StoreUnavailable
from mailgate.events import EventSink, Received, StoreTrouble
from mailgate.failpoints import Unit
from mailgate.inbound.body import Body
from mailgate.inbound.message_id import scan
from mailgate.model.journal import Arrival, Envelope
from mailgate.store import Store, Tx, journal

BATCH = 200
BATCH_BYTES = 4 * 1024 * 1024


@dataclass(slots=True)
class _Waiting:
    envelope: Envelope
    body: Body
    durable: asyncio.Future[int]


class Intake:
    """Accepts mail from every way in; see `accept`."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        events: EventSink,
        *,
        wake: Callable[[], None],
        beat: Callable[[], None] = lambda: None,
    ) -> None:
        self._store, self._clock, self._events = store, clock, events
        self._wake, self._beat = wake, beat
        self._waiting: list[_Waiting] = []
        self._filled = asyncio.Event()

    async def accept(self, envelope: Envelope, body: Body) -> int:
        """Returns the journal id once the mail is on disk; StoreUnavailable when it cannot be, and nothing was kept."""
        waiting = _Waiting(envelope, body, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        self._filled.set()
        return await waiting.durable

    async def run(self, stop: asyncio.Event, idle_s: float = 5.0) -> None:
        """Commits what waits until `stop`, and then what still waits."""
        while not (stop.is_set() and not self._waiting):
            self._beat()
            try:
                async with asyncio.timeout(idle_s):
                    await self._filled.wait()
            except TimeoutError:
                continue
            self._filled.clear()
            while batch := self._take():
                await self._commit(batch)

    def stop(self) -> None:
        """Wakes the committer, so that it sees that it shall end."""
        self._filled.set()

    def _take(self) -> list[_Waiting]:
        """The first of those that wait, up to the bounds, but at least one."""
        size = count = 0
        for waiting in self._waiting[:BATCH]:
            size += waiting.body.size
            if count and size > BATCH_BYTES:
                break
            count += 1
        batch, self._waiting = self._waiting[:count], self._waiting[count:]
        return batch

    async def _commit(self, batch: list[_Waiting]) -> None:
        now = self._clock.now()
        try:
            ids, arrivals = await self._store.write(Unit.INTAKE, lambda tx: _append(tx, batch, now))
        except Exception as error:  # noqa: BLE001 - whatever it is, each bringer keeps its mail and must be told
            trouble = error if isinstance(error, StoreUnavailable) else StoreUnavailable(type(error).__name__)
            self._events.emit(StoreTrouble(str(trouble)))
            for waiting in batch:
                _resolve(waiting.durable, trouble)
            return
        for waiting, number in zip(batch, ids, strict=True):
            _resolve(waiting.durable, number)
        self._wake()
        for number, (envelope, size, message_id) in zip(ids, arrivals, strict=True):
            self._events.emit(Received(number, envelope.source, size, message_id))


def _append(
    tx: Tx, batch: list[_Waiting], now: datetime
) -> tuple[list[int], list[tuple[Envelope, int, str]]]:
    """Runs on the store's thread: reading a spooled body there keeps the disk away from the event loop."""
    arrivals = [Arrival(w.envelope, w.body.read(), now) for w in batch]
    facts = [(a.envelope, len(a.raw), scan(a.raw)) for a in arrivals]
    return journal.append(tx, arrivals), facts


def _resolve(future: asyncio.Future[int], result: int | Exception) -> None:
    """Tells a bringer; one that is gone (its client vanished) is not told, and its mail stays accepted."""
    if future.done():
        return
    if isinstance(result, Exception):
        future.set_exception(result)
    else:
        future.set_result(result)
