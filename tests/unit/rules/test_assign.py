"""Who gets the ticket: fair among those who are there, and never to those who are not."""

import random
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mailgate.model.ticket import Priority
from mailgate.rules.assign import WEIGHTS, Assignment, Case, Member, Roster, assign, follow_up, load
from mailgate.rules.orders import Assign, Strategy

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=3)


def roster(*members: Member, off: tuple[str, ...] = (), **turns: int) -> Roster:
    return Roster(members, NOW, lambda name, _: name not in off, turns)


def by(strategy: Strategy, found: Roster, **case: Any) -> Assignment:
    return assign(Assign(strategy=strategy), found, Case(**case))


ANNA, BO, KIM = Member("Anna", load=3), Member("Bo", load=1), Member("Kim", load=2)


def test_each_in_turn_begins_with_who_never_had_one_and_then_who_waited_longest() -> None:
    order: list[str] = []
    turns: dict[str, int] = {}
    for number in range(7):
        found = by(Strategy.ROUND_ROBIN, replace(roster(ANNA, BO, KIM), turns=turns)).agent
        assert found is not None
        turns[found] = number
        order.append(found)
    assert order == ["Anna", "Bo", "Kim", "Anna", "Bo", "Kim", "Anna"]


def test_the_least_loaded_gets_it_and_equals_take_turns() -> None:
    assert by(Strategy.LEAST_LOADED, roster(ANNA, BO, KIM)).agent == "Bo"
    even = [replace(member, load=2) for member in (ANNA, BO, KIM)]
    assert by(Strategy.LEAST_LOADED, roster(*even, Anna=5, Bo=4, Kim=9)).agent == "Bo"


def test_half_a_capacity_gets_half_the_work() -> None:
    half, whole = Member("Half", load=4, capacity=10), Member("Whole", load=7, capacity=20)
    assert by(Strategy.LEAST_LOADED, roster(half, whole)).agent == "Whole"


@pytest.mark.parametrize("strategy", [s for s in Strategy if s is not Strategy.MANUAL])
def test_nobody_who_is_away_out_of_hours_or_full_gets_a_ticket(strategy: Strategy) -> None:
    away, full = replace(ANNA, away_until=LATER), replace(BO, capacity=1)
    case = {"served_by": "Anna", "language": "en", "category": "x"}
    everyone = [replace(m, skills=frozenset({"x"}), languages=frozenset({"en"})) for m in (away, full, KIM)]
    assert by(strategy, roster(*everyone), **case).agent == "Kim"
    nobody = by(strategy, roster(*everyone, off=("Kim",)), **case)
    assert nobody == Assignment(
        None, "nobody can take it now: Anna is away, Bo is at capacity, Kim is out of hours"
    )


def test_whoever_was_away_is_back_at_that_moment() -> None:
    back = replace(ANNA, away_until=NOW)
    assert by(Strategy.LEAST_LOADED, roster(back)).agent == "Anna"


def test_manual_leaves_it_in_the_queue() -> None:
    assert by(Strategy.MANUAL, roster(ANNA)).agent is None
    assert assign(Assign(), roster(ANNA), Case()).agent is None


def test_a_skill_is_had_or_the_ticket_waits() -> None:
    skilled = replace(ANNA, skills=frozenset({"Network"}))
    assert (
        assign(Assign(strategy=Strategy.SKILL, skill="network"), roster(skilled, BO), Case()).agent == "Anna"
    )
    assert by(Strategy.SKILL, roster(skilled, BO), category="network").agent == "Anna"
    missing = by(Strategy.SKILL, roster(BO, KIM), category="network")
    assert missing == Assignment(None, "nobody who is free knows network")
    assert by(Strategy.SKILL, roster(ANNA, BO)).agent == "Bo"  # the ticket asks for none


def test_a_language_is_spoken_whatever_its_region() -> None:
    speaker = replace(ANNA, languages=frozenset({"pt-PT", "da"}))
    assert by(Strategy.LANGUAGE, roster(speaker, BO), language="pt-BR").agent == "Anna"
    assert by(Strategy.LANGUAGE, roster(speaker, BO), language="pl").agent is None
    assert by(Strategy.LANGUAGE, roster(speaker, BO)).agent == "Bo"


def test_a_contact_comes_back_to_who_served_them() -> None:
    assert by(Strategy.STICKY, roster(ANNA, BO), served_by="Anna").agent == "Anna"
    assert by(Strategy.STICKY, roster(ANNA, BO), served_by="Gone").agent == "Bo"
    assert by(Strategy.STICKY, roster(ANNA, BO)).agent == "Bo"
    assert by(Strategy.STICKY, roster(ANNA, BO, off=("Anna",)), served_by="Anna").agent == "Bo"


def test_who_is_away_is_stood_in_for_along_the_chain() -> None:
    away = replace(ANNA, away_until=LATER, standin="Kim")
    assert by(Strategy.STICKY, roster(away, BO, KIM), served_by="Anna").agent == "Kim"
    kim_away = replace(KIM, away_until=LATER, standin="Bo")
    assert by(Strategy.STICKY, roster(away, BO, kim_away), served_by="Anna").agent == "Bo"
    assert assign(Assign(agent="Anna"), roster(away, BO, kim_away), Case()).agent == "Bo"


def test_a_circle_of_stand_ins_ends() -> None:
    circle = [replace(ANNA, away_until=LATER, standin="Bo"), replace(BO, away_until=LATER, standin="Anna")]
    found = assign(Assign(agent="Anna"), roster(*circle), Case())
    assert found == Assignment(None, "Anna is away, and no stand-in can take it")


