"""What happens by itself while nobody writes."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

import pytest

from mailgate.model.ticket import Status
from mailgate.sla.calendar import Calendar
from mailgate.sla.localtime import parse_local
from mailgate.sla.waiting import (
    MEANINGS,
    Move,
    Patience,
    Times,
    move_now,
    next_move,
    patience_faults,
    planned,
)

DAY = 86_400


def at(text: str) -> datetime:
    return parse_local(f"2026-11-{text}", "Europe/Copenhagen")


PATIENCE = Patience(3 * DAY, 10 * DAY, 3 * DAY, 8 * 3600, 12 * 3600)
WAITS = Times(Status.WAITING, at("10 10:00"))
OPEN = Times(Status.OPEN, at("10 10:00"), unanswered_since=at("10 10:00"))


def said(cph: Calendar, times: Times, patience: Patience = PATIENCE) -> dict[str, datetime]:
    return {one.move.value: one.at for one in planned(times, patience, cph)}


def test_a_waiting_ticket_reminds_then_warns_then_closes(calendars: Mapping[str, Calendar]) -> None:
    cph = calendars["CPH"]

    assert said(cph, WAITS) == {"warn": at("17 10:00"), "remind": at("13 10:00")}
    reminded = replace(WAITS, reminded_at=at("13 10:00"))
    assert said(cph, reminded) == {"warn": at("17 10:00")}
    warned = replace(reminded, warned_at=at("17 10:00"))
    assert said(cph, warned) == {"close": at("20 10:00")}


def test_letters_leave_in_working_time(calendars: Mapping[str, Calendar]) -> None:
    late = replace(WAITS, since=at("11 20:00"))  # reminder Saturday 20:00, warning Wednesday 20:00

    assert said(calendars["CPH"], late) == {"remind": at("16 08:00"), "warn": at("19 08:00")}


def test_closing_keeps_its_distance_from_a_late_warning(calendars: Mapping[str, Calendar]) -> None:
    warned = replace(WAITS, warned_at=at("24 09:00"))

    assert said(calendars["CPH"], warned) == {"close": at("27 09:00")}


def test_after_downtime_only_the_weightiest_happens_and_nobody_is_closed_unwarned(
    calendars: Mapping[str, Calendar],
) -> None:
    found = move_now(WAITS, PATIENCE, calendars["CPH"], at("30 10:00"))

    assert found is not None
    assert found.move is Move.WARN
    assert move_now(WAITS, PATIENCE, calendars["CPH"], at("13 10:00")) is None
    assert next_move(WAITS, PATIENCE, calendars["CPH"], at("12 10:00")) == at("13 10:00")


def test_what_was_missed_waits_for_working_time(calendars: Mapping[str, Calendar]) -> None:
    saturday = at("28 10:00")

    assert move_now(WAITS, PATIENCE, calendars["CPH"], saturday) is None
    assert next_move(WAITS, PATIENCE, calendars["CPH"], saturday) == at("30 08:00")


def test_a_postponed_ticket_wakes_at_its_date_day_or_night(calendars: Mapping[str, Calendar]) -> None:
    cph = calendars["CPH"]
    asleep = Times(Status.POSTPONED, at("10 10:00"), postponed_until=at("28 03:00"))

    assert next_move(asleep, PATIENCE, cph, at("20 10:00")) == at("28 03:00")
    assert move_now(asleep, PATIENCE, cph, at("28 03:00")) is None
    found = move_now(asleep, PATIENCE, cph, at("28 03:00:01"))
    assert found is not None
    assert found.move is Move.WAKE
    assert next_move(replace(asleep, postponed_until=None), PATIENCE, cph, at("20 10:00")) is None


def test_an_unanswered_customer_is_kept_informed_from_when_they_last_heard(
    calendars: Mapping[str, Calendar],
) -> None:
    cph = calendars["CPH"]

    assert said(cph, OPEN) == {"inform": at("11 10:00")}
    assert said(cph, replace(OPEN, heard_at=at("11 10:00"))) == {"inform": at("12 10:00")}
    assert said(cph, replace(OPEN, heard_at=at("01 10:00"))) == {"inform": at("11 10:00")}


def test_a_silent_assignee_loses_the_ticket_to_the_team(calendars: Mapping[str, Calendar]) -> None:
    cph, patience = calendars["CPH"], replace(PATIENCE, inform_every_s=None)

    assert said(cph, replace(OPEN, assigned_at=at("09 10:00")), patience) == {"unassign": at("11 14:00")}
    assert said(cph, replace(OPEN, assigned_at=at("11 10:00")), patience) == {"unassign": at("12 14:00")}
    noted = replace(OPEN, assigned_at=at("11 10:00"), assignee_at=at("12 10:00"))
    assert said(cph, noted, patience) == {"unassign": at("13 14:00")}


@pytest.mark.parametrize("status", [Status.SOLVED, Status.CLOSED, Status.MERGED, Status.SPAM])
def test_nothing_happens_to_a_ticket_that_is_over(calendars: Mapping[str, Calendar], status: Status) -> None:
    over = replace(OPEN, status=status, postponed_until=at("11 10:00"), assigned_at=at("10 10:00"))

    assert said(calendars["CPH"], over) == {}


def test_without_options_a_ticket_waits_for_ever(calendars: Mapping[str, Calendar]) -> None:
    assert said(calendars["CPH"], WAITS, Patience()) == {}
    assert said(calendars["CPH"], replace(OPEN, assigned_at=at("10 10:00")), Patience()) == {}


def test_an_answered_ticket_informs_nobody(calendars: Mapping[str, Calendar]) -> None:
    assert said(calendars["CPH"], replace(OPEN, unanswered_since=None, assigned_at=at("10 10:00"))) == {}


@pytest.mark.parametrize(
    ("patience", "key"),
    [
        (Patience(close_after_s=3 * DAY), "warn_before"),
        (Patience(close_after_s=10 * DAY, warn_before_s=11 * DAY), "warn_before"),
        (Patience(remind_after_s=8 * DAY, close_after_s=10 * DAY), "remind_after"),
    ],
)
def test_options_that_do_not_go_together_are_told(patience: Patience, key: str) -> None:
    (fault,) = patience_faults("p", patience)

    assert (fault.file, fault.key) == ("sla.toml", f"policy.p.{key}")
    assert fault.remedy


def test_options_that_go_together_are_not() -> None:
    assert patience_faults("p", PATIENCE) == patience_faults("p", Patience()) == []


def test_every_move_has_a_meaning() -> None:
    assert list(MEANINGS) == list(Move)
