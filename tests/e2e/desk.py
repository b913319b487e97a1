"""The desk: the real daemon between Postfix's LMTP and Postfix's port for what leaves, and the commands of its operators."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mailgate.cli.demo_daemon import environment
from mailgate.config.certificate import make_certificate
from tests.e2e import postfix
from tests.e2e.patience import until
from tests.e2e.place import LOOPBACK, Place

SUPPORT = "support@example.com"
ANNA, BEN = "anna@example.com", "ben@example.com"
ANNA_PASSWORD = "only-annas-for-this-test"
_COMMAND = (sys.executable, "-P", "-m", "mailgate.cli.main")

_MAILGATE = """\
[store]
url = "sqlite:///{directory}/mailgate.db"
low_disk = "16 MiB"
[smtp]
listen = ["lmtp://{loopback}:{desk}", "submission://{loopback}:{agents}"]
hostname = "desk.example.com"
certificate = "desk.crt"
key = "secrets/desk.key"
[outbound]
smarthosts = ["smtp://{loopback}:{smarthost}"]
undo_window = "1 s"
[caps]
burst = "0 s"
[operator]
health = ""
logs = "json"
[[mailbox]]
address = "{support}"
name = "Example Support"
prefix = "EX"
team = "support"
zone = "Europe/Copenhagen"
calendar = "always"
[[trusted_results]]
authserv_id = "{voucher}"
from = "{loopback}"
"""
# Anna logs in at the desk itself; nobody but the house's mail server vouches for Ben.
_AGENTS = """\
[[team]]
name = "support"
[[agent]]
name = "Anna Berg"
addresses = ["{anna}"]
teams = ["support"]
signature = "Anna Berg\\nExample Support"
login = "{anna}"
secret = "agent-anna"
[[agent]]
name = "Ben Holm"
addresses = ["{ben}"]
teams = ["support"]
signature = "Ben Holm\\nExample Support"
"""
_CALENDARS = """\
[calendar.always]
zone = "Europe/Copenhagen"
hours = { mon-sun = ["00:00-24:00"] }
"""
_SLA = """\
[[policy]]
name = "standard"
first_response = "8 h"
"""


class Desk:
    """mailgate with one mailbox, one team and two agents."""

    def __init__(self, place: Place) -> None:
        self._directory = place.within("desk")
        self._process: subprocess.Popen[bytes] | None = None
        secrets = place.within("desk/secrets")
        secrets.chmod(0o700)
        values = {
            **vars(place.ports),
            "directory": self._directory,
            "loopback": LOOPBACK,
            "support": SUPPORT,
            "voucher": postfix.HOST,
            "anna": ANNA,
            "ben": BEN,
        }
        texts = {
            "mailgate.toml": _MAILGATE.format_map(values),
            "agents.toml": _AGENTS.format_map(values),
            "calendars.toml": _CALENDARS,
            "sla.toml": _SLA,
            "secrets/agent-anna": ANNA_PASSWORD,
        }
        for name, text in texts.items():
            (self._directory / name).write_text(text)
        (secrets / "agent-anna").chmod(0o600)
        wrong = make_certificate("localhost", self.certificate, secrets / "desk.key")
        assert wrong is None, wrong

    @property
    def certificate(self) -> Path:
        return self._directory / "desk.crt"

    def start(self) -> None:
        """Returns when it accepts mail."""
        with (self._directory / "log").open("wb") as log:
            self._process = subprocess.Popen(
                [*_COMMAND, "serve", "--config", str(self._directory)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=environment(os.environ),
            )
        until(self._ready, "the desk accepts mail")

    def stop(self) -> None:
        """As systemd stops it; an end that is not in order is an error."""
        assert self._process is not None
        self._process.terminate()
        try:
            code = self._process.wait(20)
        finally:
            self._process.kill()
            self._process.wait()
        assert code == 0, f"the desk ended with {code}: {self.log()}"

    def log(self) -> str:
        """What it said."""
        path = self._directory / "log"
        return path.read_text(errors="replace") if path.exists() else ""

    def fate(self, message_id: str) -> str:
        """What became of a mail, waited for; from the log, where each mail that was processed has its line."""

        def look() -> str | None:
            done = (e for e in self._events() if e["event"] == "processed" and e["message_id"] == message_id)
            return next((str(e["fate"]) for e in done), None)

        return until(look, f"a fate for {message_id}")

    def ask(self, *command: str) -> list[dict[str, Any]]:
        """What an operator's command prints with --json, line by line."""
        done = subprocess.run(
            [*_COMMAND, *command, "--json", "--config", str(self._directory)],
            capture_output=True,
            text=True,
            timeout=30,
            env=environment(os.environ),
            check=False,
        )
        assert done.returncode == 0, f"mailgate {' '.join(command)}: {done.stdout}{done.stderr}"
        return [json.loads(line) for line in done.stdout.splitlines()]

    def ticket(self, reference: str) -> dict[str, Any]:
        """`ticket show`."""
        (shown,) = self.ask("ticket", "show", reference)
        return shown

    def _ready(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, f"the desk ended: {self.log()}"
        return any(event["event"] == "ready" for event in self._events())

    def _events(self) -> Iterator[dict[str, Any]]:
        """The log's whole lines; what else is written there is no event."""
        whole = self.log().rpartition("\n")[0]
        return (json.loads(line) for line in whole.splitlines() if line.startswith("{"))
