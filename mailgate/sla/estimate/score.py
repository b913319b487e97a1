"""Did the promises come true, and were they worth anything? Coverage with its interval, loss, worst window, sharpness.

Facts
- Coverage alone proves nothing: "within a year" is always kept. The pinball loss (Koenker and Bassett, 1978, "Regression
  quantiles", Econometrica 46, 33-50) is least for whoever knows the quantile, so that late and loose both cost.
- The interval is Wilson's (1927, "Probable inference", JASA 22, 209-212). It takes promises as independent; those of
  one week are not, so that the worst window says more than the interval.
- A ticket that nobody answered has no wait: its promise counts as missed once its time has passed, and has no loss.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from mailgate.sla.estimate.level import TARGET
from mailgate.sla.estimate.method import HOUR_S

WINDOW_DAYS = 20
_SURE = 1.96  # standard deviations: 95 %


@dataclass(frozen=True, slots=True)
class Judged:
    """One promise after its time: working seconds, and the working day that the mail came on."""

    day: int
    promised_s: int
    took_s: int | None
    kept: bool


@dataclass(frozen=True, slots=True)
class Score:
    """What is said of a way of promising; losses and times in working hours."""

    promises: int
    coverage: float
    low: float
    high: float
    loss_h: float
    worst_window: float | None  # None where no window of 20 working days is whole
    sharpness_h: float  # the median promise


def score(judged: Sequence[Judged], target: float = TARGET) -> Score | None:
    """All figures; None without a promise."""
    if not judged:
        return None
    kept = sum(one.kept for one in judged)
    low, high = wilson(kept, len(judged))
    return Score(
        promises=len(judged),
        coverage=kept / len(judged),
        low=low,
        high=high,
        loss_h=mean_loss(judged, lambda one: one.promised_s, target),
        worst_window=worst_window(judged),
        sharpness_h=median(one.promised_s for one in judged) / HOUR_S,
    )


def wilson(kept: int, promises: int) -> tuple[float, float]:
    """The 95 % interval of a share."""
    share, spread = kept / promises, _SURE * _SURE / promises
    middle = (share + spread / 2) / (1 + spread)
    half = _SURE / (1 + spread) * math.sqrt(share * (1 - share) / promises + spread / (4 * promises))
    return max(0.0, middle - half), min(1.0, middle + half)


def pinball(took: float, promised: float, target: float = TARGET) -> float:
    """What a promise costs: lateness at the target's weight, looseness at the rest."""
    return target * (took - promised) if took >= promised else (1 - target) * (promised - took)


def mean_loss(judged: Iterable[Judged], promise: Callable[[Judged], float], target: float = TARGET) -> float:
    """The mean loss, in working hours, of promising so to those who were answered; 0 without any."""
    losses = [pinball(one.took_s, promise(one), target) for one in judged if one.took_s is not None]
    return sum(losses) / len(losses) / HOUR_S if losses else 0.0


def best_static_s(judged: Iterable[Judged], target: float = TARGET) -> float:
    """The one promise for all that would have cost least, known only afterwards: the quantile of all waits."""
    return quantile(sorted(one.took_s for one in judged if one.took_s is not None), target)


def quantile(ascending: Sequence[float], share: float) -> float:
    """The smallest value with at least this share at or below it; 0 without values."""
    return ascending[max(0, math.ceil(share * len(ascending) - 1e-9) - 1)] if ascending else 0.0


def worst_window(judged: Iterable[Judged], days: int = WINDOW_DAYS) -> float | None:
    """The lowest coverage in any so many working days on which promises were made."""
    windows = windows_of(judged, days)
    return min(windows) if windows else None


def windows_of(judged: Iterable[Judged], days: int = WINDOW_DAYS) -> list[float]:
    """The coverage of every such window, in the order of time."""
    kept: dict[int, int] = {}
    made: dict[int, int] = {}
    for one in judged:
        kept[one.day] = kept.get(one.day, 0) + one.kept
        made[one.day] = made.get(one.day, 0) + 1
    order = sorted(made)
    spans = (order[first : first + days] for first in range(len(order) - days + 1))
    return [sum(kept[d] for d in span) / sum(made[d] for d in span) for span in spans]
