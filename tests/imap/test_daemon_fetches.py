"""The whole daemon: fetching beside everything else, killed at its points, and without any network (SPEC section 4.2)."""

import asyncio
import os
import smtplib
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path

import pytest

from mailgate.clock import SystemClock
from mailgate.config.load import load
from mailgate.config.reload import Current
from mailgate.daemon.parts import build_parts
from mailgate.daemon.run import Daemon
from mailgate.failpoints import Step, Unit
from mailgate.operations.metrics import MetricsSink
from mailgate.operations.notify import Notifier
from tests.e2e.patience import until
from tests.imap.dovecot import PASSWORD, Dovecot, Mailbox
from tests.imap.fetching import Heard, letter
from tests.scenario.post import mail
from tests.scenario.stage import configured

QUIET = """
[smtp]
listen = ["127.0.0.1:0"]
[operator]
health = ""
node = "one"
[[imap]]
host = "127.0.0.1"
port = {port}
tls = "none"
user = "{user}"
secret = "imap-support"
mailbox = "support@example.com"
since = "all"
after = "move"
move_to = "Erledigt"
timeout = "2 s"
"""
Start = Callable[[int, str], "asyncio.Future[tuple[Daemon, Heard]]"]
_COMMAND = (sys.executable, "-P", "-m", "mailgate.cli.main", "serve", "--config")
KILLED = -9

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def written(directory: Path, database: str, port: int, user: str) -> None:
    (directory / "secrets").mkdir(mode=0o700, parents=True)
    (directory / "secrets" / "imap-support").write_text(PASSWORD)
    configured(directory, database, more=QUIET.format(port=port, user=user))
    file = directory / "mailgate.toml"
    file.write_text(file.read_text().replace('smarthosts = ["smtp://127.0.0.1:25"]', ""))


@pytest.fixture
async def serving(tmp_path: Path, database: str) -> AsyncIterator[Start]:
    running: list[tuple[Daemon, asyncio.Task[None]]] = []

    async def start(port: int, user: str) -> tuple[Daemon, Heard]:
        directory, clock, heard = tmp_path / "config", SystemClock(), Heard()
        written(directory, database, port, user)
        read = partial(load, directory, {})
        parts = build_parts(Current(read(), read), {}, clock, heard)
        daemon = Daemon(parts, Notifier(None, clock), MetricsSink(), {})
        running.append((daemon, asyncio.create_task(daemon.run())))
        await heard.until(lambda: heard.count("ready") == 1)
        return daemon, heard

    yield lambda port, user: asyncio.ensure_future(start(port, user))
    for daemon, task in running:
        daemon.stop()
        await task


async def test_a_fetched_mail_becomes_a_ticket_at_once(
    serving: Start, imap_server: Dovecot, mailbox: Mailbox
) -> None:
    daemon, heard = await serving(imap_server.imap, mailbox.user)
    await heard.until(lambda: heard.count("source_connected") == 1)
    mailbox.deliver(letter("fresh"))
    await heard.until(lambda: heard.count("processed") == 1)
    (processed,) = [e.values() for e in heard.events if e.name() == "processed"]
    assert (processed["fate"], processed["message_id"]) == ("ticket", "<fresh@customer.test>")
    await heard.until(lambda: heard.count("mails_tidied") == 1)
    assert daemon._live().problems == ()


async def test_without_any_network_it_starts_serves_smtp_and_says_what_is_wrong(
    serving: Start,
) -> None:
    daemon, heard = await serving(9, "support@example.com")  # nobody listens on the port of discard
    await heard.until(lambda: heard.count("source_trouble") == 1)
    port = daemon.listeners[0].rpartition(":")[2]

    def post() -> None:
        with smtplib.SMTP("127.0.0.1", int(port), timeout=20) as client:
            client.sendmail("kim@customer.test", ["support@example.com"], mail())

    await asyncio.to_thread(post)
    await heard.until(lambda: heard.count("processed") == 1)
    live = daemon._live()
    assert live.accepting
    assert [(s.name, s.state) for s in live.sources if s.name.startswith("imap:")] == [
        ("imap:support@example.com", "failing")
    ]
    (problem,) = live.problems
    assert problem.startswith("imap:support@example.com: no connection")


POINTS = [
    f"{side}:{what}" for what in (Unit.INTAKE, Unit.IMAP, Step.IMAP_TIDY) for side in ("before", "after")
]
SECOND = [f"{side}:{what}:2" for what in (Unit.INTAKE, Unit.IMAP) for side in ("before", "after")]
QUICK = (f"after:{Unit.INTAKE}",)
LATER = [pytest.param(point, marks=pytest.mark.soak) for point in (*POINTS, *SECOND) if point not in QUICK]


@pytest.mark.parametrize("point", [*QUICK, *LATER])
def test_a_kill_at_any_point_loses_and_doubles_nothing(
    tmp_path: Path, database: str, imap_server: Dovecot, mailbox: Mailbox, point: str
) -> None:
    written(tmp_path / "config", database, imap_server.imap, mailbox.user)
    for n in range(60):
        mailbox.deliver(letter(n))
    assert _run(tmp_path, point) == KILLED
    for n in range(60, 80):
        mailbox.deliver(letter(n))
    assert _run(tmp_path, None, done=lambda: not mailbox.mails() and _count(database) >= 80) == 0
    found = Counter(_message_ids(database))
    assert found == Counter(f"<{n}@customer.test>" for n in range(80))
    assert len(mailbox.mails("Erledigt")) == 80


def _run(tmp_path: Path, point: str | None, done: Callable[[], bool] = lambda: False) -> int:
    """The daemon as a process, until it is killed or has done what it should; its exit code."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("MAILGATE_")}
    if point is not None:
        environment["MAILGATE_FAILPOINT"] = point
    with (tmp_path / "log").open("ab") as log:
        process = subprocess.Popen([*_COMMAND, str(tmp_path / "config")], stdin=subprocess.DEVNULL,
                                   stdout=log, stderr=log, env=environment)  # fmt: skip
        try:
            until(lambda: process.poll() is not None or done(), f"the end of {point}", within=40)
        finally:
            if process.poll() is None:
                process.terminate()
            code = process.wait(30)
    return code


def _count(database: str) -> int:
    with sqlite3.connect(f"file:{database.removeprefix('sqlite:///')}?mode=ro", uri=True) as connection:
        found: int = connection.execute("SELECT count(*) FROM journal WHERE state = 'settled'").fetchone()[0]
    connection.close()
    return found


def _message_ids(database: str) -> list[str]:
    connection = sqlite3.connect(f"file:{database.removeprefix('sqlite:///')}?mode=ro", uri=True)
    rows = connection.execute("SELECT message_id FROM journal").fetchall()
    connection.close()
    return [row[0] for row in rows]
