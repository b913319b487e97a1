"""A desk with a real store and a real configuration directory, whose mail is processed by the real carrier."""

import asyncio
import itertools
import json
import shutil
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

from mailgate.cli.main import app
from mailgate.config.load import load
from mailgate.config.starter import starter_templates
from mailgate.events import Event
from mailgate.failpoints import Unit
from mailgate.letters.book import LetterBook
from mailgate.mail.read import read
from mailgate.model.journal import Arrival, Envelope
from mailgate.pipeline.carry import Carrier, Current, Readable
from mailgate.pipeline.desk import build
from mailgate.pipeline.mint import Mint
from mailgate.store import Store, journal, migrate, nodes
from mailgate.threading.sealed import KeyRing

CONFIG = """
[store]
url = "sqlite:///{database}"
low_disk = "1 KiB"

[smtp]
max_size = "1 MiB"

[outbound]
smarthosts = ["smtp://127.0.0.1:9"]

[operator]
health = "unix:{health}"

[[mailbox]]
address = "support@example.com"
name = "Example Support"
prefix = "EX"
team = "support"
zone = "Europe/Copenhagen"
calendar = "office"
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
[calendar.office]
zone = "Europe/Copenhagen"
hours = { mon-fri = ["08:00-16:00"] }
"""
POLICY = """
[[policy]]
name = "standard"
first_response = "8 h"
"""


@dataclass
class SetClock:
    """Stands still until it is told."""

    at: datetime = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # a Monday

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.at.timestamp()


@dataclass
class Heard:
    """Remembers events."""

    events: list[Event] = field(default_factory=list)

    def emit(self, event: Event) -> None:
        self.events.append(event)


class WorkingDesk:
    """Takes mail in and processes it; `run` is the command line on the same configuration."""

    def __init__(self, directory: Path, stored: Path | None = None) -> None:
        """A new store, or a copy of a stored one."""
        self.directory = directory / "config"
        self.database = directory / "mailgate.db"
        self.clock = SetClock()
        self._numbers = itertools.count(1)
        write_config(self.directory, self.database)
        self.settings = load(self.directory, {})
        if stored is None:
            migrate.migrate(self.settings.store.url)
        else:
            shutil.copy(stored, self.database)
        self.store = Store(self.settings.store.url)
        self.store.write_now(Unit.START, lambda tx: nodes.ensure_key(tx, lambda n: b"k" * n, self.clock.at))
        self.store.write_now(
            Unit.START, lambda tx: nodes.ensure_agents(tx, [a.name for a in self.settings.agent])
        )
        current = Current(build(self.settings), LetterBook(starter_templates()))
        mint = Mint(KeyRing({1: b"k" * 32}), lambda: next(self._numbers))
        self.carrier = Carrier(self.store, lambda: current, mint, self.clock, Heard())

    def take(
        self,
        raw: bytes,
        sender: str = "kim@example.net",
        auth_user: str | None = None,
        to: str = "support@example.com",
    ) -> int:
        """Makes a mail part of the ledger; it waits."""
        envelope = Envelope(
            "smtp:127.0.0.1:8025", sender, (to,), auth_user=auth_user, tls=auth_user is not None
        )
        arrival = Arrival(envelope, raw, self.clock.at)
        return self.store.write_now(Unit.INTAKE, lambda tx: journal.append(tx, [arrival]))[0]

    def process(self) -> None:
        """Gives every waiting mail its fate, an hour later each."""
        for claimed in self._claimed():
            raw = self.store.read_now(lambda tx, number=claimed.id: journal.body(tx, number)) or b""  # type: ignore[misc]
            mail = read(raw, mail_from=claimed.envelope.mail_from)
            asyncio.run(self.carrier.carry([Readable(claimed, mail, 1.0, 0.0)]))
        self.clock.at += timedelta(hours=1)

    def quarantine(self, reason: str) -> None:
        """Sets every waiting mail aside."""
        for claimed in self._claimed():
            asyncio.run(self.carrier.quarantine(claimed, reason))

    def run(self, *args: str | Path, stdin: bytes | None = None) -> Result:
        """The command line; anything but an exit is a bug."""
        where = ["--config", str(self.directory)] if args[0] not in ("parse", "version") else []
        return run(*args, *where, stdin=stdin)

    def json(self, *args: str | Path) -> Any:
        """What the command prints with --json."""
        result = self.run(*args, "--json")
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    def _claimed(self) -> list[journal.Claimed]:
        lease = timedelta(minutes=5)
        return self.store.write_now(
            Unit.CLAIM_JOURNAL, lambda tx: journal.claim(tx, "test", self.clock.at, lease, 100)
        )


def run(*args: str | Path, stdin: bytes | None = None) -> Result:
    """The command line as `mailgate` would run it."""
    environment = {"MAILGATE_CONFIG": None, "COLUMNS": "100"}
    result = CliRunner().invoke(app, [str(a) for a in args], input=stdin, env=environment)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def write_config(directory: Path, database: Path, main: str = CONFIG) -> None:
    """A configuration of one mailbox and one agent."""
    directory.mkdir()
    text = main.format(database=database, health=directory / "health.sock")
    for name, content in (
        ("mailgate.toml", text), ("agents.toml", AGENTS), ("calendars.toml", CALENDARS), ("sla.toml", POLICY),
    ):  # fmt: skip
        (directory / name).write_text(content, encoding="utf-8")


CONVERSED = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)  # when `converse` ends


def converse(desk: WorkingDesk) -> None:
    """A customer writes with a photo, an agent answers by mail, the customer thanks; one mail is quarantined, one waits."""
    photo = (
        "--b\r\nContent-Type: text/plain\r\n\r\nIt broke.\r\n--b\r\nContent-Type: image/png\r\n"
        'Content-Disposition: attachment; filename="lamp.png"\r\n\r\nPNG\r\n--b--'
    )
    desk.take(mail(text=photo, MIME_Version="1.0", Content_Type='multipart/mixed; boundary="b"'))
    desk.process()
    [ticket] = desk.json("ticket", "list")
    outgoing = desk.json("outbox", "list", "--all")
    told = desk.json("outbox", "show", str(next(m["id"] for m in outgoing if m["kind"] == "notification")))
    answer = mail(
        "Re: Broken lamp", "We send a new one.", 2, From="Anna Berg <anna@example.com>",
        To=told["reply_to"], In_Reply_To=told["message_id"],
    )  # fmt: skip
    desk.take(answer, "anna@example.com", auth_user="Anna Berg", to=told["reply_to"])
    desk.process()
    desk.take(mail(f"Re: [{ticket['ref']}] Broken lamp", "Thank you.", 3, In_Reply_To="<1@example.net>"))
    desk.process()
    desk.take(b"Subject: odd\r\n\r\nodd\r\n", "odd@example.org")
    desk.quarantine("the reader was killed: it took longer than 10 s")
    desk.take(mail("A new matter", number=5))


def mail(subject: str = "Broken lamp", text: str = "It broke.", number: int = 1, **fields: str) -> bytes:
    """A customer's mail; fields are written with _ for -."""
    head = {
        "From": "Kim Holm <kim@example.net>",
        "To": "support@example.com",
        "Date": "Mon, 02 Mar 2026 09:00:00 +0000",
        "Message-ID": f"<{number}@example.net>",
        "Subject": subject,
    } | {name.replace("_", "-"): value for name, value in fields.items()}
    lines = [f"{name}: {value}" for name, value in head.items()]
    return ("\r\n".join(lines) + f"\r\n\r\n{text}\r\n").encode()
