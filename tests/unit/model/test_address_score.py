"""Bounces weigh less with time, and only those that speak of the address weigh at all."""

from datetime import UTC, datetime, timedelta

import pytest

from mailgate.config.bounces import BouncesTable
from mailgate.model.address_score import AddressScore, Hit, hit_of, scored

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
POLICY = BouncesTable().policy
DAY = timedelta(days=1)


def after(*hits: tuple[float, Hit]) -> AddressScore:
    """The score after these hits, each on its day."""
    score = None
    for day, hit in hits:
        score = scored(score, hit, NOW + day * DAY, POLICY)
    assert score is not None
    return score


def test_a_score_halves_itself_with_each_half_life() -> None:
    score = after((0, Hit.HARD))
    assert [round(score.value_at(NOW + d * DAY, POLICY), 3) for d in (0, 7, 14, 28, 140)] == [
        1, 0.707, 0.5, 0.25, 0.001,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("hits", "muted"),
    [
        ([(0, Hit.HARD)], False),
        ([(0, Hit.HARD), (1, Hit.HARD)], True),
        ([(0, Hit.HARD), (14, Hit.HARD)], True),
        ([(0, Hit.HARD), (15, Hit.HARD)], False),
        ([(0, Hit.SOFT)] * 5, False),
        ([(0, Hit.SOFT)] * 6, True),
        ([(d * 14, Hit.SOFT) for d in range(100)], False),
        ([(0, Hit.HARD), (0, Hit.SOFT), (1, Hit.SOFT), (2, Hit.SOFT)], True),
    ],
)
def test_an_address_is_dead_when_enough_came_back_of_late(hits: list[tuple[float, Hit]], muted: bool) -> None:
    assert after(*hits).muted(NOW + hits[-1][0] * DAY) is muted


def test_a_dead_address_gets_nothing_for_sixty_days_and_no_longer() -> None:
    score = after((0, Hit.HARD), (1, Hit.HARD))
    assert score.muted(NOW + 60 * DAY)
    assert not score.muted(NOW + 61 * DAY)


def test_a_later_hit_makes_a_mute_longer_and_never_shorter() -> None:
    dead = after((0, Hit.HARD), (1, Hit.HARD))
    assert scored(dead, Hit.HARD, NOW + 2 * DAY, POLICY).muted_until == NOW + 62 * DAY
    assert scored(dead, Hit.SOFT, NOW + 59 * DAY, POLICY).muted_until == dead.muted_until


def test_a_clock_that_went_back_neither_heals_nor_kills() -> None:
    score = scored(after((0, Hit.HARD)), Hit.SOFT, NOW - 30 * DAY, POLICY)
    assert (round(score.value, 2), score.at) == (1.25, NOW)


@pytest.mark.parametrize(
    ("reason", "permanent", "hit"),
    [
        ("unknown-user", True, Hit.HARD),
        ("unknown-domain", True, Hit.HARD),
        ("disabled", True, Hit.HARD),
        ("unknown-user", False, Hit.SOFT),
        ("mailbox-full", True, Hit.SOFT),
        ("expired", False, Hit.SOFT),
        ("unknown", True, Hit.SOFT),
        ("", True, Hit.SOFT),
        ("content", True, None),
        ("refused", True, None),
        ("authentication", True, None),
        ("too-large", True, None),
        ("loop", True, None),
    ],
)
def test_what_speaks_of_our_mail_does_not_count(reason: str, permanent: bool, hit: Hit | None) -> None:
    assert hit_of(reason, permanent=permanent) is hit
