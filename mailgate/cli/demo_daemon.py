"""How is the daemon of the demonstration held? As its own process, started and ended as systemd would do it."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

from mailgate.errors import StoreUnavailable

START_S = 15.0
STOP_S = 15.0
_OF_OTHERS = ("MAILGATE_", "LISTEN_", "NOTIFY_", "WATCHDOG_", "CREDENTIALS_", "JOURNAL_")


class DaemonProcess:
    """`mailgate serve` with this configuration; its log is also kept in daemon.log."""

    def __init__(self, process: asyncio.subprocess.Process, log: Path) -> None:
        self._process, self._log = process, log
        self._ready = asyncio.Event()
        self._reading = asyncio.create_task(self._read())

    @classmethod
    async def start(cls, directory: Path) -> "DaemonProcess":
        """Starts the process; `ready` tells when it accepts mail."""
        process = await asyncio.create_subprocess_exec(
            # -P: the working directory may hold a folder called mailgate, with a room called threading in it.
            sys.executable, "-P", "-m", "mailgate.cli.main", "serve", "--config", str(directory),
            stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
            env=environment(os.environ),
            start_new_session=True,  # Ctrl-C is for the demonstration, which then ends the daemon in order
        )  # fmt: skip
        return cls(process, directory / "daemon.log")

    async def ready(self) -> None:
        """Returns once mail is accepted; StoreUnavailable with the last words of a daemon that gave up."""
        waits = [asyncio.create_task(self._ready.wait()), self._reading]
        await asyncio.wait(waits, timeout=START_S, return_when=asyncio.FIRST_COMPLETED)
        waits[0].cancel()
        if not self._ready.is_set():
            raise StoreUnavailable(f"the daemon did not get ready; it said:\n{self.last_words()}")

    async def stop(self) -> int:
        """SIGTERM, and the exit code; SIGKILL (and -9) for one that does not end."""
        if self._process.returncode is None:
            self._signal(signal.SIGTERM)
            try:
                async with asyncio.timeout(STOP_S):
                    await self._process.wait()
            except TimeoutError:
                self._signal(signal.SIGKILL)
        code = await self._process.wait()
        await self._reading
        return code

    def last_words(self, lines: int = 8) -> str:
        """The end of its log."""
        written = self._log.read_text(encoding="utf-8", errors="replace")
        return "\n".join(written.splitlines()[-lines:])

    def _signal(self, number: signal.Signals) -> None:
        # Not terminate(): it polls first, which reaps a child that has just ended, and asyncio then knows only "255".
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._process.pid, number)

    async def _read(self) -> None:
        assert self._process.stdout is not None
        with self._log.open("wb", buffering=0) as log:
            async for line in self._process.stdout:
                log.write(line)
                if b" event=ready " in line:
                    self._ready.set()


def environment(own: Mapping[str, str]) -> dict[str, str]:
    """Ours, without what would reach past the demonstration's directory: another service's sockets, secrets, failpoints."""
    return {name: value for name, value in own.items() if not name.startswith(_OF_OTHERS)}
