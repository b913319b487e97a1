"""The real daemon as a process of its own, with its own configuration: started, killed, started again."""

import asyncio
import contextlib
import json
import os
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

COMMAND = (sys.executable, "-m", "mailgate.cli.main", "serve", "--config")
PATIENCE_S = 30.0  # for a start on a busy machine

MAILGATE = """
[store]
url = "{store}"
low_disk = "1 MiB"
[smtp]
listen = ["127.0.0.1:0"]
hostname = "desk.example.com"
[outbound]
smarthosts = ["smtp://127.0.0.1:{sink}"]
undo_window = "1 s"
[processing]
attempts = 2
[caps]
per_address_day = 100000
per_domain_hour = 100000
per_ticket_hour = 100000
per_ticket_day = 100000
burst = "0 s"
new_addresses_minute = 100000
[operator]
health = ""
logs = "json"
node = "desk"
[[mailbox]]
address = "support@example.com"
name = "Example Support"
prefix = "ES"
team = "support"
calendar = "always"
[[mailbox]]
address = "sales@example.com"
name = "Example Sales"
prefix = "SA"
team = "support"
calendar = "always"
[[mailbox]]
address = "urgent@example.com"
name = "Example Urgent"
prefix = "UR"
team = "support"
calendar = "always"
[[trusted_results]]
authserv_id = "mx.example.net"
from = "127.0.0.1"
"""
AGENTS = """
[[team]]
name = "support"
[[agent]]
name = "Anna Berg"
addresses = ["anna@example.com"]
teams = ["support"]
"""
CALENDARS = """
[calendar.always]
zone = "UTC"
hours = { mon-sun = ["00:00-24:00"] }
"""
SLA = """
[[policy]]
name = "urgent"
mailbox = "urgent@example.com"
first_response = "1 s"
[[policy]]
name = "standard"
first_response = "8 h"
"""
# Fails for one subject only, so that one mail's processing fails although it can be read.
FRAGILE_ACK = """Subject: [{{ reference }}] {{ subject }}

{% if "fragile" in subject %}{{ nothing_of_this_name }}{% endif %}
It has the number {{ reference }}.
"""


def write_config(directory: Path, store: str, sink_port: int) -> None:
    """A desk with three mailboxes, one agent and a neighbour whose word on senders is trusted."""
    (directory / "templates").mkdir(parents=True)
    texts = {
        "mailgate.toml": MAILGATE.format(store=store, sink=sink_port),
        "agents.toml": AGENTS,
        "calendars.toml": CALENDARS,
        "sla.toml": SLA,
        "templates/ack.en.txt": FRAGILE_ACK,
    }
    for name, text in texts.items():
        (directory / name).write_text(text, encoding="utf-8")


class NotServing(Exception):  # noqa: N818 - a state
    """The daemon ended in another way than the test meant it to."""


@dataclass
class Desk:
    """One daemon at a time on one configuration directory."""

    directory: Path
    port: int = 0
    codes: list[int] = field(default_factory=list)  # how each former process ended
    events: list[Mapping[str, object]] = field(default_factory=list)  # what all processes logged
    _process: asyncio.subprocess.Process | None = None
    _reading: asyncio.Task[int] | None = None
    _ready: asyncio.Event = field(default_factory=asyncio.Event)
    failure: str | None = None

    async def start(self, failpoint: str | None = None) -> None:
        """Starts a process; `serving` tells when it takes mail."""
        environment = {k: v for k, v in os.environ.items() if not k.startswith("MAILGATE_")}
        if failpoint is not None:
            environment["MAILGATE_FAILPOINT"] = failpoint
        with (self.directory / "stderr").open("ab") as errors:
            self._process = await asyncio.create_subprocess_exec(
                *COMMAND, str(self.directory), stdout=asyncio.subprocess.PIPE, stderr=errors, env=environment
            )
        self._reading = asyncio.create_task(self._follow(self._process))

    async def ended(self) -> int:
        """Waits for the end of the process and says how it ended; a negative number is a signal."""
        assert self._reading is not None
        return await asyncio.shield(self._reading)

    async def kill(self) -> None:
        """What a power cut would do to the process."""
        self._signal(signal.SIGKILL)
        await self.ended()

    async def stop(self) -> int:
        """What `systemctl stop` does; returns the exit code."""
        self.terminate()
        return await self.ended()

    def terminate(self) -> None:
        self._signal(signal.SIGTERM)

    def _signal(self, number: signal.Signals) -> None:
        # Not kill() and terminate(): they poll first, which reaps a child that has just ended, and how it ended is lost.
        assert self._process is not None
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._process.pid, number)

    async def abandon(self) -> None:
        """Ends whatever still runs; for the end of a test, passed or failed."""
        if self._process is not None:
            self._signal(signal.SIGKILL)
        if self._reading is not None:
            await self._reading

    async def serving(self) -> int:
        """Waits until mail is taken, through a restart if need be, and returns the port."""
        async with asyncio.timeout(PATIENCE_S):
            await self._ready.wait()
        if self.failure is not None:
            raise NotServing(self.failure)
        return self.port

    def fail(self, why: str) -> None:
        """Tells everybody who waits for the daemon that it will not come back."""
        self.failure = why
        self._ready.set()

    def stderr(self) -> str:
        path = self.directory / "stderr"
        return path.read_text(encoding="utf-8") if path.exists() else ""

    async def _follow(self, process: asyncio.subprocess.Process) -> int:
        assert process.stdout is not None
        while line := await process.stdout.readline():
            event = json.loads(line)
            self.events.append(event)
            if event["event"] == "ready":
                self.port = int(str(event["listeners"]).rpartition(":")[2])
                self._ready.set()
        self._ready.clear()
        code = await process.wait()
        self.codes.append(code)
        return code


def was_killed(code: int) -> bool:
    """True for the end that a failpoint, or a test's own SIGKILL, brings about."""
    return code == -signal.SIGKILL
