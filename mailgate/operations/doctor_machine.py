"""Are store, disk and clock fit for work? Asked by doing it: a transaction that is taken back, a file that is removed."""

import subprocess
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from shutil import which

from mailgate.clock import Clock
from mailgate.config.schema import Settings
from mailgate.errors import MailgateError
from mailgate.failpoints import Unit
from mailgate.operations.doctor import Finding, Whose, fault, ok, skipped, warning
from mailgate.store import Store, Tx, server_clock

_MOST_APART_S = 5.0
_SYNC = ("timedatectl", "show", "--property=NTPSynchronized", "--value")
_SYNC_S = 5


class _TakenBackError(Exception):
    """Ends a transaction that was only a trial."""


def check_store(store: Store) -> Finding:
    """Whether the database takes a change; nothing of it remains."""
    kind = "SQLite" if store.sqlite else "PostgreSQL"

    def trial(tx: Tx) -> None:
        server_clock.touch(tx)
        raise _TakenBackError

    try:
        store.write_now(Unit.OPERATOR, trial)
    except _TakenBackError:
        return ok("store", kind, "it has today's shape and takes changes")
    except MailgateError as error:
        remedy = "look for a full or read-only disk, the owner of the files, or the PostgreSQL server's log"
        return fault("store", kind, str(error), Whose.DATABASE, remedy)
    raise AssertionError("a trial that was not taken back")


def check_disk(settings: Settings, volume: Path | None, free: int | None) -> Finding:
    """Whether there is room for mail."""
    if volume is None:
        return skipped("disk", "", "the database is on another machine")
    if free is None:
        remedy = "see that the directory is there and may be read"
        return fault("disk", str(volume), "its free space cannot be asked", Whose.MACHINE, remedy)
    words, low, soon = f"{free // 1024**2} MiB free", settings.store.low_disk, settings.alarms.disk
    if free < low:
        detail = f"{words}, below store.low_disk ({low // 1024**2} MiB): new mail is turned away"
        return fault("disk", str(volume), detail, Whose.MACHINE, "free space, or make the volume larger")
    if free < soon:
        return warning("disk", str(volume), words, Whose.MACHINE, "free space before mail is turned away")
    return ok("disk", str(volume), words)


def check_file_clock(volume: Path | None, clock: Clock) -> Finding:
    """Whether the file system's time is ours; on a network file system it is another machine's."""
    if volume is None:
        return skipped("clock", "file system", "the database is on another machine")
    try:
        with tempfile.NamedTemporaryFile(dir=volume, prefix=".mailgate-doctor-") as file:
            there = datetime.fromtimestamp(Path(file.name).stat().st_mtime, UTC)
    except OSError as error:
        remedy = "the service needs a directory of its own that it may write to"
        return fault("clock", "file system", f"no file can be made: {error.strerror}", Whose.MACHINE, remedy)
    return _apart("file system", there, clock.now())


def check_database_clock(store: Store, clock: Clock) -> Finding:
    """Whether the database server's time is ours."""
    try:
        there = store.read_now(server_clock.now)
    except MailgateError as error:
        return skipped("clock", "database", str(error))
    if there is None:
        return skipped("clock", "database", "SQLite has no clock of its own")
    return _apart("database", there, clock.now())


def check_synchronised() -> Finding:
    """Whether the machine says that its time is synchronised."""
    if which(_SYNC[0]) is None:
        return skipped("clock", "synchronised", "there is no timedatectl to ask")
    try:
        done = subprocess.run(_SYNC, capture_output=True, text=True, timeout=_SYNC_S, check=False)  # noqa: S603 - constants
    except (OSError, subprocess.TimeoutExpired):
        return skipped("clock", "synchronised", "timedatectl does not answer")
    return _synchronised(done.stdout.strip() if done.returncode == 0 else "")


def _synchronised(said: str) -> Finding:
    if said == "yes":
        return ok("clock", "synchronised", "the machine follows a time server")
    if said == "no":
        remedy = "timedatectl set-ntp true, or a time server of your choice; deadlines are only as true as the clock"
        return warning("clock", "synchronised", "the machine follows no time server", Whose.MACHINE, remedy)
    return skipped("clock", "synchronised", "timedatectl cannot tell here")


def _apart(what: str, there: datetime, here: datetime) -> Finding:
    apart = abs((there - here).total_seconds())
    if apart > _MOST_APART_S:
        remedy = "let both machines follow the same time server"
        return fault("clock", what, f"its time is {apart:.0f} s away from ours", Whose.MACHINE, remedy)
    return ok("clock", what, f"within {_MOST_APART_S:.0f} s of ours")
