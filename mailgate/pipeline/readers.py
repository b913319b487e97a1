"""Who reads this mail? A few long-lived child processes; a mail that breaks one costs nobody else anything.

Theory of operation. A reader has one mail at a time. One that failed is killed and replaced before its mail
is tried again, so the second try is in a fresh process and a leak of the first is no excuse. There is no
spare: a start takes a tenth of a second, a spare would hold its memory for ever. Two mails queued at each
child were rejected: a killed child would then cost an innocent mail its work, and one more reader keeps the
cores as busy.
"""

import asyncio
import contextlib
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from mailgate.errors import MailgateError
from mailgate.model.mail import Mail
from mailgate.pipeline.reader import MEBIBYTE, Reader, ReaderFailed, ReaderLimits, ReaderLost

__all__ = ["ReaderFailed", "ReaderLost", "ReaderPool", "ReaderStats", "ReadersStopped"]

COMMAND = (
    sys.executable,
    "-I",
    "-m",
    "mailgate.pipeline.reader_process",
)  # -I: no user site, no cwd, no PYTHON*
TRIES = 2
FIRST_DELAY_S = 0.1
LONGEST_DELAY_S = 30.0


class ReadersStopped(MailgateError):  # noqa: N818 - a state of the daemon
    """The pool is closing; the mail is as good as before and is read after the next start."""


@dataclass(frozen=True, slots=True)
class ReaderStats:
    """What the metrics show of a pool; the counters begin with the pool."""

    alive: int
    restarts: int  # for any reason, recycling too
    kills: int  # readers lost to a mail: killed, crashed or out of memory


def restart_delay(failures: int) -> float:
    """Seconds to wait before the next start, after so many failed ones in a row."""
    return min(LONGEST_DELAY_S, FIRST_DELAY_S * 2.0 ** min(failures - 1, 20))


class ReaderPool:
    """Reads mails in child processes, each within its deadline and memory; see `read`."""

    def __init__(
        self,
        *,
        size: int = 2,
        deadline_s: float = 10,
        memory_bytes: int = 512 * MEBIBYTE,
        answer_bytes: int = 32 * MEBIBYTE,
        recycle_after: int = 2000,
        command: Sequence[str] = COMMAND,
    ) -> None:
        limits = ReaderLimits(deadline_s, memory_bytes, answer_bytes)
        self._readers = [Reader(command, limits) for _ in range(size)]
        self._recycle_after = recycle_after
        self._idle: asyncio.Queue[Reader] = asyncio.Queue()
        for reader in self._readers:
            self._idle.put_nowait(reader)
        self._stopping = asyncio.Event()
        self._renewals: set[asyncio.Task[None]] = set()
        self._restarts = 0
        self._kills = 0

    @property
    def stats(self) -> ReaderStats:
        alive = sum(reader.running for reader in self._readers)
        return ReaderStats(alive, self._restarts, self._kills)

    async def start(self) -> None:
        """Starts every reader, before the first `read`; raises ReaderLost if one cannot, and leaves none."""
        starts = [reader.start() for reader in self._readers]
        failures = [error for error in await asyncio.gather(*starts, return_exceptions=True) if error]
        if failures:
            await self.stop()
            raise failures[0]

    async def stop(self) -> None:
        """Ends every reader; calls in flight raise ReadersStopped."""
        self._stopping.set()
        for reader in self._readers:
            reader.doom()
        returned = [await self._idle.get() for _ in self._readers]  # as soon as their calls have seen the end
        for reader in returned:
            await reader.kill()
            self._idle.put_nowait(reader)

    async def read(self, raw: bytes, mail_from: str | None) -> Mail:
        """Reads one mail in a child process; `mail_from` is the envelope sender, "" for the null path.

        Raises Unparseable if these bytes are no mail, ReaderFailed if two processes failed at it, and
        ReadersStopped. While no reader can be started it waits: that is not the mail's fault.
        """
        self._refuse_when_stopping()
        reader = await self._idle.get()
        try:
            return await self._try_twice(reader, raw, mail_from)
        finally:
            self._give_back(reader)

    async def _try_twice(self, reader: Reader, raw: bytes, mail_from: str | None) -> Mail:
        reason = ""
        for _ in range(TRIES):
            if not reader.fit:
                await self._restart(reader)
            self._refuse_when_stopping()
            try:
                return await reader.ask(raw, mail_from)
            except ReaderLost as lost:
                self._kills += 1
                reason = str(lost)
        self._refuse_when_stopping()
        raise ReaderFailed(reason)

    def _refuse_when_stopping(self) -> None:
        if self._stopping.is_set():
            raise ReadersStopped("the readers are stopping")

    def _give_back(self, reader: Reader) -> None:
        worn = reader.answered >= self._recycle_after
        # One that died after its answer is found before its next mail: asking the kernel twice for each mail would show.
        if self._stopping.is_set() or (reader.in_step and not worn):
            self._idle.put_nowait(reader)
            return
        renewal = asyncio.create_task(self._renew(reader))
        self._renewals.add(renewal)
        renewal.add_done_callback(self._renewals.discard)

    async def _renew(self, reader: Reader) -> None:
        try:
            with contextlib.suppress(ReadersStopped):
                await self._restart(reader)
        finally:
            self._idle.put_nowait(reader)

    async def _restart(self, reader: Reader) -> None:
        failures = 0
        while True:
            self._refuse_when_stopping()
            self._restarts += 1
            try:
                return await reader.start()
            except ReaderLost:
                failures += 1
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(restart_delay(failures)):
                    await self._stopping.wait()
