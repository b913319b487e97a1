"""How does the bench use the load generator? A handle on its process, which makes its corpus only once."""

import json
from dataclasses import asdict
from typing import Self

from bench.plan import Outcome, Plan
from bench.process import LineProcess, python

CORPUS_S = 300.0  # for a corpus of any size that fits into memory
MARGIN_S = 30.0  # over a plan's own deadline


class LoadGenerator:
    """The load process with its corpus; a context that yields itself."""

    def __init__(self, seed: int, count: int) -> None:
        self._process = LineProcess(python("bench.load", "--seed", str(seed), "--count", str(count)))

    def __enter__(self) -> Self:
        try:
            self._process.hear(CORPUS_S)
        except BaseException:
            self._process.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._process.stop()

    def run(self, plan: Plan) -> Outcome:
        """Carries out one plan; blocks until its end or its deadline."""
        return Outcome.read(self._process.ask(json.dumps(asdict(plan)), plan.deadline_s + MARGIN_S))
