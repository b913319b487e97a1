"""What is stored of clocks, terms and histories is read back as it was."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from mailgate.model.ticket import Status
from mailgate.sla.calendar import Calendar
from mailgate.sla.calendar_file import build_calendar
from mailgate.sla.clock import fold
from mailgate.sla.happening import (
    Absorbed,
    Answered,
    CalendarEdited,
    CustomerWrote,
    Happening,
    NeedsNoReply,
    Recalled,
    SplitOff,
    StatusChanged,
    TermsSet,
    place,
)
from mailgate.sla.hours import Opening
from mailgate.sla.localtime import parse_local
from mailgate.sla.policy import Policy, TimerKind
from mailgate.sla.snapshot import frozen, thawed
from mailgate.sla.terms import (
    Terms,
    calendar_body,
    calendar_of,
    calendar_version,
    policy_body,
    policy_of,
    policy_version,
)
from mailgate.sla.timeline import Archive, history_of, written
from tests.unit.sla.histories import Told, policy

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
RICH = Policy(
    "p", {TimerKind.UPDATE: 60}, {"team": frozenset({"a", "b"})}, True, "office", frozenset(), "mine"
)


def through_json(body: Mapping[str, Any]) -> Any:
    return json.loads(json.dumps(body))


@pytest.mark.parametrize("name", ["CPH", "HALF", "NIGHT", "AROUND-FOLD"])
def test_a_calendar_is_kept_as_it_was(calendars: Mapping[str, Calendar], name: str) -> None:
    again = calendar_of(through_json(calendar_body(calendars[name])))

    assert calendar_body(again) == calendar_body(calendars[name])
    assert calendar_version(again) == calendar_version(calendars[name])
    assert again.year(2026) == calendars[name].year(2026)


def test_a_policy_is_kept_as_it_was() -> None:
    assert policy_of(through_json(policy_body(RICH))) == RICH
    assert policy_version(RICH) == policy_version(policy_of(policy_body(RICH)))


@pytest.mark.parametrize(
    "change",
    [
        {"name": "other"}, {"zone": "Europe/Oslo"}, {"dates": {date(2026, 1, 2): ()}}, {"holidays": {}},
        {"additions": {date(2026, 1, 2): (Opening(1, 2),)}}, {"week": ((),) * 7},
    ],
)  # fmt: skip
def test_whatever_counts_makes_another_version(
    calendars: Mapping[str, Calendar], change: dict[str, Any]
) -> None:
    cph = calendars["CPH"]

    assert calendar_version(replace(cph, **change)) != calendar_version(cph)


def test_what_a_holiday_is_called_makes_no_other_version(calendars: Mapping[str, Calendar]) -> None:
    cph = calendars["CPH"]
    renamed = replace(cph, holidays=dict.fromkeys(cph.holidays, "Feast"))

    assert calendar_version(renamed) == calendar_version(cph)


@pytest.mark.parametrize(
    "change",
    [
        {"name": "q"},
        {"targets": {TimerKind.UPDATE: 61}},
        {"postponed_pauses": frozenset({TimerKind.RESOLUTION})},
    ],
)
def test_another_policy_has_another_version(change: dict[str, Any]) -> None:
    assert policy_version(replace(RICH, **change)) != policy_version(RICH)


def test_clocks_are_kept_as_they_were_but_for_their_history(calendars: Mapping[str, Calendar]) -> None:
    clocks = Told(calendars["CPH"], policy(first_response="1 h", resolution="8 h"), """
        2026-11-23 09:00 | mail
        2026-11-23 12:00 | answer waiting
        2026-11-24 12:00 | mail open
        2026-11-24 13:00 | spam""").clocks("2026-11-25 09:00")  # fmt: skip

    assert thawed(through_json(frozen(clocks)), clocks.terms) == replace(clocks, ended=())


def test_clocks_do_not_go_on_under_other_terms(calendars: Mapping[str, Calendar]) -> None:
    clocks = Told(calendars["CPH"], policy(first_response="1 h"), "2026-11-23 09:00 | mail").clocks()

    for other in (None, Terms(calendars["OSL"], policy(first_response="1 h")), Terms(calendars["CPH"])):
        with pytest.raises(ValueError, match="not the terms"):
            thawed(frozen(clocks), other)


def test_an_instant_is_whole_seconds_and_has_a_zone() -> None:
    assert CustomerWrote(NOON.replace(microsecond=999_999), 1) == CustomerWrote(NOON, 1)
    with pytest.raises(ValueError, match="no zone"):
        CustomerWrote(NOON.replace(tzinfo=None), 1)


def test_at_one_second_things_count_in_the_order_of_the_specification(
    calendars: Mapping[str, Calendar],
) -> None:
    cph = calendars["CPH"]
    ordered: list[Happening] = [
        CustomerWrote(NOON, 1), Answered(NOON, 2), StatusChanged(NOON, Status.SOLVED), TermsSet(NOON, Terms(cph)),
        CalendarEdited(NOON, cph),
    ]  # fmt: skip

    backwards = ordered[::-1]
    assert sorted(backwards, key=place) == ordered


OTHER: tuple[Happening, ...] = (CustomerWrote(NOON, 99),)


@pytest.fixture
def archive(calendars: Mapping[str, Calendar]) -> Archive:
    def terms(body: Mapping[str, Any]) -> Terms | None:
        found = calendars.get(body["calendar"])
        return Terms(found, RICH if body["policy"] else None) if found else None

    return Archive(terms, lambda body: calendars.get(body["calendar"]), lambda n: OTHER if n == 5 else ())


@pytest.mark.parametrize(
    "happening",
    [
        CustomerWrote(NOON, 7), Answered(NOON, 7), Recalled(NOON, 7), SplitOff(NOON, 7), NeedsNoReply(NOON),
        StatusChanged(NOON, Status.WAITING, 7), StatusChanged(NOON, Status.SPAM), Absorbed(NOON, OTHER, 5),
    ],
)  # fmt: skip
def test_a_line_of_the_timeline_keeps_a_happening(happening: Happening, archive: Archive) -> None:
    detail = through_json({"kind": "whatever", "clock": [written(happening)]})

    assert history_of([{}, detail, {"other": 1}], archive) == (happening,)


def test_a_line_names_terms_and_calendars_by_their_versions(
    calendars: Mapping[str, Calendar], archive: Archive
) -> None:
    cph = calendars["CPH"]
    told: list[Happening] = [
        TermsSet(NOON, Terms(cph, RICH)), TermsSet(NOON, Terms(cph)), CalendarEdited(NOON, cph)
    ]  # fmt: skip
    bodies = [written(h) for h in told]

    assert history_of([{"clock": bodies}], archive) == tuple(told)
    assert bodies[0]["policy_version"] == policy_version(RICH)
    assert {b["calendar_version"] for b in bodies} == {calendar_version(cph)}


def test_what_is_gone_from_the_archive_is_left_out(calendars: Mapping[str, Calendar]) -> None:
    gone = Archive(lambda _: None, lambda _: None, lambda _: ())
    cph = calendars["CPH"]
    bodies = [
        written(TermsSet(NOON, Terms(cph))),
        written(CalendarEdited(NOON, cph)),
        written(CustomerWrote(NOON, 1)),
    ]

    assert history_of([{"clock": bodies}], gone) == (CustomerWrote(NOON, 1),)
    assert fold(history_of([], gone)).timers == ()


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-10-25 02:30", "2026-10-25T00:30:00+00:00"),  # twice: the first
        ("2027-03-28 02:30", "2027-03-28T01:30:00+00:00"),  # missing: 03:30 summer time
        ("2026-10-23T15:00:00", "2026-10-23T13:00:00+00:00"),
        ("2026-10-23T15:00:00Z", "2026-10-23T15:00:00+00:00"),
        (" 2026-10-25T02:30:00.9+01:00 ", "2026-10-25T01:30:00+00:00"),
        ("2026-10-23", "2026-10-22T22:00:00+00:00"),
    ],
)
def test_a_local_time_is_an_instant(text: str, instant: str) -> None:
    assert parse_local(text, "Europe/Copenhagen").isoformat() == instant


@pytest.mark.parametrize("text", ["", "tomorrow", "25.10.2026", "2026-13-01 10:00", "9" * 300])
def test_what_is_no_time_is_refused_with_a_remedy(text: str) -> None:
    with pytest.raises(ValueError, match="is no time; write"):
        parse_local(text, "Europe/Copenhagen")


def test_the_year_of_a_calendar_without_a_zone_of_its_own_is_utc() -> None:
    utc = build_calendar("utc", zone="UTC", hours={"mon": ["08:00-09:00"]})

    assert parse_local("2026-11-23 08:00", utc.zone) == datetime(2026, 11, 23, 8, tzinfo=UTC)
