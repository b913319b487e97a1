"""How is mailgate measured? The real daemon as a subject, and the same with processing held back."""

import os
import re
import socket
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from bench.databases import Database
from bench.desk import write_desk
from bench.ledger import Ledger
from bench.process import ROOT, STOP_S, ProcessTrouble
from bench.subject import START_S

_PORT = re.compile(rb"READY=1\n.*127\.0\.0\.1:(\d+)")
_DATAGRAM = 4096


class ReadySocket:
    """Where the daemon says that it is ready, as it says it to systemd (sd_notify(3)); a context."""

    def __init__(self, file: Path) -> None:
        self.address = str(file)
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)

    def __enter__(self) -> Self:
        self._socket.bind(self.address)
        self._socket.settimeout(0.2)
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._socket.close()

    def port(self, child: subprocess.Popen[bytes], log: Path) -> int:
        """Waits for READY and returns the SMTP port; ProcessTrouble with the log's end when there is none."""
        for _ in range(int(START_S / 0.2)):
            try:
                found = _PORT.search(self._socket.recv(_DATAGRAM))
            except TimeoutError:
                if child.poll() is not None:
                    break
                continue
            if found:
                return int(found[1])
        raise ProcessTrouble(f"the daemon did not start: {log.read_text(errors='replace')[-2000:]}")


class DaemonSubject:
    """mailgate with everything it does: a mail is done when its ticket and its letters are rows."""

    name = "desk"
    _instruments: tuple[str, ...] = ()

    def __init__(self, database: Database) -> None:
        self._database = database
        self._child: subprocess.Popen[bytes] | None = None
        self._ledger: Ledger | None = None

    @property
    def pid(self) -> int:
        assert self._child is not None
        return self._child.pid

    @property
    def ledger(self) -> Ledger:
        assert self._ledger is not None
        return self._ledger

    def start(self, home: Path, profile: Path | None = None) -> int:
        directory, url = write_desk(home, self._database.fresh(home))
        log = home / "log"
        # A path of a unix socket may have 107 octets, and homes can be deep.
        with ReadySocket(home / "n") as ready, log.open("wb") as out:
            self._child = subprocess.Popen(
                self._command(directory, profile),
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                env=os.environ | {"NOTIFY_SOCKET": ready.address},
            )
            port = ready.port(self._child, log)
        self._ledger = Ledger(url)
        return port

    def _command(self, directory: Path, profile: Path | None) -> list[str]:
        if profile is None and not self._instruments:
            return [sys.executable, "-m", "mailgate.cli.main", "serve", "--config", str(directory)]
        samples = ("--samples", str(profile)) if profile is not None else ()
        return [sys.executable, "-m", "bench.serve", str(directory), *self._instruments, *samples]

    def backlog(self) -> int:
        return self.ledger.waiting()

    def stop(self) -> None:
        if self._ledger is not None:
            self._ledger.close()
            self._ledger = None
        if self._child is not None:
            _end(self._child)
            self._child = None
        self._database.drop()


class HeldSubject(DaemonSubject):
    """mailgate that accepts and leaves the rest undone: what the 250 costs by itself."""

    name = "acceptance"
    _instruments = ("--hold",)

    def backlog(self) -> int:
        return 0


def _end(child: subprocess.Popen[bytes]) -> None:
    child.terminate()
    try:
        child.wait(STOP_S)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
