"""Whatever happens to a desk: the timers that are stored are those that the timelines give (SPEC section 12.3)."""

import shutil
from pathlib import Path

import pytest

from mailgate.store import Store
from tests.scenario.desk import TestDesk
from tests.scenario.random_desk import Days
from tests.scenario.stage import Collected, FakeClock


def _days(template: Path, tmp_path: Path, seed: int, steps: int) -> int:
    path = tmp_path / "mailgate.db"
    shutil.copy(template, path)
    store = Store(f"sqlite:///{path}")
    try:
        desk = TestDesk(store, FakeClock(), Collected(), tmp_path / "config")
        Days(desk, seed).pass_by(steps)
        return len(desk.tickets())
    finally:
        store.close()


@pytest.mark.parametrize("seed", range(2))
def test_stored_timers_are_those_of_the_timeline(sqlite_template: Path, tmp_path: Path, seed: int) -> None:
    assert _days(sqlite_template, tmp_path, seed, 30) > 1


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(100, 120))
def test_stored_timers_are_those_of_the_timeline_for_long(
    sqlite_template: Path, tmp_path: Path, seed: int
) -> None:
    assert _days(sqlite_template, tmp_path, seed, 80) > 4
