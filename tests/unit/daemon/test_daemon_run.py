"""One whole daemon on a real store: it starts, answers, finishes what it accepted, and stops."""

import asyncio
import smtplib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest

from mailgate.clock import SystemClock
from mailgate.config.load import load
from mailgate.config.reload import Current
from mailgate.daemon.parts import build_parts
from mailgate.daemon.run import Daemon
from mailgate.errors import ConfigError
from mailgate.operations.lock import AlreadyRunning
from mailgate.operations.metrics import MetricsSink
from mailgate.operations.notify import Notifier
from mailgate.store import Store, lookups
from tests.scenario.post import mail
from tests.scenario.stage import Collected, configured

PATIENCE_S = 60.0
QUIET = '[smtp]\nlisten = ["127.0.0.1:0"]\n[operator]\nhealth = ""\nnode = "one"\n'

Make = Callable[[], Daemon]


@pytest.fixture
def make(tmp_path: Path, database: str, sink: Collected) -> Make:
    directory, clock = tmp_path / "config", SystemClock()
    configured(directory, database, more=QUIET)
    file = directory / "mailgate.toml"
    file.write_text(file.read_text().replace('smarthosts = ["smtp://127.0.0.1:25"]', ""))
    read = partial(load, directory, {})

    def made() -> Daemon:
        return Daemon(
            build_parts(Current(read(), read), {}, clock, sink), Notifier(None, clock), MetricsSink(), {}
        )

    return made


@asynccontextmanager
async def serving(make: Make) -> AsyncIterator[Daemon]:
    daemon = make()
    running = asyncio.create_task(daemon.run())
    ready = asyncio.create_task(daemon.ready.wait())
    async with asyncio.timeout(PATIENCE_S):
        await asyncio.wait([running, ready], return_when=asyncio.FIRST_COMPLETED)
        ready.cancel()
        assert not running.done(), running.exception()
        yield daemon
        daemon.stop()
        await running


def send(listener: str) -> None:
    _, host, port = listener.split(":")
    with smtplib.SMTP(host, int(port), local_hostname="client.test", timeout=20) as client:
        client.sendmail("kim@customer.test", ["support@example.com"], mail())


async def test_what_was_accepted_before_the_stop_has_its_ticket(
    make: Make, database: str, sink: Collected
) -> None:
    async with serving(make) as daemon:
        await asyncio.to_thread(send, daemon.listeners[0])
    store = Store(database)
    found = store.read_now(lambda tx: lookups.tickets(tx, [1]))
    store.close()
    assert found[1].subject == "The printer smokes"
    names = sink.names()
    assert names.index("started") < names.index("ready") < names.index("received") < names.index("processed")
    assert names.index("stopping") < names.index("stopped")


async def test_a_second_daemon_of_the_same_name_is_turned_away(make: Make) -> None:
    async with serving(make):
        with pytest.raises((AlreadyRunning, ConfigError)):
            await make().run()


async def test_a_daemon_starts_again_after_it_stopped(make: Make) -> None:
    async with serving(make):
        pass
    async with serving(make) as again:
        await asyncio.to_thread(send, again.listeners[0])
