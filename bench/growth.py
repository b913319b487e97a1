"""Does a large store slow a mail down? The same mails at an empty desk and at one with years behind it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.corpus import corpus
from bench.daemon import DaemonSubject
from bench.databases import Database
from bench.generator import LoadGenerator
from bench.lane import Lane
from bench.measure import Series
from bench.statements import Statements
from bench.trial import Setting, Trial, trial

CONNECTIONS = 10
_FIRST, _COUNTED = 20, 200  # mails that fill caches, mails whose statements are counted


@dataclass(frozen=True, slots=True)
class Cost:
    """What a mail costs at one desk."""

    statements: float  # a mail, in a lane of its own
    scans: tuple[str, ...]  # statements that read a growing table from end to end
    trials: tuple[Trial, ...]

    @property
    def seconds_per_mail(self) -> Series:
        return Series.of(1 / t.job_rate for t in self.trials)

    @property
    def cpu_per_mail(self) -> Series:
        return Series.of(t.server_cpu_s / t.mails for t in self.trials)


@dataclass(frozen=True, slots=True)
class Growth:
    """The two desks, measured in turns."""

    tickets: int
    empty: Cost
    full: Cost


def growth(
    empty: Database, full: Database, tickets: int, load: LoadGenerator, rounds: int, mails: int
) -> Growth:
    """Measures both; the full database holds so many tickets already."""
    small: list[Trial] = []
    large: list[Trial] = []
    for number in range(1, rounds + 1):
        setting = Setting(CONNECTIONS, number, mails)
        for database, found in ((empty, small), (full, large))[:: 1 if number % 2 else -1]:
            found.append(trial(DaemonSubject(database), load, setting))
    return Growth(tickets, _cost(empty, small), _cost(full, large))


def _cost(database: Database, trials: list[Trial]) -> Cost:
    with TemporaryDirectory(prefix="bench-growth-") as home:
        seen, scans = _counted(Path(home), database)
    return Cost(seen.total / _COUNTED, tuple(scans), tuple(trials))


def _counted(home: Path, database: Database) -> tuple[Statements, list[str]]:
    mails = iter(corpus(1, _FIRST + _COUNTED, now=datetime.now(UTC)))
    seen = Statements()
    try:
        lane = Lane(home, database.fresh(home))
        try:
            lane.carry(islice(mails, _FIRST))
            with seen.watching(lane.store.engine):
                lane.carry(mails)
            with lane.store.engine.connect() as connection, connection.begin():
                return seen, seen.scans(connection)
        finally:
            lane.close()
    finally:
        database.drop()
