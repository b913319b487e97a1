"""A whole daemon with a smarthost on loopback that brings its mail back: alarms that leave, a probe that returns."""

import asyncio
import re
import smtplib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from functools import partial
from pathlib import Path

import pytest

from mailgate.cli.doctor_probe import Returned, probe
from mailgate.cli.house import House
from mailgate.clock import SystemClock
from mailgate.config.load import load
from mailgate.config.reload import Current
from mailgate.daemon import run as run_module
from mailgate.daemon.parts import build_parts
from mailgate.daemon.run import Daemon
from mailgate.operations.doctor import State, Whose
from mailgate.operations.metrics import MetricsSink
from mailgate.operations.notify import Notifier
from mailgate.store import Store, lookups, views
from tests.scenario.stage import Collected, configured
from tests.unit.outbound.stub_smarthost import StubSmarthost

PATIENCE_S = 60.0
OPERATOR = "ops@example.net"
MORE = (
    '[smtp]\nlisten = ["127.0.0.1:0"]\n'
    f'[operator]\nhealth = ""\nnode = "one"\naddress = "{OPERATOR}"\n'
    '[alarms]\ncalm = "0 s"\ndigest = ""\n'
)


@pytest.fixture(autouse=True)
def sends_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process cannot wake the daemon: it looks for the probe in its own time, and here more often."""
    monkeypatch.setattr("mailgate.outbound.deliver.IDLE_S", 0.2)


@dataclass
class Relay(StubSmarthost):
    """Takes every mail, and hands what is for our domain to our own listener, as the world would."""

    back_to: str = ""
    news: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def _message(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        going = await super()._message(reader, writer)
        (recipient,) = re.findall(r"<(.*?)>", self.heard("RCPT")[-1])
        if self.back_to and recipient.endswith("@example.com"):
            await asyncio.to_thread(self._hand_back, recipient, self.messages[-1])
        async with self.news:
            self.news.notify_all()
        return going

    def _hand_back(self, recipient: str, raw: bytes) -> None:
        _, host, port = self.back_to.split(":")
        signed = (
            b"DKIM-Signature: v=1; a=rsa-sha256; d=example.com; s=k1; h=From; bh=aGFzaA==; b=c2ln\r\n" + raw
        )
        with smtplib.SMTP(host, int(port), local_hostname="relay.test", timeout=20) as client:
            client.sendmail("", [recipient], signed)

    async def subjects(self, count: int) -> list[str]:
        """Those of the first mails, waited for."""
        async with self.news:
            await self.news.wait_for(lambda: len(self.messages) >= count)
        return [str(message_from_bytes(raw, policy=policy.default)["Subject"]) for raw in self.messages]


@asynccontextmanager
async def serving(tmp_path: Path, database: str, sink: Collected) -> AsyncIterator[tuple[Daemon, Relay]]:
    relay = Relay()
    await relay.start()
    directory, clock = tmp_path / "config", SystemClock()
    configured(directory, database, more=MORE)
    file = directory / "mailgate.toml"
    file.write_text(file.read_text().replace("smtp://127.0.0.1:25", f"smtp://127.0.0.1:{relay.port}"))
    read = partial(load, directory, {})
    parts = build_parts(Current(read(), read), {}, clock, sink)
    daemon = Daemon(parts, Notifier(None, clock), MetricsSink(), {})
    running = asyncio.create_task(daemon.run())
    try:
        async with asyncio.timeout(PATIENCE_S):
            ready = asyncio.create_task(daemon.ready.wait())
            await asyncio.wait([running, ready], return_when=asyncio.FIRST_COMPLETED)
            ready.cancel()
            assert not running.done(), running.exception()
            relay.back_to = daemon.listeners[0]
            yield daemon, relay
            daemon.stop()
            await running
    finally:
        await relay.stop()


async def test_an_alarm_and_its_end_leave_by_the_smarthost_once_each(
    tmp_path: Path, database: str, sink: Collected, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_module, "LOOK_S", 1)
    async with serving(tmp_path, database, sink) as (daemon, relay):
        watch = daemon.parts.watch
        watch._volume, watch.free = tmp_path, lambda _: 5
        await relay.subjects(1)
        for _ in range(2):
            await watch.look()  # as bad as before
        watch.free = lambda _: 5 * 1024**4
        subjects = await relay.subjects(2)
    title = "The disk is nearly full (one)"
    assert subjects == [f"[Example Support] Alarm: {title}", f"[Example Support] Over: {title}"]
    assert [n for n in sink.names() if n.startswith("alarm")] == ["alarm_raised", "alarm_ended"]


async def probed(database: str, tmp_path: Path, wait_s: float) -> tuple[Returned, list[str]]:
    told: list[str] = []
    store = Store(database)
    try:
        place = House(load(tmp_path / "config", {}), store, SystemClock())
        return await probe(place, "support@example.com", wait_s, told.append), told
    finally:
        store.close()


async def test_a_probe_goes_out_by_the_smarthost_and_comes_back(
    tmp_path: Path, database: str, sink: Collected
) -> None:
    """
    outbox, daemon, smarthost, our own listener   back, with who signed it on its way
    the desk                                      no ticket, and nobody is answered
    """
    async with serving(tmp_path, database, sink) as (daemon, relay):
        returned, told = await probed(database, tmp_path, PATIENCE_S)
        assert returned.finding.state is State.OK, returned
        assert returned.signatures == (("example.com", "k1"),)
        entry = daemon.parts.store.read_now(lambda tx: views.entry(tx, 1))
        tickets = daemon.parts.store.read_now(lambda tx: lookups.tickets(tx, [1]))
    assert told[0] == "waiting for the daemon to send it"
    assert entry is not None
    assert (entry.fate, entry.ticket, tickets) == ("recorded", None, {})
    assert len(relay.messages) == 1


async def test_a_probe_that_does_not_come_back_is_told_how_far_it_came(
    tmp_path: Path, database: str, sink: Collected
) -> None:
    async with serving(tmp_path, database, sink) as (_, relay):
        relay.back_to = ""
        waiting = asyncio.create_task(probed(database, tmp_path, 4))
        await relay.subjects(1)
        returned, _ = await waiting
    assert (returned.finding.state, returned.finding.whose) == (State.FAULT, Whose.NETWORK)
    assert "it left" in returned.finding.detail


async def test_a_probe_that_is_refused_is_told_at_once_with_the_words(
    tmp_path: Path, database: str, sink: Collected
) -> None:
    async with serving(tmp_path, database, sink) as (_, relay):
        relay.script = {"RCPT": b"550 5.7.1 you are on a list"}
        returned, _ = await probed(database, tmp_path, PATIENCE_S)
    assert returned.finding.whose is Whose.SMARTHOST
    assert "5.7.1 you are on a list" in returned.finding.detail
