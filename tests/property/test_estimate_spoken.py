"""Over any calendar: no promise is outside working hours, in the past, or earlier than what it stands for."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from mailgate.errors import ConfigError
from mailgate.model.decision import Precision
from mailgate.sla.calendar import Calendar, due, elapsed, is_open
from mailgate.sla.estimate.spoken import spoken
from tests.property.test_sla_working_time import ZONES, random_openings

SECOND = timedelta(seconds=1)
HOUR_S = 3600


def random_calendar(random: Random) -> Calendar:
    week = tuple(random_openings(random) for _ in range(7))
    start = datetime(2026, 1, 1, tzinfo=UTC).date()
    days = [start + timedelta(days=random.randrange(365)) for _ in range(20)]
    return Calendar("any", random.choice(ZONES), week, {}, dict.fromkeys(days, ()))


@pytest.mark.parametrize("seed", range(40))
def test_a_promise_is_in_working_time_and_never_too_early(seed: int) -> None:
    random = Random(seed)
    calendar = random_calendar(random)
    for _ in range(25):
        arrived = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=random.randrange(360 * 86400))
        now = arrived + timedelta(seconds=random.choice((0, 0, 1, 30, random.randrange(4 * 86400))))
        wait = random.choice((1, HOUR_S, 4 * HOUR_S, random.randrange(1, 200 * HOUR_S)))
        try:
            found = spoken(calendar, arrived, now, wait)
        except ConfigError:
            assert not any(calendar.week)  # the only desk that can promise nothing never opens
            return
        until = found.until
        assert is_open(calendar, until) or is_open(calendar, until - SECOND)
        assert until > now
        assert elapsed(calendar, now, until) >= HOUR_S - 1
        assert until >= due(calendar, arrived, wait) - SECOND
        if found.precision is Precision.DAY:
            assert elapsed(calendar, now, until) >= 4 * HOUR_S - 1
