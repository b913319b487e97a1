"""Does every working loop still turn? Only then is systemd's watchdog fed.

A watchdog fed by a timer of its own would be fed by a daemon that does nothing else any more. Here each loop
beats for itself; one that hangs silences the watchdog, and systemd restarts the service.
"""

import asyncio
from dataclasses import dataclass

from mailgate.clock import Clock
from mailgate.events import EventSink, LoopLate
from mailgate.operations.notify import Notifier


@dataclass(slots=True)
class _Pulse:
    limit_s: float
    beaten_at: float


class Heartbeats:
    """The last beat of every registered loop, each with its own limit; for the event loop's thread."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._pulses: dict[str, _Pulse] = {}

    def register(self, name: str, limit_s: float) -> None:
        """Expects `name` to beat at least every `limit_s` seconds from now on."""
        self._pulses[name] = _Pulse(limit_s, self._clock.monotonic())

    def unregister(self, name: str) -> None:
        """No longer expects beats of a loop that ended as it should."""
        self._pulses.pop(name, None)

    def beat(self, name: str) -> None:
        """Marks one turn of a registered loop."""
        self._pulses[name].beaten_at = self._clock.monotonic()

    def late(self, now: float) -> list[str]:
        """The loops beyond their limit at `now` (seconds of the monotonic clock), by name."""
        return sorted(name for name, pulse in self._pulses.items() if now - pulse.beaten_at > pulse.limit_s)


class Watchdog:
    """Feeds systemd's watchdog while no loop is late, and says once when one is."""

    def __init__(self, heartbeats: Heartbeats, notifier: Notifier, events: EventSink, clock: Clock) -> None:
        self._heartbeats = heartbeats
        self._notifier = notifier
        self._events = events
        self._clock = clock
        self._known_late: frozenset[str] = frozenset()

    def look(self) -> bool:
        """Looks at the loops once; returns whether the watchdog was fed."""
        late = frozenset(self._heartbeats.late(self._clock.monotonic()))
        for name in sorted(late - self._known_late):
            self._events.emit(LoopLate(name))
        self._known_late = late
        if not late:
            self._notifier.watchdog()
        return not late

    async def run(self, stop: asyncio.Event) -> None:
        """Looks every third of systemd's interval (20 s where systemd set none) until `stop`.

        sd_watchdog_enabled(3) recommends half of the interval; a third survives one delayed turn. Goes on
        during the shutdown if `stop` is set only after the last claimed work is finished.
        """
        pause_s = (self._notifier.watchdog_s or 60.0) / 3
        while not stop.is_set():
            self.look()
            try:
                await asyncio.wait_for(stop.wait(), pause_s)
            except TimeoutError:
                continue
