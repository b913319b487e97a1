"""What the house promises of itself: small files, names of the trade, and a standard library left alone."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "mailgate"
MODULES = sorted(p for p in PACKAGE.rglob("*.py") if "migrations" not in p.parts)
LONGEST = 300
VAGUE = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers", "service", "services"}


def test_there_is_a_package_to_look_at() -> None:
    assert len(MODULES) > 50


@pytest.mark.parametrize("module", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_file_is_read_in_one_sitting(module: Path) -> None:
    assert len(module.read_text(encoding="utf-8").splitlines()) <= LONGEST


@pytest.mark.parametrize("module", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_name_says_what_is_in_the_room(module: Path) -> None:
    words = {word for part in module.relative_to(PACKAGE).with_suffix("").parts for word in part.split("_")}
    assert not words & VAGUE


@pytest.mark.parametrize("flags", [[], ["-P"]], ids=["as-installed", "safe-path"])
def test_our_threading_room_never_hides_the_standard_librarys(flags: list[str]) -> None:
    program = (
        "import threading, mailgate.threading.resolve\n"
        "print(threading.Thread.__module__, 'mailgate' in (threading.__file__ or ''))"
    )
    search = f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
    done = subprocess.run(
        [sys.executable, *flags, "-c", search + program],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout.split() == ["threading", "False"]
