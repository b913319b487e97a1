"""How long does it take for a share of the cases? A weighted quantile that knows of those which still wait.

Theory of operation
- A ticket that is not answered yet is no missing value: it says that its answer takes longer than it has waited so far.
  Leaving such cases out makes every figure too good, and the more so the longer the queue. They are right-censored, and
  the product-limit estimator takes them as what they are (Kaplan and Meier, 1958, "Nonparametric estimation from
  incomplete observations", JASA 53, 457-481), here with a weight for each case.
- The quantile is the first time at which the share still waiting falls to 1 - level. Where the curve ends above that,
  because the longest cases all still wait, no quantile is known: None, never the longest time seen.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Waited:
    """One case: how long it took or, unanswered, has taken so far; in any one unit."""

    took: float
    answered: bool
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Curve:
    """The share of cases that are answered after a time: steps, and how many cases they are worth."""

    times: tuple[float, ...]
    shares: tuple[float, ...]  # answered by then, ascending
    effective: float

    def quantile(self, level: float) -> float | None:
        """The first time by which this share is answered; None where that many never were."""
        at = bisect_left(self.shares, level - 1e-9)  # sums of weights are not exact
        return self.times[at] if at < len(self.times) else None

    def share(self, time: float) -> float:
        """The share that is answered by this time."""
        at = bisect_right(self.times, time)
        return self.shares[at - 1] if at else 0.0


def curve(cases: Iterable[Waited]) -> Curve:
    """The product-limit estimate of these cases; at the same time answers come before what still waits."""
    ordered = sorted(cases, key=_took_answers_first)
    at_risk = sum([case.weight for case in ordered])
    squares = sum([case.weight * case.weight for case in ordered])
    effective = at_risk * at_risk / squares if squares else 0.0
    times: list[float] = []
    shares: list[float] = []
    waiting = 1.0
    for (
        case
    ) in ordered:  # one factor a case: within the same time the factors multiply to that of all of them
        if case.answered:
            waiting *= max(0.0, 1.0 - case.weight / at_risk) if at_risk > case.weight else 0.0
            if times and times[-1] == case.took:
                shares[-1] = 1.0 - waiting
            else:
                times.append(case.took)
                shares.append(1.0 - waiting)
        at_risk -= case.weight
    return Curve(tuple(times), tuple(shares), effective)


def _took_answers_first(case: Waited) -> tuple[float, bool]:
    return (case.took, not case.answered)
