"""The daemon looks at the history beside its work; a reload keeps what was seen, a store that is away changes nothing."""

import asyncio
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from mailgate.config.load import load
from mailgate.config.reload import Current
from mailgate.daemon import estimating
from mailgate.daemon.parts import Parts, build_parts
from tests.scenario.desk import TestDesk
from tests.scenario.stage import configured
from tests.scenario.test_corrections import TOLD, comes_to_a_halt, promised
from tests.scenario.test_estimated_times import stored


@pytest.fixture
def parts(desk: TestDesk, tmp_path: Path) -> Iterator[Parts]:
    """A daemon's parts on the store of the desk."""
    directory = tmp_path / "daemon"
    configured(directory, desk.store.url, mailbox=TOLD)
    read = partial(load, directory, {})
    made = build_parts(Current(read(), read), {}, desk.clock, desk.sink)
    yield made
    made.store.close()


def known(parts: Parts) -> set[str]:
    return set(parts.in_force.made.desk.estimates.teams)


async def test_a_look_is_in_force_at_once_and_outlives_a_reload(desk: TestDesk, parts: Parts) -> None:
    stored(desk, 2.0)
    assert known(parts) == set()
    await estimating.look(parts, lambda: None)
    assert known(parts) == {"support"}
    assert parts.reload() is None
    assert known(parts) == {"support"}


def test_corrections_wake_the_sending_loop(desk: TestDesk, parts: Parts) -> None:
    woken: list[bool] = []
    promised(desk)
    comes_to_a_halt(desk)
    desk.advance(hours=1)
    assert parts.carrier is not None  # which the daemon has before its first look, and with it the keys
    asyncio.run(estimating.look(parts, lambda: woken.append(True)))
    assert woken == [True]
    assert "taking longer" in desk.letter("notice").draft.text


async def test_a_store_that_is_away_leaves_the_last_look_in_force(desk: TestDesk, parts: Parts) -> None:
    stored(desk, 2.0)
    await estimating.look(parts, lambda: None)
    desk.write(lambda tx: tx.exec_driver_sql("ALTER TABLE promise RENAME TO promise_away"))
    try:
        await estimating.look(parts, lambda: None)
    finally:
        desk.write(lambda tx: tx.exec_driver_sql("ALTER TABLE promise_away RENAME TO promise"))
    assert known(parts) == {"support"}
    assert "loop_failed" in desk.sink.names()
