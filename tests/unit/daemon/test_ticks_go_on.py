"""The tick arms itself anew, whatever it found; a tick that is lost is lost until the next start."""

import asyncio
from datetime import timedelta

from mailgate.clock import SystemClock
from mailgate.daemon.timekeeper import Timekeeper
from tests.scenario.desk import TestDesk
from tests.scenario.post import mail

PATIENCE_S = 5


def test_a_tick_that_found_work_is_followed_by_another(desk: TestDesk) -> None:
    desk.clock.instant = SystemClock().now() - timedelta(days=10)
    desk.post(mail())  # its first answer has been due for days
    ticks = asyncio.run(_ticks(desk, 2))
    assert ticks == 2
    assert len(desk.events(1, "breached")) == 1


async def _ticks(desk: TestDesk, wanted: int) -> int:
    """How many ticks begin, as long as fewer than wanted have."""
    beats = asyncio.Semaphore(0)
    keeper = Timekeeper(desk.store, SystemClock(), desk.sink, desk.wakes, desk.morning, beat=beats.release)
    keeper.start()
    seen = 0
    try:
        async with asyncio.timeout(PATIENCE_S):
            while seen < wanted:
                await beats.acquire()
                seen += 1
    except TimeoutError:
        pass  # the number says it
    finally:
        await keeper.stop()
    return seen
