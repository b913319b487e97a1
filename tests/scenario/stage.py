"""What stands still until a test moves it: the clock, the sink, the key ring, the configuration on disk."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from mailgate.config.load import load
from mailgate.config.schema import Settings
from mailgate.events import Event
from mailgate.outbound.outcome import Outcome, OutcomeState
from mailgate.pipeline.mint import Mint
from mailgate.threading.sealed import KeyRing

MONDAY_9 = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)  # 09:00 in Copenhagen, the desk is open
KEY = bytes(range(32))

MAILGATE_TOML = """
[store]
url = "{url}"
[outbound]
smarthosts = ["smtp://127.0.0.1:25"]
[[mailbox]]
address = "support@example.com"
name = "Example Support"
prefix = "EX"
team = "support"
zone = "Europe/Copenhagen"
calendar = "office"
{mailbox}
[[mailbox]]
address = "billing@example.com"
name = "Example Billing"
prefix = "BI"
team = "billing"
zone = "Europe/Copenhagen"
calendar = "office"
[[trusted_results]]
authserv_id = "mx.example.com"
from = "10.0.0.5"
{more}
"""

AGENTS_TOML = """
[[team]]
name = "support"
[[team]]
name = "billing"
[[agent]]
name = "Anna Berg"
addresses = ["anna@staff.example.net", "anna.home@example.net"]
teams = ["support"]
signature = "Anna Berg, Example Support"
[[agent]]
name = "Bo Lund"
addresses = ["bo@staff.example.net"]
teams = ["billing"]
"""

CALENDARS_TOML = """
[calendar.office]
zone = "Europe/Copenhagen"
hours = { mon-fri = ["08:00-16:00"] }
holidays = ["DK"]
"""

SLA_TOML = """
[[policy]]
name = "standard"
first_response = "4 h"
plan = "none"  # the stories about reminders have plans of their own
"""


@dataclass
class FakeClock:
    """Stands still until a test moves it."""

    instant: datetime = MONDAY_9
    seconds: float = 1000.0

    def now(self) -> datetime:
        return self.instant

    def monotonic(self) -> float:
        return self.seconds

    def advance(self, seconds: float = 0, *, hours: float = 0, days: float = 0) -> None:
        span = timedelta(seconds=seconds, hours=hours, days=days)
        self.instant += span
        self.seconds += span.total_seconds()

    def set(self, text: str) -> None:
        """Goes to an RFC 3339 instant."""
        self.advance((datetime.fromisoformat(text) - self.instant).total_seconds())


@dataclass
class Collected:
    """Every event, in order."""

    events: list[Event] = field(default_factory=list)

    def emit(self, event: Event) -> None:
        self.events.append(event)

    def names(self) -> list[str]:
        return [event.name() for event in self.events]


@dataclass(frozen=True)
class Carried:
    """One mail that left the house."""

    sender: str
    recipient: str
    message: bytes


@dataclass
class FakeCourier:
    """Takes everything, unless told what to say to an address; may be told to break."""

    answers: dict[str, Outcome] = field(default_factory=dict)
    carried: list[Carried] = field(default_factory=list)
    tried: list[str] = field(default_factory=list)
    broken: BaseException | None = None

    async def deliver(
        self,
        sender: str,
        recipients: Sequence[str],
        message: bytes,
        *,
        smtputf8: bool,  # noqa: ARG002 - the courier's interface
    ) -> dict[str, Outcome]:
        self.tried.extend(recipients)
        if self.broken is not None:
            raise self.broken
        taken = Outcome(OutcomeState.SENT, 250, "2.0.0", "taken", "fake")
        outcomes = {r: self.answers.get(r, taken) for r in recipients}
        self.carried += [
            Carried(sender, r, message) for r, o in outcomes.items() if o.state is OutcomeState.SENT
        ]
        return outcomes


def fixed_mint() -> Mint:
    """One constant key, and numbers that count."""
    return Mint(KeyRing({1: KEY}), itertools.count(1).__next__)


def configured(
    directory: Path,
    url: str,
    *,
    mailbox: str = "",
    more: str = "",
    sla: str = SLA_TOML,
    agents: str = AGENTS_TOML,
    rules: str = "",
    calendars: str = CALENDARS_TOML,
) -> Settings:
    """Writes a configuration as an operator would, and loads it as the daemon does."""
    files: Mapping[str, str] = {
        "mailgate.toml": MAILGATE_TOML.format(url=url, mailbox=mailbox, more=more),
        "agents.toml": agents,
        "calendars.toml": calendars,
        "sla.toml": sla,
        "rules.toml": rules,
    }
    directory.mkdir(exist_ok=True)
    for name, text in files.items():
        (directory / name).write_text(text, encoding="utf-8")
    return load(directory, {})
