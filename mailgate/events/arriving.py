"""What happened to mail on its way in?"""

from dataclasses import dataclass
from typing import ClassVar

from mailgate.events.event import Event, Severity


@dataclass(frozen=True, slots=True)
class ConnectionRefused(Event):
    """A client was turned away at its greeting."""

    severity: ClassVar[Severity] = Severity.WARNING
    reason: str
    peer: str = ""


@dataclass(frozen=True, slots=True)
class CommandRefused(Event):
    """A client's command was answered with an error."""

    reason: str
    code: int
    peer: str = ""


@dataclass(frozen=True, slots=True)
class LoginFailed(Event):
    """A login was refused."""

    severity: ClassVar[Severity] = Severity.WARNING
    login: str
    peer: str = ""


@dataclass(frozen=True, slots=True)
class Received(Event):
    """A mail is durable and its sender was told so."""

    journal_id: int
    source: str
    size: int
    message_id: str


@dataclass(frozen=True, slots=True)
class Processed(Event):
    """A mail has its fate; the one line that tells its whole story."""

    journal_id: int
    message_id: str
    fate: str
    ticket: str  # reference, or "" where the fate has none
    level: int  # of the evidence ladder (SPEC 7.2); 0 where nothing matched
    automatic: str
    authentication: str
    acknowledgement: str  # "full", "minimal" or the reason for none
    read_ms: float  # in the reader process
    total_ms: float  # from the claim to the commit
    waited_ms: float = 0.0  # from the arrival to the claim


@dataclass(frozen=True, slots=True)
class ReaderKilled(Event):
    """A reader process was ended because a mail took too long or too much memory."""

    severity: ClassVar[Severity] = Severity.WARNING
    reason: str
    journal_id: int = 0


@dataclass(frozen=True, slots=True)
class ProcessingRetried(Event):
    """A mail could not be processed this time and will be tried again."""

    severity: ClassVar[Severity] = Severity.WARNING
    journal_id: int
    attempt: int
    error: str


@dataclass(frozen=True, slots=True)
class Quarantined(Event):
    """A mail cannot be processed; it is kept for `mailgate quarantine`."""

    severity: ClassVar[Severity] = Severity.ERROR
    journal_id: int
    error: str


@dataclass(frozen=True, slots=True)
class CapReached(Event):
    """A hard cap held something back, so that nothing can loop or flood."""

    severity: ClassVar[Severity] = Severity.WARNING
    cap: str
    subject_kind: str  # "address", "domain", "ticket", "mailbox": what is capped, not which
