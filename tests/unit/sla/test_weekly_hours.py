import pytest

from mailgate.sla.hours import HoursError, Opening, parse_days, parse_opening


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("mon-fri", (0, 1, 2, 3, 4)),
        ("sat", (5,)),
        ("sat,sun", (5, 6)),
        ("mon-sun", (0, 1, 2, 3, 4, 5, 6)),
        ("sun-fri", (0, 1, 2, 3, 4, 6)),
        ("sat-mon", (0, 5, 6)),
        ("mon-mon", (0,)),
        (" Mon - Wed , FRI ", (0, 1, 2, 4)),
        ("mon-wed,tue-thu", (0, 1, 2, 3)),
    ],
)
def test_weekdays_are_read(text: str, days: tuple[int, ...]) -> None:
    assert parse_days(text) == days


@pytest.mark.parametrize("text", ["", "monday", "mon-", "-fri", "mon-tue-wed", "mon,,tue", "1-5", "mon–fri"])
def test_what_names_no_weekday_is_refused(text: str) -> None:
    with pytest.raises(HoursError, match="mon-fri"):
        parse_days(text)


@pytest.mark.parametrize(
    ("text", "opens", "closes", "written"),
    [
        ("08:00-16:00", 480, 960, "08:00-16:00"),
        (" 8:30 - 12:00 ", 510, 720, "08:30-12:00"),
        ("22:00-06:00", 1320, 1800, "22:00-06:00"),
        ("00:00-24:00", 0, 1440, "00:00-24:00"),
        ("18:00-24:00", 1080, 1440, "18:00-24:00"),
        ("18:00-00:00", 1080, 1440, "18:00-24:00"),
        ("06:00-05:59", 360, 1799, "06:00-05:59"),
    ],
)
def test_openings_are_read_and_written_as_people_do(text: str, opens: int, closes: int, written: str) -> None:
    opening = parse_opening(text)

    assert opening == Opening(opens, closes)
    assert str(opening) == written
    assert parse_opening(written) == opening


@pytest.mark.parametrize(
    "text",
    ["", "8", "8-16", "08:00", "08:00–16:00", "08:00-16:00-18:00", "٠٨:00-16:00", "08:0-16:00", "24:00-24:00",
     "99:99-99:99", "-1:00-02:00", "00:00-00:00", "08:00-24:01"],
)  # fmt: skip
def test_what_is_no_opening_is_refused(text: str) -> None:
    with pytest.raises(HoursError) as caught:
        parse_opening(text)
    assert caught.value.remedy in str(caught.value)


@pytest.mark.parametrize(("opens", "closes"), [(-1, 60), (1440, 1500), (60, 60), (60, 30), (0, 1441)])
def test_an_opening_is_never_empty_longer_than_a_day_or_off_its_day(opens: int, closes: int) -> None:
    with pytest.raises(ValueError, match="not an opening"):
        Opening(opens, closes)
