import asyncio
import json
import stat
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from mailgate.errors import ConfigError, StoreUnavailable
from mailgate.events import Received
from mailgate.operations.health import HealthServer, TcpAddress, UnixAddress, parse_address
from mailgate.operations.heartbeat import Heartbeats
from mailgate.operations.metrics import MetricsSink
from mailgate.operations.status import SourceStatus, Status

READY = Status(
    ready=True,
    version="0.1.0",
    store="ok",
    sources=(SourceStatus("smtp:127.0.0.1:8025", "listening", datetime(2026, 11, 23, 9, tzinfo=UTC)),),
)
NOT_READY = Status(ready=False, version="0.1.0", store="ok", problems=("disk low: 10 MiB free",))


@dataclass
class FixedSource:
    answer: Status | StoreUnavailable | None = READY

    async def status(self) -> Status:
        if self.answer is None:
            await asyncio.Event().wait()
        if isinstance(self.answer, StoreUnavailable):
            raise self.answer
        assert self.answer
        return self.answer


@dataclass
class Asked:
    code: int
    content_type: str
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)


@dataclass
class Running:
    source: FixedSource
    heartbeats: Heartbeats
    metrics: MetricsSink
    url: str

    async def get(self, path: str, method: str = "GET") -> Asked:
        async with aiohttp.ClientSession() as session, session.request(method, self.url + path) as response:
            return Asked(response.status, response.headers.get("Content-Type", ""), await response.text())


@pytest.fixture
async def running(clock: Any) -> AsyncIterator[Running]:
    source, heartbeats, metrics = FixedSource(), Heartbeats(clock), MetricsSink()
    server = HealthServer(metrics, source, heartbeats, clock, status_timeout_s=0.05)
    where = await server.start(TcpAddress("127.0.0.1", 0))
    yield Running(source, heartbeats, metrics, f"http://{where}")
    await server.stop()


async def test_alive_while_every_loop_turns(running: Running, clock: Any) -> None:
    running.heartbeats.register("tick", 30.0)
    clock.advance(30.0)
    answer = await running.get("/healthz")
    assert (answer.code, answer.json) == (200, {"alive": True, "late": []})
    clock.advance(0.5)
    answer = await running.get("/healthz")
    assert (answer.code, answer.json) == (503, {"alive": False, "late": ["tick"]})


async def test_ready_answers_with_the_whole_status(running: Running) -> None:
    answer = await running.get("/readyz")
    assert answer.code == 200
    assert answer.json == {
        "ready": True,
        "version": "0.1.0",
        "store": "ok",
        "journal": {"received": 0, "processed": 0, "waiting": 0, "oldest_s": 0.0},
        "outbox": {"waiting": 0, "oldest_s": 0.0, "paused": False},
        "quarantine": 0,
        "timers": {"armed": 0, "due": 0, "lag_s": 0.0},
        "sources": [
            {
                "name": "smtp:127.0.0.1:8025",
                "state": "listening",
                "last_ok_at": "2026-11-23T09:00:00Z",
                "detail": "",
                "failing_since": None,
            }
        ],
        "problems": [],
    }


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (NOT_READY, "disk low: 10 MiB free"),
        (StoreUnavailable("database is locked"), "the store is unavailable: database is locked"),
        (None, "the store did not answer within 0.05 s"),
    ],
    ids=["not-ready", "store-away", "store-hangs"],
)
async def test_not_ready_says_why(
    answer: Status | StoreUnavailable | None, problem: str, running: Running
) -> None:
    running.source.answer = answer
    page = await running.get("/readyz")
    assert page.code == 503
    assert page.json["ready"] is False
    assert page.json["problems"] == [problem]


async def test_a_store_that_is_away_does_not_make_it_dead(running: Running) -> None:
    running.source.answer = None
    assert (await running.get("/healthz")).code == 200


async def test_metrics_come_with_and_without_the_store(running: Running) -> None:
    running.metrics.emit(Received(1, "inject", 1, "<a@example.com>"))
    page = await running.get("/metrics")
    assert (page.code, page.content_type) == (200, "text/plain; version=0.0.4; charset=utf-8")
    assert "mailgate_ready 1.0" in page.text
    running.source.answer = StoreUnavailable("away")
    page = await running.get("/metrics")
    assert page.code == 200
    assert "mailgate_ready" not in page.text
    assert 'mailgate_received_total{source="inject"} 1.0' in page.text


@pytest.mark.parametrize(("path", "method", "code"), [("/", "GET", 404), ("/healthz", "POST", 405)])
async def test_nothing_else_is_answered(path: str, method: str, code: int, running: Running) -> None:
    assert (await running.get(path, method)).code == code


async def test_a_unix_socket_serves_and_is_removed_at_the_end(tmp_path: Path, clock: Any) -> None:
    path = tmp_path / "health.sock"
    server = HealthServer(MetricsSink(), FixedSource(), Heartbeats(clock), clock)
    assert await server.start(UnixAddress(path)) == f"unix:{path}"
    assert stat.filemode(path.stat().st_mode) == "srw-rw-rw-"
    connector = aiohttp.UnixConnector(str(path))
    async with (
        aiohttp.ClientSession(connector=connector) as session,
        session.get("http://mailgate/readyz") as page,
    ):
        assert page.status == 200
    await server.stop()
    assert not path.exists()
    await server.stop()


async def test_a_taken_port_is_an_error_and_leaves_nothing_open(clock: Any) -> None:
    first = HealthServer(MetricsSink(), FixedSource(), Heartbeats(clock), clock)
    port = int((await first.start(TcpAddress("127.0.0.1", 0))).rpartition(":")[2])
    second = HealthServer(MetricsSink(), FixedSource(), Heartbeats(clock), clock)
    with pytest.raises(OSError, match="address already in use"):
        await second.start(TcpAddress("127.0.0.1", port))
    await second.stop()
    await first.stop()


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("127.0.0.1:8027", TcpAddress("127.0.0.1", 8027)),
        ("127.8.8.8:0", TcpAddress("127.8.8.8", 0)),
        ("localhost:8027", TcpAddress("127.0.0.1", 8027)),
        ("[::1]:8027", TcpAddress("::1", 8027)),
        ("unix:/run/mailgate/health.sock", UnixAddress(Path("/run/mailgate/health.sock"))),
    ],
)
def test_addresses_of_this_machine_are_read(text: str, address: TcpAddress | UnixAddress) -> None:
    assert parse_address(text) == address


@pytest.mark.parametrize(
    "text",
    [
        "0.0.0.0:8027",
        "[::]:8027",
        "192.0.2.1:8027",
        "mail.example.com:8027",
        "127.0.0.1",
        "127.0.0.1:70000",
        "127.0.0.1:" + "9" * 5000,
        "unix:x",
        "",
    ],
)
def test_an_address_others_could_reach_is_refused_with_the_remedy(text: str) -> None:
    with pytest.raises(ConfigError, match=r"write 127\.0\.0\.1:PORT"):
        parse_address(text)


@pytest.mark.parametrize(
    "module", ["health", "notify", "heartbeat", "activation", "lock", "status", "printable"]
)
def test_only_a_server_that_starts_pays_for_the_web_library(module: str) -> None:
    script = f"import sys, mailgate.operations.{module}; sys.exit('aiohttp' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
