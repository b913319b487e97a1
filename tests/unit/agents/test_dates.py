"""Until when: times as agents write them, in six languages. It is Tuesday 24 November 2026, 10:30 in Copenhagen."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mailgate.agents.dates import FARTHEST, read_until
from mailgate.agents.unclear import Unclear
from tests.unit.agents.scenes import NOW, ZONE, opening

READ = [
    ("2026-12-01", "2026-12-01 08:00"), ("2026-12-05", "2026-12-07 08:00"), ("2026-12-01 14:00", "2026-12-01 14:00"),
    ("2026-12-01T14:00", "2026-12-01 14:00"), ("1.12.", "2026-12-01 08:00"), ("1.12", "2026-12-01 08:00"),
    ("1. 12. 2027", "2027-12-01 08:00"), ("1.12.27", "2027-12-01 08:00"), ("23.11.", "2027-11-23 08:00"),
    ("24.12. 14:00", "2026-12-24 14:00"), ("5.12.2026 kl. 12", "2026-12-05 12:00"), ("29.2.2028", "2028-02-29 08:00"),
    ("1. december", "2026-12-01 08:00"), ("1st of December", "2026-12-01 08:00"), ("Dec 5, 2026", "2026-12-07 08:00"),
    ("5 grudnia 2026", "2026-12-07 08:00"), ("2. März 2027", "2027-03-02 08:00"), ("1 dec 14:00", "2026-12-01 14:00"),
    ("tomorrow", "2026-11-25 08:00"), ("i morgen kl. 9.30", "2026-11-25 09:30"), ("i morgon", "2026-11-25 08:00"),
    ("morgen", "2026-11-25 08:00"), ("jutro", "2026-11-25 08:00"), ("day after tomorrow", "2026-11-26 08:00"),
    ("übermorgen", "2026-11-26 08:00"), ("pojutrze", "2026-11-26 08:00"), ("i overmorgen", "2026-11-26 08:00"),
    ("monday", "2026-11-30 08:00"), ("tuesday", "2026-12-01 08:00"), ("sat", "2026-11-30 08:00"),
    ("fri 14:00", "2026-11-27 14:00"), ("am Freitag um 9 Uhr", "2026-11-27 09:00"), ("w piątek o 14:00", "2026-11-27 14:00"),
    ("do piątku", "2026-11-27 08:00"), ("fredag", "2026-11-27 08:00"), ("lør", "2026-11-30 08:00"),
    ("lor", "2026-11-30 08:00"), ("fri, 4.12.", "2026-12-04 08:00"),
    ("fri 4.12. 9:00", "2026-12-04 09:00"), ("next friday", "2026-12-04 08:00"), ("fredag i næste uge", "2026-12-04 08:00"),
    ("przyszły piątek", "2026-12-04 08:00"), ("next week", "2026-11-30 08:00"), ("nächste Woche", "2026-11-30 08:00"),
    ("nästa vecka", "2026-11-30 08:00"), ("w przyszłym tygodniu", "2026-11-30 08:00"), ("neste uke", "2026-11-30 08:00"),
    ("next month", "2026-12-01 08:00"), ("3 d", "2026-11-27 08:00"), ("3d", "2026-11-27 08:00"), ("4 d", "2026-11-30 08:00"),
    ("om 3 dage", "2026-11-27 08:00"), ("in 3 Tagen", "2026-11-27 08:00"), ("za 3 dni", "2026-11-27 08:00"),
    ("2 w", "2026-12-08 08:00"), ("za tydzień", "2026-12-01 08:00"), ("a week", "2026-12-01 08:00"),
    ("1 month", "2026-12-24 08:00"),
    ("2 h", "2026-11-24 12:30"), ("2 timer", "2026-11-24 12:30"), ("2 godziny", "2026-11-24 12:30"),
    ("90 min", "2026-11-24 12:00"),
    ("1 h 30 min", "2026-11-24 12:00"), ("14:00", "2026-11-24 14:00"), ("10:00", "2026-11-25 10:00"),
    ("kl 14", "2026-11-24 14:00"),
    ("heute 16 Uhr", "2026-11-24 16:00"), ("at 2 pm", "2026-11-24 14:00"), ("tomorrow 9 am", "2026-11-25 09:00"),
    ("12 pm", "2026-11-24 12:00"), ("today 23:59", "2026-11-24 23:59"), ("TOMORROW", "2026-11-25 08:00"),
    ("\u00a0fri\u00a014:00", "2026-11-27 14:00"),
]  # fmt: skip
UNREAD = [
    ("", "missing"), ("foo", "no time"), ("now", "no time"), ("1/12", "two ways"), ("31.2.", "no such day"),
    ("29.2.2027", "no such day"), ("today", "past"), ("0 d", "past"), ("0 h", "past"), ("2020-01-01", "past"),
    ("2020-01-01 10:00", "past"), ("today 10:00", "past"), ("1.1.2099", "five years"), ("9999-12-31 23:59", "five years"),
    ("fri 3.12.", "no such weekday"), ("25:00", "no time"), ("14:60", "no time"), ("9.30", "no such day"),
    ("fri sat", "no time"), ("x" * 200, "no time"), ("0001-01-01", "past"),
    ("0000-01-01", "no such day"), ("1.1.1.1.1", "no time"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "local"), READ)
def test_a_time_is_read_as_a_person_means_it(text: str, local: str) -> None:
    found = read_until(text, NOW, ZONE, opening)
    assert isinstance(found, datetime), found
    assert found.tzinfo is UTC
    assert f"{found.astimezone(ZoneInfo(ZONE)):%Y-%m-%d %H:%M}" == local


@pytest.mark.parametrize(("text", "reason"), UNREAD)
def test_what_is_no_time_to_come_is_asked_about(text: str, reason: str) -> None:
    found = read_until(text, NOW, ZONE, opening)
    assert isinstance(found, Unclear)
    assert reason in found.reason


def test_no_working_day_to_come_is_said() -> None:
    assert read_until("1.12.", NOW, ZONE, lambda _: None) == Unclear("there is no working day after it")


def test_a_bare_day_asks_when_work_begins_on_it() -> None:
    asked: list[date] = []

    def remember(day: date) -> datetime | None:
        asked.append(day)
        return opening(day)

    read_until("5.12.", NOW, ZONE, remember)
    assert asked == [date(2026, 12, 5)]


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2027-03-28 02:30", "2027-03-28 01:30"),
        ("2027-10-31 02:30", "2027-10-31 00:30"),
        ("2027-10-31 03:30", "2027-10-31 02:30"),
    ],
)
def test_skipped_hours_move_on_and_doubled_ones_are_the_first(text: str, utc: str) -> None:
    assert read_until(text, NOW, ZONE, opening) == datetime.fromisoformat(utc).replace(tzinfo=UTC)


def test_today_is_that_of_the_agents_zone() -> None:
    late = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
    found = read_until("tomorrow 9:00", late, ZONE, opening)
    assert found == datetime(2026, 11, 26, 8, tzinfo=UTC)


@given(
    st.one_of(
        st.text(max_size=100),
        st.lists(
            st.sampled_from(
                "0 1 9 12 31 99 2026 : . - / fri next week month d w h min at pm t kl uhr december do w".split()
            ),
            max_size=8,
        ).map(" ".join),
        st.from_regex(r"\d{1,4}[.:-]\d{1,2}[.:-]\d{0,4}( \d{1,2}:\d\d)?", fullmatch=True),
    )
)
@example("0001-01-01 00:00")
@example("999 month")
def test_any_words_are_a_time_to_come_or_a_question(text: str) -> None:
    found = read_until(text, NOW, ZONE, opening)
    if isinstance(found, Unclear):
        assert found.reason
    else:
        assert NOW < found <= NOW + FARTHEST + timedelta(days=3)
