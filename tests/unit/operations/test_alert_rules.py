"""The alert rules that are shipped: Prometheus reads them, they fire when they should, and name what there is."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from mailgate.config.starter import starter_directory
from mailgate.operations.alarm_document import alarm_document
from mailgate.operations.alarm_kinds import Alarm
from mailgate.operations.metrics import COUNTED, MetricsSink
from mailgate.operations.status import AlarmStatus, Status

ROOT = Path(__file__).parents[3]
RULES = starter_directory("config") / "prometheus" / "mailgate.rules.yml"


def promtool(*arguments: str) -> subprocess.CompletedProcess[str]:
    tool = shutil.which("promtool")
    if tool is None and os.environ.get("CI") == "true":
        pytest.fail("promtool is not installed; .ci/run must install prometheus")
    if tool is None:
        pytest.skip("promtool is not installed: the alert rules are not verified (Debian: prometheus)")
    return subprocess.run([tool, *arguments], capture_output=True, text=True, check=False, timeout=60)


def test_prometheus_reads_the_rules() -> None:
    outcome = promtool("check", "rules", str(RULES))
    assert (outcome.returncode, outcome.stderr) == (0, ""), outcome.stdout


def test_the_rules_fire_when_they_should_and_not_before() -> None:
    outcome = promtool("test", "rules", str(Path(__file__).with_name("mailgate.rules.test.yml")))
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr


def test_every_alert_says_what_it_means_and_what_to_do() -> None:
    alerts = RULES.read_text(encoding="utf-8").split("- alert: ")[1:]
    assert len(alerts) > 10
    for alert in alerts:
        assert all(f"{word}: " in alert for word in ("summary", "description", "runbook", "severity")), alert


def test_every_metric_of_the_rules_is_one_of_ours() -> None:
    """A rule on a metric that does not exist never fires, and nobody notices."""
    page = MetricsSink().exposition(Status(ready=True, version="1", store="ok")).decode()
    ours = set(re.findall(r"(?m)^# TYPE (\w+) ", page)) | {f"{c.metric}_total" for c in COUNTED}
    expressions = "\n".join(re.findall(r"(?m)^\s+expr: (.*)$", RULES.read_text(encoding="utf-8")))
    named = set(re.findall(r"mailgate_\w+", expressions))
    assert named
    assert named <= ours


def test_every_alarm_is_a_series_whether_it_lasts_or_not() -> None:
    one = AlarmStatus("disk_low", "", "alarm")
    status = Status(ready=True, version="1", store="ok", alarms=(one, one))
    page = MetricsSink().exposition(status).decode()
    found = dict(re.findall(r'(?m)^mailgate_alarm\{name="(\w+)"\} ([\d.]+)$', page))
    assert found == {alarm.value: "2.0" if alarm is Alarm.DISK_LOW else "0.0" for alarm in Alarm}


def test_the_document_is_what_the_tables_say() -> None:
    assert (ROOT / "docs" / "monitoring.md").read_text(encoding="utf-8") == alarm_document()
