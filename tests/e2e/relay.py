"""A Postfix of our own that takes mail on loopback and hands it to a server of the test. Nothing leaves the machine."""

import asyncio
import os
import shutil
import socket
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope

from tests.e2e.place import LOOPBACK, as_root, read_as_root, run
from tests.e2e.postfix import PROGRAM

GONE = "gone@customer.example"  # an address that the server behind Postfix does not know

_MAIN = """\
compatibility_level = 3.6
queue_directory = {directory}/queue
data_directory = {directory}/data
maillog_file = {directory}/log
maillog_file_prefixes = {directory}
myhostname = relay.example.net
inet_interfaces = {loopback}
inet_protocols = ipv4
smtp_dns_support_level = disabled
smtpd_peername_lookup = no
mydestination =
mynetworks = {loopback}/32
smtpd_relay_restrictions = permit_mynetworks, reject
relayhost = [{loopback}]:{behind}
alias_maps =
alias_database =
notify_classes =
smtp_connection_cache_on_demand = yes
"""
_MASTER = """\
{loopback}:{port} inet n - n - - smtpd
cleanup   unix  n - n -   0 cleanup
qmgr      unix  n - n 300 1 qmgr
rewrite   unix  - - n -   - trivial-rewrite
bounce    unix  - - n -   0 bounce
defer     unix  - - n -   0 bounce
trace     unix  - - n -   0 bounce
proxymap  unix  - - n -   - proxymap
error     unix  - - n -   - error
retry     unix  - - n -   - error
smtp      unix  - - n -   - smtp
relay     unix  - - n -   - smtp
anvil     unix  - - n -   1 anvil
scache    unix  - - n -   1 scache
postlog   unix-dgram n - n - 1 postlogd
"""


@dataclass
class Behind:
    """What came out of the relay, in order: reverse-path, recipients, octets."""

    mails: list[tuple[str, list[str], bytes]] = field(default_factory=list)
    port: int = 0

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: object, _session: object, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address == GONE:
            return "550 5.1.1 no such user"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 ok"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, _server: object, _session: object, envelope: Envelope
    ) -> str:
        assert isinstance(envelope.content, bytes)
        self.mails.append(((envelope.mail_from or "").strip("<>"), list(envelope.rcpt_tos), envelope.content))
        return "250 2.6.0 kept"

    async def come(self, count: int) -> None:
        """Returns when so many have come; a test has its own end."""
        while len(self.mails) < count:
            await asyncio.sleep(0.02)


@asynccontextmanager
async def behind() -> AsyncIterator[Behind]:
    """The server to which the relay hands everything."""
    made = Behind()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(made, hostname="mx.customer.example", ident="mx", enable_SMTPUTF8=True), LOOPBACK, 0
    )
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        server.close()


@contextmanager
def relay(behind_port: int) -> Iterator[int]:
    """The port of a Postfix that hands everything to that port."""
    directory = Path(tempfile.mkdtemp(prefix="mailgate-relay."))
    directory.chmod(0o711)
    etc = directory / "etc"
    etc.mkdir()
    run(*as_root("install", "-d", "-o", "root", str(directory / "queue")))
    run(*as_root("install", "-d", "-o", "postfix", str(directory / "data")))
    with socket.socket() as free:
        free.bind((LOOPBACK, 0))
        port: int = free.getsockname()[1]
    values = {"directory": directory, "loopback": LOOPBACK, "behind": behind_port, "port": port}
    (etc / "main.cf").write_text(_MAIN.format_map(values))
    (etc / "master.cf").write_text(_MASTER.format_map(values))
    try:
        run(*as_root(PROGRAM, "-c", str(etc), "start"))
        try:
            yield port
        except BaseException as failed:
            failed.add_note(read_as_root(directory / "log")[-4000:])
            raise
        finally:
            run(*as_root(PROGRAM, "-c", str(etc), "stop"))
    finally:
        if os.geteuid() == 0:
            shutil.rmtree(directory)
        else:
            run(*as_root("rm", "-rf", "--", str(directory)))
