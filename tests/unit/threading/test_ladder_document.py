"""docs/threading.md and the tables of the ladder cannot part."""

from pathlib import Path

import pytest

from mailgate.threading.ladder import LADDER, Rung
from mailgate.threading.ladder_document import ladder_document
from mailgate.threading.thanks_words import WORDS
from mailgate.threading.tokens import TOKEN_DAYS

DOCUMENT = Path(__file__).parents[3] / "docs" / "threading.md"


def test_the_document_is_the_one_that_the_tables_write() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == ladder_document(), "run: make documents"


@pytest.mark.parametrize("rung", LADDER.values(), ids=lambda r: str(r.level))
def test_each_level_has_its_row(rung: Rung) -> None:
    (row,) = [line for line in ladder_document().splitlines() if line.startswith(f"| {rung.level} |")]
    ticks = ["yes" if value else "no" for value in (rung.secret, rung.agents)]
    assert [cell.strip() for cell in row.split("|")[2:-1]] == [
        rung.evidence,
        rung.condition,
        rung.effect,
        *ticks,
    ]


def test_the_levels_are_those_of_the_specification_in_order() -> None:
    assert list(LADDER) == [1, 2, 3, 4, 5, 6, 7]


def test_nothing_is_left_to_fill_in() -> None:
    text = ladder_document()
    assert f"{TOKEN_DAYS} days" in text
    assert ", ".join(sorted(WORDS)) in text
    assert not any(
        place in text for place in ("{first}", "{last}", "{languages}", "{bits}", "{local}", "{days}")
    )
