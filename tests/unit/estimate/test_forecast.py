"""Which tickets are compared, when a wider cell is asked, and how the queue moves the time."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest

from mailgate.model.case import Case
from mailgate.sla.calendar import Calendar
from mailgate.sla.estimate.band import Band, band
from mailgate.sla.estimate.cell import ALL, Cell
from mailgate.sla.estimate.forecast import Cells, grouped
from mailgate.sla.estimate.level import Learning
from mailgate.sla.estimate.method import Method
from mailgate.sla.estimate.seen import Pace, pace, seen, working_day_s

MONDAY = datetime(2026, 11, 2, 9, tzinfo=UTC)  # 10:00 in Copenhagen
HOUR = timedelta(hours=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def case(arrived: datetime, hours: float | None, category: str = "fault", priority: str = "normal") -> Case:
    answered = arrived + timedelta(hours=hours) if hours is not None else None
    return Case(arrived, answered, None, "support", category, priority)


def cells(cases: list[Case], calendar: Calendar, now: datetime, method: Method | None = None) -> Cells:
    method = method or Method(queue=0)
    history = seen(cases, calendar)
    return Cells(grouped(history, method), now, history[-1].arrived_s + 3600, method)


@pytest.mark.parametrize(
    ("calendar", "local", "wanted"),
    [
        ("CPH", "2026-11-24T08:00+01:00", Band.FIRST),
        ("CPH", "2026-11-24T09:59:59+01:00", Band.FIRST),
        ("CPH", "2026-11-24T10:00+01:00", Band.MIDDLE),
        ("CPH", "2026-11-24T14:00+01:00", Band.LAST),
        ("CPH", "2026-11-24T16:00+01:00", Band.OUT),
        ("CPH", "2026-11-22T12:00+01:00", Band.OUT),
        ("CPH", "2026-12-25T12:00+01:00", Band.OUT),
        ("BER", "2026-11-24T13:30+01:00", Band.MIDDLE),  # a lunch break makes no second morning
        ("BER", "2026-11-24T12:30+01:00", Band.OUT),
        ("ALL", "2026-11-24T01:00+01:00", Band.FIRST),
        ("ALL", "2026-11-24T23:00+01:00", Band.LAST),
    ],
)
def test_the_band_is_the_part_of_the_working_day(
    calendars: Mapping[str, Calendar], calendar: str, local: str, wanted: Band
) -> None:
    assert band(calendars[calendar], at(local)) is wanted


def test_band_then_category_then_priority_are_dropped() -> None:
    cell = Cell("fault", "high", "middle")
    assert list(cell.wider()) == [cell, Cell("fault", "high"), Cell(None, "high"), ALL]


def test_a_cell_with_too_few_cases_gives_way_to_a_wider_one(calendars: Mapping[str, Calendar]) -> None:
    many = [case(MONDAY + n * timedelta(minutes=2), 2.0) for n in range(60)]
    few = [case(MONDAY + n * timedelta(minutes=2), 5.0, "invoice") for n in range(5)]
    found = cells(many + few, calendars["ALL"], MONDAY + timedelta(hours=20))
    fault = found.forecast(Cell("fault", "normal", "middle"), 0, 0.8)
    invoice = found.forecast(Cell("invoice", "normal", "middle"), 0, 0.8)
    assert fault is not None
    assert (fault.seconds, fault.cell) == (7200, Cell("fault", "normal", "middle"))
    assert invoice is not None
    assert invoice.cell == Cell(None, "normal")


def test_without_thirty_cases_nothing_is_promised(calendars: Mapping[str, Calendar]) -> None:
    found = cells([case(MONDAY, 2.0) for _ in range(29)], calendars["ALL"], MONDAY + 20 * HOUR)
    assert found.forecast(ALL, 0, 0.8) is None


def test_old_cases_fade_and_those_before_the_window_are_gone(calendars: Mapping[str, Calendar]) -> None:
    slow = [case(MONDAY - timedelta(days=70), 30.0) for _ in range(200)]
    fast = [case(MONDAY, 2.0) for _ in range(60)]
    now = MONDAY + timedelta(days=2)
    found = cells(slow + fast, calendars["ALL"], now).forecast(ALL, 0, 0.8)
    assert found is not None
    assert found.seconds == 7200
    gone = cells(slow, calendars["ALL"], MONDAY + timedelta(days=30))
    assert gone.forecast(ALL, 0, 0.8) is None


def test_nobody_is_promised_an_answer_within_the_hour(calendars: Mapping[str, Calendar]) -> None:
    found = cells([case(MONDAY, 0.1) for _ in range(60)], calendars["ALL"], MONDAY + 20 * HOUR)
    quick = found.forecast(ALL, 0, 0.8)
    assert quick is not None
    assert quick.seconds == 3600


def test_a_longer_queue_gives_a_later_time(calendars: Mapping[str, Calendar]) -> None:
    cases = [case(MONDAY + n * HOUR, 6.0) for n in range(80)]
    found = cells(cases, calendars["ALL"], MONDAY + timedelta(days=4), Method())
    times = [f.seconds for ahead in (0, 8, 40) if (f := found.forecast(ALL, ahead * 3600, 0.8)) is not None]
    assert times == sorted(set(times))
    assert len(times) == 3


def test_the_queue_is_what_waits_by_the_pace_of_two_working_days(calendars: Mapping[str, Calendar]) -> None:
    day = working_day_s(calendars["CPH"])
    assert day == 8 * 3600
    answered = [*range(0, day, 3600), *range(10 * day, 12 * day, 3600)]  # sixteen in the last two days
    assert pace(answered, 12 * day, day) == Pace(16 - 1, 2 * day)  # the one at the very edge is out
    assert Pace(16, 2 * day).ahead_s(15) == 16 * 3600
    assert Pace(0, 2 * day).ahead_s(0) == 4 * day  # nobody answers: a long time, not for ever


def test_a_case_knows_nothing_of_what_came_after_it(calendars: Mapping[str, Calendar]) -> None:
    cases = [case(MONDAY + n * HOUR, 3.0 + n % 5) for n in range(60)]
    whole = seen(cases, calendars["CPH"])
    assert [s.ahead_s for s in seen(cases[:40], calendars["CPH"])] == [s.ahead_s for s in whole[:40]]


def test_a_ticket_closed_without_an_answer_leaves_the_queue(calendars: Mapping[str, Calendar]) -> None:
    quiet = Case(MONDAY, None, MONDAY + HOUR, "support", "fault", "normal")
    forgotten = Case(MONDAY - timedelta(days=29), None, None, "support", "fault", "normal")
    late = case(MONDAY + 2 * HOUR, None)
    (*_, found) = seen([quiet, forgotten, late], calendars["ALL"])
    assert (
        found.ahead_s == seen([case(MONDAY - timedelta(days=29), None), late], calendars["ALL"])[-1].ahead_s
    )


def test_the_level_rises_with_each_miss_and_stays_in_its_bounds() -> None:
    learning = Learning()
    assert learning.over([]) == 0.8
    assert learning.after(0.8, kept=False) == pytest.approx(0.816)
    assert learning.after(0.8, kept=True) == pytest.approx(0.796)
    assert learning.over([False] * 100) == 0.97
    assert learning.over([True] * 100) == 0.50
    assert learning.over([True, True, True, True, False] * 50) == pytest.approx(0.8)


def test_who_has_waited_long_already_is_told_more_than_who_just_came(
    calendars: Mapping[str, Calendar],
) -> None:
    cases = [case(MONDAY + n * timedelta(minutes=5), 1.0 + n % 10) for n in range(200)]
    found = cells(cases, calendars["ALL"], MONDAY + timedelta(days=3))
    halves = [found.still(ALL, 0, hours * 3600, 0.45) for hours in (0, 4, 8)]
    assert halves == [5 * 3600, 7 * 3600, 9 * 3600]
    assert found.still(ALL, 0, 10 * 3600, 0.5) == 11 * 3600  # longer than anybody ever: an hour at the least
    assert cells(cases[:20], calendars["ALL"], MONDAY + timedelta(days=3)).still(ALL, 0, 0, 0.5) is None
