"""The tick comes when something is due, works off all of it, and comes again after trouble (SPEC 12.5)."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from mailgate.clock import SystemClock
from mailgate.daemon import timekeeper
from mailgate.daemon.timekeeper import Timekeeper
from mailgate.errors import StoreUnavailable
from mailgate.pipeline import tick as tick_module
from mailgate.store import Tx
from tests.scenario.desk import TestDesk
from tests.scenario.post import mail

DUE = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def keeper(desk: TestDesk) -> Timekeeper:
    return Timekeeper(desk.store, desk.clock, desk.sink, desk.wakes, desk.morning)


async def opened(desk: TestDesk, count: int = 1) -> None:
    for number in range(count):
        desk.receive(mail(f"question {number}", sender=f"U <u{number}@d{number}.test>"))
    await desk._process()


async def test_with_nothing_stored_there_is_nothing_to_wait_for(desk: TestDesk) -> None:
    assert await keeper(desk)._work() is None
    assert desk.sink.names() == []


@pytest.mark.parametrize("at", ["2026-11-23T08:00:00", "2026-11-23T12:00:00", "2026-11-23T12:00:00.999"])
async def test_the_end_of_the_due_second_is_awaited(desk: TestDesk, at: str) -> None:
    await opened(desk)
    desk.clock.set(f"{at}+00:00")
    assert await keeper(desk)._work() == DUE + timedelta(seconds=1)
    assert desk.events(1, "breached") == []


async def test_what_is_overdue_is_marked_and_looked_at_again_at_once(desk: TestDesk) -> None:
    await opened(desk)
    desk.clock.set("2026-11-23T12:00:01+00:00")
    assert await keeper(desk)._work() == desk.clock.now()
    assert len(desk.events(1, "breached")) == 1
    assert await keeper(desk)._work() is None
    assert desk.sink.names().count("ticked") == 1


async def test_many_overdue_rows_are_worked_off_in_pieces(
    desk: TestDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tick_module, "BATCH", 2)
    await opened(desk, 5)
    desk.advance(days=30)
    rounds = 0
    while await keeper(desk)._work() is not None:
        rounds += 1
    assert rounds == 5  # of five deadlines and five promises
    assert all(len(desk.events(n, "breached")) == 1 for n in range(1, 6))


async def test_two_nodes_mark_a_deadline_once(desk: TestDesk) -> None:
    await opened(desk, 4)
    desk.advance(days=30)
    await asyncio.gather(*(keeper(desk)._work() for _ in range(4)))
    assert [len(desk.events(n, "breached")) for n in range(1, 5)] == [1] * 4


async def test_a_running_keeper_marks_what_fell_due_while_nobody_looked(desk: TestDesk) -> None:
    """
    the daemon was down when the deadline passed   the first tick is at once
    """
    desk.clock.set("2026-03-02T08:00:00+00:00")
    await opened(desk)
    running = Timekeeper(desk.store, SystemClock(), desk.sink, desk.wakes, desk.morning)
    running.start()
    try:
        async with asyncio.timeout(20):
            while not desk.events(1, "breached"):
                await asyncio.sleep(0.01)
    finally:
        await running.stop()


async def test_a_store_that_is_down_is_looked_at_again(
    desk: TestDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    the first look finds the database gone   said once, and the next look is armed
    """
    desk.clock.set("2026-03-02T08:00:00+00:00")
    await opened(desk)
    monkeypatch.setattr(timekeeper, "LONGEST_SLEEP", timedelta(milliseconds=20))
    read, failures = desk.store.read, [StoreUnavailable("gone"), StoreUnavailable("still gone")]

    async def shaky(fn: Callable[[Tx], object]) -> object:
        if failures:
            raise failures.pop()
        return await read(fn)

    monkeypatch.setattr(desk.store, "read", shaky)
    running = Timekeeper(desk.store, SystemClock(), desk.sink, desk.wakes, desk.morning)
    running.start()
    try:
        async with asyncio.timeout(20):
            while not desk.events(1, "breached"):
                await asyncio.sleep(0.01)
    finally:
        await running.stop()
    assert desk.sink.names().count("loop_failed") == 2


async def test_a_stop_during_a_tick_waits_for_it_and_is_no_error(
    desk: TestDesk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    desk.clock.set("2026-03-02T08:00:00+00:00")
    await opened(desk)
    read, begun, go_on = desk.store.read, asyncio.Event(), asyncio.Event()

    async def slow(fn: Callable[[Tx], object]) -> object:
        begun.set()
        await go_on.wait()
        return await read(fn)

    monkeypatch.setattr(desk.store, "read", slow)
    running = Timekeeper(desk.store, SystemClock(), desk.sink, desk.wakes, desk.morning)
    running.start()
    async with asyncio.timeout(20):
        await begun.wait()
        stopping = asyncio.create_task(running.stop())
        go_on.set()
        await stopping
    assert len(desk.events(1, "breached")) == 1
    assert [r for r in caplog.records if r.levelname == "ERROR"] == []
