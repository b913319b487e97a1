"""How can a condition compare? One table of operators, and how what stands behind them becomes a demand."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import inf
from typing import TypeVar

from mailgate.rules.demands import Bound, Demand, Equal, Exists, Literal, Matches, Words
from mailgate.rules.pattern import Pattern, PatternError
from mailgate.rules.view import Asked, Kind
from mailgate.rules.wording import PHRASE, fold, phrase_of
from mailgate.rules.written import Refused, listed, quantity, switch, text, value_of, within

MOST = 1_000  # values of one condition
_TEXTS = frozenset({Kind.TEXT})
_WHOLE = frozenset(Kind)
_NUMBERS = frozenset({Kind.NUMBER, Kind.SIZE, Kind.SPAN})
SUBSTRING = "substring"

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, eq=False)
class Operator:
    """One way to compare, and the kinds of fields that take it."""

    name: str
    meaning: str
    kinds: frozenset[Kind]
    read: Callable[[Asked, object], Demand]


def _equal(asked: Asked, raw: object) -> Demand:
    if isinstance(raw, list | Mapping):
        raise Refused("is not one value", "write `in` for several values")
    return Equal(frozenset({value_of(asked.field.kind, raw)}))


def _in(asked: Asked, raw: object) -> Demand:
    if not isinstance(raw, list):
        raise Refused("is not a list", "write [...] around it, or `is` for one value")
    return Equal(frozenset(_each(raw, lambda value: value_of(asked.field.kind, value))))


def _contains(_: Asked, raw: object) -> Demand:
    return Words(frozenset(_each(raw, _phrase)))


def _phrase(raw: object) -> tuple[str, ...]:
    words = phrase_of(text(raw))
    if not words:
        remedy = "write a word, or add substring = true to look for the characters themselves"
        raise Refused("has no word in it", remedy)
    if len(words) > PHRASE:
        raise Refused(f"has {len(words)} words", f"write at most {PHRASE}, those that matter")
    return words


def substring(raw: object) -> Demand:
    """What `contains` means beside `substring = true`."""
    return Literal("contains", frozenset(_each(raw, lambda value: fold(text(value)))))


def _starts(_: Asked, raw: object) -> Demand:
    return Literal("starts", frozenset(_each(raw, lambda value: fold(text(value)))))


def _ends(_: Asked, raw: object) -> Demand:
    return Literal("ends", frozenset(_each(raw, lambda value: fold(text(value)))))


def _matches(_: Asked, raw: object) -> Demand:
    return Matches(tuple(dict.fromkeys(_each(raw, _pattern))))


def _pattern(raw: object) -> Pattern:
    try:
        return Pattern(text(raw))
    except PatternError as wrong:
        raise Refused(wrong.problem, wrong.remedy) from None


def _bound(name: str) -> Callable[[Asked, object], Demand]:
    def read(asked: Asked, raw: object) -> Demand:
        limit = quantity(asked.field.kind, raw)
        written = f"{name} {raw}"
        low, high = (limit, inf) if name in ("above", "at_least") else (-inf, limit)
        return Bound(low, high, open_=name in ("above", "below"), written=written)

    return read


def _each(raw: object, read: Callable[[object], _T]) -> list[_T]:
    """Reads one value or each of a list; what is refused is found again by its place."""
    values = listed(raw)
    if len(values) > MOST:
        raise Refused(f"has {len(values)} values", f"write at most {MOST}")
    many = isinstance(raw, list)
    return [within((at,) if many else (), read, value) for at, value in enumerate(values)]


def _exists(_: Asked, raw: object) -> Demand:
    return Exists(switch(raw))


OPERATORS: tuple[Operator, ...] = (
    Operator("is", "the whole value is this; a bare value means the same", _WHOLE, _equal),
    Operator("in", "the whole value is one of these; a bare list means the same", _WHOLE, _in),
    Operator("contains", "one of these words or phrases stands in it, as whole words; with `substring = true` "
             "one of these runs of characters, even within a word", _TEXTS, _contains),
    Operator("starts", "it begins with one of these", _TEXTS, _starts),
    Operator("ends", "it ends with one of these", _TEXTS, _ends),
    Operator("matches", "one of these regular expressions (RE2) is found in it; named groups become fields",
             _TEXTS, _matches),
    Operator("above", "it is more than this", _NUMBERS, _bound("above")),
    Operator("at_least", "it is this or more", _NUMBERS, _bound("at_least")),
    Operator("below", "it is less than this", _NUMBERS, _bound("below")),
    Operator("at_most", "it is this or less", _NUMBERS, _bound("at_most")),
    Operator("exists", "`true`: there is a value; `false`: there is none", _WHOLE, _exists),
)  # fmt: skip
OPERATOR: Mapping[str, Operator] = {operator.name: operator for operator in OPERATORS}


def operators_of(kind: Kind) -> tuple[str, ...]:
    """The operators that fields of this kind take."""
    return tuple(operator.name for operator in OPERATORS if kind in operator.kinds)
