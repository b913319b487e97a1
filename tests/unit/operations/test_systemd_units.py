import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

UNITS = Path(__file__).parents[3] / "systemd"
SERVICE = (UNITS / "mailgate.service").read_text(encoding="utf-8")
HIGHEST_EXPOSURE = 2.0  # SPEC 15.2


def run_analyze(*arguments: str) -> subprocess.CompletedProcess[str]:
    tool = shutil.which("systemd-analyze")
    if tool is None and os.environ.get("CI") == "true":
        pytest.fail("systemd-analyze is not installed; .ci/run must install it")
    if tool is None:
        pytest.skip("systemd-analyze is not installed: the units are not verified")
    return subprocess.run([tool, *arguments], capture_output=True, text=True, check=False)


def test_systemd_verifies_the_units_without_a_word(tmp_path: Path) -> None:
    for unit in UNITS.iterdir():
        # The program is not installed where tests run; everything else is verified as it ships.
        text = re.sub(r"(?m)^ExecStart=\S+", "ExecStart=/bin/true", unit.read_text(encoding="utf-8"))
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
    outcome = run_analyze("verify", "--man=no", *(str(unit) for unit in sorted(tmp_path.iterdir())))
    assert (outcome.returncode, outcome.stdout, outcome.stderr) == (0, "", "")


def test_the_sandbox_leaves_little_exposed() -> None:
    outcome = run_analyze("security", "--offline=true", "--no-pager", str(UNITS / "mailgate.service"))
    overall = re.search(r"Overall exposure level for mailgate\.service: ([0-9.]+)", outcome.stdout)
    assert overall, outcome.stderr
    assert float(overall[1]) <= HIGHEST_EXPOSURE


@pytest.mark.parametrize(
    "line",
    [
        "Type=notify",
        "NotifyAccess=main",
        "ExecStart=/opt/mailgate/bin/mailgate serve",
        "ExecReload=/bin/kill -HUP $MAINPID",
        "WatchdogSec=60",
        "Restart=on-failure",
        "DynamicUser=yes",
        "StateDirectory=mailgate",
        "RuntimeDirectory=mailgate",
        "ConfigurationDirectory=mailgate",
        "KillMode=mixed",
        "OOMPolicy=continue",
        "SystemCallFilter=nice setpriority",
    ],
)
def test_the_service_keeps_what_the_daemon_relies_on(line: str) -> None:
    assert line in SERVICE.splitlines()


def test_the_working_directory_cannot_shadow_the_standard_library() -> None:
    assert re.search(r"^Environment=.*\bPYTHONSAFEPATH=1\b", SERVICE, re.MULTILINE)


@pytest.mark.parametrize(
    ("unit", "name", "streams"),
    [
        ("mailgate.socket", "smtp", ["0.0.0.0:25", "[::]:25"]),
        ("mailgate-lmtp.socket", "lmtp", ["/run/mailgate-lmtp.sock"]),
    ],
)
def test_each_socket_has_the_name_by_which_the_daemon_knows_it(
    unit: str, name: str, streams: list[str]
) -> None:
    text = (UNITS / unit).read_text(encoding="utf-8")
    assert re.findall(r"(?m)^FileDescriptorName=(.*)$", text) == [name]
    assert re.findall(r"(?m)^ListenStream=(.*)$", text) == streams
    assert re.findall(r"(?m)^Service=(.*)$", text) == ["mailgate.service"]
