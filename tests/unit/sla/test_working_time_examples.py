"""Hand-checked due dates, local times with their offset: it tells the readings of a doubled hour apart."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest

from mailgate.model.duration import parse_duration
from mailgate.sla.calendar import Calendar, due, elapsed

SECOND = timedelta(seconds=1)

SPECIFIED = [  # section 12.6
    ("CPH", "2026-10-23 15:00+02:00", "8 h", "2026-10-26 15:00+01:00"),
    ("CPH", "2027-03-24 14:00+01:00", "4 h", "2027-03-30 10:00+02:00"),
    ("BER", "2027-03-24 16:30+01:00", "8 h", "2027-03-30 09:30+02:00"),
    ("ALL", "2026-10-25 01:30+02:00", "2 h", "2026-10-25 02:30+01:00"),
    ("CPH", "2026-11-27 12:00+01:00", "4 h", "2026-11-27 16:00+01:00"),
]
EASTER = [
    # Maundy Thursday, Good Friday and Easter Monday are kept in Norway
    ("OSL", "2027-03-24 14:00+01:00", "4 h", "2027-03-30 10:00+02:00"),
    # Thursday and Friday are working days in Poland, Monday is not
    ("WAW", "2027-03-24 14:00+01:00", "4 h", "2027-03-25 10:00+01:00"),
    ("WAW", "2027-03-26 15:00+01:00", "2 h", "2027-03-30 09:00+02:00"),
    # Germany works on Thursday
    ("MUC", "2027-03-24 15:00+01:00", "2 h", "2027-03-25 09:00+01:00"),
    ("MUC", "2027-03-25 15:00+01:00", "2 h", "2027-03-30 09:00+02:00"),
]
HOLIDAYS = [
    # Ascension Day, Thursday 14 May; Whit Monday, 25 May
    ("CPH", "2026-05-13 15:00+02:00", "2 h", "2026-05-15 09:00+02:00"),
    ("CPH", "2026-05-22 15:00+02:00", "2 h", "2026-05-26 09:00+02:00"),
    # Great Prayer Day was kept for the last time on Friday 5 May 2023; in 2024 it would have been 26 April
    ("CPH", "2023-05-04 15:00+02:00", "2 h", "2023-05-08 09:00+02:00"),
    ("CPH", "2024-04-25 15:00+02:00", "2 h", "2024-04-26 09:00+02:00"),
    # 1 May is kept in Norway, not in Denmark
    ("OSL", "2026-04-30 15:00+02:00", "2 h", "2026-05-04 09:00+02:00"),
    ("CPH", "2026-04-30 15:00+02:00", "2 h", "2026-05-01 09:00+02:00"),
    # Constitution Day and Whit Monday fall on one day, 17 May 2027
    ("OSL", "2027-05-14 15:00+02:00", "2 h", "2027-05-18 09:00+02:00"),
    # Independence Day; Corpus Christi, Thursday 4 June
    ("WAW", "2026-11-10 15:00+01:00", "2 h", "2026-11-12 09:00+01:00"),
    ("WAW", "2026-06-03 15:00+02:00", "2 h", "2026-06-05 09:00+02:00"),
    # Christmas Eve is kept in Poland since 2025
    ("WAW", "2024-12-23 15:00+01:00", "2 h", "2024-12-24 09:00+01:00"),
    ("WAW", "2026-12-23 15:00+01:00", "2 h", "2026-12-28 09:00+01:00"),
    # Epiphany is kept in Bavaria, not in all of Germany
    ("BER", "2027-01-05 16:00+01:00", "2 h", "2027-01-06 10:00+01:00"),
    ("MUC", "2027-01-05 15:00+01:00", "2 h", "2027-01-07 09:00+01:00"),
    # 4 July 2026 is a Saturday, so Friday is kept
    ("NYC", "2026-07-02 16:00-04:00", "2 h", "2026-07-06 10:00-04:00"),
    # 24 December is no Danish public holiday
    ("CPH", "2026-12-24 15:00+01:00", "4 h", "2026-12-28 11:00+01:00"),
]
OWN_DATES = [
    ("HALF", "2026-12-23 15:00+01:00", "90 min", "2026-12-25 09:30+01:00"),
    ("HALF", "2026-12-23 15:00+01:00", "4 h", "2026-12-28 10:00+01:00"),
    ("HALF", "2026-12-30 14:00+01:00", "6 h", "2026-12-31 12:00+01:00"),
    ("HALF", "2026-12-30 14:00+01:00", "8 h", "2027-01-04 10:00+01:00"),
    ("HALF", "2026-12-18 15:00+01:00", "4 h", "2026-12-19 13:00+01:00"),
]
OFFICE_DAYS = [
    ("BER", "2026-11-23 11:30+01:00", "30 min", "2026-11-23 12:00+01:00"),
    ("BER", "2026-11-23 11:30+01:00", "1 h", "2026-11-23 13:30+01:00"),
    ("BER", "2026-11-23 12:30+01:00", "15 min", "2026-11-23 13:15+01:00"),
    ("CPH", "2026-11-23 07:00+01:00", "8 h", "2026-11-23 16:00+01:00"),
    ("CPH", "2026-11-23 16:00+01:00", "1 s", "2026-11-24 08:00:01+01:00"),
    ("CPH", "2026-11-23 09:00+01:00", "40 h", "2026-11-30 09:00+01:00"),
    ("CPH", "2028-02-28 15:00+01:00", "4 h", "2028-02-29 11:00+01:00"),
]
CLOCK_CHANGES = [
    ("ALL", "2027-03-28 01:30+01:00", "2 h", "2027-03-28 04:30+02:00"),
    ("ALL", "2026-10-25 02:30+02:00", "1 h", "2026-10-25 02:30+01:00"),
    ("NYC", "2027-03-12 16:00-05:00", "2 h", "2027-03-15 10:00-04:00"),
    ("IN-GAP", "2027-03-28 00:00+01:00", "1 h", "2027-03-28 04:30+02:00"),
    ("TO-GAP", "2027-03-28 00:00+01:00", "90 min", "2027-03-28 03:30+02:00"),
    ("AROUND-GAP", "2027-03-28 00:00+01:00", "3 h", "2027-03-28 05:00+02:00"),
    ("IN-FOLD", "2026-10-25 00:00+02:00", "90 min", "2026-10-25 02:30+01:00"),
    ("AROUND-FOLD", "2026-10-25 00:00+02:00", "4 h", "2026-10-25 04:00+01:00"),
]
NIGHT_SHIFTS = [
    # Friday's shift ends on Saturday; nobody works on Saturday and Sunday night
    ("NIGHT", "2026-10-23 23:00+02:00", "8 h", "2026-10-26 23:00+01:00"),
    # Thursday's shift runs into Christmas Day, whose own shift does not begin
    ("NIGHT", "2026-12-24 23:00+01:00", "8 h", "2026-12-28 23:00+01:00"),
    # Easter Monday has no shift; the next begins on Tuesday
    ("NIGHT", "2027-03-29 05:00+02:00", "1 h", "2027-03-30 23:00+02:00"),
    # nine hours in the long night, seven in the short one
    ("NIGHTLY", "2026-10-24 22:00+02:00", "9 h", "2026-10-25 06:00+01:00"),
    ("NIGHTLY", "2027-03-27 22:00+01:00", "7 h", "2027-03-28 06:00+02:00"),
    ("NIGHTLY", "2027-03-27 22:00+01:00", "8 h", "2027-03-28 23:00+02:00"),
]
ODD_ZONES = [
    ("KTM", "2026-11-20 16:30+05:45", "1 h", "2026-11-22 10:30+05:45"),
    ("LHI", "2027-04-04 01:00+11:00", "2 h", "2027-04-04 02:30+10:30"),
    ("LHI-NIGHT", "2027-04-04 01:00+11:00", "150 min", "2027-04-04 03:00+10:30"),
    ("LHI-NIGHT", "2026-10-04 01:00+10:30", "90 min", "2026-10-04 03:00+11:00"),
    # there was no Friday 30 December 2011, and Saturday the 31st was free
    ("APIA", "2011-12-29 15:00-10:00", "4 h", "2012-01-02 11:00+14:00"),
    ("APIA-ALL", "2011-12-29 23:00-10:00", "2 h", "2011-12-31 01:00+14:00"),
    # Thursday's shift is worked to its end, on what the clock calls Saturday
    ("APIA-NIGHT", "2011-12-29 22:00-10:00", "8 h", "2011-12-31 06:00+14:00"),
    ("APIA-NIGHT", "2011-12-29 22:00-10:00", "9 h", "2012-01-02 23:00+14:00"),
]
EXAMPLES = [
    *SPECIFIED, *EASTER, *HOLIDAYS, *OWN_DATES, *OFFICE_DAYS, *CLOCK_CHANGES, *NIGHT_SHIFTS, *ODD_ZONES,
]  # fmt: skip


@pytest.mark.parametrize(("name", "start", "target", "expected"), EXAMPLES)
def test_due_is_the_hand_checked_instant(
    calendars: Mapping[str, Calendar], name: str, start: str, target: str, expected: str
) -> None:
    answer = due(calendars[name], datetime.fromisoformat(start), parse_duration(target))

    assert answer == datetime.fromisoformat(expected)
    assert answer.tzinfo is UTC


@pytest.mark.parametrize(("name", "start", "target", "expected"), EXAMPLES)
def test_exactly_the_target_has_elapsed_when_it_is_due_and_not_a_second_before(
    calendars: Mapping[str, Calendar], name: str, start: str, target: str, expected: str
) -> None:
    begun, end = datetime.fromisoformat(start), datetime.fromisoformat(expected)

    assert elapsed(calendars[name], begun, end) == parse_duration(target)
    assert elapsed(calendars[name], begun, end - SECOND) == parse_duration(target) - 1


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-{text}+01:00")


def test_an_answer_at_closing_is_in_time_and_a_second_later_is_not(calendars: Mapping[str, Calendar]) -> None:
    limit = due(calendars["CPH"], at("27 12:00"), 4 * 3600)

    assert at("27 16:00:00") <= limit < at("27 16:00:01")


def test_a_pause_keeps_the_time_used(calendars: Mapping[str, Calendar]) -> None:
    used = elapsed(calendars["CPH"], at("24 09:00"), at("24 15:00"))

    assert due(calendars["CPH"], at("26 10:00"), 16 * 3600 - used) == at("27 12:00")


def test_the_next_reply_counts_from_the_oldest_unanswered_message(calendars: Mapping[str, Calendar]) -> None:
    assert at("23 13:50") <= due(calendars["CPH"], at("23 10:00"), 4 * 3600)
    assert due(calendars["CPH"], at("23 15:00"), 4 * 3600) == at("24 11:00")


def test_a_tightened_target_leaves_the_grace(calendars: Mapping[str, Calendar]) -> None:
    cph, start, change = calendars["CPH"], at("23 09:00"), at("24 10:00")

    assert max(due(cph, start, 2 * 3600), due(cph, change, 3600)) == at("24 11:00")


def test_merged_tickets_count_from_the_earlier_start(calendars: Mapping[str, Calendar]) -> None:
    assert due(calendars["CPH"], min(at("23 10:00"), at("23 14:00")), 8 * 3600) == at("24 10:00")
