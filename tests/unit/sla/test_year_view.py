"""A year of a calendar as it is shown for review."""

from collections.abc import Mapping
from datetime import date

from mailgate.sla.calendar import Calendar
from mailgate.sla.year_view import (
    ClockChange,
    Mark,
    clock_changes,
    days_of,
    mark_of,
    special_days,
    working_seconds,
)


def test_days_that_differ_are_told_with_their_reasons_and_hours(calendars: Mapping[str, Calendar]) -> None:
    found = {d.day: (d.reason, [str(o) for o in d.hours]) for d in special_days(calendars["HALF"], 2026)}

    assert found[date(2026, 12, 19)] == ("addition", ["10:00-14:00"])
    assert found[date(2026, 12, 24)] == ("own date", [])
    assert found[date(2026, 12, 25)] == ("Christmas Day, addition", ["09:00-10:00"])
    assert found[date(2026, 12, 31)] == ("own date", ["08:00-12:00"])
    assert found[date(2026, 4, 2)] == ("Maundy Thursday", [])
    assert date(2026, 12, 30) not in found


def test_each_day_is_marked_by_how_it_compares_with_its_weekday(calendars: Mapping[str, Calendar]) -> None:
    half = calendars["HALF"]

    assert mark_of(half, date(2026, 12, 30)) is Mark.OPEN
    assert mark_of(half, date(2026, 12, 27)) is Mark.CLOSED
    assert mark_of(half, date(2026, 12, 24)) is Mark.HOLIDAY
    assert mark_of(half, date(2026, 12, 31)) is Mark.OTHER_HOURS
    assert mark_of(half, date(2026, 12, 19)) is Mark.OTHER_HOURS
    assert mark_of(half, date(2026, 12, 26)) is Mark.CLOSED  # a holiday on a Saturday changes nothing


def test_the_days_on_which_clocks_change_are_told(calendars: Mapping[str, Calendar]) -> None:
    assert clock_changes(calendars["CPH"], 2026) == (
        ClockChange(date(2026, 3, 29), "+01:00", "+02:00"),
        ClockChange(date(2026, 10, 25), "+02:00", "+01:00"),
    )
    assert clock_changes(calendars["KTM"], 2026) == ()
    assert [c.after for c in clock_changes(calendars["LHI"], 2026)] == ["+10:30", "+11:00"]


def test_the_working_time_of_the_months_is_that_of_the_year(calendars: Mapping[str, Calendar]) -> None:
    months = working_seconds(calendars["CPH"], 2026)

    assert months[3] == 19 * 8 * 3600  # April: 22 weekdays, three of them holidays
    assert months[9] == 22 * 8 * 3600
    round_the_clock = working_seconds(calendars["ALL"], 2026)
    assert round_the_clock[2] == (31 * 24 - 1) * 3600  # March has an hour less
    assert round_the_clock[9] == (31 * 24 + 1) * 3600
    assert sum(round_the_clock) == 365 * 86_400


def test_a_leap_year_has_its_day() -> None:
    assert date(2028, 2, 29) in set(days_of(2028))
    assert len(list(days_of(2027))) == 365
