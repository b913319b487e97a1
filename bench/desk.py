"""Which desk is measured? The configuration of a bench daemon, written into a directory of its own."""

from pathlib import Path

MAILBOX = "support@example.com"  # to which the corpus is written
AUTHSERV_ID = "mx.bench.example"  # whose results the corpus carries, from loopback
_AGENTS = 2

_DESK = """
[store]
url = "{url}"
low_disk = "1 MiB"

[smtp]
listen = ["127.0.0.1:0"]
hostname = "desk.bench.example"
max_connections_per_address = 1000

# No smarthost: rows of the outbox are what is measured, and nobody is dialled.
[outbound]
smarthosts = []

# A cap that holds an acknowledgement back would make the job smaller as the run grows.
[caps]
per_address_day = 1000000
per_domain_hour = 1000000
per_ticket_hour = 1000000
per_ticket_day = 1000000
burst = "0 s"
new_addresses_minute = 1000000

[operator]
health = ""

[[mailbox]]
address = "{mailbox}"
name = "Example Support"
prefix = "EX"
team = "support"
language = "en"
zone = "Europe/Copenhagen"
calendar = "office"

[[trusted_results]]
authserv_id = "{authserv_id}"
from = "127.0.0.1"
"""
_PEOPLE = """
[[team]]
name = "support"
"""
_AGENT = """
[[agent]]
name = "Agent {number}"
addresses = ["agent{number}@desk.bench.example"]
teams = ["support"]
"""
_CALENDARS = """
[calendar.office]
zone = "Europe/Copenhagen"
hours = { mon-fri = ["08:00-16:00"] }
holidays = ["DK"]
"""
_POLICIES = """
[[policy]]
name = "standard"
first_response = "8 h"
next_reply = "8 h"
resolution = "40 h"
"""


def write_desk(home: Path, url: str | None = None) -> tuple[Path, str]:
    """The configuration directory below `home` and the database that it names: an SQLite file beside it by default."""
    directory = home / "config"
    directory.mkdir()
    url = url or f"sqlite:///{home / 'mailgate.db'}"
    agents = "".join(_AGENT.format(number=number + 1) for number in range(_AGENTS))
    for name, text in {
        "mailgate.toml": _DESK.format(url=url, mailbox=MAILBOX, authserv_id=AUTHSERV_ID),
        "agents.toml": _PEOPLE + agents,
        "calendars.toml": _CALENDARS,
        "sla.toml": _POLICIES,
    }.items():
        (directory / name).write_text(text, encoding="utf-8")
    return directory, url
