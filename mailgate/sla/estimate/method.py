"""How is it estimated? Every figure of the method in one value, so that a measurement can leave one out."""

from dataclasses import dataclass, field
from datetime import timedelta

from mailgate.sla.estimate.level import Learning

HOUR_S = 3600


@dataclass(frozen=True, slots=True)
class Method:
    """The method and its figures (SPEC section 10.3; where it differs, docs/adr/010 says why)."""

    window: timedelta = timedelta(days=90)
    half_life: timedelta = timedelta(days=14)  # of a case's weight
    minimum: float = 30.0  # effective cases of a cell
    cells: bool = True  # False: all tickets of a team in one
    censored: bool = True  # False: only answered tickets count, as in most reports
    queue: float = 0.5  # the power of the queue's length that a wait grows with; 0 leaves the queue out
    floor: float = 0.0  # times the queue's length, below which no estimate may fall
    learning: Learning = field(default_factory=Learning)


# Nobody is promised an answer sooner than this, whatever the figures say.
SHORTEST_S = HOUR_S
# What this much work is added to before its root is taken: an empty queue does not make waits vanish.
_BASE_S = 4 * HOUR_S


def workload(ahead_s: float, method: Method) -> float:
    """What waits are measured in: a number that grows with the queue's length in working seconds, slower than it."""
    if not method.queue:
        return 1.0
    return float(((max(ahead_s, HOUR_S) + _BASE_S) / HOUR_S) ** method.queue)
