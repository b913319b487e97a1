"""With which tickets is this one compared? A cell, and what to drop when it holds too few (SPEC section 10.3)."""

from collections.abc import Iterator
from typing import NamedTuple


class Cell(NamedTuple):
    """Tickets of one team that have these in common; None for any."""

    category: str | None = None
    priority: str | None = None
    band: str | None = None

    def wider(self) -> Iterator["Cell"]:
        """Itself, then without band, category and priority, dropped in this order."""
        yield from dict.fromkeys(
            (self, Cell(self.category, self.priority), Cell(None, self.priority), Cell())
        )

    def __str__(self) -> str:
        named = [text for text in self if text is not None]
        return ", ".join(named) or "all"


ALL = Cell()
