"""Who is connected, who is too slow, and what must still finish before the process may end?"""

import asyncio
from collections.abc import Coroutine
from typing import Any, Protocol

from mailgate.inbound.limits import Admission, Limits

ABORT_S = 5  # how long a stop waits for tasks that it has cancelled


class Session(Protocol):
    """What the register needs of a connected client."""

    def check(self, now: float) -> None:
        """Cuts the client off if it is too slow; `now` is monotonic."""

    def dismiss(self) -> None:
        """Says 421 if the client has the word now; else after the next reply."""

    def abort(self) -> None:
        """Cuts the connection at once."""


class Sessions:
    """The register of all clients of all listeners.

    One look at everybody each second replaces a timer per command: setting and cancelling timers cost more
    than a short command itself, and no cap here needs to be exact to a second.
    """

    def __init__(self, limits: Limits) -> None:
        self.stopping = False
        self._limits = limits
        self._admission = Admission()
        self._open: set[Session] = set()
        self._work: set[asyncio.Task[Any]] = set()

    @property
    def count(self) -> int:
        """How many clients are connected."""
        return len(self._open)

    def enter(self, session: Session) -> str | None:
        """Takes a client in, or says why not."""
        if self.stopping:
            return "service closing down"
        refusal = self._admission.enter(self._limits)
        if refusal is None:
            self._open.add(session)
        return refusal

    def identify(self, address: str) -> str | None:
        """Counts a client for its address, or says why it has to go; `leave` takes an accepted one back."""
        return self._admission.identify(address, self._limits)

    def leave(self, session: Session, address: str) -> None:
        """Forgets a client whose connection is gone; `address` is "" if it was never identified."""
        if session in self._open:
            self._open.remove(session)
            self._admission.leave()
            self._admission.forget(address)

    def begin(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Runs it as a task that no client can cancel and that a stop waits for."""
        task = asyncio.get_running_loop().create_task(work)
        self._work.add(task)
        task.add_done_callback(self._done)
        return task

    def sweep(self, now: float) -> None:
        """Looks at everybody; called about once a second."""
        for session in tuple(self._open):
            session.check(now)

    async def stop(self, grace_s: float) -> None:
        """Dismisses everybody, waits so long for mail on its way, then cuts off and cancels the rest."""
        self.stopping = True
        for session in tuple(self._open):
            session.dismiss()
        if self._work:
            await asyncio.wait(self._work, timeout=grace_s)
        for session in tuple(self._open):
            session.abort()
        for task in self._work:
            task.cancel()
        if self._work:
            await asyncio.wait(self._work, timeout=ABORT_S)

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._work.discard(task)
        if not task.cancelled():
            task.exception()  # whoever waited has it; a client that left must not make a warning of it
