"""How does the bench talk to its processes? A line in, a line out, and nothing waits for ever."""

import subprocess
import sys
from pathlib import Path
from threading import Timer
from typing import Self

ROOT = Path(__file__).resolve().parents[1]
STOP_S = 15.0


class ProcessTrouble(Exception):  # noqa: N818 - as SmtpTrouble
    """A process of the bench died or kept silent."""


def python(module: str, *arguments: str, profile: Path | None = None) -> list[str]:
    """The command that runs a module under this interpreter, traced into `profile` if one is given."""
    tracer = ["-m", "cProfile", "-o", str(profile)] if profile else []
    return [sys.executable, *tracer, "-m", module, *arguments]


class LineProcess:
    """A child that speaks in lines; its standard error goes to ours. Use it as a context."""

    def __init__(self, command: list[str]) -> None:
        self._child = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )

    @property
    def pid(self) -> int:
        return self._child.pid

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def ask(self, line: str, timeout_s: float) -> str:
        """Sends a line and waits for the answer."""
        assert self._child.stdin is not None
        try:
            self._child.stdin.write(f"{line}\n")
            self._child.stdin.flush()
        except BrokenPipeError:
            raise ProcessTrouble(f"{self._child.args!r} has gone away") from None
        return self.hear(timeout_s)

    def hear(self, timeout_s: float) -> str:
        """The next line without its end; a child that is silent for too long is killed."""
        assert self._child.stdout is not None
        # readline on a pipe has no timeout; killing the writer ends it.
        watchdog = Timer(timeout_s, self._child.kill)
        watchdog.start()
        try:
            line = self._child.stdout.readline()
        finally:
            watchdog.cancel()
        if not line:
            raise ProcessTrouble(f"{self._child.args!r} said nothing within {timeout_s:g} s or died")
        return line.rstrip("\n")

    def stop(self) -> None:
        """Asks the child to end, and ends it when it does not."""
        if self._child.poll() is None:
            self._child.terminate()
        try:
            self._child.communicate(timeout=STOP_S)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.communicate()
