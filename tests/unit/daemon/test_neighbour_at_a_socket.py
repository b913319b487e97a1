"""A mail server that hands mail over at a unix socket: what it found out about a sender is believed there (SPEC 19)."""

import asyncio
import smtplib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from mailgate.clock import SystemClock
from mailgate.config.load import load
from mailgate.config.reload import Current
from mailgate.daemon.parts import build_parts
from mailgate.daemon.run import Daemon
from mailgate.events import Event, Processed
from mailgate.operations.metrics import MetricsSink
from mailgate.operations.notify import Notifier
from mailgate.store import Store, lookups
from tests.scenario.post import ANNA, mail
from tests.scenario.stage import Collected, configured

PATIENCE_S = 60.0
MORE = """
[[trusted_results]]
authserv_id = "mx.example.com"
from = "unix:{path}/trusted.sock"
[smtp]
listen = ["unix:{path}/trusted.sock", "unix:{path}/other.sock"]
[operator]
health = ""
node = "one"
"""


@asynccontextmanager
async def serving(directory: Path, url: str, sink: Collected) -> AsyncIterator[None]:
    configured(directory, url, more=MORE.format(path=directory.parent))
    file = directory / "mailgate.toml"
    file.write_text(file.read_text().replace('smarthosts = ["smtp://127.0.0.1:25"]', ""))
    read, clock = partial(load, directory, {}), SystemClock()
    parts = build_parts(Current(read(), read), {}, clock, sink)
    daemon = Daemon(parts, Notifier(None, clock), MetricsSink(), {})
    async with asyncio.timeout(PATIENCE_S), asyncio.TaskGroup() as group:
        group.create_task(daemon.run())
        await daemon.ready.wait()
        yield
        daemon.stop()


def hand_over(path: Path, sender: str) -> None:
    """As Postfix does, over LMTP, with what its milter found on top."""
    with smtplib.LMTP(str(path), local_hostname="mx.example.com", timeout=20) as client:
        client.sendmail("anna@staff.example.net", ["support@example.com"], mail(sender=sender))


@dataclass
class Settled(Collected):
    """Knows when two mails have their fate."""

    both: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def tickets(self) -> list[int]:
        return [int(event.ticket) for event in self.events if isinstance(event, Processed)]

    def emit(self, event: Event) -> None:
        super().emit(event)
        if len(self.tickets) == 2:
            self.both.set()


async def test_a_result_counts_at_the_socket_that_is_trusted_and_at_no_other(
    tmp_path: Path, database: str
) -> None:
    """
    Anna -> support, over the trusted socket   an agent's internal ticket
    Anna -> support, over another socket       anybody's ticket, marked: who opens that socket is nobody we know
    """
    sink = Settled()
    async with serving(tmp_path / "config", database, sink):
        for name in ("trusted.sock", "other.sock"):
            await asyncio.to_thread(hand_over, tmp_path / name, ANNA)
        await sink.both.wait()
    store = Store(database)
    found = store.read_now(lambda tx: lookups.tickets(tx, sink.tickets))
    store.close()
    assert [(found[n].kind.value, found[n].tags) for n in sink.tickets] == [
        ("internal", ()),
        ("customer", ("unverified",)),
    ]
