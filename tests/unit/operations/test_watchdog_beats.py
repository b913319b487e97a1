import asyncio
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mailgate.events import LoopLate
from mailgate.operations.heartbeat import Heartbeats, Watchdog
from mailgate.operations.notify import Notifier


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(str(tmp_path / "notify"))
        listener.setblocking(False)
        yield listener


@pytest.fixture
def notifier(tmp_path: Path, supervisor: socket.socket, clock: Any) -> Notifier:
    return Notifier(str(tmp_path / "notify"), clock, watchdog_s=0.03)


def test_each_loop_is_late_by_its_own_limit(clock: Any) -> None:
    beats = Heartbeats(clock)
    beats.register("tick", 10.0)
    beats.register("deliver", 60.0)
    assert beats.late(clock.monotonic() + 10.0) == []
    assert beats.late(clock.monotonic() + 10.5) == ["tick"]
    assert beats.late(clock.monotonic() + 61.0) == ["deliver", "tick"]


def test_a_beat_gives_a_loop_its_whole_limit_again(clock: Any) -> None:
    beats = Heartbeats(clock)
    beats.register("tick", 10.0)
    clock.advance(9.0)
    beats.beat("tick")
    assert beats.late(clock.monotonic() + 10.0) == []


def test_a_loop_that_ended_as_it_should_is_not_missed(clock: Any) -> None:
    beats = Heartbeats(clock)
    beats.register("tick", 10.0)
    beats.unregister("tick")
    beats.unregister("tick")
    assert beats.late(clock.monotonic() + 1000.0) == []


def test_a_beat_of_a_stranger_is_a_bug(clock: Any) -> None:
    with pytest.raises(KeyError):
        Heartbeats(clock).beat("typo")


def test_one_late_loop_starves_the_watchdog_until_it_beats(
    notifier: Notifier, supervisor: socket.socket, clock: Any, heard: Any
) -> None:
    beats = Heartbeats(clock)
    watchdog = Watchdog(beats, notifier, heard, clock)
    beats.register("tick", 10.0)
    beats.register("deliver", 60.0)
    assert watchdog.look()
    assert supervisor.recv(100) == b"WATCHDOG=1"
    clock.advance(11.0)
    assert not watchdog.look()
    assert not watchdog.look()
    with pytest.raises(BlockingIOError):
        supervisor.recv(100)
    assert heard.events == [LoopLate("tick")]
    beats.beat("tick")
    assert watchdog.look()
    clock.advance(11.0)
    assert not watchdog.look()
    assert heard.events == [LoopLate("tick"), LoopLate("tick")]


async def test_the_watchdog_is_fed_again_and_again_until_the_stop(
    notifier: Notifier, supervisor: socket.socket, clock: Any, heard: Any
) -> None:
    stop = asyncio.Event()
    task = asyncio.create_task(Watchdog(Heartbeats(clock), notifier, heard, clock).run(stop))
    loop = asyncio.get_running_loop()
    assert [await loop.sock_recv(supervisor, 100) for _ in range(3)] == [b"WATCHDOG=1"] * 3
    stop.set()
    await task
