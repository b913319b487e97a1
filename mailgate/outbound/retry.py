"""When is a deferred mail tried again, and when is a destination left alone?"""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """Doubling waits from `first` to `longest`, until `lifetime` after the first attempt.

    RFC 5321 section 4.5.4.1 asks for a give-up time of 4-5 days at least; its 30 minutes between
    attempts are meant for one host with many queues, and too slow for a first greylisting.
    """

    first: timedelta = timedelta(minutes=1)
    longest: timedelta = timedelta(hours=4)
    lifetime: timedelta = timedelta(days=5)
    spread: float = 0.25  # the share of a wait that jitter may take away

    def next_attempt(
        self, attempts: int, first_at: datetime, now: datetime, jitter: float
    ) -> datetime | None:
        """When to try again after `attempts` failures; None when the mail has expired.

        Times are aware UTC. `jitter` in [0, 1) comes from the caller's source of chance. The last
        attempt falls on the end of the lifetime, so that no mail expires hours before its time.
        """
        end = first_at + self.lifetime
        if now >= end:
            return None
        return min(now + _growing(self.first, self.longest, attempts) * (1 - self.spread * jitter), end)


@dataclass(frozen=True, slots=True)
class Backoff:
    """How a destination has behaved lately: failures in a row, and the instant until which it rests."""

    failures: int = 0
    until: datetime | None = None

    def rests(self, now: datetime) -> bool:
        """Should nothing be sent there now?"""
        return self.until is not None and now < self.until

    @property
    def on_trial(self) -> bool:
        """It rested and has not yet succeeded; the caller sends one mail and waits for its outcome."""
        return self.until is not None


@dataclass(frozen=True, slots=True)
class BackoffPolicy:
    """A breaker for each destination domain or smarthost: some failures in a row, then growing rests.

    One failure says nothing of a destination, so the first `tolerated` cost nobody else a wait.
    """

    tolerated: int = 2
    first: timedelta = timedelta(seconds=30)
    longest: timedelta = timedelta(minutes=15)
    spread: float = 0.25

    def failed(self, before: Backoff, now: datetime, jitter: float) -> Backoff:
        """After one more temporary failure of the destination as a whole, not of one mail or recipient.

        Failures of attempts that were under way when the rest began count once.
        """
        if before.rests(now):
            return before
        failures = before.failures + 1
        if failures <= self.tolerated:
            return Backoff(failures)
        rest = _growing(self.first, self.longest, failures - self.tolerated)
        return Backoff(failures, now + rest * (1 - self.spread * jitter))

    def succeeded(self) -> Backoff:
        """After any success all is forgotten."""
        return Backoff()


def _growing(first: timedelta, longest: timedelta, step: int) -> timedelta:
    """Doubles with each step from 1; bounded before it is multiplied, so that no count overflows."""
    return min(first * (1 << min(max(step - 1, 0), 30)), longest)
