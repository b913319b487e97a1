"""From start to stop: the order in which the parts begin, work and end.

Start: lock, migrations, keys, readers, loops, listeners, READY. A mail is accepted only when everything behind it stands.
Stop: listeners first, then what was accepted is committed, what was claimed is finished, and the store is closed last.
"""

import asyncio
import contextlib
import os
import signal
import socket
from collections.abc import Callable, Coroutine, Mapping, Sequence
from functools import partial
from random import SystemRandom
from typing import Any

from mailgate.daemon import doors, estimating, fetchers
from mailgate.daemon.parts import Parts
from mailgate.daemon.sources import FleetSources
from mailgate.daemon.timekeeper import Timekeeper
from mailgate.daemon.watch import LOOK_S
from mailgate.events import (
    ConfigRejected,
    ConfigReloaded,
    Event,
    LoopFailed,
    Ready,
    Started,
    Stopped,
    Stopping,
)
from mailgate.failpoints import Unit
from mailgate.inbound.imap_fleet import Fleet
from mailgate.inbound.intake import Intake
from mailgate.inbound.limits import Budget
from mailgate.inbound.smtp_server import SmtpServer
from mailgate.operations.health import HealthServer, parse_address
from mailgate.operations.heartbeat import Heartbeats, Watchdog
from mailgate.operations.lock import DaemonLock
from mailgate.operations.metrics import MetricsSink
from mailgate.operations.notify import Notifier
from mailgate.operations.status import SourceStatus, Status
from mailgate.operations.survey import Live, StoreSurvey
from mailgate.outbound.deliver import Deliverer
from mailgate.pipeline.commit import Committed
from mailgate.pipeline.process import Processor
from mailgate.pipeline.readers import ReaderPool
from mailgate.store import journal, outbox
from mailgate.store.engine import sqlite_path
from mailgate.store.migrate import migrate
from mailgate.store.presence import Presence
from mailgate.version import VERSION

GRACE_S = 20.0  # systemd waits 90 s; a mail under way needs less
_LOOPS = {"intake": 30.0, "process": 120.0, "deliver": 60.0, "tick": 120.0}


