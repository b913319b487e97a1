"""What does a condition demand of a value? One small class for each family of operators.

A demand is met when one of the field's values is accepted; only `exists = false` wants none. Text is compared folded:
case never matters.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Any
from typing import Literal as Choice

from mailgate.rules.pattern import Pattern
from mailgate.rules.view import Value
from mailgate.rules.wording import Phrase, Wording, fold

Place = Choice["contains", "starts", "ends"]


@dataclass(frozen=True, slots=True)
class Equal:
    """`is`, `in`: the whole value is one of these."""

    values: frozenset[str | float | bool]

    def accepts(self, value: Value) -> bool:
        return (value.line if isinstance(value, Wording) else value) in self.values

    def __str__(self) -> str:
        return "is " + _either(_shown(value) for value in self.values)


@dataclass(frozen=True, slots=True)
class Words:
    """`contains`: one of these words or phrases stands in the text, as whole words."""

    phrases: frozenset[Phrase]

    def accepts(self, value: Value) -> bool:
        return isinstance(value, Wording) and value.has(self.phrases)

    def __str__(self) -> str:
        return "contains " + _either(_shown(" ".join(phrase)) for phrase in self.phrases)


@dataclass(frozen=True, slots=True)
class Literal:
    """`starts`, `ends`, and `contains` with `substring = true`: these very characters, blanks counted as they stand."""

    place: Place
    texts: frozenset[str]

    def accepts(self, value: Value) -> bool:
        return isinstance(value, Wording) and any(self._stands(text, value.folded) for text in self.texts)

    def _stands(self, text: str, folded: str) -> bool:
        if self.place == "starts":
            return folded.startswith(text)
        return folded.endswith(text) if self.place == "ends" else text in folded

    def __str__(self) -> str:
        how = "contains the characters" if self.place == "contains" else self.place
        return f"{how} " + _either(_shown(text) for text in self.texts)


@dataclass(frozen=True, slots=True)
class Matches:
    """`matches`: one of these patterns is found in the text."""

    patterns: tuple[Pattern, ...]

    def accepts(self, value: Value) -> bool:
        return isinstance(value, Wording) and any(p.search(value.octets) is not None for p in self.patterns)

    def captured(self, values: Sequence[Value]) -> Mapping[str, str]:
        """The named groups, of the first value that has each."""
        found: dict[str, str] = {}
        for value in values:
            for pattern in self.patterns:
                if pattern.names and isinstance(value, Wording):
                    found = {**(pattern.search(value.octets) or {}), **found}
        return found

    def __str__(self) -> str:
        return "matches " + _either(f"'{p.written}'" for p in self.patterns)


@dataclass(frozen=True, slots=True)
class Bound:
    """`above`, `at_least`, `below`, `at_most`: a number within an interval; `open_` ends do not belong to it."""

    low: float = -inf
    high: float = inf
    open_: bool = False
    written: str = ""

    def accepts(self, value: Value) -> bool:
        if isinstance(value, Wording):
            return False
        return self.low < value < self.high if self.open_ else self.low <= value <= self.high

    def __str__(self) -> str:
        return self.written


@dataclass(frozen=True, slots=True)
class Exists:
    """`exists`: whether there is a value at all."""

    wanted: bool

    def accepts(self, value: Value) -> bool:  # noqa: ARG002 - any value will do
        return self.wanted

    def __str__(self) -> str:
        return "exists" if self.wanted else "is missing"


Demand = Equal | Words | Literal | Matches | Bound | Exists


def met(demand: Demand, values: Sequence[Value]) -> bool:
    """Whether the values satisfy the demand."""
    if isinstance(demand, Exists):
        return bool(values) is demand.wanted
    return any(demand.accepts(value) for value in values)


def implies(given: Demand, asked: Demand) -> bool:
    """Whether whatever meets `given` surely meets `asked`, both of the same field; False where it is not certain."""
    if given == asked:
        return True
    if isinstance(asked, Exists):
        return asked.wanted and not isinstance(given, Exists)
    if isinstance(given, Equal) and not isinstance(asked, Matches):
        return all(asked.accepts(_as_value(v)) for v in given.values)
    follows = _FOLLOWS.get(type(given)) if type(given) is type(asked) else None
    return follows is not None and follows(given, asked)


def _words_follow(given: Words, asked: Words) -> bool:
    return all(any(_within(part, phrase) for part in asked.phrases) for phrase in given.phrases)


def _literal_follows(given: Literal, asked: Literal) -> bool:
    return asked.place in ("contains", given.place) and all(asked.accepts(Wording(t)) for t in given.texts)


def _pattern_follows(given: Matches, asked: Matches) -> bool:
    return set(given.patterns) <= set(asked.patterns)


def _bound_follows(given: Bound, asked: Bound) -> bool:
    wider = asked.low <= given.low and given.high <= asked.high
    return wider and (given.open_ or not asked.open_ or _inside(given, asked))


_FOLLOWS: Mapping[type, Callable[[Any, Any], bool]] = {
    Words: _words_follow,
    Literal: _literal_follows,
    Matches: _pattern_follows,
    Bound: _bound_follows,
}


def excludes(one: Demand, other: Demand) -> bool:
    """Whether no single value can meet both; False where it is not certain."""
    if isinstance(one, Exists) and isinstance(other, Exists):
        return one.wanted is not other.wanted
    if isinstance(one, Exists) or isinstance(other, Exists):
        return Exists(wanted=False) in (one, other)  # "is missing" beside any other demand
    if isinstance(one, Equal) and not isinstance(other, Matches):
        return not any(other.accepts(_as_value(v)) for v in one.values)
    if isinstance(one, Bound) and isinstance(other, Bound):
        low, high = max(one.low, other.low), min(one.high, other.high)
        return low > high or (low == high and (one.open_ or other.open_))
    return False


def _within(part: Phrase, phrase: Phrase) -> bool:
    return any(phrase[at : at + len(part)] == part for at in range(len(phrase) - len(part) + 1))


def _inside(given: Bound, asked: Bound) -> bool:
    """A closed interval in an open one: the ends that both have must be no ends at all."""
    low = given.low > asked.low or asked.low == -inf
    return low and (given.high < asked.high or asked.high == inf)


def _as_value(value: str | float | bool) -> Value:
    return Wording(value) if isinstance(value, str) else value


def _shown(value: str | float | bool) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else f"{value:g}"


def _either(values: Iterable[str]) -> str:
    return " or ".join(sorted(values))


def folded(text: str) -> str:
    """A whole value as `is` compares it."""
    return " ".join(fold(text).split())
