"""The one table of conditions, operators and actions: what it shows as right is right, and what as refused is refused."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from mailgate.rules import examples
from mailgate.rules.actions import ACTIONS
from mailgate.rules.documents import render
from mailgate.rules.evaluate import evaluate
from mailgate.rules.examples import CAPTURE, Example
from mailgate.rules.fields import FIELDS
from mailgate.rules.operators import OPERATORS
from mailgate.rules.read import read
from mailgate.rules.worked import WORKED, Worked
from tests.unit.rules.mails import facts, faults, one, rules

ROOT = Path(__file__).parents[3]
OF_WHEN = (*examples.CONDITIONS, *examples.NESTED, *examples.OPERATORS)


def names(found: Iterable[Example]) -> list[str]:
    return [example.name for example in found]


def test_every_condition_operator_and_action_has_its_row_in_the_table() -> None:
    assert names(examples.CONDITIONS) == [field.name for field in FIELDS]
    assert names(examples.OPERATORS) == [operator.name for operator in OPERATORS]
    assert names(examples.ACTIONS) == [action.name for action in ACTIONS]


@pytest.mark.parametrize("example", OF_WHEN, ids=lambda e: e.name)
def test_a_condition_is_taken_as_the_table_writes_it(example: Example) -> None:
    more = 'on = "both"'
    assert faults(one(example.accepted, more=more)) == []
    assert rules(one(example.accepted, more=more)).rules[0].name == "It"


@pytest.mark.parametrize("example", OF_WHEN, ids=lambda e: e.name)
def test_a_condition_is_refused_with_its_line_as_the_table_says(example: Example) -> None:
    found = faults(one(example.refused))
    assert len(found) == 1
    assert found[0].startswith("rules.toml: line 5, rule[1].when.")


@pytest.mark.parametrize("example", examples.ACTIONS, ids=lambda e: e.name)
def test_an_action_is_taken_as_the_table_writes_it(example: Example) -> None:
    assert faults(one(CAPTURE, example.accepted)) == []
    (action,) = rules(one(CAPTURE, example.accepted)).rules[0].then
    assert action.kind.name == example.name


@pytest.mark.parametrize("example", examples.ACTIONS, ids=lambda e: e.name)
def test_an_action_is_refused_with_its_line_as_the_table_says(example: Example) -> None:
    found = faults(one(CAPTURE, example.refused))
    assert len(found) == 1
    assert found[0].startswith("rules.toml: line 7, rule[1].then.")


@pytest.mark.parametrize("worked", WORKED, ids=lambda w: w.title)
def test_a_worked_example_can_be_copied_as_it_stands(worked: Worked) -> None:
    found = read(worked.toml, examples.SAMPLE)
    assert found.faults == ()
    assert found.rules.rules


def test_the_document_is_made_from_the_tables() -> None:
    written = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    assert written == render(), "write it anew: python -m mailgate.rules.documents > docs/rules.md"


def test_rules_without_any_text_do_nothing() -> None:
    assert evaluate(rules(""), facts()).applied == ()
