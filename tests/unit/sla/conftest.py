"""The calendars of the examples, by name."""

from collections.abc import Mapping
from datetime import date

import pytest

from mailgate.sla.calendar import Calendar
from mailgate.sla.calendar_file import build_calendar

OFFICE = {"mon-fri": ["08:00-16:00"]}
ALWAYS = {"mon-sun": ["00:00-24:00"]}
NIGHT = {"mon-fri": ["22:00-06:00"]}


@pytest.fixture(scope="session")
def calendars() -> Mapping[str, Calendar]:
    cph = "Europe/Copenhagen"
    made = (
        build_calendar("CPH", zone=cph, hours=OFFICE, holidays=["DK"]),
        build_calendar("OSL", zone="Europe/Oslo", hours=OFFICE, holidays=["NO"]),
        build_calendar("WAW", zone="Europe/Warsaw", hours=OFFICE, holidays=["PL"]),
        build_calendar(
            "BER", zone="Europe/Berlin", hours={"mon-fri": ["09:00-12:00", "13:00-17:00"]}, holidays=["DE"]
        ),
        build_calendar("ALL", zone=cph, hours=ALWAYS),
        build_calendar("MUC", zone="Europe/Berlin", hours=OFFICE, holidays=["DE-BY"]),
        build_calendar("NYC", zone="America/New_York", hours={"mon-fri": ["09:00-17:00"]}, holidays=["US"]),
        build_calendar(
            "HALF",
            zone=cph,
            hours=OFFICE,
            holidays=["DK"],
            dates={date(2026, 12, 24): [], date(2026, 12, 31): ["08:00-12:00"]},
            additions={date(2026, 12, 19): ["10:00-14:00"], date(2026, 12, 25): ["09:00-10:00"]},
        ),
        build_calendar("NIGHT", zone=cph, hours=NIGHT, holidays=["DK"]),
        build_calendar("NIGHTLY", zone=cph, hours={"mon-sun": ["22:00-06:00"]}),
        build_calendar("KTM", zone="Asia/Kathmandu", hours={"sun-fri": ["10:00-17:00"]}),
        build_calendar("LHI", zone="Australia/Lord_Howe", hours=ALWAYS),
        build_calendar("LHI-NIGHT", zone="Australia/Lord_Howe", hours={"sun": ["01:00-03:00"]}),
        build_calendar("APIA", zone="Pacific/Apia", hours=OFFICE),
        build_calendar("APIA-ALL", zone="Pacific/Apia", hours=ALWAYS),
        build_calendar("APIA-NIGHT", zone="Pacific/Apia", hours=NIGHT),
        build_calendar("IN-GAP", zone=cph, hours={"sun": ["02:30-05:00"]}),
        build_calendar("TO-GAP", zone=cph, hours={"sun": ["01:00-02:30"]}),
        build_calendar("AROUND-GAP", zone=cph, hours={"sun": ["01:00-02:30", "03:00-05:00"]}),
        build_calendar("IN-FOLD", zone=cph, hours={"sun": ["02:00-02:30"]}),
        build_calendar("AROUND-FOLD", zone=cph, hours={"sun": ["01:00-02:30", "02:30-04:00"]}),
    )
    return {calendar.name: calendar for calendar in made}
