"""docs/states.md and the table of transitions cannot part."""

import re
from pathlib import Path

import pytest

from mailgate.model.states import TRANSITIONS, Circumstances, Column, Happening, Outcome, transition
from mailgate.model.states_document import states_document
from mailgate.model.ticket import Status

DOCUMENT = Path(__file__).parents[3] / "docs" / "states.md"


def test_the_document_is_the_one_that_the_table_makes() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == states_document(), "run: make documents"


def test_every_status_has_its_meaning_in_the_document() -> None:
    assert re.findall(r"(?m)^- `(\w+)`: \S", states_document()) == [status.value for status in Status]


@pytest.mark.parametrize("happening", list(Happening))
def test_each_cell_of_the_document_is_the_cell_of_the_table(happening: Happening) -> None:
    (row,) = [line for line in states_document().splitlines() if line.startswith(f"| {happening.value} |")]
    cells = [cell.strip(" *") for cell in row.split("|")[2:-1]]
    assert cells == [cell.value for cell in TRANSITIONS[happening]]


def test_each_arrow_is_what_the_code_does() -> None:
    arrows = re.findall(r"(?m)^    (\w+) --> (\w+): (.*)$", states_document())
    assert len(arrows) > 15
    for before, after, labels in arrows:
        for label in labels.split(" / "):
            assert transition(Status(before), Happening(label), Circumstances()) is Status(after)


def test_what_keeps_the_status_has_no_arrow() -> None:
    same = [h for h in Happening if TRANSITIONS[h] == (Outcome.SAME,) * len(Column)]
    picture = states_document().partition("stateDiagram")[2]
    assert same
    assert not [h for h in same if h.value in picture]
