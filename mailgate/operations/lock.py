"""Is another daemon at work on this SQLite file? Two would claim the same mails."""

import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import Self

from mailgate.errors import MailgateError

_LONGEST_PID = 20  # digits of 2**64


class AlreadyRunning(MailgateError):  # noqa: N818 - says what it is
    """Another daemon holds the lock; stop it first, or use PostgreSQL for several."""

    def __init__(self, lock: Path, pid: int | None) -> None:
        owner = f"process {pid}" if pid else "another process"
        super().__init__(f"{owner} already serves this database (it holds {lock}); stop it first")
        self.pid = pid


class DaemonLock:
    """The right to be the only daemon on an SQLite file, held until the process ends or `release`.

    The kernel drops an flock with its last descriptor, so that a crash leaves nothing to clean up; the file
    stays, because removing it would let two daemons lock two files of the same name.
    """

    def __init__(self, database: Path) -> None:
        self.path = database.with_name(database.name + ".lock")
        self._descriptor: int | None = None

    def acquire(self) -> None:
        """Takes the lock without waiting; raises AlreadyRunning, or OSError if the file cannot be made."""
        # Close-on-exec is Python's default; a reader process started by fork alone would keep the lock alive.
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pid = _recorded_pid(descriptor)
            os.close(descriptor)
            raise AlreadyRunning(self.path, pid) from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        self._descriptor = descriptor

    def release(self) -> None:
        """Gives the lock back; harmless if it is not held."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def _recorded_pid(descriptor: int) -> int | None:
    """What the holder wrote; None in the instant before it has."""
    written = os.pread(descriptor, _LONGEST_PID, 0).strip()
    return int(written) if written.isdigit() else None
