"""Where are the bytes of a mail while it arrives?"""

import tempfile
from io import FileIO
from pathlib import Path
from typing import Protocol

SPOOL_ABOVE = 1024 * 1024  # smaller mails are most mails, and never touch a file before the store


class Body(Protocol):
    """The bytes of one received mail, without dot-stuffing."""

    size: int

    def read(self) -> bytes:
        """All of it; OSError when the spool file cannot be read."""

    def close(self) -> None:
        """Frees memory and file; harmless when repeated."""


class Spool:
    """A body that grows: in memory up to 1 MiB, then in a file that has no name and dies with the process.

    Writes go to the page cache inside the event loop: at most what one read of the socket brings, 256 KiB.
    """

    def __init__(self, directory: Path | None = None) -> None:
        self.size = 0
        self._directory = directory  # None: the system's; give a real disk, /tmp is memory on many machines
        self._parts: list[bytes] = []
        self._file: FileIO | None = None

    def write(self, part: bytes) -> None:
        """Appends; OSError when the disk is full."""
        self.size += len(part)
        if self._file is not None:
            _write_all(self._file, part)
            return
        self._parts.append(part)
        if self.size > SPOOL_ABOVE:
            self._file = tempfile.TemporaryFile(dir=self._directory, buffering=0)  # noqa: SIM115 - see close
            _write_all(self._file, b"".join(self._parts))
            self._parts.clear()

    def read(self) -> bytes:
        if self._file is not None:
            self._file.seek(0)
            return self._file.read()
        if len(self._parts) > 1:
            self._parts = [b"".join(self._parts)]
        return self._parts[0] if self._parts else b""

    def close(self) -> None:
        self._parts.clear()
        if self._file is not None:
            self._file.close()
            self._file = None


def _write_all(file: FileIO, octets: bytes) -> None:
    """An unbuffered file may take a part only, just before its disk is full."""
    view = memoryview(octets)
    while view:
        view = view[file.write(view) or 0 :]
