from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfoNotFoundError

import pytest

from mailgate.errors import ConfigError
from mailgate.sla.calendar import (
    Calendar,
    NoWorkingTime,
    due,
    elapsed,
    is_open,
    next_closing,
    next_opening,
)
from mailgate.sla.hours import Opening

MONDAY = datetime(2026, 11, 23, 7, tzinfo=UTC)  # 08:00 in Copenhagen
CLOSED_WEEK = ((),) * 7


def local(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    "ask",
    [
        lambda c, naive: elapsed(c, naive, MONDAY),
        lambda c, naive: elapsed(c, MONDAY, naive),
        lambda c, naive: due(c, naive, 60),
        lambda c, naive: due(c, naive, 0),
        is_open,
        next_opening,
        next_closing,
    ],
)
def test_a_time_without_a_zone_is_refused(
    calendars: Mapping[str, Calendar], ask: Callable[[Calendar, datetime], object]
) -> None:
    with pytest.raises(ValueError, match="no zone"):
        ask(calendars["CPH"], MONDAY.replace(tzinfo=None))


def test_nothing_elapses_backwards(calendars: Mapping[str, Calendar]) -> None:
    assert elapsed(calendars["ALL"], MONDAY, MONDAY) == 0
    assert elapsed(calendars["ALL"], MONDAY, MONDAY - timedelta(hours=1)) == 0


def test_a_fraction_of_a_second_is_dropped(calendars: Mapping[str, Calendar]) -> None:
    late = timedelta(microseconds=999_999)

    assert due(calendars["CPH"], MONDAY + late, 60) == MONDAY + timedelta(seconds=60)
    assert elapsed(calendars["CPH"], MONDAY + late, MONDAY + timedelta(seconds=1)) == 1


def test_a_target_of_zero_is_due_at_the_start_even_out_of_hours(calendars: Mapping[str, Calendar]) -> None:
    sunday = datetime(2026, 11, 22, 3, tzinfo=UTC)

    assert due(calendars["CPH"], sunday, 0) == sunday


def test_a_negative_target_is_refused(calendars: Mapping[str, Calendar]) -> None:
    with pytest.raises(ValueError, match="negative"):
        due(calendars["CPH"], MONDAY, -1)


@pytest.mark.parametrize(
    ("name", "when", "opened"),
    [
        ("CPH", "2026-11-23 07:59:59+01:00", False),
        ("CPH", "2026-11-23 08:00+01:00", True),
        ("CPH", "2026-11-23 15:59:59+01:00", True),
        ("CPH", "2026-11-23 16:00+01:00", False),
        ("CPH", "2027-03-25 10:00+01:00", False),
        ("ALL", "2027-01-01 00:00+01:00", True),
        ("HALF", "2026-12-31 12:00+01:00", False),
        ("HALF", "2026-12-25 09:30+01:00", True),
        ("NIGHT", "2026-10-24 05:59:59+02:00", True),
        ("NIGHT", "2026-10-25 23:00+01:00", False),
        ("IN-FOLD", "2026-10-25 02:45+02:00", True),
        ("IN-FOLD", "2026-10-25 02:45+01:00", False),
    ],
)
def test_working_time_begins_with_the_opening_second_and_excludes_the_closing_one(
    calendars: Mapping[str, Calendar], name: str, when: str, opened: bool
) -> None:
    assert is_open(calendars[name], local(when)) is opened


@pytest.mark.parametrize(
    ("name", "when", "opening", "closing"),
    [
        ("CPH", "2026-11-23 10:00+01:00", "2026-11-23 10:00+01:00", "2026-11-23 16:00+01:00"),
        ("CPH", "2026-11-27 16:00+01:00", "2026-11-30 08:00+01:00", "2026-11-30 16:00+01:00"),
        ("BER", "2026-11-23 12:00+01:00", "2026-11-23 13:00+01:00", "2026-11-23 17:00+01:00"),
        ("CPH", "2027-03-24 16:00+01:00", "2027-03-30 08:00+02:00", "2027-03-30 16:00+02:00"),
        # the year ends, in UTC, in the middle of a shift
        ("NIGHTLY", "2026-12-31 23:00+01:00", "2026-12-31 23:00+01:00", "2027-01-01 06:00+01:00"),
        ("NIGHTLY", "2026-12-31 12:00+01:00", "2026-12-31 22:00+01:00", "2027-01-01 06:00+01:00"),
    ],
)
def test_the_next_opening_and_the_closing_after_it(
    calendars: Mapping[str, Calendar], name: str, when: str, opening: str, closing: str
) -> None:
    assert next_opening(calendars[name], local(when)) == local(opening)
    assert next_closing(calendars[name], local(when)) == local(closing)


