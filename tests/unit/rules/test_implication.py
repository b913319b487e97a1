"""What is said of conditions without any mail holds for every mail."""

from hypothesis import given
from hypothesis import strategies as st

from mailgate.rules.condition import All, Condition
from mailgate.rules.facts import Facts
from mailgate.rules.followers import Followers
from mailgate.rules.implication import implies, impossible
from mailgate.rules.view import View
from tests.unit.rules.anything import mails, whens


def holds(condition: Condition, found: Facts) -> bool:
    return condition.holds(View(found))


@given(whens(), whens(), st.lists(mails(), min_size=1, max_size=3))
def test_what_follows_from_a_condition_holds_wherever_it_holds(
    one: Condition, other: Condition, found: list[Facts]
) -> None:
    both = All((one, other))
    assert implies(both, one)
    assert implies(both, other)
    if implies(one, other):
        assert all(holds(other, each) for each in found if holds(one, each))


@given(whens(), mails())
def test_what_is_impossible_never_happens(condition: Condition, found: Facts) -> None:
    if impossible(condition) is not None:
        assert not holds(condition, found)


@given(st.lists(whens(), min_size=2, max_size=6))
def test_the_quick_look_leaves_out_nothing_that_follows(conditions: list[Condition]) -> None:
    followers = Followers(dict(enumerate(conditions)))
    for given_ in conditions:
        follow = {place for place, asked in enumerate(conditions) if implies(given_, asked)}
        assert follow <= followers.of(given_)
