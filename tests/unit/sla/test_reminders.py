"""Steps of plans: when each is reached, that it fires once, and who hears of it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

import pytest

from mailgate.model.ticket import Priority
from mailgate.sla.calendar import Calendar, is_open
from mailgate.sla.localtime import parse_local
from mailgate.sla.plan import SILENT, USUAL, Moment, Plan, Step, raised
from mailgate.sla.policy import TimerKind
from mailgate.sla.recipients import People, Recipient, bundled, recipients
from mailgate.sla.reminders import Firing, Reached, disturbing, moments, next_wake, step_due
from mailgate.sla.timer import State, Timer
from tests.unit.sla.histories import FR, RES, Told, policy

SECOND = timedelta(seconds=1)
CPH = "Europe/Copenhagen"
AGAIN = Plan("again", (Step(Moment(80), ("assignee",)), Step(Moment(100), ("lead",), every_s=2 * 3600)))


def at(text: str) -> datetime:
    return parse_local(f"2026-11-{text}", CPH)


def timer(
    calendars: Mapping[str, Calendar], lines: str = "2026-11-23 09:00 | mail", **known: object
) -> Timer:
    """The first response within 10 h: 80 % is 8 h, on Tuesday 09:00; due Tuesday 11:00."""
    told = Told(calendars["CPH"], policy(first_response="10 h", resolution="10 h"), lines, known)
    return next(t for t in told.clocks().timers if t.kind is FR)


def asked(t: Timer, plan: Plan, cph: Calendar, now: str, *fired: Firing, assigned: bool = True) -> str | None:
    """The key of the step to fire, with what else is known of it."""
    found = step_due(t, plan, cph, fired, at(now), assigned=assigned)
    if found is None:
        return None
    return " ".join([found.key, *(["moot"] if found.step is None else []), *(["late"] if found.late else [])])


@pytest.mark.parametrize(
    ("now", "assigned", "key"),
    [
        ("23 13:00", False, None),
        ("23 14:00:00", False, None),  # its second is not over
        ("23 14:00:01", False, "50 %"),
        ("23 14:00:01", True, "50 % moot"),  # nobody is told, and it is over
        ("24 09:00:01", True, "80 %"),
        ("24 09:09", True, "80 %"),
        ("24 09:11", True, "80 % late"),
        ("24 11:00:00", True, "80 % late"),
        ("24 11:00:01", True, "100 %"),
        ("25 08:00:01", True, "150 % late"),  # five hours after the deadline: at closing, seen in the morning
        ("28 12:00", True, None),  # Saturday
        ("30 08:00:01", True, "150 % late"),
    ],
)
def test_the_highest_step_that_was_reached_fires(
    calendars: Mapping[str, Calendar], now: str, assigned: bool, key: str | None
) -> None:
    assert asked(timer(calendars), USUAL, calendars["CPH"], now, assigned=assigned) == key


def test_a_lower_step_stands_in_where_the_highest_does_not_concern_the_ticket(
    calendars: Mapping[str, Calendar],
) -> None:
    plan = Plan("p", (Step(Moment(50), ("lead",)), Step(Moment(60), ("team",), only="unassigned")))
    found = step_due(timer(calendars), plan, calendars["CPH"], (), at("23 15:30"), assigned=True)

    assert found is not None
    assert (found.key, found.step) == ("60 %", plan.steps[0])


@pytest.mark.parametrize("now", ["24 09:30", "24 11:00", "24 11:30", "25 12:00"])
def test_what_fired_never_fires_again_nor_does_what_stands_below_it(
    calendars: Mapping[str, Calendar], now: str
) -> None:
    cph, t = calendars["CPH"], timer(calendars)

    assert asked(t, USUAL, cph, now, Firing(1, "150 %")) is None
    assert asked(t, USUAL, cph, "24 10:00", Firing(1, "80 %")) is None


def test_no_step_fires_after_the_timer_is_satisfied_paused_or_cancelled(
    calendars: Mapping[str, Calendar],
) -> None:
    cph, t = calendars["CPH"], timer(calendars)
    for state in (State.SATISFIED, State.PAUSED, State.CANCELLED):
        assert asked(replace(t, state=state), USUAL, cph, "30 12:00") is None
        assert next_wake(replace(t, state=state), USUAL, cph, (), at("30 12:00")) is None


def test_the_last_step_repeats_in_working_time(calendars: Mapping[str, Calendar]) -> None:
    cph, t = calendars["CPH"], timer(calendars)

    assert asked(t, AGAIN, cph, "24 13:00:00", Firing(1, "100 %")) is None
    assert asked(t, AGAIN, cph, "24 13:00:01", Firing(1, "100 %")) == "100 % #1"
    assert asked(t, AGAIN, cph, "24 13:00:01", Firing(1, "100 % #1")) is None
    assert asked(t, AGAIN, cph, "25 09:30", Firing(1, "100 % #1")) == "100 % #3 late"
    assert next_wake(t, AGAIN, cph, [Firing(1, "100 % #1")], at("24 13:30")) == at("24 11:00")  # the breach
    breached = replace(t, breached_at=t.due_at)
    assert next_wake(breached, AGAIN, cph, [Firing(1, "100 % #1")], at("24 13:30")) == at("24 15:00")
    assert next_wake(breached, AGAIN, cph, [Firing(1, "100 % #2")], at("24 15:30")) == at("25 09:00")


def test_repetitions_are_counted_from_their_own_step(calendars: Mapping[str, Calendar]) -> None:
    plan = Plan("p", (Step(Moment(distance_s=2 * 3600), ("lead",), every_s=3600),))
    t, cph = replace(timer(calendars), breached_at=at("24 11:00")), calendars["CPH"]

    assert asked(t, plan, cph, "24 13:00:01") == "2 h after"
    assert asked(t, plan, cph, "24 15:00:01", Firing(1, "2 h after")) == "2 h after #2"
    assert next_wake(t, plan, cph, [Firing(1, "2 h after")], at("24 13:30")) == at("24 14:00")
    assert next_wake(t, plan, cph, [Firing(1, "2 h after #2")], at("24 15:30")) == at("24 16:00")


def test_a_new_schedule_fires_anew_but_not_what_already_lay_behind(calendars: Mapping[str, Calendar]) -> None:
    cph = calendars["CPH"]
    longer = timer(calendars, "2026-11-23 09:00 | mail\n2026-11-24 10:00 | policy long",
                   long=policy("long", first_response="16 h"))  # fmt: skip
    fired = [
        Firing(1, "80 %")
    ]  # on Tuesday at 9; of 16 h 50 % is past when they begin, 80 % comes later that day

    assert longer.generation == 2
    assert asked(longer, USUAL, cph, "24 10:30", *fired, assigned=False) is None
    assert asked(longer, USUAL, cph, "24 13:50", *fired) == "80 %"
    assert asked(longer, USUAL, cph, "24 13:50", *fired, Firing(2, "80 %")) is None


def test_a_tightened_schedule_reminds_at_once_of_what_it_brought_near(
    calendars: Mapping[str, Calendar],
) -> None:
    cph = calendars["CPH"]
    shorter = timer(calendars, "2026-11-23 09:00 | mail\n2026-11-23 15:00 | policy short",
                    short=policy("short", first_response="2 h"))  # fmt: skip

    assert shorter.due_at == at("23 16:00")
    assert asked(shorter, USUAL, cph, "23 15:00:01", Firing(1, "50 %")) is None
    assert asked(shorter, USUAL, cph, "23 15:36:01", Firing(1, "50 %")) == "80 %"


def test_a_step_before_the_start_of_a_short_timer_never_fires(calendars: Mapping[str, Calendar]) -> None:
    plan = Plan(
        "p", (Step(Moment(distance_s=-11 * 3600), ("lead",)), Step(Moment(distance_s=-3600), ("lead",)))
    )
    t, cph = timer(calendars), calendars["CPH"]

    assert [m for m, _ in moments(t, plan, cph)] == [at("24 10:00")]
    assert asked(t, plan, cph, "23 09:30") is None


def test_the_next_look_is_at_the_next_step_or_at_the_deadline(calendars: Mapping[str, Calendar]) -> None:
    t, cph = timer(calendars), calendars["CPH"]

    assert next_wake(t, USUAL, cph, (), at("23 10:00")) == at("23 14:00")
    assert next_wake(t, USUAL, cph, [Firing(1, "50 %")], at("23 14:01")) == at("24 09:00")
    assert next_wake(t, USUAL, cph, [Firing(1, "80 %")], at("24 09:01")) == at("24 11:00")
    assert next_wake(t, SILENT, cph, (), at("23 10:00")) == at("24 11:00")
    late = replace(t, breached_at=t.due_at)
    assert next_wake(late, USUAL, cph, [Firing(1, "100 %")], at("24 11:01")) == at("24 16:00")
    assert next_wake(late, USUAL, cph, [Firing(1, "150 %")], at("25 09:00")) is None
    assert next_wake(late, USUAL, cph, (), at("28 12:00")) == at("30 08:00")


def test_a_reminder_at_closing_still_leaves_and_a_late_one_waits_for_opening(
    calendars: Mapping[str, Calendar],
) -> None:
    cph = calendars["CPH"]

    assert disturbing(cph, at("23 16:00:01")) == at("23 16:00:01")
    assert disturbing(cph, at("23 16:15:00")) == at("24 08:00")
    assert disturbing(cph, at("23 03:00")) == at("23 08:00")
    assert disturbing(calendars["ALL"], at("22 03:00")) == at("22 03:00")


@pytest.mark.parametrize("seed", range(30))
def test_over_any_looks_and_clock_jumps_each_step_fires_once_and_in_order(
    calendars: Mapping[str, Calendar], seed: int
) -> None:
    cph, random = calendars["CPH"], Random(seed)
    t, now = timer(calendars), at("23 09:00")
    fired: list[Firing] = []
    for _ in range(200):
        now += timedelta(seconds=random.choice((1, 600, 3600, 90_000, -3600, -86_400)))
        t = replace(t, breached_at=t.due_at if t.due_at is not None and t.due_at < now else None)
        found = step_due(t, AGAIN, cph, fired, now, assigned=True)
        if found is not None:
            assert found.moment < now
            assert is_open(cph, now - timedelta(minutes=15)) or is_open(cph, now)
            fired.append(Firing(t.generation, found.key))

    keys = [f.key for f in fired]
    assert len(set(keys)) == len(keys)
    counts = [int(key.partition("#")[2] or 0) for key in keys]
    assert counts == sorted(counts)


@pytest.mark.parametrize("seed", range(20))
def test_who_wakes_when_told_misses_no_step(calendars: Mapping[str, Calendar], seed: int) -> None:
    cph, random = calendars["CPH"], Random(seed)
    start = at("23 08:00") + timedelta(seconds=random.randrange(4 * 86_400))
    t, now = timer(calendars, f"{start:%Y-%m-%d %H:%M:%S}+00:00 | mail"), start
    fired: list[Firing] = []
    while (wake := next_wake(t, USUAL, cph, fired, now)) is not None:
        assert wake >= now or wake == t.due_at
        now = max(now, wake) + SECOND
        t = replace(t, breached_at=t.due_at if t.due_at is not None and t.due_at < now else None)
        found = step_due(t, USUAL, cph, fired, now, assigned=False)
        if found is not None:
            assert not found.late
            fired.append(Firing(t.generation, found.key))
        assert len(fired) < 10

    assert [f.key for f in fired] == ["50 %", "80 %", "100 %", "150 %"]


def test_an_overdue_ticket_that_was_recalled_reminds_of_the_highest_step_only(
    calendars: Mapping[str, Calendar],
) -> None:
    t = timer(calendars, "2026-11-23 09:00 | mail\n2026-11-23 10:00 | answer\n2026-11-26 09:00 | recall 2")
    found = step_due(t, USUAL, calendars["CPH"], (), at("26 09:00:01"), assigned=True)

    assert isinstance(found, Reached)
    assert (found.key, found.late) == ("150 %", True)


TEAM = People("Anna", ("Bo", "Cy"), None, "Dea")


@pytest.mark.parametrize(
    ("tell", "people", "who"),
    [
        (("assignee", "lead"), TEAM, ["Anna", "Dea"]),
        (("assignee",), replace(TEAM, assignee=None), ["Bo", "Cy"]),
        (("team", "assignee"), replace(TEAM, assignee=None, team_address="t@example.com"), ["t@example.com"]),
        (("lead",), replace(TEAM, lead=None), []),
        (("assignee", "lead"), replace(TEAM, lead="Anna"), ["Anna"]),
        (("boss@example.com", "boss@example.com"), TEAM, ["boss@example.com"]),
    ],
)
def test_roles_become_people_each_once(tell: tuple[str, ...], people: People, who: list[str]) -> None:
    assert [r.agent or r.address for r in recipients(Step(Moment(100), tell), people)] == who


def test_one_person_gets_one_mail_of_many_reminders() -> None:
    anna, bo = Recipient("Anna"), Recipient("Bo")
    made = bundled([(anna, "first"), (bo, "first"), (anna, "second"), (anna, "first")])

    assert [(b.to, b.about) for b in made] == [(anna, ("first", "second")), (bo, ("first",))]


def test_a_plan_holds_for_the_timers_that_its_steps_name() -> None:
    plan = Plan("p", (Step(Moment(80), kinds=frozenset({RES})), Step(Moment(100))))

    assert [s.key for s in plan.of(FR)] == ["100 %"]
    assert [s.key for s in plan.of(RES)] == ["80 %", "100 %"]
    assert [s.key for s in plan.of(TimerKind.TOTAL)] == []


def test_urgent_is_the_end_of_raising() -> None:
    assert [raised(p) for p in Priority] == ["normal", "high", "urgent", "urgent"]
