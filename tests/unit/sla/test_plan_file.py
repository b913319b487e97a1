import pytest

from mailgate.errors import ConfigError
from mailgate.sla.plan import Moment, MomentError, parse_moment
from mailgate.sla.plan_file import StepText, build_plan, plan_fault
from mailgate.sla.policy import TimerKind, build_policy

GOOD = StepText("80 %", ("assignee",))


@pytest.mark.parametrize(
    ("text", "offset", "written"),
    [
        ("80 %", -7200, "80 %"),
        ("80%", -7200, "80 %"),
        ("100 %", 0, "100 %"),
        ("150 %", 18_000, "150 %"),
        ("30 min before", -1800, "30 min before"),
        ("1h 30min BEFORE", -5400, "1 h 30 min before"),
        ("2 h after", 7200, "2 h after"),
    ],
)
def test_a_moment_is_a_distance_from_the_deadline(text: str, offset: int, written: str) -> None:
    moment = parse_moment(text)

    assert moment.offset(10 * 3600) == offset
    assert str(moment) == written
    assert parse_moment(written) == moment


def test_a_share_that_is_no_whole_second_comes_a_second_early() -> None:
    assert Moment(33).offset(100) == -67
    assert Moment(50).offset(3) == -2


@pytest.mark.parametrize(
    "text", ["", "80", "0 %", "1001 %", "-5 %", "noon", "2 days after", "after", "x" * 500]
)
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(MomentError):
        parse_moment(text)


BAD = [
    (StepText("noon", ("lead",)), "step[1].at", "no moment", "80 %"),
    (StepText("0 %", ("lead",)), "step[1].at", "not between", "80 %"),
    (StepText("80 %", ("boss",)), "step[1].tell", '"boss"', "address"),
    (StepText("80 %"), "step[1].tell", "does nothing", "assignee"),
    (StepText("80 %", ("lead",), only="late"), "step[1].only", '"late"', "unassigned"),
    (StepText("80 %", ("lead",), timers=("total",)), "step[1].timers", '"total"', "resolution"),
    (StepText("80 %", ("lead",), every_s=60), "step[1].every", "before the deadline", "100 %"),
    (StepText("100 %", ("lead",), every_s=0), "step[1].every", "never ends", "8 h"),
    (StepText("80 %", assign="Nobody"), "step[1].assign", '"Nobody"', "agents.toml"),
    (StepText("80 %", team="nowhere"), "step[1].team", '"nowhere"', "agents.toml"),
]


@pytest.mark.parametrize(("step", "key", "problem", "remedy"), BAD)
def test_a_bad_step_is_told_with_file_key_and_remedy(
    step: StepText, key: str, problem: str, remedy: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        build_plan("mine", [step], agents=["Anna"], teams=["support"])

    (fault,) = caught.value.faults
    assert (fault.file, fault.key) == ("sla.toml", f"plan.mine.{key}")
    assert problem in fault.problem
    assert remedy in fault.remedy


@pytest.mark.parametrize(
    ("name", "steps", "problem"),
    [
        ("usual", [GOOD], "built in"),
        ("mine", [GOOD, GOOD], "two steps stand at 80 %"),
        (
            "mine",
            [StepText("100 %", ("lead",), every_s=60), StepText("150 %", ("lead",), every_s=60)],
            "both repeat",
        ),
    ],
)
def test_steps_that_do_not_go_together_are_told(name: str, steps: list[StepText], problem: str) -> None:
    with pytest.raises(ConfigError, match=problem):
        build_plan(name, steps)


def test_every_fault_of_a_plan_is_told_at_once() -> None:
    with pytest.raises(ConfigError) as caught:
        build_plan("mine", [step for step, *_ in BAD], agents=["Anna"], teams=["support"])

    assert len(caught.value.faults) == len(BAD)


def test_steps_of_different_timers_may_stand_at_one_place() -> None:
    steps = [
        StepText("80 %", ("lead",), timers=("resolution",)),
        StepText("80 %", ("team",), timers=("update",)),
    ]

    assert [s.tell for s in build_plan("mine", steps).of(TimerKind.UPDATE)] == [("team",)]


def test_a_policy_names_a_plan_that_is_there() -> None:
    assert plan_fault("p", None, []) is None
    assert plan_fault("p", "none", []) is None
    assert plan_fault("p", "mine", ["mine"]) is None
    fault = plan_fault("p", "yours", ["mine"])
    assert fault is not None
    assert (fault.file, fault.key) == ("sla.toml", "policy.p.plan")
    assert "mine, usual, none" in fault.remedy


def test_only_a_wait_and_a_resolution_can_be_postponed() -> None:
    with pytest.raises(ConfigError, match=r"policy\.p\.postponed_pauses.*first_response.*next_reply"):
        build_policy("p", targets={"update": 60}, postponed_pauses=["first_response"])
