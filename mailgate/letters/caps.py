"""How much automatic mail may anybody get? Every address, domain and ticket has a cap over a window of time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Cap:
    """At most `limit` automatic mails to `subject` within `window`."""

    name: str
    subject: str
    limit: int
    window: timedelta

    @property
    def key(self) -> tuple[str, str]:
        return (self.name, self.subject)

    @property
    def bucket(self) -> timedelta:
        """Hits are counted in pieces of the window: small enough to be just, few enough to be cheap."""
        return self.window / 24


def reached(caps: tuple[Cap, ...], hits: Mapping[tuple[str, str], int]) -> Cap | None:
    """The first cap that leaves no room for one more."""
    return next((cap for cap in caps if hits.get(cap.key, 0) >= cap.limit), None)
