import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent


def _flood(kind: str, count: int, mib: int, directory: Path) -> tuple[int, list[str]]:
    command = [sys.executable, "-m", "tests.dialog.memory", kind, str(count), str(mib), str(directory)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT, timeout=110)
    growth, *replies = done.stdout.split()
    return int(growth), replies


@pytest.mark.parametrize("mib", [24, pytest.param(200, marks=pytest.mark.soak)])
def test_an_endless_line_grows_memory_by_five_mib_at_most(mib: int, tmp_path: Path) -> None:
    growth, (arrived,) = _flood("endless", 1, mib, tmp_path)
    assert int(arrived) == mib, "what was sent did arrive"
    assert growth <= 5


@pytest.mark.parametrize(
    ("count", "mib", "most"), [(10, 4, 40), pytest.param(50, 34, 200, marks=pytest.mark.soak)]
)
def test_many_large_mails_at_once_grow_memory_by_a_bounded_amount(
    count: int, mib: int, most: int, tmp_path: Path
) -> None:
    growth, replies = _flood("many", count, mib, tmp_path)
    assert len(replies) == count
    assert "250" in replies
    assert set(replies) <= {"250", "452"}, "nobody is lost, some are asked to come again"
    assert growth <= most
