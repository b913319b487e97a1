"""What happened to the daemon itself?"""

from dataclasses import dataclass
from typing import ClassVar

from mailgate.events.event import Event, Severity


@dataclass(frozen=True, slots=True)
class Started(Event):
    """The process began; nothing is listening yet."""

    version: str
    pid: int
    store: str  # "sqlite" or "postgresql", never the URL: it may hold a password


@dataclass(frozen=True, slots=True)
class Ready(Event):
    """Store, sockets and configuration stand; mail is accepted."""

    listeners: tuple[str, ...]
    start_ms: float


@dataclass(frozen=True, slots=True)
class Stopping(Event):
    """A stop was asked for; no new mail is accepted, claimed work is finished."""

    reason: str  # "SIGTERM", "SIGINT", or the failure that ends the daemon


@dataclass(frozen=True, slots=True)
class Stopped(Event):
    """Everything claimed is finished or handed back; the process ends."""

    stop_ms: float


@dataclass(frozen=True, slots=True)
class ConfigReloaded(Event):
    """A new configuration took effect as a whole."""

    mailboxes: int
    agents: int
    rules: int


@dataclass(frozen=True, slots=True)
class ConfigRejected(Event):
    """A new configuration is wrong and the former one stays in force; `mailgate check` prints the faults."""

    severity: ClassVar[Severity] = Severity.ERROR
    faults: int
    first: str  # file and key of the first fault, not its value


@dataclass(frozen=True, slots=True)
class CertificateReloaded(Event):
    """A changed TLS certificate is in use for new connections."""

    file: str
    not_after: str  # RFC 3339


@dataclass(frozen=True, slots=True)
class CertificateRejected(Event):
    """A changed TLS certificate or key cannot be used and the former one stays."""

    severity: ClassVar[Severity] = Severity.ERROR
    file: str
    detail: str


@dataclass(frozen=True, slots=True)
class DiskLow(Event):
    """Free space fell below the watermark; new mail is answered 452."""

    severity: ClassVar[Severity] = Severity.ERROR
    free_bytes: int
    watermark_bytes: int


@dataclass(frozen=True, slots=True)
class DiskEnough(Event):
    """Free space is above the watermark again; mail is accepted."""

    free_bytes: int


@dataclass(frozen=True, slots=True)
class StoreTrouble(Event):
    """The database takes no commits; new mail is answered 451 and work waits."""

    severity: ClassVar[Severity] = Severity.ERROR
    detail: str


@dataclass(frozen=True, slots=True)
class StoreBack(Event):
    """The database takes commits again."""

    down_s: float


@dataclass(frozen=True, slots=True)
class Ticked(Event):
    """Due timers were looked at."""

    severity: ClassVar[Severity] = Severity.DEBUG
    rows: int
    ms: float


@dataclass(frozen=True, slots=True)
class TimerFired(Event):
    """A reminder step of a timer was carried out."""

    ticket: str
    kind: str
    step: str


@dataclass(frozen=True, slots=True)
class LoopLate(Event):
    """A working loop has not beaten within its limit; systemd's watchdog is no longer fed."""

    severity: ClassVar[Severity] = Severity.ERROR
    loop: str


@dataclass(frozen=True, slots=True)
class LoopFailed(Event):
    """A working loop ended with an error that nobody expected."""

    severity: ClassVar[Severity] = Severity.ERROR
    loop: str
    error: str  # the class name: an error's text may quote a mail


@dataclass(frozen=True, slots=True)
class AlarmRaised(Event):
    """Something is wrong that an operator should know of; docs/monitoring.md says what to do."""

    severity: ClassVar[Severity] = Severity.ERROR
    alarm: str
    subject: str  # the account or file that it is about, "" for the whole desk
    what: str


@dataclass(frozen=True, slots=True)
class AlarmEnded(Event):
    """What an alarm was about is well again."""

    alarm: str
    subject: str
    lasted_s: float


@dataclass(frozen=True, slots=True)
class LibraryWarned(Event):
    """A library or the interpreter reported trouble; the text is its own constant, without the data."""

    severity: ClassVar[Severity] = Severity.WARNING
    logger: str
    text: str
    error: str = ""  # class name of the exception, if one was reported
