from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from mailgate.errors import ConfigError
from mailgate.sla.calendar_file import build_calendar
from mailgate.sla.hours import Opening

OFFICE = {"mon-fri": ["08:00-16:00"]}
CHRISTMAS_EVE = date(2026, 12, 24)


def settings(**changes: Any) -> dict[str, Any]:
    return {"zone": "Europe/Copenhagen", "hours": OFFICE, **changes}


BAD = [
    ({"zone": "Europe/Copenhage"}, "zone", "no time zone", "Europe/Copenhagen"),
    ({"zone": "Europe"}, "zone", "no time zone", "did you mean"),
    ({"zone": ""}, "zone", "no time zone", "IANA"),
    ({"zone": "../../etc/passwd"}, "zone", "no time zone", "IANA"),
    ({"zone": "a\0b"}, "zone", "no time zone", "IANA"),
    ({"hours": {"mon-fri": ["8-16"]}}, "hours.mon-fri", "not an opening", "08:00-16:00"),
    ({"hours": {"mon-fri": ["08:00-25:00"]}}, "hours.mon-fri", "no clock shows", "24:00 as an end"),
    ({"hours": {"mon-fri": ["08:60-09:00"]}}, "hours.mon-fri", "no clock shows", "23:59"),
    ({"hours": {"mon-fri": ["24:00-08:00"]}}, "hours.mon-fri", "no clock shows", "as an end"),
    ({"hours": {"mon-fri": ["08:00-08:00"]}}, "hours.mon-fri", "ends when it starts", "00:00-24:00"),
    ({"hours": {"weekdays": ["08:00-16:00"]}}, "hours.weekdays", "does not name weekdays", "mon-fri"),
    ({"hours": {"mon": ["08:00-12:00", "11:00-16:00"]}}, "hours", "mon 08:00-12:00 and mon 11:00", "write"),
    ({"hours": OFFICE | {"fri": ["15:00-18:00"]}}, "hours", "fri 08:00-16:00 and fri 15:00-18:00", "write"),
    ({"hours": {"mon": ["22:00-06:00"], "tue": ["05:00-08:00"]}}, "hours", "tue 05:00-08:00", "before"),
    ({"hours": {"sun": ["22:00-06:00"], "mon": ["05:00-08:00"]}}, "hours", "and mon 05:00-08:00", "before"),
    ({"hours": {}}, "hours", "never opens", "mon-fri"),
    ({"hours": {"mon": []}, "dates": {CHRISTMAS_EVE: []}}, "hours", "never opens", "mon-fri"),
    ({"holidays": ["ZQ"]}, "holidays", '"ZQ" names no country', "code"),
    ({"holidays": ["dk"]}, "holidays", '"dk" names no country', "did you mean DK"),
    ({"holidays": ["DE-XX"]}, "holidays", "no subdivision of DE", "DE-BY"),
    ({"holidays": ["DE-"]}, "holidays", "no subdivision of DE", "DE-BY"),
    ({"holidays": [""]}, "holidays", '"" names no country', "code"),
    ({"dates": {CHRISTMAS_EVE: ["noon"]}}, "dates.2026-12-24", "not an opening", "08:00-16:00"),
    ({"dates": {CHRISTMAS_EVE: ["08:00-12:00", "10:00-11:00"]}}, "dates.2026-12-24", "overlap", "before"),
    ({"additions": {CHRISTMAS_EVE: ["8"]}}, "additions.2026-12-24", "not an opening", "08:00-16:00"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "key", "problem", "remedy"), BAD)
def test_a_bad_setting_is_told_with_file_key_and_remedy(
    changes: dict[str, Any], key: str, problem: str, remedy: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        build_calendar("office", **settings(**changes), file="here.toml")

    (fault,) = caught.value.faults
    assert (fault.file, fault.key) == ("here.toml", f"calendar.office.{key}")
    assert problem in fault.problem
    assert remedy in fault.remedy


def test_every_fault_is_told_at_once() -> None:
    with pytest.raises(ConfigError) as caught:
        build_calendar("office", zone="Mars/Base", hours={"mon": ["x"], "no": []}, holidays=["ZQ", "DE-XX"])

    keys = [fault.key.removeprefix("calendar.office.") for fault in caught.value.faults]
    assert keys == ["zone", "hours.mon", "hours.no", "holidays", "holidays"]


@pytest.mark.parametrize(
    "hours",
    [
        {"mon-fri": ["08:00-12:00", "12:00-16:00"]},
        {"mon-sun": ["00:00-24:00"]},
        {"mon-sun": ["06:00-05:59"]},
        {"mon": ["22:00-06:00"], "tue": ["06:00-08:00"]},
    ],
)
def test_openings_may_touch(hours: dict[str, list[str]]) -> None:
    assert build_calendar("office", **settings(hours=hours)).week[0]


def test_the_same_weekday_under_two_keys_has_the_hours_of_both() -> None:
    calendar = build_calendar("office", **settings(hours=OFFICE | {"thu": ["18:00-20:00"]}))

    assert calendar.week[3] == (Opening(480, 960), Opening(1080, 1200))
    assert calendar.week[4] == (Opening(480, 960),)


def test_own_dates_beat_holidays_and_additions_come_on_top() -> None:
    calendar = build_calendar(
        "office",
        **settings(
            holidays=["DK"],
            dates={date(2026, 12, 25): ["10:00-12:00"], date(2026, 12, 28): []},
            additions={date(2026, 12, 28): ["20:00-21:00"], date(2027, 1, 1): ["09:00-10:00"]},
        ),
    )

    assert calendar.openings(date(2026, 12, 25)) == (Opening(600, 720),)
    assert calendar.openings(date(2026, 12, 28)) == (Opening(1200, 1260),)
    assert calendar.openings(date(2027, 1, 1)) == (Opening(540, 600),)
    assert calendar.openings(date(2027, 1, 4)) == (Opening(480, 960),)


def test_two_countries_keep_the_holidays_of_both() -> None:
    calendar = build_calendar("office", **settings(holidays=["DK", "DE-BY"]))

    assert {date(2027, 3, 25), date(2027, 1, 6)} <= set(calendar.holidays)


def test_holidays_are_known_for_the_years_asked_for() -> None:
    calendar = build_calendar("office", **settings(holidays=["DK"], years=range(2027, 2028)))

    assert {day.year for day in calendar.holidays} == {2027}


@pytest.mark.parametrize("read", [lambda c: c.holidays, lambda c: c.dates, lambda c: c.additions])
def test_a_calendar_cannot_be_changed(read: Callable[[Any], Any]) -> None:
    calendar = build_calendar("office", **settings())

    with pytest.raises(TypeError):
        read(calendar)[CHRISTMAS_EVE] = ()