def test_a_closing_on_the_very_end_of_a_year_is_found() -> None:
    utc = Calendar("utc", "UTC", ((Opening(0, 1440),),) * 7, holidays={date(2027, 1, 1): "New Year"})

    assert next_closing(utc, datetime(2026, 12, 31, 12, tzinfo=UTC)) == datetime(2027, 1, 1, tzinfo=UTC)


def test_round_the_clock_never_closes(calendars: Mapping[str, Calendar]) -> None:
    assert next_closing(calendars["ALL"], MONDAY) is None


@pytest.mark.parametrize("ask", [lambda c: due(c, MONDAY, 1), lambda c: next_closing(c, MONDAY)])
def test_a_calendar_that_stays_closed_is_told_and_not_searched_for_ever(
    ask: Callable[[Calendar], object],
) -> None:
    past = Calendar("gone", "UTC", CLOSED_WEEK, dates={date(2020, 1, 1): (Opening(480, 960),)})

    with pytest.raises(NoWorkingTime) as caught:
        ask(past)

    assert isinstance(caught.value, ConfigError)
    (fault,) = caught.value.faults
    assert (fault.file, fault.key) == ("calendars.toml", "calendar.gone")
    assert "five years after 2026-11-23" in fault.problem
    assert fault.remedy


def test_a_rare_opening_within_five_years_is_found() -> None:
    rare = Calendar("rare", "UTC", CLOSED_WEEK, dates={date(2031, 6, 2): (Opening(480, 960),)})

    assert due(rare, MONDAY, 3600) == datetime(2031, 6, 2, 9, tzinfo=UTC)


def test_a_target_beyond_a_hundred_years_is_told() -> None:
    minute = Calendar("minute", "UTC", ((Opening(480, 481),), *CLOSED_WEEK[1:]))

    with pytest.raises(NoWorkingTime, match="a hundred years"):
        due(minute, MONDAY, 120 * 3600)


def test_shared_time_counts_once() -> None:
    shared = Calendar(
        "shared",
        "UTC",
        ((Opening(22 * 60, 30 * 60),),) * 7,
        dates={date(2026, 11, 24): (Opening(300, 720),)},  # 05:00, an hour before Monday's shift ends
        additions={date(2026, 11, 24): (Opening(600, 780),)},
    )
    midnight = datetime(2026, 11, 24, tzinfo=UTC)

    assert elapsed(shared, midnight, midnight + timedelta(days=1)) == 13 * 3600


def test_a_calendar_is_a_value() -> None:
    week = ((Opening(480, 960),),) * 7
    one, same = Calendar("a", "UTC", week), Calendar("a", "UTC", week)
    due(one, MONDAY, 3600)

    assert one == same
    assert hash(one) == hash(same)
    assert one != Calendar("a", "UTC", week, holidays={date(2026, 11, 23): "Fair"})


def test_a_calendar_does_not_follow_changes_to_what_it_was_made_from() -> None:
    dates: dict[date, tuple[Opening, ...]] = {}
    calendar = Calendar("a", "UTC", ((Opening(480, 960),),) * 7, dates=dates)
    dates[MONDAY.date()] = ()

    assert is_open(calendar, MONDAY + timedelta(hours=1))


def test_a_calendar_needs_seven_days_and_a_zone() -> None:
    with pytest.raises(ValueError, match="seven days"):
        Calendar("a", "UTC", CLOSED_WEEK[:5])
    with pytest.raises(ZoneInfoNotFoundError):
        Calendar("a", "Europe/Nowhere", CLOSED_WEEK)


def test_a_year_beyond_the_tables_is_refused(calendars: Mapping[str, Calendar]) -> None:
    with pytest.raises(ValueError, match="9999"):
        is_open(calendars["CPH"], datetime(9999, 6, 1, tzinfo=UTC))
