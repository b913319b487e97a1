"""What does one call share? The database of all its desks, how much is measured, and where it says what it is at."""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Self

from bench import command, growth, memory, steady
from bench.daemon import DaemonSubject, HeldSubject
from bench.databases import Database, PostgresDatabases, SqliteFiles
from bench.findings import Findings
from bench.generator import LoadGenerator
from bench.measure import Series
from bench.subject import ReferenceSubject, Subject
from bench.trial import Setting, trial

_RATE = 100.0  # mails a second of steady load where no burst was measured
_FRESH = 1_000  # a seed for mails that were not sent before


@dataclass(frozen=True, slots=True)
class Extent:
    """How much is measured."""

    rounds: int
    mails: int
    seed: int
    seconds: float
    tickets: int
    memory_mails: int


class Session:
    """Measures parts, each on a database of its own; a context."""

    def __init__(self, server: str | None, extent: Extent, say: Callable[[str], None]) -> None:
        self._server, self._extent, self._say = server, extent, say
        self._left = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._left.close()

    @property
    def subjects(self) -> Mapping[str, Callable[[], Subject]]:
        """By name, each made anew for each trial."""
        return {
            ReferenceSubject.name: ReferenceSubject,
            HeldSubject.name: lambda: HeldSubject(self._database()),
            DaemonSubject.name: lambda: DaemonSubject(self._database()),
        }

    def help_s(self) -> Series:
        self._say("mailgate --help")
        return command.help_s()

    def steady(self, findings: Findings) -> steady.Steady:
        """At the demanded share of the rate at which bursts were worked off in this call."""
        line = findings.line(DaemonSubject.name, steady.CONNECTIONS)
        rate = line.values["job_rate"].median * steady.SHARE if line else _RATE
        self._say(f"steady load, {rate:.0f}/s for {self._extent.seconds:g} s")
        seed = self._extent.seed + _FRESH
        return steady.steady(DaemonSubject(self._database()), seed, rate, self._extent.seconds)

    def growth(self, load: LoadGenerator) -> growth.Growth:
        extent = self._extent
        self._say(f"filing {extent.tickets} tickets")
        full = self._filled()
        self._say(f"bursts with {extent.tickets} tickets stored and with none")
        return growth.growth(self._database(), full, extent.tickets, load, extent.rounds, extent.mails)

    def memory(self) -> memory.Memory:
        self._say(f"{self._extent.memory_mails} mails through one daemon")
        seed = self._extent.seed + 2 * _FRESH
        return memory.memory(DaemonSubject(self._database()), seed, self._extent.memory_mails)

    def profile(self, load: LoadGenerator, file: Path) -> Path:
        """One more burst, sampled; its figures do not count."""
        self._say("profile")
        with TemporaryDirectory(prefix="bench-profile-") as directory:
            setting = Setting(growth.CONNECTIONS, 1, self._extent.mails, Path(directory))
            trial(DaemonSubject(self._database()), load, setting)
            (made,) = Path(directory).iterdir()
            file.write_bytes(made.read_bytes())
        return file

    def _database(self) -> Database:
        return PostgresDatabases(self._server) if self._server else SqliteFiles()

    def _filled(self) -> Database:
        if self._server:
            made = PostgresDatabases.with_tickets(self._server, self._extent.tickets)
            self._left.callback(made.close)
            return made
        home = self._left.enter_context(TemporaryDirectory(prefix="bench-filled-"))
        return SqliteFiles.with_tickets(self._extent.tickets, Path(home))
