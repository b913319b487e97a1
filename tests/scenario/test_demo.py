"""The demonstration as a newcomer runs it: the real daemon, real sockets, an exit code that can be trusted."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from mailgate.cli.demo_stage import STOPPED
from mailgate.cli.demo_story import Promise

COMMAND = [sys.executable, "-P", "-m", "mailgate.cli.main", "demo"]


def surroundings(tmp_path: Path) -> dict[str, str]:
    return {**os.environ, "TMPDIR": str(tmp_path), "PYTHONUTF8": "1"}


def test_all_of_it_happens_and_nothing_stays_behind(tmp_path: Path) -> None:
    done = subprocess.run(
        COMMAND, env=surroundings(tmp_path), capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout + done.stderr
    kept = re.findall(r"(?m)^  ✓ (.*)$", done.stdout)
    assert kept == [*Promise, STOPPED]
    assert "✗" not in done.stdout
    assert list(tmp_path.iterdir()) == []


@contextmanager
def kept_running(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], IO[str]]]:
    with subprocess.Popen(
        [*COMMAND, "--keep"], env=surroundings(tmp_path), stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        try:
            yield process, process.stdout
        finally:
            process.kill()


def read_to(stream: IO[str], pattern: str) -> str:
    lines = ""
    for line in stream:
        lines += line
        if re.search(pattern, line):
            return lines
    raise AssertionError(f"{pattern} never came:\n{lines}")


def test_what_is_kept_running_acknowledges_the_mail_that_it_says_how_to_send_and_ends_on_ctrl_c(
    tmp_path: Path,
) -> None:
    with kept_running(tmp_path) as (process, output):
        said = read_to(output, r"Ctrl-C ends it")
        (by_hand,) = re.findall(r'(?ms)^  (python3 -c "import smtplib.*?\)")$', said)
        subprocess.run(["sh", "-c", by_hand], check=True, timeout=20)
        read_to(output, r"<- Example Support <support@example\.com> to you@example\.net")
        process.send_signal(signal.SIGINT)
        read_to(output, f"✓ {STOPPED}")
        assert process.wait(20) == 0
    assert list(tmp_path.iterdir()) == []
