"""What is an event, and who hears of it?"""

import re
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import ClassVar, Protocol

_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")


class Severity(StrEnum):
    """How much an operator should care, in ascending order."""

    DEBUG = "debug"  # only when somebody looks for a fault
    INFO = "info"  # the ordinary course of things
    WARNING = "warning"  # works, but differently than hoped
    ERROR = "error"  # an operator should act


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened; subclasses are frozen dataclasses of ids, counts, durations and short names.

    No field ever holds a subject, a body, a secret or a whole customer address: events go to logs,
    and logs outlive an erasure.
    """

    severity: ClassVar[Severity] = Severity.INFO

    @classmethod
    def name(cls) -> str:
        """The stable name in logs and metrics: `Received` is `received`, `DiskLow` is `disk_low`."""
        return _CAPITAL.sub("_", cls.__name__).lower()

    @classmethod
    def meaning(cls) -> str:
        """What it says to an operator, in one line."""
        return (cls.__doc__ or "").strip()

    def values(self) -> dict[str, object]:
        """The fields with their values, in the order of the class."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


class EventSink(Protocol):
    """Hears of every event, on any thread; never raises and never waits for the network."""

    def emit(self, event: Event) -> None:
        """Takes note of one event."""


class FanOut:
    """Passes each event to several sinks in order."""

    def __init__(self, *sinks: EventSink) -> None:
        self._sinks = sinks

    def emit(self, event: Event) -> None:
        for sink in self._sinks:
            sink.emit(event)
