"""What do a thousand rules cost beside ten? CPU time of evaluation on the bench corpus, each kind of condition by itself.

The two sets of a kind are made by the same recipe, so the larger one matches more mails; both are asked about the same
mails, in turns. `mixed` is what operators write, in the proportions of the starter; the other kinds are extremes.
"""

import gc
import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import cycle

from rich.table import Table

from bench.corpus import corpus
from bench.findings import Demand
from bench.measure import Series, percentile
from mailgate.mail.read import read
from mailgate.model.journal import Envelope
from mailgate.rules.evaluate import evaluate
from mailgate.rules.facts import Facts, Known
from mailgate.rules.read import load
from mailgate.rules.rule import Rules
from mailgate.rules.wording import phrase_of

FEW, MANY = 10, 1_000
RATIO, MILLISECONDS = 10.0, 5.0
MAILS = 200
MIXED = "mixed"
_MAILBOX = "support@bench.example"
_KNOWN = Known(mailboxes=frozenset({_MAILBOX}), own=frozenset({_MAILBOX}))
_NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)

Recipe = Callable[[random.Random, Sequence[str]], str]


def _word(rng: random.Random, words: Sequence[str]) -> str:
    """Mostly words that no mail of the corpus has, as in life."""
    return rng.choice(words) if rng.random() < 0.1 else "".join(rng.choices("abcdefghijklmnoprstuvw", k=7))


def _words(rng: random.Random, words: Sequence[str]) -> str:
    found = ", ".join(f'"{_word(rng, words)}"' for _ in range(4))
    return f"{rng.choice(['subject', 'new_text', 'text'])}.contains = [{found}]"


def _phrases(rng: random.Random, words: Sequence[str]) -> str:
    return f'new_text.contains = "{" ".join(_word(rng, words) for _ in range(rng.randrange(2, 5)))}"'


def _substrings(rng: random.Random, words: Sequence[str]) -> str:
    return f'new_text = {{ contains = "{_word(rng, words)}", substring = true }}'


def _patterns(rng: random.Random, words: Sequence[str]) -> str:
    return rf"text.matches = '{_word(rng, words)}[ :#-]*(?P<found>[0-9]{{4,10}})'"


def _wide_patterns(rng: random.Random, words: Sequence[str]) -> str:
    return rf"text.matches = '(?s){_word(rng, words)}.*{_word(rng, words)}'"


def _senders(rng: random.Random, words: Sequence[str]) -> str:
    return f'sender.domain = ["{_word(rng, words)}.example", "{_word(rng, words)}.example"]'


def _headers(rng: random.Random, words: Sequence[str]) -> str:
    name = rng.choice(["x-mailer", "x-priority", "list-id", "reply-to", "received", "organization"])
    return f'header.{name}.contains = "{_word(rng, words)}"'


def _nested(rng: random.Random, words: Sequence[str]) -> str:
    parts = ", ".join(f"{{ {recipe(rng, words)} }}" for recipe in (_words, _senders, _patterns))
    return f"sender.known = false, not = {{ {_senders(rng, words)} }}, any = [{parts}]"


def _tickets(rng: random.Random, words: Sequence[str]) -> str:
    """Asked of every mail: what the ticket is depends on the rules before."""
    return f'ticket.tags = "{_word(rng, words)}", {_words(rng, words)}'


def _unindexed(rng: random.Random, words: Sequence[str]) -> str:
    """Nothing in it that could be looked up."""
    return f'ticket.tags = "{_word(rng, words)}", size = {{ above = "{rng.randrange(1, 90)} MB" }}'


_PROPORTIONS = cycle(
    (_words, _words, _senders, _patterns, _words, _nested, _headers, _phrases, _tickets, _substrings)
)


def _mixed(rng: random.Random, words: Sequence[str]) -> str:
    return next(_PROPORTIONS)(rng, words)


KINDS: Mapping[str, Recipe] = {
    MIXED: _mixed,
    "words": _words,
    "phrases": _phrases,
    "characters": _substrings,
    "patterns": _patterns,
    "patterns with .*": _wide_patterns,
    "senders": _senders,
    "headers": _headers,
    "nested": _nested,
    "ticket and words": _tickets,
    "nothing to look up": _unindexed,
}


