"""Who may write next? On SQLite one thread writes; mail that waits to become durable goes before all other work.

A thread pool of one would do, were it not for its queue: first come, first served lets a 250 wait behind every decision
that was asked for before it.
"""

import itertools
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Protocol

from mailgate.failpoints import Unit

FIRST = frozenset({Unit.INTAKE})


class Writers(Protocol):
    """Runs units of work on threads of the store."""

    def submit(self, unit: Unit, work: Callable[[], Any]) -> "Future[Any]": ...

    def pressed(self) -> bool:
        """Whether more urgent work waits than what runs now; a long unit should come to its end."""

    def shutdown(self) -> None:
        """Finishes what was submitted."""


class OneWriter:
    """A single thread that takes urgent units first."""

    def __init__(self) -> None:
        self._queue: queue.PriorityQueue[tuple[int, int, Callable[[], Any] | None, Future[Any]]] = (
            queue.PriorityQueue()
        )
        self._numbers = itertools.count()
        self._urgent = 0  # changed on the event loop's thread and the writer's, each by one: guarded below
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="store-write", daemon=True)
        self._thread.start()

    def submit(self, unit: Unit, work: Callable[[], Any]) -> "Future[Any]":
        future: Future[Any] = Future()
        first = unit in FIRST
        if first:
            with self._lock:
                self._urgent += 1
        self._queue.put((0 if first else 1, next(self._numbers), work, future))
        return future

    def pressed(self) -> bool:
        return self._urgent > 0

    def shutdown(self) -> None:
        self._queue.put((2, next(self._numbers), None, Future()))
        self._thread.join()

    def _run(self) -> None:
        while True:
            priority, _, work, future = self._queue.get()
            if work is None:
                return
            if priority == 0:
                with self._lock:
                    self._urgent -= 1
            if not future.set_running_or_notify_cancel():
                continue
            try:
                future.set_result(work())
            except BaseException as error:  # noqa: BLE001 - belongs to whoever waits for the future
                future.set_exception(error)
            del work, future  # an idle writer must not keep a mail in memory


class PoolOfWriters:
    """Several threads, for a database that lets them work side by side."""

    def __init__(self, size: int) -> None:
        self._pool = ThreadPoolExecutor(size, thread_name_prefix="store-write")

    def submit(self, unit: Unit, work: Callable[[], Any]) -> "Future[Any]":  # noqa: ARG002 - nobody waits for another
        return self._pool.submit(work)

    def pressed(self) -> bool:
        return False

    def shutdown(self) -> None:
        self._pool.shutdown()
