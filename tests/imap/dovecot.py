"""A Dovecot of our own: one user, real folders on disk, loopback ports, with and without TLS."""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import trustme

from mailgate.inbound.imap_names import modified_utf7
from tests.e2e.dovecot import IMAP_PROGRAM, PROGRAM, is_known_version
from tests.e2e.place import LOOPBACK, as_root, keeper, read_as_root, run

USER, PASSWORD = "support@example.com", "only for this tést"

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
first_valid_uid = 1
first_valid_gid = 1
namespace inbox {{
  inbox = yes
  separator = /
}}
passdb {{
  driver = passwd-file
  args = {directory}/users
}}
userdb {{
  driver = passwd-file
  args = {directory}/users
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


class Dovecot:
    """One mailbox; its folders are Maildirs that a test may write to."""

    def __init__(self, directory: Path, imap: int, imaps: int) -> None:
        self.directory, self.imap, self.imaps = directory, imap, imaps
        self.authority = trustme.CA()
        self._config = directory / "dovecot.conf"
        self._config.write_text(
            _CONFIG.format(loopback=LOOPBACK, directory=directory, imap=imap, imaps=imaps)
        )
        self.authority.issue_cert("localhost", LOOPBACK).private_key_and_cert_chain_pem.write_to_path(
            str(directory / "server.pem")
        )
        self.ca_file = directory / "ca.pem"
        self.authority.cert_pem.write_to_path(str(self.ca_file))
        self._user, self._count = keeper(), 0
        self.home = directory / "home"
        self.home.mkdir()
        os.chown(self.home, self._user.pw_uid, self._user.pw_gid)
        ids = f"{self._user.pw_uid}:{self._user.pw_gid}"
        (directory / "users").write_text(f"{USER}:{{PLAIN}}{PASSWORD}:{ids}::{self.home}::\n")
        self.maildir("INBOX")

    def start(self) -> None:
        run(*as_root(PROGRAM, "-c", str(self._config)))

    def stop(self) -> None:
        run(*as_root(PROGRAM, "-c", str(self._config), "stop"))

    def log(self) -> str:
        return read_as_root(self.directory / "log")

    def maildir(self, folder: str) -> Path:
        """Where a folder lies; made if need be."""
        path = self.home / "Maildir"
        if folder != "INBOX":
            path /= "." + modified_utf7(folder).replace("/", ".")
        for part in ("", "cur", "new", "tmp"):
            (path / part).mkdir(parents=True, exist_ok=True)
            os.chown(path / part, self._user.pw_uid, self._user.pw_gid)
        os.chown(self.home / "Maildir", self._user.pw_uid, self._user.pw_gid)
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
        os.chown(path, self._user.pw_uid, self._user.pw_gid)
        if arrived is not None:
            os.utime(path, (arrived, arrived))
        path.rename(place / ("cur" if seen else "new") / (f"{name}:2,S" if seen else name))

    def mails(self, folder: str = "INBOX") -> list[Path]:
        """The mails that lie in a folder now."""
        place = self.maildir(folder)
        return sorted(p for part in ("cur", "new") for p in (place / part).iterdir())

    def forget_uids(self, folder: str = "INBOX") -> None:
        """As after a restore of the mail server: the folder gets a new UIDVALIDITY and new UIDs."""
        for path in self.maildir(folder).iterdir():
            if path.name.startswith("dovecot"):
                path.unlink()


@contextmanager
def dovecot() -> Iterator[Dovecot]:
    """A server at work in a directory that is gone afterwards."""
    import socket  # noqa: PLC0415

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
        run(*as_root("rm", "-rf", "--", str(directory)))
