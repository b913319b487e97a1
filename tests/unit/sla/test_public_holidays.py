import os
import subprocess
import sys
from datetime import date

import pytest

from mailgate.sla.holidays import UnknownRegionError, public_holidays

EASTER_MONDAY = {
    2024: date(2024, 4, 1),
    2025: date(2025, 4, 21),
    2026: date(2026, 4, 6),
    2038: date(2038, 4, 26),
}


@pytest.mark.parametrize("region", ["DK", "NO", "PL", "DE"])
@pytest.mark.parametrize("day", EASTER_MONDAY.values())
def test_easter_monday_is_kept_in_four_countries(region: str, day: date) -> None:
    assert day in public_holidays(region)


@pytest.mark.parametrize(
    ("region", "day", "kept"),
    [
        ("DK", date(2027, 3, 25), True),
        ("DE", date(2027, 3, 25), False),
        ("PL", date(2027, 3, 26), False),
        ("DE", date(2027, 1, 6), False),
        ("DE-BY", date(2027, 1, 6), True),
        ("GB-SCT", date(2027, 1, 4), True),  # 2 January 2027 is a Saturday
    ],
)
def test_each_country_and_subdivision_keeps_its_own_days(region: str, day: date, kept: bool) -> None:
    assert (day in public_holidays(region)) is kept


def test_feasts_that_are_known_for_some_years_only_give_no_warning() -> None:
    assert date(2026, 1, 26) in public_holidays("IN")


@pytest.mark.parametrize("region", ["", "XX", "DENMARK!", "DE-XX", "-BY"])
def test_an_unknown_region_is_refused_with_a_remedy(region: str) -> None:
    with pytest.raises(UnknownRegionError) as caught:
        public_holidays(region)
    assert caught.value.remedy


def test_names_do_not_depend_on_the_language_of_the_machine() -> None:
    program = (
        "from mailgate.sla.holidays import public_holidays as p; print(*p('DK', range(2026, 2027)).values())"
    )
    names = {
        subprocess.run(
            [sys.executable, "-c", program],
            env=os.environ | {"LANG": lang, "LANGUAGE": lang, "LC_ALL": lang},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for lang in ("C", "da_DK.UTF-8")
    }
    assert len(names) == 1
    assert "Maundy Thursday" in names.pop()


def test_a_calendar_without_holidays_does_not_load_their_package() -> None:
    program = (
        "import sys; from mailgate.sla.calendar_file import build_calendar as b;"
        "b('a', zone='UTC', hours={'mon': ['08:00-16:00']}); sys.exit('holidays' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
