from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from mailgate.events import Event


@dataclass
class HandClock:
    """Stands still until a test moves it."""

    instant: datetime = datetime(2026, 11, 23, 9, 0, 0, 123456, tzinfo=UTC)
    seconds: float = 1000.0

    def now(self) -> datetime:
        return self.instant

    def monotonic(self) -> float:
        return self.seconds

    def advance(self, seconds: float) -> None:
        self.instant += timedelta(seconds=seconds)
        self.seconds += seconds


@dataclass
class Heard:
    events: list[Event] = field(default_factory=list)

    def emit(self, event: Event) -> None:
        self.events.append(event)


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def heard() -> Heard:
    return Heard()
