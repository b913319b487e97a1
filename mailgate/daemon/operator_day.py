"""When does the operators' digest leave? Once a day, in three steps: is it due, what does it say, send it."""

from collections.abc import Callable

from mailgate.clock import Clock
from mailgate.errors import MailgateError
from mailgate.events import EventSink, LoopFailed
from mailgate.failpoints import Unit
from mailgate.pipeline.operator_digest import OperatorDigest
from mailgate.store import Store


class OperatorDay:
    """Sends the digest of the day; gathered by a reader, so that no mail waits for it."""

    def __init__(self, store: Store, digest: OperatorDigest, clock: Clock, events: EventSink) -> None:
        self._store, self._digest, self._clock, self._events = store, digest, clock, events
        self.posted: Callable[[], None] = lambda: None

    async def look(self) -> None:
        """One look at the clock, and the mail when its time has come."""
        now = self._clock.now()
        day = self._digest.due(now)
        if day is None:
            return
        try:
            if await self._store.read(lambda tx: self._digest.sent(tx, day)):
                return
            sections = await self._store.read(lambda tx: self._digest.sections(tx, day))
            if await self._store.write(Unit.TICK, lambda tx: self._digest.send(tx, day, sections, now)):
                self.posted()
        except MailgateError as error:
            self._events.emit(LoopFailed("operators' digest", type(error).__name__))
