"""docs/sla.md and the tables of the room cannot part."""

from pathlib import Path

import pytest

from mailgate.model.ticket import Status
from mailgate.sla.document import sla_document
from mailgate.sla.kinds import RULES
from mailgate.sla.plan import USUAL
from mailgate.sla.policy import MAY_POSTPONE, TimerKind
from mailgate.sla.story import What
from mailgate.sla.waiting import MEANINGS, Move

DOCUMENT = Path(__file__).parents[3] / "docs" / "sla.md"


def cells(first: str) -> list[str]:
    (row,) = [line for line in sla_document().splitlines() if line.startswith(f"| {first} |")]
    return [cell.strip() for cell in row.split("|")[2:-1]]


def test_the_document_is_the_one_that_the_tables_make() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == sla_document(), (
        "run: python -m mailgate.sla.document > docs/sla.md"
    )


@pytest.mark.parametrize("kind", list(TimerKind))
def test_each_timer_has_its_row(kind: TimerKind) -> None:
    rule = RULES[kind]

    assert cells(f"`{kind.value}`") == [
        rule.starts,
        rule.satisfied,
        rule.pauses,
        rule.repeats,
        rule.cancelled,
    ]


@pytest.mark.parametrize("kind", list(TimerKind))
def test_the_words_of_a_row_are_what_the_clocks_go_by(kind: TimerKind) -> None:
    rule = RULES[kind]
    pauses = {status for status in (Status.WAITING, Status.SOLVED) if status.value in rule.pauses}

    assert pauses - {Status.SOLVED} == rule.pausing
    assert ("postponed" in rule.pauses) == (kind in MAY_POSTPONE)
    assert (Status.SOLVED in pauses) == (Status.SOLVED in rule.satisfying and not rule.counts_solved)
    assert ("response" in rule.satisfied) == rule.answered
    assert ("solved" in rule.satisfied) == (Status.SOLVED in rule.satisfying)
    assert ("reopening" in rule.repeats and "not on reopening" not in rule.repeats) == rule.reopens
    assert ("solv" in rule.cancelled or "closed" in rule.cancelled) == bool(rule.cancelling)
    assert "spam" in rule.cancelled


def test_every_step_move_and_event_has_its_row() -> None:
    for step in USUAL.steps:
        assert cells(step.key)[0] == ", ".join(step.tell)
    for move in Move:
        assert f"| `{move.value}` | {MEANINGS[move][0]} |" in sla_document()
    for what in What:
        assert f"| `{what.value}` | {what.meaning} |\n" in sla_document()


def test_no_line_is_too_long_for_a_page_unless_it_is_a_table() -> None:
    assert [
        line for line in sla_document().splitlines() if len(line) > 125 and not line.startswith("|")
    ] == []
