"""Is an address dead? What came back from it counts against it, and is forgotten with time (SPEC section 6.2).

A value that halves itself with each half-life, so that two bounces in a week weigh more than two in a year. Where it
reaches the mark, the address gets no automatic mail for a while; a person's answer goes there all the same.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum


class Hit(StrEnum):
    """How a mail came back."""

    HARD = "hard"  # there is no such address
    SOFT = "soft"  # it took no mail this time: full, out of order, no reason given


# As `mail.bounce_reason` names them.
_HARD = frozenset({"unknown-user", "unknown-domain", "bad-address", "moved", "no-mail-host", "disabled"})
# These speak of our mail or of us, and say nothing against the address.
_NOT_ITS_FAULT = frozenset(
    {"content", "refused", "authentication", "too-large", "loop", "too-many-recipients"}
)


@dataclass(frozen=True, slots=True)
class ScorePolicy:
    """How much what counts, and for how long."""

    hard: float
    soft: float
    dead: float  # the mark
    half_life: timedelta
    mute: timedelta

    def points(self, hit: Hit) -> float:
        return self.hard if hit is Hit.HARD else self.soft


@dataclass(frozen=True, slots=True)
class AddressScore:
    """What stands against an address, as of an instant."""

    value: float
    at: datetime
    hard: int = 0
    soft: int = 0
    muted_until: datetime | None = None

    def value_at(self, now: datetime, policy: ScorePolicy) -> float:
        """What is left of it; a clock that went back gives nothing on top."""
        age = max(timedelta(0), now - self.at)
        return float(self.value * 0.5 ** (age / policy.half_life))

    def muted(self, now: datetime) -> bool:
        """Whether it gets no automatic mail now."""
        return self.muted_until is not None and now < self.muted_until


def hit_of(reason: str, *, permanent: bool) -> Hit | None:
    """What a failure for this reason counts as; None where the address cannot help it."""
    if reason in _NOT_ITS_FAULT:
        return None
    return Hit.HARD if permanent and reason in _HARD else Hit.SOFT


def scored(before: AddressScore | None, hit: Hit, now: datetime, policy: ScorePolicy) -> AddressScore:
    """The score after one more mail came back; a mute is made longer, never shorter."""
    old = before or AddressScore(0.0, now)
    value = old.value_at(now, policy) + policy.points(hit)
    until = now + policy.mute if value >= policy.dead else old.muted_until
    until = until if old.muted_until is None or until is None else max(until, old.muted_until)
    counted = replace(old, hard=old.hard + (hit is Hit.HARD), soft=old.soft + (hit is Hit.SOFT))
    return replace(counted, value=value, at=max(now, old.at), muted_until=until)
