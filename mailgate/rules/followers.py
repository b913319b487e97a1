"""Which conditions may follow from this one? A quick answer that leaves out none, so that a thousand rules can be compared.

Theory of operation: of the atoms that a condition needs, one is named by every condition that it follows from, in the same
words: as the value, as a part of a phrase or of a literal text, as the same pattern. So each condition is filed under its
atoms, and looked up by what another one names. Conditions without such atoms are always among the answers.
"""

from collections.abc import Iterable, Iterator, Mapping

from mailgate.rules.condition import Clause, Condition, clauses
from mailgate.rules.demands import Equal, Exists, Literal, Matches, Words
from mailgate.rules.index import Atom, needed
from mailgate.rules.view import Asked
from mailgate.rules.wording import PHRASE, Phrase, fold, phrase_of


class Followers:
    """Conditions by their places, filed by their atoms."""

    def __init__(self, conditions: Mapping[int, Condition]) -> None:
        self._always: set[int] = set()
        self._filed: dict[Atom, list[int]] = {}
        self._lengths: set[int] = set()  # of the literal texts
        for place, condition in conditions.items():
            atoms = needed(condition)
            if atoms is None:
                self._always.add(place)
                continue
            for atom in atoms:
                self._filed.setdefault(atom, []).append(place)
                if atom.family is Literal:
                    self._lengths.add(len(str(atom.key)))

    def of(self, given: Condition) -> set[int]:
        """The places of the conditions that may follow from this one; a condition that does follow is among them."""
        named = {atom for clause in clauses(given) for atom in self._named(clause)}
        return self._always.union(*(self._filed.get(atom, ()) for atom in named))

    def _named(self, clause: Clause) -> Iterator[Atom]:
        asked, demand = clause.asked, clause.demand
        yield Atom(asked, Exists, key=True)
        if isinstance(demand, Words):
            for phrase in demand.phrases:
                yield from (Atom(asked, Words, run) for run in _runs(phrase))
        elif isinstance(demand, Matches):
            yield from (Atom(asked, Matches, pattern.written) for pattern in demand.patterns)
        elif isinstance(demand, Literal):
            yield from self._parts(asked, demand.texts)
        elif isinstance(demand, Equal):
            yield from (Atom(asked, Equal, value) for value in demand.values)
            texts = [value for value in demand.values if isinstance(value, str)]
            yield from (Atom(asked, Words, run) for text in texts for run in _runs(phrase_of(text)))
            yield from self._parts(asked, texts)

    def _parts(self, asked: Asked, texts: Iterable[str]) -> Iterator[Atom]:
        """The parts of these texts that are as long as some literal text."""
        for text in map(fold, texts):
            for length in self._lengths:
                yield from (
                    Atom(asked, Literal, text[at : at + length]) for at in range(len(text) - length + 1)
                )


def _runs(phrase: Phrase) -> Iterator[Phrase]:
    for begin in range(len(phrase)):
        yield from (phrase[begin:end] for end in range(begin + 1, min(len(phrase), begin + PHRASE) + 1))
