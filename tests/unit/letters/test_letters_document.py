"""docs/letters.md names what there is: every kind of letter, every fact, every filter."""

from pathlib import Path

import pytest

from mailgate.config.starter import starter_templates
from mailgate.letters import samples
from mailgate.letters.catalogue import Catalogue
from mailgate.letters.templates import environment
from mailgate.model.decision import LetterKind

DOCUMENT = (Path(__file__).parents[3] / "docs" / "letters.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", LetterKind)
def test_every_kind_and_every_fact_is_in_the_document(kind: LetterKind) -> None:
    (row,) = [line for line in DOCUMENT.splitlines() if line.startswith(f"| `{kind.value}` |")]
    place = (
        DOCUMENT if kind is LetterKind.NOTIFICATION else row + DOCUMENT[DOCUMENT.index("Every letter also") :]
    )
    assert [fact for fact in samples.FULL[kind] if f"`{fact}`" not in place] == []


def test_every_filter_is_in_the_document() -> None:
    filters = set(environment([str(starter_templates())], Catalogue([])).filters) - {"one_line"}
    assert [name for name in sorted(filters) if f"`{name}`" not in DOCUMENT] == []