class Daemon:
    """One running service; `run` returns when it has stopped."""

    def __init__(
        self,
        parts: Parts,
        notifier: Notifier,
        metrics: MetricsSink,
        inherited: Mapping[str, Sequence[socket.socket]],
    ) -> None:
        self.parts = parts
        self._notifier, self._metrics, self._inherited = notifier, metrics, inherited
        self._stop = asyncio.Event()
        self._hearts = Heartbeats(parts.clock)
        self._why, self._asked_at = "SIGTERM", parts.clock.monotonic()
        self._keeper: Timekeeper | None = None  # told of a reload
        self._reloading: asyncio.Task[None] | None = None  # kept, or it could be collected while it runs
        self.listeners: tuple[str, ...] = ()
        self.ready = asyncio.Event()
        self.fleet: Fleet | None = None  # those who fetch mail; None before the start

    def stop(self, why: str = "SIGTERM") -> None:
        """Asks for a graceful stop."""
        self._why, self._asked_at = why, self.parts.clock.monotonic()
        self._stop.set()

    async def run(self) -> None:
        """Serves until `stop`; ConfigError and AlreadyRunning end it before it began."""
        began = self.parts.clock.monotonic()
        self._emit(Started(VERSION, os.getpid(), "sqlite" if self.parts.store.sqlite else "postgresql"))
        with self._place():
            migrate(self.parts.store_url, self.parts.failpoints)
            self._free_claims()
            self.parts.store.checkpoint_beside()
            await self.parts.enlist()
            try:
                await self._serve(began)
            except ExceptionGroup as group:
                raise _only(group) from group
            finally:
                self.parts.store.close()
                self._emit(Stopped(round((self.parts.clock.monotonic() - self._asked_at) * 1000, 1)))

    def _place(self) -> DaemonLock | Presence:
        """The right to be this process: nobody else may work under its name."""
        path = sqlite_path(self.parts.store_url)
        return DaemonLock(path) if path is not None else Presence(self.parts.store, self.parts.node)

    def _free_claims(self) -> None:
        """What a former process of this name left claimed: it is gone, or we would not have its place."""
        node = None if self.parts.store.sqlite else self.parts.node
        self.parts.store.write_now(
            Unit.START, lambda tx: (journal.release(tx, node), outbox.release(tx, node))
        )

    async def _serve(self, began: float) -> None:
        settings = self.parts.in_force.settings
        readers = ReaderPool(
            size=settings.processing.readers,
            deadline_s=settings.processing.deadline,
            memory_bytes=settings.processing.memory,
        )
        await readers.start()
        try:
            await self._work(readers, began)
        finally:
            await readers.stop()

    async def _work(self, readers: ReaderPool, began: float) -> None:
        parts = self.parts
        deliverer = self._deliverer()
        budget = Budget(parts.in_force.settings.smtp.in_flight)
        processor = Processor(
            parts.store, readers, parts.carrier, parts.clock, parts.events,
            node=parts.claimant, attempts=lambda: parts.in_force.settings.processing.attempts,
            arriving=lambda: budget.used > 0, beat=self._heart("process"), check=parts.check_sender,
        )  # fmt: skip
        parts.carrier.on_commit(lambda done: self._after_commit(done, deliverer))
        parts.watch.posted = parts.operator_day.posted = deliverer.wake
        intake = Intake(
            parts.store, parts.clock, parts.events, wake=processor.wake, beat=self._heart("intake")
        )
        server = SmtpServer(doors.gate(parts, intake, budget))
        survey = StoreSurvey(parts.store, lambda: parts.in_force.settings, parts.clock, self._live, VERSION)
        health = HealthServer(self._metrics, survey, self._hearts, parts.clock)
        keeper = Timekeeper(
            parts.store, parts.clock, parts.events, parts.wakes, parts.digests,
            posted=deliverer.wake, beat=self._heart("tick"),
        )  # fmt: skip
        self._keeper = keeper
        look = partial(estimating.look, parts, deliverer.wake)
        keeper.every(estimating.EVERY_S, look, "estimates", at_once=True)
        self.fleet = fetchers.fleet_of(parts, budget, processor.wake)
        parts.watch.sources = FleetSources(partial(fetchers.accounts, parts), self.fleet.states, parts.clock)
        accepted, finished = asyncio.Event(), asyncio.Event()
        async with asyncio.TaskGroup() as group:
            group.create_task(self._guard("intake", intake.run(accepted)))
            group.create_task(self._guard("process", processor.run(finished)))
            group.create_task(self._guard("deliver", deliverer.run(finished)))
            group.create_task(self._guard("imap", self.fleet.run(self._stop)))
            watchdog = group.create_task(self._watchdog(finished))
            try:
                await self._open(server, health, keeper, survey, began)
                await self.fleet.renew(fetchers.accounts(parts))
                await self._stop.wait()
            finally:
                await self._close(server, intake, processor, deliverer, keeper, accepted, finished)
                watchdog.cancel()
        with contextlib.suppress(OSError):
            await health.stop()
        if (courier := parts.in_force.courier) is not None:
            await courier.close()

    async def _open(
        self, server: SmtpServer, health: HealthServer, keeper: Timekeeper, survey: StoreSurvey, began: float
    ) -> None:
        settings = self.parts.in_force.settings
        if settings.operator.health:
            await health.start(parse_address(settings.operator.health))
        keeper.start()
        keeper.every(15, partial(self._say, survey), "status line")  # a lambda would never be awaited
        keeper.every(LOOK_S, self.parts.watch.look, "alarms")
        keeper.every(60, self.parts.operator_day.look, "operators' digest")
        self.listeners = await doors.open_all(server, settings, self.parts, self._inherited)
        start_ms = round((self.parts.clock.monotonic() - began) * 1000, 1)
        self._notifier.ready(f"accepting mail at {', '.join(self.listeners)}")
        self._emit(Ready(self.listeners, start_ms))
        self.ready.set()

    async def _close(
        self, server: SmtpServer, intake: Intake, processor: Processor, deliverer: Deliverer, keeper: Timekeeper,
        accepted: asyncio.Event, finished: asyncio.Event,
    ) -> None:  # fmt: skip
        self._notifier.stopping("finishing what was accepted")
        self._emit(Stopping(self._why))
        await keeper.stop()
        await server.stop(GRACE_S)
        if self.fleet is not None:
            await self.fleet.stop()
        accepted.set()
        intake.stop()
        finished.set()
        processor.wake()
        deliverer.wake()

    def _deliverer(self) -> Deliverer:
        parts = self.parts
        return Deliverer(
            parts.store, parts.courier, parts.envelope_sender, parts.clock, parts.events, SystemRandom().random,
            node=parts.claimant, retry=parts.retry, concurrency=parts.in_force.settings.outbound.concurrency,
            failpoints=parts.failpoints, tell=parts.undelivered.tell, signer=parts.signer, beat=self._heart("deliver"),
            configuration=lambda: parts.in_force.settings.directory,
        )  # fmt: skip

    def _after_commit(self, done: Committed, deliverer: Deliverer) -> None:
        if done.outbox_ids:
            deliverer.wake()

    async def _guard(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        """A loop that fails ends the daemon: systemd starts it anew, and nothing half-works in silence."""
        try:
            await work
        except Exception as error:
            self._emit(LoopFailed(name, type(error).__name__))
            raise
        self._hearts.unregister(name)

    def _heart(self, name: str) -> Callable[[], None]:
        self._hearts.register(name, _LOOPS[name])
        return partial(self._hearts.beat, name)

    async def _watchdog(self, finished: asyncio.Event) -> None:
        await Watchdog(self._hearts, self._notifier, self.parts.events, self.parts.clock).run(finished)

    async def _say(self, survey: StoreSurvey) -> None:
        self._notifier.status(_sentence(await survey.status()))

    def _live(self) -> Live:
        """What only this process knows about how it stands."""
        accepting = self.ready.is_set() and not self._stop.is_set()
        waiting = self.parts.in_force.current.waiting_for_restart
        problems = (f"changed, but in force only after a restart: {', '.join(waiting)}",) if waiting else ()
        state = "listening" if accepting else "closed"
        states = self.fleet.states() if self.fleet is not None else ()
        sources = (
            *(SourceStatus(name, state) for name in self.listeners),
            *map(fetchers.source_status, states),
        )
        return Live(accepting, sources, (*problems, *fetchers.problems(states)))

    def reload(self) -> None:
        """SIGHUP: all of the new configuration, or none of it."""
        self._reloading = asyncio.create_task(self._reload())

    async def _reload(self) -> None:
        self._notifier.reloading()
        before = self.parts.in_force.courier
        error = await asyncio.to_thread(self.parts.reload)
        if error is not None:
            self._emit(ConfigRejected(len(error.faults), str(error.faults[0])))
        else:
            await self.parts.enlist()
            if before is not None:
                await before.close()
            if self._keeper is not None:
                self._keeper.reloaded()
            if self.fleet is not None:
                await self.fleet.renew(fetchers.accounts(self.parts))
            settings = self.parts.in_force.settings
            rules = len(self.parts.in_force.made.desk.rules.rules)
            self._emit(ConfigReloaded(len(settings.mailbox), len(settings.agent), rules))
        self._notifier.ready(f"accepting mail at {', '.join(self.listeners)}")

    def _emit(self, event: Event) -> None:
        self.parts.events.emit(event)


def _only(group: ExceptionGroup[Exception]) -> Exception:
    """The error itself, where a group holds just one."""
    inner = group.exceptions[0]
    if len(group.exceptions) > 1:
        return group
    return _only(inner) if isinstance(inner, ExceptionGroup) else inner


def _sentence(status: Status) -> str:
    """The line that `systemctl status` shows."""
    paused = ", sending is paused" if status.outbox.paused else ""
    return (
        f"{status.journal.waiting} mails to process, {status.outbox.waiting} to send{paused}, "
        f"{status.quarantine} in quarantine; {len(status.problems)} problems"
    )


def install_signals(daemon: Daemon) -> None:
    """SIGTERM and SIGINT stop, SIGHUP reloads."""
    loop = asyncio.get_running_loop()
    for name in ("SIGTERM", "SIGINT"):
        loop.add_signal_handler(getattr(signal, name), daemon.stop, name)
    loop.add_signal_handler(signal.SIGHUP, daemon.reload)