@dataclass(frozen=True, slots=True)
class Cost:
    """One kind of rules: CPU seconds a mail over the rounds, and the dearest single mail of the large set."""

    kind: str
    few: Series
    many: Series
    worst_s: float
    load_s: float  # once, for the large set with its index

    @property
    def ratio(self) -> Series:
        return self.many.over(self.few)


def run(seed: int = 1, mails: int = MAILS, rounds: int = 5) -> list[Cost]:
    """Every kind over the same mails; the order of the two sets changes with every round."""
    asked = [_facts(specimen.raw) for specimen in corpus(seed, mails)]
    words = sorted(
        {word for found in asked for word in phrase_of(found.mail.text) if word.isascii() and word.isalpha()}
    )
    return [_cost(kind, recipe, asked, words, random.Random(seed), rounds) for kind, recipe in KINDS.items()]


def _facts(raw: bytes) -> Facts:
    return Facts(read(raw), Envelope("bench", "", (_MAILBOX,)), _MAILBOX, _NOW, len(raw))


def _book(recipe: Recipe, count: int, words: Sequence[str], rng: random.Random) -> Rules:
    rules = (
        f"[[rule]]\nname = \"{n}\"\nwhen = {{ {recipe(rng, words)} }}\nthen = {{ tags = '+t{n % 7}' }}\n"
        for n in range(count)
    )
    return load("".join(rules), _KNOWN)


def _cost(
    kind: str, recipe: Recipe, asked: Sequence[Facts], words: Sequence[str], rng: random.Random, rounds: int
) -> Cost:
    few = _book(recipe, FEW, words, rng)
    began = time.process_time()
    many = _book(recipe, MANY, words, rng)
    load_s = time.process_time() - began
    _spent(few, asked), _spent(many, asked)  # indexes and automata are made
    times: dict[int, list[list[float]]] = {FEW: [], MANY: []}
    gc.collect()
    for number in range(rounds):
        for count, book in ((FEW, few), (MANY, many))[:: 1 if number % 2 else -1]:
            times[count].append(_spent(book, asked))
    series = {count: Series.of(sum(one) / len(asked) for one in found) for count, found in times.items()}
    worst = max(percentile(each, 0.5) for each in zip(*times[MANY], strict=True))
    return Cost(kind, series[FEW], series[MANY], worst, load_s)


def _spent(book: Rules, asked: Sequence[Facts]) -> list[float]:
    """CPU seconds for each mail."""
    spent = []
    for found in asked:
        began = time.process_time()
        evaluate(book, found)
        spent.append(time.process_time() - began)
    return spent


def table(costs: Sequence[Cost]) -> Table:
    """A row for each kind of rules."""
    grid = Table(title=f"rules: {MANY:,} beside {FEW}", title_justify="left")
    for heading in ("", f"ms, {FEW}", f"ms, {MANY:,}", "ratio", "low", "high", "dearest mail, ms", "load, s"):
        grid.add_column(heading, justify="right" if heading else "left")
    for one in costs:
        times = (f"{one.few.median * 1e3:.3f}", f"{one.many.median * 1e3:.3f}")
        ratio = one.ratio
        ratios = (f"{ratio.median:.1f}", f"{ratio.low:.1f}", f"{ratio.high:.1f}")
        grid.add_row(one.kind, *times, *ratios, f"{one.worst_s * 1e3:.2f}", f"{one.load_s:.1f}")
    return grid


def demands(costs: Sequence[Cost]) -> Iterator[Demand]:
    """The mixture that operators write against both limits."""
    for one in costs:
        if one.kind == MIXED:
            ratio, cost = one.ratio, Series.of(value * 1e3 for value in one.many.values)
            yield Demand(
                f"{MANY:,} rules, CPU a mail, × {FEW} rules", f"≤ {RATIO:g}", ratio.median, ratio.low, ratio.high,
                ratio.median <= RATIO,
            )  # fmt: skip
            yield Demand(
                f"{MANY:,} rules, CPU a mail, ms", f"≤ {MILLISECONDS:g}", cost.median, cost.low, cost.high,
                cost.median <= MILLISECONDS,
            )  # fmt: skip


if __name__ == "__main__":
    from rich.console import Console

    Console(width=120).print(table(run()))
