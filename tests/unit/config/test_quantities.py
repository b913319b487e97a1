import pytest

from mailgate.config.quantities import format_duration, parse_duration, parse_size, parse_target


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("8 h", 28800),
        ("8h", 28800),
        ("90 min", 5400),
        ("30 s", 30),
        ("14 d", 1209600),
        ("1 day", 86400),
        ("0 s", 0),
    ],
)
def test_a_duration_is_read_as_people_write_it(text: str, seconds: int) -> None:
    assert parse_duration(text) == seconds
    assert parse_duration(format_duration(seconds)) == seconds


@pytest.mark.parametrize(
    ("text", "size"),
    [("35 MiB", 36700160), ("512 MB", 512000000), ("10kb", 10000), ("1 GiB", 2**30), ("7 B", 7)],
)
def test_a_size_is_read_as_people_write_it(text: str, size: int) -> None:
    assert parse_size(text) == size


@pytest.mark.parametrize(
    "value", [60, 1.5, True, None, "", "60", "8 fortnights", "-3 h", "9" * 400 + " h", "99999 d"]
)
def test_what_is_no_duration_is_refused_with_a_remedy(value: object) -> None:
    with pytest.raises(ValueError, match=r"; write .*(8 h|14 d|minutes)"):
        parse_duration(value)


@pytest.mark.parametrize("value", [35, False, "35", "35 MibiB", "1.5 GiB", "999999 TiB", "9" * 400 + " B"])
def test_what_is_no_size_is_refused_with_a_remedy(value: object) -> None:
    with pytest.raises(ValueError, match="; write "):
        parse_size(value)


def test_days_of_working_time_are_refused_as_ambiguous() -> None:
    with pytest.raises(ValueError, match="; write hours"):
        parse_target("2 d")
