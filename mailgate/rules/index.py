"""Which rules can apply to this mail at all? Asked once a mail, so that a thousand rules cost little more than ten.

Theory of operation
- For each rule one set of atoms is chosen of which at least one must be true if the rule applies: a word in a field, a
  literal text, a pattern, a whole value. Of the parts of an `all` the most telling is chosen, an `any` needs all of its
  parts, a `not` tells nothing.
- Each field's texts are taken apart once. Words and whole values are looked up in sets, literal texts and patterns go
  through one automaton for each field.
- The rules found, and those that have no atoms, are candidates; what they say is then asked in full, so the index can
  cost time but never change an outcome. Fields that rules change are not indexed: their values are not known before.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from mailgate.rules.condition import Any, Clause, Condition, Not, SameFile
from mailgate.rules.demands import Equal, Exists, Literal, Matches, Words
from mailgate.rules.pattern import Sieve, literal
from mailgate.rules.view import Asked, Value, View
from mailgate.rules.wording import Phrase, Wording

Key = Phrase | str | float | bool


@dataclass(frozen=True, slots=True)
class Atom:
    """One thing that may be true of a mail."""

    asked: Asked
    family: type
    key: Key


class Index:
    """Finds the candidates among these conditions, by their places."""

    def __init__(self, conditions: Sequence[Condition]) -> None:
        self._always: set[int] = set()
        fields: dict[Asked, _Draft] = {}
        for place, condition in enumerate(conditions):
            atoms = needed(condition)
            if atoms is None:
                self._always.add(place)
                continue
            for atom in atoms:
                fields.setdefault(atom.asked, _Draft()).add(atom, place)
        self._fields = [(asked, _FieldIndex(draft)) for asked, draft in fields.items()]

    def candidates(self, view: View) -> list[int]:
        """The places of the conditions that may hold, in order; every one that does hold is among them."""
        found = set(self._always)
        for asked, index in self._fields:
            values = view.values(asked)
            if values:
                index.find(values, found)
        return sorted(found)


@dataclass(slots=True)
class _Draft:
    """The atoms of one field by their families, with the rules that need them."""

    families: dict[type, dict[Key, list[int]]] = field(default_factory=dict)

    def add(self, atom: Atom, place: int) -> None:
        self.families.setdefault(atom.family, {}).setdefault(atom.key, []).append(place)


class _FieldIndex:
    """The atoms of one field, ready to be asked."""

    def __init__(self, draft: _Draft) -> None:
        get = draft.families.get
        self._any = [place for places in get(Exists, {}).values() for place in places]
        self._equal = get(Equal, {})
        self._phrases: dict[int, dict[Phrase, list[int]]] = {}
        for phrase, places in get(Words, {}).items():
            if isinstance(phrase, tuple):
                self._phrases.setdefault(len(phrase), {})[phrase] = places
        literals, patterns = get(Literal, {}), get(Matches, {})
        written = [literal(str(text)) for text in literals]
        self._literals = _Automaton(written, list(literals.values())) if literals else None
        self._patterns = _Automaton([str(p) for p in patterns], list(patterns.values())) if patterns else None

    def find(self, values: Sequence[Value], found: set[int]) -> None:
        """Adds the rules whose atoms are true of one of the values; takes apart only what is asked for."""
        found.update(self._any)
        texts = [value for value in values if isinstance(value, Wording)]
        if self._equal:
            for value in values:
                found.update(self._equal.get(value.line if isinstance(value, Wording) else value, ()))
        for length, phrases in self._phrases.items():
            for text in texts:
                for phrase in phrases.keys() & text.runs(length):
                    found.update(phrases[phrase])
        if self._literals is not None:
            self._literals.find([text.folded.encode("utf-8", "replace") for text in texts], found)
        if self._patterns is not None:
            self._patterns.find([text.octets for text in texts], found)


class _Automaton:
    """Literal texts or patterns of one field, looked for together."""

    def __init__(self, patterns: Sequence[str], places: Sequence[list[int]]) -> None:
        self._sieve, self._places = Sieve(patterns), places

    def find(self, texts: Sequence[bytes], found: set[int]) -> None:
        for number in self._sieve.possible(texts):
            found.update(self._places[number])


def needed(condition: Condition) -> frozenset[Atom] | None:
    """Atoms of which one is true whenever the condition holds; None where there are no such atoms."""
    if isinstance(condition, Clause):
        return _atoms(condition)
    if isinstance(condition, Not):
        return None
    parts: Sequence[Condition] = condition.clauses if isinstance(condition, SameFile) else condition.parts
    found = [needed(part) for part in parts]
    if isinstance(condition, Any):
        known = [atoms for atoms in found if atoms is not None]
        return frozenset[Atom]().union(*known) if len(known) == len(found) else None
    return max((atoms for atoms in found if atoms is not None), key=_telling, default=None)


def _atoms(clause: Clause) -> frozenset[Atom] | None:
    asked, demand = clause.asked, clause.demand
    if asked.field.changes:
        return None
    keys: Iterable[Key] | None = None
    if isinstance(demand, Equal):
        keys = demand.values
    elif isinstance(demand, Words):
        keys = demand.phrases
    elif isinstance(demand, Literal):
        keys = demand.texts
    elif isinstance(demand, Matches):
        keys = (pattern.written for pattern in demand.patterns)
    elif isinstance(demand, Exists) and demand.wanted:
        keys = (True,)
    return frozenset(Atom(asked, type(demand), key) for key in keys) if keys is not None else None


def _telling(atoms: frozenset[Atom]) -> tuple[bool, bool, int]:
    """How rarely such atoms are true: whole values of common fields often, patterns cost more to be sure of."""
    common = any(atom.asked.field.common for atom in atoms)
    quick = all(atom.family in (Equal, Words) for atom in atoms)
    return (not common, quick, -len(atoms))
