"""What is measured? Servers that take mail, all started and asked in the same way."""

from pathlib import Path
from typing import Protocol

from bench.process import LineProcess, python

START_S = 60.0


class Subject(Protocol):
    """One server under measurement; started afresh, with an empty home, for each measurement."""

    name: str

    @property
    def pid(self) -> int:
        """The root of its process tree, while it runs."""

    def start(self, home: Path, profile: Path | None = None) -> int:
        """Returns the SMTP port once it is ready; `profile` takes a cProfile dump of the root process."""

    def backlog(self) -> int:
        """Mails that were accepted and still miss their last row; 0 where nothing follows the 250."""

    def stop(self) -> None:
        """Ends it with all its children; may be called twice."""


class ReferenceSubject:
    """aiosmtpd with a handler that does nothing."""

    name = "reference"

    def __init__(self) -> None:
        self._process: LineProcess | None = None

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def start(self, home: Path, profile: Path | None = None) -> int:  # noqa: ARG002 - it stores nothing
        self._process = LineProcess(python("bench.reference", profile=profile))
        return int(self._process.hear(START_S))

    def backlog(self) -> int:
        return 0

    def stop(self) -> None:
        if self._process is not None:
            self._process.stop()
            self._process = None
