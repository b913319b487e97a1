"""A Dovecot of our own: people's mailboxes as Maildirs on disk, loopback ports, with and without TLS."""

import os
import shutil
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import trustme

from mailgate.inbound.imap_names import modified_utf7
from tests.e2e.dovecot import IMAP_PROGRAM, PROGRAM, is_known_version
from tests.e2e.patience import until
from tests.e2e.place import LOOPBACK, as_root, keeper, read_as_root, run

PASSWORD = 'only "for" this \\ tést'
DOMAIN = "example.com"
MOST_PEOPLE = 60

_CONFIG = """\
protocols = imap
listen = {loopback}
base_dir = {directory}/run
state_dir = {directory}/state
log_path = {directory}/log
ssl = yes
ssl_cert = <{directory}/server.pem
ssl_key = <{directory}/server.pem
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
mail_location = maildir:~/Maildir
mail_fsync = never
mail_max_userip_connections = 100
imap_idle_notify_interval = 1 mins
first_valid_uid = 1
first_valid_gid = 1
namespace inbox {{
  inbox = yes
  separator = /
}}
passdb {{
  driver = passwd-file
  args = username_format=%n {directory}/users
}}
userdb {{
  driver = passwd-file
  args = username_format=%n {directory}/users
}}
service imap-login {{
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
  }}
}}
"""


def lacking() -> list[str]:
    """What these tests need and this machine has not."""
    there = {
        "dovecot 2.3": is_known_version(),
        "dovecot-imapd": IMAP_PROGRAM.exists(),
        "root, or sudo without a password": os.geteuid() == 0 or shutil.which("sudo") is not None,
    }
    return [name for name, is_there in there.items() if not is_there]


class Mailbox:
    """One person's folders."""

    def __init__(self, user: str, home: Path) -> None:
        self.user, self.home = user, home
        self._keeper, self._count = keeper(), 0
        self.maildir("INBOX")

    def maildir(self, folder: str = "INBOX") -> Path:
        """Where a folder lies; made if need be."""
        top = self.home / "Maildir"
        path = top if folder == "INBOX" else top / ("." + modified_utf7(folder).replace("/", "."))
        if not (path / "tmp").is_dir():
            for place in (self.home, top, path, *(path / part for part in ("cur", "new", "tmp"))):
                place.mkdir(parents=True, exist_ok=True)
                os.chown(place, self._keeper.pw_uid, self._keeper.pw_gid)
        return path

    def deliver(
        self, raw: bytes, folder: str = "INBOX", *, arrived: float | None = None, seen: bool = False
    ) -> None:
        """Puts a mail into a folder as a mail server would; `arrived` becomes its INTERNALDATE."""
        self._count += 1
        place = self.maildir(folder)
        name = f"{time.time_ns() // 10**9}.{os.getpid()}_{self._count:06d}.here"
        path = place / "tmp" / name
        path.write_bytes(raw)
        os.chown(path, self._keeper.pw_uid, self._keeper.pw_gid)
        if arrived is not None:
            os.utime(path, (arrived, arrived))
        path.rename(place / ("cur" if seen else "new") / (f"{name}:2,S" if seen else name))

    def mails(self, folder: str = "INBOX") -> list[Path]:
        """The mails that lie in a folder now."""
        place = self.maildir(folder)
        return sorted(path for part in ("cur", "new") for path in (place / part).iterdir())

    def forget_uids(self, folder: str = "INBOX") -> None:
        """As after a restore of the mail server: the folder gets a new UIDVALIDITY and new UIDs."""
        place = self.maildir(folder)
        for path in place.glob("dovecot.*"):
            path.unlink()
        # Left to itself the server would choose the time of day in seconds, which may be the same again.
        uidlist = place / "dovecot-uidlist"
        validity = int(uidlist.read_text().split()[1].removeprefix("V"))
        uidlist.write_text(f"3 V{validity + 1000} N1 G{'0' * 31}1\n")


class Dovecot:
    """The server, and mailboxes for as many people as ask."""

    def __init__(self, directory: Path, imap: int, imaps: int) -> None:
        self.directory, self.imap, self.imaps = directory, imap, imaps
        self._config = directory / "dovecot.conf"
        self._config.write_text(
            _CONFIG.format(loopback=LOOPBACK, directory=directory, imap=imap, imaps=imaps)
        )
        authority = trustme.CA()
        made = authority.issue_cert("localhost", LOOPBACK)
        made.private_key_and_cert_chain_pem.write_to_path(str(directory / "server.pem"))
        self.ca_file = directory / "ca.pem"
        authority.cert_pem.write_to_path(str(self.ca_file))
        ids, self._people = f"{keeper().pw_uid}:{keeper().pw_gid}", 0
        lines = (
            f"p{n}:{{PLAIN}}{PASSWORD}:{ids}::{directory}/home-p{n}::" for n in range(1, MOST_PEOPLE + 1)
        )
        (directory / "users").write_text("\n".join(lines) + "\n")

    def person(self) -> Mailbox:
        """Somebody whom no other test knows."""
        self._people += 1
        assert self._people <= MOST_PEOPLE
        return Mailbox(f"p{self._people}@{DOMAIN}", self.directory / f"home-p{self._people}")

    def start(self) -> None:
        """Returns when its listeners are open."""
        run(*as_root(PROGRAM, "-c", str(self._config)))

    def stop(self) -> None:
        """Ends the process whose number stands in its own directory, and its children with every session.

        The children are asked, so that they leave no lock behind, and the master is not: it would take three seconds.
        """
        master = read_as_root(self.directory / "run" / "master.pid").strip()
        run(
            *as_root("kill", "-STOP", master)
        )  # or it would start new children in the place of those that end
        children = _children(master)
        if children:
            run(*as_root("kill", *children))
            until(lambda: not any(map(_lives, children)), "the end of Dovecot's children")
        run(*as_root("kill", "-KILL", master))
        until(lambda: not _lives(master), "the end of Dovecot")
        run(*as_root("rm", "-f", str(self.directory / "run" / "master.pid")))

    def log(self) -> str:
        """What it said."""
        return read_as_root(self.directory / "log")


def _children(master: str) -> list[str]:
    """Of this process, as the kernel knows them."""
    return Path("/proc", master, "task", master, "children").read_text().split()


def _lives(pid: str) -> bool:
    try:
        return Path("/proc", pid, "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@contextmanager
def dovecot() -> Iterator[Dovecot]:
    """A server at work in a directory that is gone afterwards."""
    directory = Path(tempfile.mkdtemp(prefix="mailgate-imap."))
    directory.chmod(0o711)
    with socket.socket() as one, socket.socket() as other:
        one.bind((LOOPBACK, 0))
        other.bind((LOOPBACK, 0))
        ports = one.getsockname()[1], other.getsockname()[1]
    server = Dovecot(directory, *ports)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        if os.geteuid() == 0:
            shutil.rmtree(directory)  # tens of thousands of files take longer than a command may
        else:
            run(*as_root("rm", "-rf", "--", str(directory)))
