"""A DNS of a dictionary, and what takes a check through its questions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from mailgate.mail.border.lookup import Answer, Failure, Question, Records, Steps

_Found = TypeVar("_Found")
BROKEN = Failure("timed out")


@dataclass
class Zone:
    """Records by "name KIND"; every question that was asked is remembered."""

    records: Mapping[str, Iterable[str] | Failure]
    asked: list[Question] = field(default_factory=list)

    def answer(self, question: Question) -> Answer:
        self.asked.append(question)
        found = self.records.get(f"{question.name} {question.kind}", ())
        return found if isinstance(found, Failure) else Records(tuple(found))

    def walk(self, steps: Steps[_Found]) -> _Found:
        try:
            question = next(steps)
            while True:
                question = steps.send(self.answer(question))
        except StopIteration as end:
            found: _Found = end.value
            return found
