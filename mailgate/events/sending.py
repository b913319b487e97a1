"""What happened to mail on its way out?"""

from dataclasses import dataclass
from typing import ClassVar

from mailgate.events.event import Event, Severity


@dataclass(frozen=True, slots=True)
class Attempted(Event):
    """A delivery was recorded and is about to be tried."""

    severity: ClassVar[Severity] = Severity.DEBUG
    outbox_id: int
    smarthost: str


@dataclass(frozen=True, slots=True)
class Settled(Event):
    """The outcome of an attempt for one recipient is stored."""

    outbox_id: int
    recipient_domain: str
    state: str
    code: int  # the SMTP reply, 0 where none came


@dataclass(frozen=True, slots=True)
class OutboxExpired(Event):
    """A mail was not delivered in the days allowed and is given up."""

    severity: ClassVar[Severity] = Severity.ERROR
    outbox_id: int


@dataclass(frozen=True, slots=True)
class OutboxCancelled(Event):
    """A mail that waited will not be sent."""

    outbox_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class SendingPaused(Event):
    """Nothing is sent until an operator resumes."""

    severity: ClassVar[Severity] = Severity.WARNING


@dataclass(frozen=True, slots=True)
class SendingResumed(Event):
    """What waits in the outbox is sent again."""


@dataclass(frozen=True, slots=True)
class BreakerOpened(Event):
    """A destination failed repeatedly and is left alone for a while."""

    severity: ClassVar[Severity] = Severity.WARNING
    destination: str
    failures: int
    pause_s: float


@dataclass(frozen=True, slots=True)
class BreakerClosed(Event):
    """A destination takes mail again."""

    destination: str
