"""Times as a person writes them, in the reader's zone."""

from datetime import UTC, datetime, timedelta

import pytest

from mailgate.letters.times import by, day

NOW = datetime(2026, 11, 23, 22, 30, tzinfo=UTC)  # 23:30 in Copenhagen
CPH = "Europe/Copenhagen"


@pytest.mark.parametrize(
    ("until", "zone", "words"),
    [
        (NOW, CPH, "today at 23:30 CET"),
        (NOW + timedelta(hours=1), CPH, "tomorrow at 00:30 CET"),
        (NOW + timedelta(hours=1), "UTC", "today at 23:30 UTC"),
        (NOW + timedelta(days=2), CPH, "Wednesday 25 November at 23:30 CET"),
        (NOW - timedelta(days=1), CPH, "Sunday 22 November at 23:30 CET"),
        (datetime(2027, 1, 4, 8, 0, tzinfo=UTC), CPH, "Monday 4 January 2027 at 09:00 CET"),
        (datetime(2027, 7, 1, 8, 0, tzinfo=UTC), CPH, "Thursday 1 July 2027 at 10:00 CEST"),
    ],
)
def test_a_time_is_told_in_the_readers_zone(until: datetime, zone: str, words: str) -> None:
    assert by(until, NOW, zone) == words


def test_the_year_is_the_readers_year() -> None:
    eve = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    assert day(eve, eve, CPH) == "Friday 1 January"
    assert day(eve, eve - timedelta(hours=2), CPH) == "Friday 1 January 2027"
