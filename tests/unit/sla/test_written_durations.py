import pytest

from mailgate.model.duration import DurationError, format_duration, parse_duration


@pytest.mark.parametrize(
    ("text", "seconds", "written"),
    [
        ("8 h", 28_800, "8 h"),
        ("8h", 28_800, "8 h"),
        ("90 min", 5_400, "1 h 30 min"),
        ("90min", 5_400, "1 h 30 min"),
        ("1 h 30 min", 5_400, "1 h 30 min"),
        ("1h30min", 5_400, "1 h 30 min"),
        (" 40 Hours ", 144_000, "40 h"),
        ("1 minute 1 second", 61, "1 min 1 s"),
        ("30 s", 30, "30 s"),
        ("0 min", 0, "0 s"),
    ],
)
def test_durations_are_read_and_written_as_people_do(text: str, seconds: int, written: str) -> None:
    assert parse_duration(text) == seconds
    assert format_duration(seconds) == written
    assert parse_duration(written) == seconds


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("", "8 h"),
        ("8", "8 h"),
        ("h", "8 h"),
        ("-8 h", "8 h"),
        ("1.5 h", "90 min"),
        ("٨ h", "8 h"),
        ("8 h 8 h", "8 h"),
        ("30 min 1 h", "8 h"),
        ("8 fortnights", "8 h"),
        ("99999999 h", "8 h"),
        ("8 h and more", "8 h"),
        ("9" * 100_000 + " h", "8 h"),
        ("2 d", "write hours"),
        ("1 week", "write hours"),
        ("90 m", "min for minutes"),
    ],
)
def test_what_is_no_duration_is_refused_with_a_remedy(text: str, remedy: str) -> None:
    with pytest.raises(ValueError, match=remedy) as caught:
        parse_duration(text)
    assert isinstance(caught.value, DurationError)
    assert len(str(caught.value)) < 200


def test_a_negative_duration_is_not_written() -> None:
    with pytest.raises(ValueError, match="negative"):
        format_duration(-1)
