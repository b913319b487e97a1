"""The mail server of the house: a Postfix of our own between people, the desk and the mailboxes. Nothing leaves the machine.

People log in to send; for whom the login vouches, an access map writes so on top of the mail (Authentication-Results,
RFC 8601). Mail to the desk goes on by LMTP, everything else into a mailbox. What the desk sends comes in at a port of its
own, where nobody is asked and nobody vouched for.
"""

import re
import shutil
from collections.abc import Sequence

from tests.e2e.place import LOOPBACK, Place, as_root, read_as_root, run

PROGRAM = shutil.which("postfix", path="/usr/sbin:/usr/local/sbin") or ""
HOST = "mx.example.com"

_MAIN = """\
compatibility_level = 3.6
queue_directory = {directory}/queue
data_directory = {directory}/data
maillog_file = {directory}/log
maillog_file_prefixes = {directory}
myhostname = {host}
inet_interfaces = {loopback}
inet_protocols = ipv4
smtp_dns_support_level = disabled
smtpd_peername_lookup = no
mydestination =
mynetworks =
alias_maps =
alias_database =
local_recipient_maps =
virtual_mailbox_domains = {domains}
virtual_mailbox_maps = regexp:{directory}/etc/mailboxes
virtual_transport = lmtp:unix:{mailboxes}
transport_maps = regexp:{directory}/etc/transport
default_transport = error:5.4.4 no mail leaves this machine
relay_transport = error:5.4.4 no mail leaves this machine
queue_run_delay = 1s
minimal_backoff_time = 1s
maximal_backoff_time = 2s
notify_classes =
smtpd_sasl_type = dovecot
smtpd_sasl_path = {logins}
smtpd_sender_login_maps = texthash:{directory}/etc/logins
smtpd_relay_restrictions = reject_unauth_destination
"""
_MASTER = """\
{loopback}:{people} inet n - n - - smtpd
  -o smtpd_sasl_auth_enable=yes
  -o smtpd_client_restrictions=permit_sasl_authenticated,reject
  -o {{ smtpd_sender_restrictions = reject_sender_login_mismatch, check_sender_access texthash:{directory}/etc/vouched }}
{loopback}:{smarthost} inet n - n - - smtpd
cleanup   unix  n - n -   0 cleanup
qmgr      unix  n - n 300 1 qmgr
rewrite   unix  - - n -   - trivial-rewrite
bounce    unix  - - n -   0 bounce
defer     unix  - - n -   0 bounce
trace     unix  - - n -   0 bounce
proxymap  unix  - - n -   - proxymap
error     unix  - - n -   - error
retry     unix  - - n -   - error
lmtp      unix  - - n -   - lmtp
anvil     unix  - - n -   1 anvil
scache    unix  - - n -   1 scache
postlog   unix-dgram n - n - 1 postlogd
"""


class Postfix:
    """The server for these people and one support address."""

    def __init__(self, place: Place, people: Sequence[str], support: str) -> None:
        self._directory = place.within("postfix")
        self._etc = self._directory / "etc"
        self._etc.mkdir()
        run(*as_root("install", "-d", "-o", "root", str(self._directory / "queue")))
        run(*as_root("install", "-d", "-o", "postfix", str(self._directory / "data")))
        domains = sorted({address.partition("@")[2] for address in people})
        values = {
            "directory": self._directory,
            "loopback": LOOPBACK,
            "host": HOST,
            "domains": ", ".join(domains),
            "mailboxes": place.lmtp_socket,
            "logins": place.auth_socket,
            "people": place.ports.people,
            "smarthost": place.ports.smarthost,
        }
        desk = _pattern(support)
        texts = {
            "main.cf": _MAIN.format_map(values),
            "master.cf": _MASTER.format_map(values),
            "mailboxes": "".join(f"{pattern} yes\n" for pattern in (desk, *map(_pattern, people))),
            "transport": f"{desk} lmtp:inet:[{LOOPBACK}]:{place.ports.desk}\n",
            "logins": "".join(f"{address} {address}\n" for address in people),
            "vouched": "".join(f"{address} PREPEND {_vouching(address)}\n" for address in people),
        }
        for name, text in texts.items():
            (self._etc / name).write_text(text)

    def start(self) -> None:
        """Returns when its listeners are open."""
        run(*as_root(PROGRAM, "-c", str(self._etc), "start"))

    def stop(self) -> None:
        """Ends the process whose number stands in its own queue directory."""
        run(*as_root(PROGRAM, "-c", str(self._etc), "stop"))

    def log(self) -> str:
        """What it said."""
        return read_as_root(self._directory / "log")

    def undelivered(self) -> list[str]:
        """The lines of its log about mail that did not arrive at once."""
        return [
            line for line in self.log().splitlines() if re.search(r"status=(bounced|deferred|expired)", line)
        ]


def _pattern(address: str) -> str:
    """The address, with or without an extension such as a reply token."""
    local, _, domain = address.partition("@")
    return f"/^{re.escape(local)}(\\+[^@]*)?@{re.escape(domain)}$/"


def _vouching(address: str) -> str:
    domain = address.partition("@")[2]
    return f"Authentication-Results: {HOST}; dmarc=pass header.from={domain}"
