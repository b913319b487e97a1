"""When does a rule apply? Conditions as a tree that says yes or no, and for no, which part of it failed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mailgate.rules.demands import Demand, Matches, met
from mailgate.rules.view import Asked, Value, View
from mailgate.rules.wording import Wording

_SHOWN = 60  # characters of a value in an explanation
_MOST_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Clause:
    """One demand on one field."""

    asked: Asked
    demand: Demand

    def holds(self, view: View) -> bool:
        return met(self.demand, view.values(self.asked))

    def failure(self, view: View) -> str:
        values = view.values(self.asked)
        return f"{self}: it is {_listed(values)}" if values else f"{self}: there is none"

    def __str__(self) -> str:
        return f"{self.asked.written} {self.demand}"


@dataclass(frozen=True, slots=True)
class SameFile:
    """Demands that one and the same attachment has to meet."""

    clauses: tuple[Clause, ...]

    def holds(self, view: View) -> bool:
        return self.file(view) is not None

    def file(self, view: View) -> tuple[Value, ...] | None:
        """What the first such file has for each of the demands."""
        files = zip(*(view.values(clause.asked) for clause in self.clauses), strict=True)
        return next((file for file in files if self._fits(file)), None)

    def _fits(self, file: Sequence[Value]) -> bool:
        return all(clause.demand.accepts(value) for clause, value in zip(self.clauses, file, strict=True))

    def failure(self, view: View) -> str:
        count = len(view.values(self.clauses[0].asked))
        return f"one file of which {self}: none of {count}"

    def __str__(self) -> str:
        return " and ".join(str(clause) for clause in self.clauses)


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds; no parts hold always."""

    parts: tuple["Condition", ...]

    def holds(self, view: View) -> bool:
        return all(part.holds(view) for part in self.parts)

    def failure(self, view: View) -> str:
        return next((part.failure(view) for part in self.parts if not part.holds(view)), "")

    def __str__(self) -> str:
        return " and ".join(_inner(part) for part in self.parts) or "always"


@dataclass(frozen=True, slots=True)
class Any:
    """One part holds."""

    parts: tuple["Condition", ...]

    def holds(self, view: View) -> bool:
        return any(part.holds(view) for part in self.parts)

    def failure(self, view: View) -> str:
        return "none of these: " + "; ".join(part.failure(view) for part in self.parts)

    def __str__(self) -> str:
        return " or ".join(_inner(part) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: "Condition"

    def holds(self, view: View) -> bool:
        return not self.part.holds(view)

    def failure(self, view: View) -> str:  # noqa: ARG002 - the same question as for the others
        return f"not ({self.part}): but so it is"

    def __str__(self) -> str:
        return f"not ({self.part})"


Condition = Clause | SameFile | All | Any | Not


def reason(condition: Condition, view: View) -> str:
    """Why a condition holds: of an `any`, the first part that does."""
    if isinstance(condition, Any):
        return next((reason(part, view) for part in condition.parts if part.holds(view)), "")
    if isinstance(condition, All):
        return " and ".join(reason(part, view) for part in condition.parts) or str(condition)
    return str(condition)


def captured(condition: Condition, view: View) -> dict[str, str]:
    """What the patterns of a condition that holds have captured; the first one to name a field wins."""
    found: dict[str, str] = {}
    for demand, values in _found_true(condition, view):
        if isinstance(demand, Matches):
            found = {**demand.captured(values), **found}
    return found


def clauses(condition: Condition) -> Iterator[Clause]:
    """Every clause in the tree, those under a `not` included."""
    if isinstance(condition, Clause):
        yield condition
    elif isinstance(condition, Not):
        yield from clauses(condition.part)
    elif isinstance(condition, SameFile):
        yield from condition.clauses
    else:
        for part in condition.parts:
            yield from clauses(part)


def capturing(condition: Condition) -> frozenset[str]:
    """The names that the patterns may capture; a pattern under a `not` captures nothing."""
    if isinstance(condition, Clause):
        return frozenset(_names(condition))
    if isinstance(condition, Not):
        return frozenset()
    parts: Sequence[Condition] = condition.clauses if isinstance(condition, SameFile) else condition.parts
    return frozenset(name for part in parts for name in capturing(part))


def _names(clause: Clause) -> Iterator[str]:
    if isinstance(clause.demand, Matches):
        yield from (name for pattern in clause.demand.patterns for name in pattern.names)


def _found_true(condition: Condition, view: View) -> Iterator[tuple[Demand, Sequence[Value]]]:
    """The demands that made the condition true, with the values that met them."""
    if isinstance(condition, Not) or not condition.holds(view):
        return
    if isinstance(condition, Clause):
        yield condition.demand, view.values(condition.asked)
    elif isinstance(condition, SameFile):
        file = condition.file(view) or ()
        yield from ((clause.demand, (value,)) for clause, value in zip(condition.clauses, file, strict=True))
    else:
        for part in condition.parts:
            yield from _found_true(part, view)


def _inner(part: Condition) -> str:
    return f"({part})" if isinstance(part, All | Any) and len(part.parts) > 1 else str(part)


def _listed(values: Sequence[Value]) -> str:
    shown = [_shown(value) for value in values[:_MOST_SHOWN]]
    more = len(values) - _MOST_SHOWN
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "")


def _shown(value: Value) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:g}"
    assert isinstance(value, Wording)
    line = " ".join(value.text[: 2 * _SHOWN].split())
    return f'"{line[:_SHOWN]}…"' if len(line) > _SHOWN else f'"{line}"'
