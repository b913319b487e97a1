"""What came of the rules for one mail, and why?"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from mailgate.rules.orders import Orders


@dataclass(frozen=True, slots=True)
class Applied:
    """A rule that applied, with what it did in words, and what of it could not be done and why."""

    rule: str
    actions: tuple[str, ...]
    skipped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Trace:
    """Why one rule applied or did not."""

    rule: str
    line: int | None
    applied: bool
    why: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """All that the rules cause; `traces` has every rule where an explanation was asked for, else none.

    `captures` is what patterns took out of the mail; the fields that are ordered hold it, too. `cut` names the texts of
    which only the beginning was searched.
    """

    applied: tuple[Applied, ...] = ()
    orders: Orders = field(default_factory=Orders)
    captures: Mapping[str, str] = field(default_factory=dict)
    traces: tuple[Trace, ...] = ()
    cut: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the applied rules, in order."""
        return tuple(applied.rule for applied in self.applied)
