"""How sure must the estimate be, so that it comes true as often as it says? A level that learns from its own misses.

Adaptive conformal inference (Gibbs and Candes, 2021, "Adaptive conformal inference under distribution shift", NeurIPS 34):
after each judged promise the level rises a step's share when it was missed and falls when it was kept, so that over a
long run the share of kept promises comes to the target whatever the desk does meanwhile. Kept within bounds, because an
unbounded level answers a bad week with "never".
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce

TARGET = 0.80
STEP = 0.02
LOWEST, HIGHEST = 0.50, 0.97


@dataclass(frozen=True, slots=True)
class Learning:
    """How the level is corrected; a step of 0 keeps it as it is."""

    target: float = TARGET
    step: float = STEP
    lowest: float = LOWEST
    highest: float = HIGHEST

    def after(self, level: float, kept: bool) -> float:
        """The level after one more promise was judged."""
        missed = 0.0 if kept else 1.0
        return min(self.highest, max(self.lowest, level + self.step * (missed - (1.0 - self.target))))

    def over(self, judged: Iterable[bool]) -> float:
        """The level after all of these, oldest first; the target itself after none."""
        return reduce(self.after, judged, self.target)
