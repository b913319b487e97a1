from dataclasses import replace
from typing import Any

import pytest

from mailgate.errors import ConfigError
from mailgate.sla.policy import Facts, Policy, TimerKind, build_policy, order_faults, select

FACTS = Facts(
    mailbox="support@example.com",
    priority="normal",
    language="en",
    calendar="office",
    team="support",
    category="billing",
    group="vip",
    open_calendars=frozenset({"office", "always"}),
)
HOURS_8 = {"first_response": 28_800}


def policy(name: str, **conditions: Any) -> Policy:
    return build_policy(name, targets=HOURS_8, calendars=["office", "night", "always"], **conditions)


@pytest.mark.parametrize(
    ("fact", "accepted", "other"),
    [
        ("mailbox", "Support@Example.com", "sales@example.com"),
        ("team", "support", "sales"),
        ("category", "billing", "shipping"),
        ("priority", "normal", "urgent"),
        ("group", "VIP", "press"),
        ("language", "en", "da"),
    ],
)
def test_every_condition_decides_by_itself(fact: str, accepted: str, other: str) -> None:
    assert policy("p", accepts={fact: [accepted]}).matches(FACTS)
    assert policy("p", accepts={fact: [other, accepted]}).matches(FACTS)
    assert not policy("p", accepts={fact: [other]}).matches(FACTS)


@pytest.mark.parametrize("fact", ["team", "category", "group"])
def test_a_fact_that_is_not_known_meets_no_condition_on_it(fact: str) -> None:
    nothing: dict[str, Any] = {fact: None}
    unknown = replace(FACTS, **nothing)

    assert not policy("p", accepts={fact: ["support", "billing", "vip"]}).matches(unknown)
    assert policy("p").matches(unknown)


def test_all_conditions_must_hold() -> None:
    both = policy("p", accepts={"team": ["support"], "language": ["da"]})

    assert not both.matches(FACTS)
    assert both.matches(replace(FACTS, language="da"))


@pytest.mark.parametrize(
    ("calendar", "in_hours", "matches"),
    [
        (None, True, True),
        (None, False, False),
        ("night", True, False),
        ("night", False, True),
        ("always", True, True),
    ],
)
def test_in_and_out_of_hours_are_judged_by_the_calendar_of_the_policy(
    calendar: str | None, in_hours: bool, matches: bool
) -> None:
    assert policy("p", calendar=calendar, in_hours=in_hours).matches(FACTS) is matches


def test_the_first_match_wins() -> None:
    danish = policy("danish", accepts={"language": ["da"]})
    vip = policy("vip", accepts={"group": ["vip"]})
    rest = policy("rest")

    assert select([danish, vip, rest], FACTS) is vip
    assert select([rest, vip], FACTS) is rest
    assert select([danish], FACTS) is None
    assert select([], FACTS) is None


def test_the_calendar_of_the_policy_beats_that_of_team_or_mailbox() -> None:
    assert policy("p", calendar="night").calendar_for(FACTS) == "night"
    assert policy("p").calendar_for(FACTS) == "office"


def test_a_policy_is_a_value() -> None:
    one, same = policy("p", accepts={"team": ["a", "b"]}), policy("p", accepts={"team": ["B", "A"]})

    assert one == same
    assert hash(one) == hash(same)
    assert one.targets == {TimerKind.FIRST_RESPONSE: 28_800}


BAD = [
    ({"targets": {"first_response": 0}}, ".first_response", "target of zero", "8 h"),
    ({"targets": {"resolution": -60}}, ".resolution", "target of zero", "8 h"),
    ({"targets": {"first_reply": 60}}, ".first_reply", "no timer", "first_response"),
    ({"targets": {"total": 60}}, ".total", "no timer with a target", "resolution"),
    ({"targets": {}}, "", "without targets", "first_response"),
    ({"accepts": {"subject": ["x"]}}, ".subject", "no condition", "mailbox"),
    ({"accepts": {"team": []}}, ".team", "never matches", "leave it out"),
    ({"accepts": {"priority": ["high", "panic"]}}, ".priority", "no such priority: panic", "urgent"),
    ({"calendar": "lunar"}, ".calendar", '"lunar"', "office"),
    ({"calendar": "lunar", "calendars": []}, ".calendar", '"lunar"', "calendars.toml"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "key", "problem", "remedy"), BAD)
def test_a_bad_policy_is_told_with_file_key_and_remedy(
    changes: dict[str, Any], key: str, problem: str, remedy: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        build_policy("gold", **{"targets": HOURS_8, "calendars": ["office"], **changes})

    (fault,) = caught.value.faults
    assert (fault.file, fault.key) == ("sla.toml", f"policy.gold{key}")
    assert problem in fault.problem
    assert remedy in fault.remedy


def test_every_fault_of_a_policy_is_told_at_once() -> None:
    with pytest.raises(ConfigError) as caught:
        build_policy("p", targets={"update": 0, "total": 1}, accepts={"x": ["y"]}, calendar="z")

    assert len(caught.value.faults) == 4


@pytest.mark.parametrize(
    ("earlier", "later", "reachable"),
    [
        ({}, {"accepts": {"team": ["a"]}}, False),
        ({"accepts": {"team": ["a", "b"]}}, {"accepts": {"team": ["a"], "group": ["vip"]}}, False),
        ({"accepts": {"team": ["a"]}}, {"accepts": {"team": ["a", "b"]}}, True),
        ({"accepts": {"team": ["a"]}}, {}, True),
        ({"accepts": {"team": ["a"]}}, {"accepts": {"group": ["vip"]}}, True),
        ({"in_hours": True}, {"in_hours": True}, False),
        ({"in_hours": True}, {"in_hours": False}, True),
        ({"in_hours": True}, {}, True),
        ({"in_hours": True}, {"in_hours": True, "calendar": "night"}, True),
        ({}, {"in_hours": True}, False),
    ],
)
def test_a_policy_behind_one_that_takes_all_its_tickets_is_told(
    earlier: dict[str, Any], later: dict[str, Any], reachable: bool
) -> None:
    faults = order_faults([policy("first", **earlier), policy("second", **later)])

    assert [(f.key, f.remedy) for f in faults] == (
        [] if reachable else [("policy.second", "move it up, or remove it")]
    )


def test_two_policies_of_one_name_are_told() -> None:
    (fault,) = order_faults([policy("p", accepts={"team": ["a"]}), policy("p")])

    assert "two policies" in fault.problem
