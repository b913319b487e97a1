"""The quantile knows of those who still wait: figures worked by hand, and the two ends."""

from random import Random

import pytest

from mailgate.sla.estimate.survival import Waited, curve


def of(*took: float, waiting: tuple[float, ...] = ()) -> list[Waited]:
    return [Waited(t, answered=True) for t in took] + [Waited(t, answered=False) for t in waiting]


def test_without_waiting_tickets_it_is_the_plain_quantile() -> None:
    found = curve(of(*range(1, 11)))
    assert [found.quantile(level) for level in (0.1, 0.5, 0.8, 0.97)] == [1, 5, 8, 10]


def test_the_textbook_case_with_censored_times_comes_out() -> None:
    """Six answers and three that wait, by hand: 8/9, ·6/7, ·4/5, ·1/2."""
    found = curve(of(1, 3, 3, 5, 8, 8, waiting=(1, 4, 8)))
    # At 1 one of 9; at 3 two of 7; at 5 one of 4; at 8 two of 3.
    waits = [8 / 9, 8 / 9 * 5 / 7, 8 / 9 * 5 / 7 * 3 / 4, 8 / 9 * 5 / 7 * 3 / 4 / 3]
    assert list(found.times) == [1, 3, 5, 8]
    assert [1 - share for share in found.shares] == pytest.approx(waits)


def test_leaving_out_those_who_wait_would_promise_too_early() -> None:
    answered = of(*range(1, 9))
    assert (curve(answered).quantile(0.5), curve(answered).quantile(0.8)) == (4, 7)
    assert curve([*answered, *of(waiting=(2.5, 3.5, 9.0))]).quantile(0.5) == 5
    assert curve([*answered, *of(waiting=(2.5, 3.5, 9.0))]).quantile(0.8) == 8


def test_where_too_few_were_ever_answered_nothing_is_known() -> None:
    assert curve(of(1, 2, waiting=(5, 5, 5))).quantile(0.8) is None
    assert curve([]).quantile(0.5) is None


def test_two_cases_of_half_a_weight_are_one_case() -> None:
    whole = curve([Waited(1, answered=True), Waited(2, answered=True), Waited(3, answered=False)])
    halves = curve([Waited(w.took, w.answered, 0.5) for w in of(1, 1, 2, 2, waiting=(3, 3))])
    assert halves.shares == pytest.approx(whole.shares)


def test_effective_cases_count_what_the_weights_leave() -> None:
    assert curve(of(*range(40))).effective == pytest.approx(40)
    faded = [Waited(n, answered=True, weight=2.0**-n) for n in range(40)]
    assert curve(faded).effective == pytest.approx(3, abs=0.1)


def test_in_any_order_the_shares_rise_and_stay_shares() -> None:
    random = Random(1)
    for _ in range(50):
        cases = [
            Waited(random.randrange(20), random.random() < 0.7, random.uniform(0.01, 5))
            for _ in range(random.randrange(1, 60))
        ]
        found = curve(cases)
        assert list(found.shares) == sorted(found.shares)
        assert all(0 < share <= 1 for share in found.shares)
        assert curve(sorted(cases, key=lambda c: -c.took)).shares == pytest.approx(found.shares)
