"""How does the service stand right now? What /readyz, the gauges of /metrics and `status` show."""

from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class JournalStatus:
    """Accepted mail: how much came, how much has its fate, how long the oldest has waited."""

    received: int = 0
    processed: int = 0
    waiting: int = 0
    oldest_s: float = 0.0


@dataclass(frozen=True, slots=True)
class OutboxStatus:
    """Mail to be sent."""

    waiting: int = 0
    oldest_s: float = 0.0
    paused: bool = False


@dataclass(frozen=True, slots=True)
class TimerStatus:
    """Deadlines: how many are armed, how many of them are due, how late the tick is."""

    armed: int = 0
    due: int = 0
    lag_s: float = 0.0


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """One way in: a listener or an IMAP account."""

    name: str
    state: str
    last_ok_at: datetime | None = None
    detail: str = ""
    failing_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class AlarmStatus:
    """One alarm that lasts; `line` says it in plain words."""

    name: str
    subject: str
    line: str


@dataclass(frozen=True, slots=True)
class Status:
    """One look at everything; the shape of `status --json` (SPEC 16.5).

    `ready` says whether new mail is accepted; `problems` says in plain words what an operator should know,
    ready or not.
    """

    ready: bool
    version: str
    store: str  # "ok" or what is wrong
    journal: JournalStatus = field(default_factory=JournalStatus)
    outbox: OutboxStatus = field(default_factory=OutboxStatus)
    quarantine: int = 0
    timers: TimerStatus = field(default_factory=TimerStatus)
    sources: tuple[SourceStatus, ...] = ()
    problems: tuple[str, ...] = ()
    alarms: tuple[AlarmStatus, ...] = ()  # for the metrics; `problems` holds their lines

    def as_json(self) -> dict[str, Any]:
        """Plain values for `json.dumps`; instants as RFC 3339 in UTC."""
        plain = asdict(self)
        del plain["alarms"]
        for source in plain["sources"]:
            for key in ("last_ok_at", "failing_since"):
                seen = source[key]
                source[key] = seen and seen.astimezone(UTC).isoformat().replace("+00:00", "Z")
        return plain


class StatusSource(Protocol):
    """Gives the status when somebody asks, reading the store once."""

    async def status(self) -> Status:
        """The present status; raises StoreUnavailable when the store cannot be read."""
