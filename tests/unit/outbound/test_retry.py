from datetime import UTC, datetime, timedelta

import pytest

from mailgate.outbound.retry import Backoff, BackoffPolicy, RetryPolicy

START = datetime(2026, 3, 28, 12, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("attempts", "wait"),
    [
        (0, MINUTE),
        (1, MINUTE),
        (2, 2 * MINUTE),
        (3, 4 * MINUTE),
        (8, 128 * MINUTE),
        (9, 4 * HOUR),
        (10, 4 * HOUR),
        (10**9, 4 * HOUR),
    ],
)
def test_waits_double_from_a_minute_to_four_hours(attempts: int, wait: timedelta) -> None:
    assert RetryPolicy().next_attempt(attempts, START, START, 0.0) == START + wait


@pytest.mark.parametrize("jitter", [0.0, 0.25, 0.5, 0.999999])
def test_jitter_takes_away_at_most_a_quarter(jitter: float) -> None:
    at = RetryPolicy().next_attempt(9, START, START, jitter)
    assert at is not None
    assert 3 * HOUR <= at - START <= 4 * HOUR


def test_more_jitter_is_sooner() -> None:
    policy = RetryPolicy()
    assert policy.next_attempt(5, START, START, 0.9) < policy.next_attempt(5, START, START, 0.1)  # type: ignore[operator]


@pytest.mark.parametrize(
    ("age", "at"),
    [
        (5 * DAY, None),
        (6 * DAY, None),
        (5 * DAY - HOUR, START + 5 * DAY),
        (5 * DAY - timedelta(microseconds=1), START + 5 * DAY),
        (5 * DAY - 5 * HOUR, START + 5 * DAY - HOUR),
    ],
)
def test_a_mail_expires_after_five_days_with_a_last_attempt_at_the_end(
    age: timedelta, at: datetime | None
) -> None:
    assert RetryPolicy().next_attempt(40, START, START + age, 0.0) == at


def test_a_mail_that_always_fails_is_tried_a_bounded_number_of_times() -> None:
    now: datetime | None = START
    attempts = 0
    while now is not None:
        attempts += 1
        last = now
        now = RetryPolicy().next_attempt(attempts, START, now, 0.5)
    assert last == START + 5 * DAY
    assert 35 < attempts < 60


def test_a_clock_that_jumped_back_neither_expires_nor_hurries_a_mail() -> None:
    assert RetryPolicy().next_attempt(1, START, START - DAY, 0.0) == START - DAY + MINUTE


def after_failures(count: int, *, pause: timedelta = HOUR) -> Backoff:
    state = Backoff()
    for number in range(count):
        state = BackoffPolicy().failed(state, START + number * pause, 0.0)
    return state


@pytest.mark.parametrize(
    ("failures", "rest"),
    [
        (3, timedelta(seconds=30)),
        (4, MINUTE),
        (5, 2 * MINUTE),
        (7, 8 * MINUTE),
        (8, 15 * MINUTE),
        (50, 15 * MINUTE),
    ],
)
def test_a_destination_that_fails_in_a_row_rests_longer_each_time(failures: int, rest: timedelta) -> None:
    last = START + (failures - 1) * HOUR
    state = after_failures(failures)
    assert state == Backoff(failures, last + rest)
    assert state.rests(last)
    assert not state.rests(last + rest)
    assert state.on_trial


def test_two_failures_cost_nobody_else_a_wait() -> None:
    state = after_failures(2)
    assert not state.rests(START)
    assert not state.on_trial


def test_failures_of_attempts_already_under_way_count_once() -> None:
    resting = after_failures(3)
    assert BackoffPolicy().failed(resting, START + 2 * HOUR, 0.0) == resting


def test_a_success_forgets_all() -> None:
    assert BackoffPolicy().succeeded() == Backoff()
