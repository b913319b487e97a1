"""What would other rules do with this mail? The old outcome beside the new one."""

from collections.abc import Iterator
from dataclasses import dataclass, fields

from mailgate.rules.evaluate import evaluate
from mailgate.rules.facts import Facts
from mailgate.rules.orders import Orders
from mailgate.rules.outcome import Outcome
from mailgate.rules.rule import Rules


@dataclass(frozen=True, slots=True)
class Change:
    """One order that would differ, in words; a dash for none."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two outcomes for one mail."""

    old: Outcome
    new: Outcome

    @property
    def changes(self) -> tuple[Change, ...]:
        """What would be ordered otherwise, by the fields of `Orders`; which rules apply is not among it."""
        return tuple(_changes(self.old.orders, self.new.orders))

    @property
    def ceased(self) -> tuple[str, ...]:
        """The rules that would apply no longer."""
        return tuple(name for name in self.old.names if name not in self.new.names)

    @property
    def begun(self) -> tuple[str, ...]:
        """The rules that would apply now."""
        return tuple(name for name in self.new.names if name not in self.old.names)

    @property
    def same(self) -> bool:
        return not (self.changes or self.ceased or self.begun)


def compare(old: Rules, new: Rules, facts: Facts) -> Comparison:
    """Both outcomes for this mail, by the engine that decides."""
    return Comparison(evaluate(old, facts), evaluate(new, facts))


def _changes(old: Orders, new: Orders) -> Iterator[Change]:
    for known in fields(Orders):
        before, after = getattr(old, known.name), getattr(new, known.name)
        if before != after:
            yield Change(known.name, said(before), said(after))


def said(value: object) -> str:
    """A value of an order for people."""
    if value is None or value in ((), {}):
        return "-"
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    if isinstance(value, dict):
        return ", ".join(f"{name} = {text}" for name, text in value.items())
    return str(value).lower() if isinstance(value, bool) else str(value)
