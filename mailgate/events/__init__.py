"""What happens, as frozen values: one vocabulary for logs and metrics, listed in docs/log-events.md."""

from mailgate.events import arriving, fetching, running, sending
from mailgate.events.arriving import (
    CapReached,
    CommandRefused,
    ConnectionRefused,
    LoginFailed,
    Processed,
    ProcessingRetried,
    Quarantined,
    ReaderKilled,
    Received,
)
from mailgate.events.event import Event, EventSink, FanOut, Severity
from mailgate.events.fetching import (
    FolderBegun,
    FolderRenumbered,
    LeaseLost,
    LeaseTaken,
    MailsTidied,
    MailStubbed,
    SourceConnected,
    SourceTrouble,
    TokenRenewed,
    TokenTrouble,
)
from mailgate.events.running import (
    AlarmEnded,
    AlarmRaised,
    CertificateRejected,
    CertificateReloaded,
    ConfigRejected,
    ConfigReloaded,
    DiskEnough,
    DiskLow,
    LibraryWarned,
    LoopFailed,
    LoopLate,
    Ready,
    Started,
    Stopped,
    Stopping,
    StoreBack,
    StoreTrouble,
    Ticked,
    TimerFired,
)
from mailgate.events.sending import (
    Attempted,
    BreakerClosed,
    BreakerOpened,
    OutboxCancelled,
    OutboxExpired,
    SendingPaused,
    SendingResumed,
    Settled,
)

__all__ = [
    "AlarmEnded",
    "AlarmRaised",
    "Attempted",
    "BreakerClosed",
    "BreakerOpened",
    "CapReached",
    "CertificateRejected",
    "CertificateReloaded",
    "CommandRefused",
    "ConfigRejected",
    "ConfigReloaded",
    "ConnectionRefused",
    "DiskEnough",
    "DiskLow",
    "Event",
    "EventSink",
    "FanOut",
    "FolderBegun",
    "FolderRenumbered",
    "LeaseLost",
    "LeaseTaken",
    "LibraryWarned",
    "LoginFailed",
    "LoopFailed",
    "LoopLate",
    "MailStubbed",
    "MailsTidied",
    "OutboxCancelled",
    "OutboxExpired",
    "Processed",
    "ProcessingRetried",
    "Quarantined",
    "ReaderKilled",
    "Ready",
    "Received",
    "SendingPaused",
    "SendingResumed",
    "Settled",
    "Severity",
    "SourceConnected",
    "SourceTrouble",
    "Started",
    "Stopped",
    "Stopping",
    "StoreBack",
    "StoreTrouble",
    "Ticked",
    "TimerFired",
    "TokenRenewed",
    "TokenTrouble",
    "vocabulary",
]


def vocabulary() -> tuple[type[Event], ...]:
    """Every event there is, in the order of the files: arriving, fetching, sending, running."""
    return tuple(
        member
        for module in (arriving, fetching, sending, running)
        for member in vars(module).values()
        if isinstance(member, type) and issubclass(member, Event) and member.__module__ == module.__name__
    )
