"""What is known of one ticket's wait for its first answer?"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Case:
    """One ticket; instants are aware. `closed_at` is when it ended without an answer, and nobody waits any more."""

    arrived_at: datetime
    answered_at: datetime | None
    closed_at: datetime | None
    team: str
    category: str
    priority: str