def test_a_named_agent_gets_it_even_at_night_but_not_while_away() -> None:
    assert assign(Assign(agent="Bo"), roster(replace(BO, capacity=1), off=("Bo",)), Case()).agent == "Bo"
    assert assign(Assign(agent="Gone"), roster(BO), Case()) == Assignment(None, "Gone is not in the team")
    assert assign(Assign(agent="Bo"), roster(replace(BO, away_until=LATER)), Case()).agent is None


FOLLOW_UPS = [
    (None, (ANNA,), (), None),
    ("Anna", (ANNA,), (), "Anna"),
    ("Anna", (ANNA,), ("Anna",), "Anna"),
    ("Gone", (ANNA,), (), None),
    ("Anna", (replace(ANNA, away_until=LATER), BO), (), None),
    ("Anna", (replace(ANNA, away_until=LATER, standin="Bo"), BO), (), "Bo"),
    ("Anna", (replace(ANNA, away_until=LATER, standin="Bo"), BO), ("Bo",), None),
]


@pytest.mark.parametrize(("assignee", "members", "off", "hears"), FOLLOW_UPS)
def test_an_answer_reaches_the_assignee_or_who_stands_in(
    assignee: str | None, members: tuple[Member, ...], off: tuple[str, ...], hears: str | None
) -> None:
    assert follow_up(assignee, roster(*members, off=off)).agent == hears


def test_load_is_open_tickets_by_their_priority() -> None:
    assert load({Priority.LOW: 2, Priority.NORMAL: 3, Priority.URGENT: 1}) == 7.0
    assert load({}) == 0.0


TICKETS = 10_000
BEGIN = datetime(2026, 11, 2, tzinfo=UTC)  # a Monday
SHIFTS = {"a": (6, 14, 25.0), "b": (8, 16, 40.0), "c": (12, 20, 40.0)}  # working hours and capacity


class Desk:
    """Twelve agents in three shifts, equal within each; everybody is away for three days; tickets come and are solved."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.names = [f"{shift}{number}" for shift in SHIFTS for number in range(4)]
        self.open: dict[str, Counter[Priority]] = {name: Counter() for name in self.names}
        self.turns: dict[str, int] = {}
        self.solving: list[tuple[datetime, str, Priority]] = []
        self.back = {name: BEGIN + timedelta(days=3 + self.rng.randrange(30)) for name in self.names}
        self.loads: dict[str, list[float]] = {
            name: [] for name in self.names
        }  # while all of the shift were there

    def at_work(self, name: str, at: datetime) -> bool:
        begin, end, _ = SHIFTS[name[0]]
        return at.weekday() < 5 and begin <= at.hour < end

    def roster(self, now: datetime) -> Roster:
        members = []
        for name in self.names:
            away = self.back[name] if now >= self.back[name] - timedelta(days=3) else None
            members.append(Member(name, load(self.open[name]), SHIFTS[name[0]][2], away_until=away))
        return Roster(members, now, self.at_work, self.turns)

    def solve(self, now: datetime) -> None:
        for at, name, priority in self.solving:
            if at <= now:
                self.open[name][priority] -= 1
        self.solving = [ticket for ticket in self.solving if ticket[0] > now]

    def take(self, name: str, now: datetime, number: int) -> None:
        priority = self.rng.choice(list(WEIGHTS))
        self.open[name][priority] += 1
        self.turns[name] = number
        self.solving.append((now + timedelta(minutes=self.rng.choice([40, 120, 400])), name, priority))

    def look(self, free: set[str]) -> None:
        for shift in SHIFTS:
            equals = [name for name in self.names if name[0] == shift]
            if free.issuperset(equals):
                for name in equals:
                    self.loads[name].append(load(self.open[name]))


def simulate(desk: Desk, strategy: Strategy) -> Counter[str]:
    """Ten thousand tickets over some weeks; asserts for each that nobody who cannot take it gets it."""
    counts: Counter[str] = Counter()
    served: dict[int, str] = {}
    now = BEGIN + timedelta(hours=6)
    for number in range(TICKETS):
        now += timedelta(seconds=desk.rng.expovariate(1 / 200))
        desk.solve(now)
        roster = desk.roster(now)
        free = {member.name for member in roster.free()}
        contact = desk.rng.randrange(1_000)
        found = assign(Assign(strategy=strategy), roster, Case(served_by=served.get(contact))).agent
        assert (found is None) is (not free), "the queue is for when nobody can take it, and only then"
        desk.look(free)
        if found is None:
            counts["queue"] += 1
            continue
        assert found in free
        if strategy is Strategy.STICKY and served.get(contact) in free:
            assert found == served[contact]
            counts["sticky"] += 1
        served[contact] = found
        desk.take(found, now, number)
        counts[found] += 1
    return counts


def test_ten_thousand_tickets_are_shared_evenly_among_equals_who_are_there() -> None:
    desk = Desk(6)
    counts = simulate(desk, Strategy.LEAST_LOADED)
    assert min(counts[name] for name in desk.names) > TICKETS / 50
    assert 0 < counts["queue"] < TICKETS  # nights and weekends
    for shift in SHIFTS:
        means = [sum(values) / len(values) for name, values in desk.loads.items() if name[0] == shift]
        assert max(means) <= 1.1 * min(means), (shift, means)


def test_of_ten_thousand_tickets_each_goes_to_who_served_its_contact_if_they_can_take_it() -> None:
    assert simulate(Desk(7), Strategy.STICKY)["sticky"] > TICKETS / 20


def test_ten_thousand_tickets_in_turn_reach_only_who_is_there() -> None:
    desk = Desk(8)
    counts = simulate(desk, Strategy.ROUND_ROBIN)
    assert all(counts[name] for name in desk.names)
