"""What is said of a time: rounded up as people round, in working time, with the precision it deserves."""

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from mailgate.model.decision import Precision
from mailgate.sla.calendar import Calendar
from mailgate.sla.estimate.spoken import spoken

TIME, DAY = Precision.TIME, Precision.DAY


@pytest.mark.parametrize(
    ("calendar", "arrived", "hours", "wanted", "precision"),
    [
        ("CPH", "2026-11-24T09:10+01:00", 1.0, "2026-11-24T10:30+01:00", TIME),
        ("CPH", "2026-11-24T09:00+01:00", 2.0, "2026-11-24T11:00+01:00", TIME),
        ("CPH", "2026-11-24T08:05+01:00", 6.0, "2026-11-24T15:00+01:00", TIME),
        ("CPH", "2026-11-24T15:20+01:00", 1.0, "2026-11-25T08:30+01:00", TIME),
        (
            "CPH",
            "2026-11-24T15:05+01:00",
            0.7,
            "2026-11-25T08:30+01:00",
            TIME,
        ),  # an hour at least, and 55 min today
        ("CPH", "2026-11-24T08:10+01:00", 7.75, "2026-11-24T16:00+01:00", TIME),  # never past the closing
        ("CPH", "2026-11-24T10:10+01:00", 10.0, "2026-11-25T13:00+01:00", TIME),
        ("CPH", "2026-11-27T10:10+01:00", 10.0, "2026-11-30T13:00+01:00", TIME),  # Monday is Friday's next
        ("CPH", "2026-11-24T10:10+01:00", 16.0, "2026-11-26T16:00+01:00", DAY),
        (
            "CPH",
            "2026-11-22T12:00+01:00",
            9.0,
            "2026-11-24T16:00+01:00",
            DAY,
        ),  # Sunday: Monday would be the next
        ("CPH", "2027-03-24T14:00+01:00", 4.0, "2027-03-30T10:00+02:00", TIME),  # over Easter
        ("BER", "2026-11-24T09:10+01:00", 2.8, "2026-11-24T12:00+01:00", TIME),  # lunch begins
        ("ALL", "2026-11-24T10:10+01:00", 50.0, "2026-11-26T23:59:59+01:00", DAY),
        ("KTM", "2026-11-24T10:10+05:45", 1.0, "2026-11-24T11:30+05:45", TIME),
    ],
)
def test_times_are_said_as_people_say_them(
    calendars: Mapping[str, Calendar],
    calendar: str,
    arrived: str,
    hours: float,
    wanted: str,
    precision: Precision,
) -> None:
    start = datetime.fromisoformat(arrived)
    found = spoken(calendars[calendar], start, start, int(hours * 3600))
    assert (found.until, found.precision) == (datetime.fromisoformat(wanted), precision)


def test_what_was_read_late_is_never_promised_for_the_past(calendars: Mapping[str, Calendar]) -> None:
    arrived, now = datetime(2026, 11, 24, 8, tzinfo=UTC), datetime(2026, 11, 24, 12, 50, tzinfo=UTC)
    assert spoken(calendars["CPH"], arrived, now, 3600).until == datetime(2026, 11, 24, 14, tzinfo=UTC)
