"""Who could get a ticket now? What the store says of agents, as values for the strategies."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from mailgate.model.ticket import Priority


@dataclass(frozen=True, slots=True)
class Staff:
    """Every agent's open tickets by priority, whose turn it was, and who served the contact last."""

    loads: Mapping[str, Mapping[Priority, int]] = field(default_factory=dict)
    turns: Mapping[str, int] = field(default_factory=dict)
    served_by: str | None = None

    @property
    def next_turn(self) -> int:
        """The number of the next assignment."""
        return max(self.turns.values(), default=0) + 1
