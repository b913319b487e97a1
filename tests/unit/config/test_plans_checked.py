"""What is wrong with deadlines and reminders is told by `check`: file, key and remedy."""

from pathlib import Path

import pytest

from mailgate.errors import ConfigError
from mailgate.pipeline.desk import build
from tests.scenario.stage import CALENDARS_TOML, configured

POLICY = '[[policy]]\nname = "p"\nfirst_response = "4 h"\n'
PLAN = '[[plan]]\nname = "steep"\n[[plan.step]]\n'
STEP = 'at = "80 %"\ntell = ["assignee"]\n'


@pytest.mark.parametrize(
    ("sla", "calendars", "key"),
    [
        (POLICY + 'plan = "steeep"\n' + PLAN + STEP, "", "policy.p.plan"),
        (POLICY + PLAN + 'at = "80 %"\ntell = ["boss"]\n', "", "plan.steep.step[1].tell"),
        (POLICY + PLAN + 'at = "soon"\ntell = ["team"]\n', "", "plan.steep.step[1].at"),
        (POLICY + PLAN + 'at = "80 %"\nassign = "Nobody"\n', "", "plan.steep.step[1].assign"),
        (POLICY + PLAN + STEP + PLAN + STEP, "", "plan.steep"),
        (POLICY + 'postponed_pauses = ["update"]\n', "", "policy.p.postponed_pauses"),
        (POLICY + 'close_after = "2 d"\n', "", "policy.p.warn_before"),
        (POLICY + 'close_after = "9 d"\nremind_after = "8 d"\n', "", "policy.p.remind_after"),
        (POLICY, 'additions = { "2026-12-24" = ["08:00-12:00", "10:00-14:00"] }\n', "additions.2026-12-24"),
        (POLICY, '[calendar.shop]\nzone = "Europe/Oslo"\nhours = { mon = ["08-16"] }\n', "hours.mon"),
        (POLICY, '[calendar.shop]\nzone = "UTC"\nhours = {}\nholidays = ["XX"]\n', "calendar.shop.holidays"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(tmp_path: Path, sla: str, calendars: str, key: str) -> None:
    with pytest.raises(ConfigError) as wrong:
        build(configured(tmp_path, "sqlite:////tmp/none.db", sla=sla, calendars=CALENDARS_TOML + calendars))
    (fault, *_) = [f for f in wrong.value.faults if key in f.key]
    assert fault.remedy
    assert fault.file in ("sla.toml", "calendars.toml")


def test_plans_and_additions_that_are_right_are_in_force(tmp_path: Path) -> None:
    desk = build(
        configured(tmp_path, "sqlite:////tmp/none.db", sla=POLICY + 'plan = "steep"\n' + PLAN + STEP)
    )
    assert desk.plan_of(desk.policies[0]).name == "steep"
    assert desk.plan_of(None).name == "usual"
