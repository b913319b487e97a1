"""What does the demonstration run on? A configuration of its own in a temporary directory, on loopback only."""

import socket
from dataclasses import dataclass
from pathlib import Path

from mailgate.config.certificate import can_make_certificate, make_certificate
from mailgate.config.tomltext import literal
from mailgate.errors import Fault

LOOPBACK = "127.0.0.1"
MAILBOX = "support@example.com"
VOUCHER = "mx.example.com"  # the mail server that a real desk would stand behind
AGENT, AGENT_ADDRESS, AGENT_PASSWORD = "Anna Berg", "anna@example.com", "only-for-this-demonstration"
_SECRET = "agent-anna"  # noqa: S105 - the name of a secret

_MAIN = """\
[store]
url = {store}
low_disk = "16 MiB"
[smtp]
listen = [{customers}, {agents}]
hostname = "desk.example.com"
certificate = "smtp.crt"
key = "secrets/smtp.key"
[outbound]
smarthosts = [{smarthost}]
undo_window = "1 s"
[operator]
address = "operator@example.org"
health = {health}
[[mailbox]]
address = {mailbox}
name = "Example Support"
prefix = "EX"
team = "support"
zone = "Europe/Copenhagen"
calendar = "office"
[[trusted_results]]
authserv_id = {voucher}
from = {loopback}
"""
_AGENTS = """\
[[team]]
name = "support"
[[agent]]
name = {agent}
addresses = [{address}]
teams = ["support"]
signature = "Anna Berg\\nExample Support"
login = {address}
secret = {secret}
"""
_CALENDARS = """\
[calendar.office]
zone = "Europe/Copenhagen"
hours = { mon-fri = ["08:00-16:00"] }
holidays = ["DK"]
"""
_SLA = """\
[[policy]]
name = "standard"
first_response = "8 h"
"""


@dataclass(frozen=True)
class DemoDesk:
    """A desk that can be started: where its configuration lies and which ports it will have."""

    directory: Path
    customers: int
    agents: int

    @property
    def certificate(self) -> Path:
        return self.directory / "smtp.crt"

    @property
    def store_url(self) -> str:
        return f"sqlite:///{self.directory / 'mailgate.db'}"


def furnish(directory: Path, smarthost: int) -> DemoDesk | Fault:
    """Writes the configuration of a desk that sends to this port; a fault where no certificate can be made."""
    customers, agents = _free_ports()
    desk = DemoDesk(directory, customers, agents)
    secrets = directory / "secrets"
    secrets.mkdir(mode=0o700)
    texts = {
        "mailgate.toml": _MAIN.format_map(_main_values(desk, smarthost)),
        "agents.toml": _AGENTS.format_map(
            {"agent": literal(AGENT), "address": literal(AGENT_ADDRESS), "secret": literal(_SECRET)}
        ),
        "calendars.toml": _CALENDARS,
        "sla.toml": _SLA,
        f"secrets/{_SECRET}": AGENT_PASSWORD,
    }
    for name, text in texts.items():
        (directory / name).write_text(text, encoding="utf-8")
    (secrets / _SECRET).chmod(0o600)
    return _certify(desk, secrets / "smtp.key") or desk


def _main_values(desk: DemoDesk, smarthost: int) -> dict[str, str]:
    return {
        "store": literal(desk.store_url),
        "customers": literal(f"{LOOPBACK}:{desk.customers}"),
        "agents": literal(f"submission://{LOOPBACK}:{desk.agents}"),
        "smarthost": literal(f"smtp://{LOOPBACK}:{smarthost}"),
        "health": literal(f"unix:{desk.directory / 'health.sock'}"),
        "mailbox": literal(MAILBOX),
        "voucher": literal(VOUCHER),
        "loopback": literal(LOOPBACK),
    }


def _free_ports() -> tuple[int, int]:
    """Two ports that were free a moment ago; if another program is quicker, the daemon says so and ends."""
    with socket.socket() as one, socket.socket() as other:
        one.bind((LOOPBACK, 0))
        other.bind((LOOPBACK, 0))
        return one.getsockname()[1], other.getsockname()[1]


def _certify(desk: DemoDesk, key: Path) -> Fault | None:
    """By openssl as `init` does it; by the library that our tests use on a machine without that program."""
    if can_make_certificate():
        trouble = make_certificate("localhost", desk.certificate, key)
        return None if trouble is None else _no_certificate(trouble)
    try:
        import trustme  # noqa: PLC0415 - not installed with the package, only for its development
    except ImportError:
        return _no_certificate("there is no openssl program")
    authority = trustme.CA()
    made = authority.issue_cert("localhost")
    made.private_key_pem.write_to_path(key)
    key.chmod(0o600)
    made.cert_chain_pems[0].write_to_path(desk.certificate)
    authority.cert_pem.write_to_path(desk.certificate, append=True)
    return None


def _no_certificate(problem: str) -> Fault:
    return Fault("smtp.crt", "the whole file", f"no certificate could be made: {problem}", "install openssl")
