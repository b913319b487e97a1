"""On simulated desks the estimate keeps what it says; a short walk for every day, the figures are in bench/."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bench.estimate_desk import history, office
from bench.estimate_figures import OPEN, RESERVED, Figures, desk
from mailgate.model.case import Case
from mailgate.sla.estimate.backtest import backtest
from mailgate.sla.estimate.score import Judged, pinball, score, wilson, worst_window

WEEKS = 14


@pytest.fixture(scope="module")
def found() -> Figures:
    return desk(9, weeks=WEEKS, agents=3)


def test_kept_as_often_as_it_says_and_worth_more_than_one_fixed_time(found: Figures) -> None:
    """Wider than what is demanded of the full figures: this is a quarter of a year of one small desk."""
    assert 0.72 <= found.coverage <= 0.92
    assert found.worst >= 0.5
    assert found.loss_h <= 0.8 * found.static_h
    assert found.loss_h <= 0.8 * found.rolling_h


def test_the_reserved_seeds_are_none_that_were_looked_at() -> None:
    assert len(set(OPEN) | set(RESERVED)) >= 20
    assert not set(OPEN) & set(RESERVED)


def test_the_walk_never_looks_ahead() -> None:
    """What comes after a day changes no promise that was made before it."""
    cases = history(7, weeks=8, agents=3)
    cut = cases[len(cases) // 2].arrived_at
    early = [_as_of(cut, case) for case in cases if case.arrived_at <= cut]
    whole = [j.promised_s for j in backtest(cases, office()).judged]
    half = [j.promised_s for j in backtest(early, office()).judged]
    left = iter(whole)  # those whose time lies beyond the cut are not judged in the half
    assert len(half) > 200
    assert all(any(promise == other for other in left) for promise in half)


def _as_of(cut: datetime, case: Case) -> Case:
    answered, closed = case.answered_at, case.closed_at
    return replace(
        case,
        answered_at=answered if answered is not None and answered <= cut else None,
        closed_at=closed if closed is not None and closed <= cut else None,
    )


def test_the_same_seed_is_the_same_desk() -> None:
    assert history(5, weeks=3) == history(5, weeks=3) != history(6, weeks=3)


def test_nobody_is_answered_before_they_wrote_or_while_the_desk_is_closed() -> None:
    calendar = office()
    for case in history(4, weeks=6):
        if case.answered_at is not None:
            assert case.answered_at >= case.arrived_at
            local = case.answered_at - timedelta(seconds=1)
            assert calendar.openings(local.date())


def test_an_interval_by_hand() -> None:
    low, high = wilson(80, 100)
    assert (round(low, 4), round(high, 4)) == (0.7112, 0.8666)


def test_loss_costs_four_times_as_much_for_late_as_for_loose() -> None:
    assert pinball(10, 5) == pytest.approx(4)
    assert pinball(5, 10) == pytest.approx(1)
    assert pinball(5, 5) == 0


def test_the_worst_window_is_of_twenty_days_with_promises() -> None:
    days = [Judged(day, 3600, 1800, kept=day >= 5) for day in range(0, 60, 2)]
    assert worst_window(days[:19]) is None
    assert worst_window(days) == 17 / 20


def test_an_unanswered_ticket_counts_as_missed_and_has_no_loss() -> None:
    made = score([Judged(0, 3600, None, kept=False), Judged(0, 3600, 3600, kept=True)])
    assert made is not None
    assert (made.coverage, made.loss_h) == (0.5, 0.0)
