"""People's mailboxes: a Dovecot of our own, to which Postfix delivers by LMTP and which neomutt reads by IMAP."""

import grp
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from tests.e2e.place import LOOPBACK, Place, as_root, keeper, read_as_root, run

PROGRAM = shutil.which("dovecot", path="/usr/sbin:/usr/local/sbin:/usr/bin") or ""
LMTP_PROGRAM = Path("/usr/lib/dovecot/lmtp")  # a Debian package of its own, like the next
IMAP_PROGRAM = Path("/usr/lib/dovecot/imap")
PASSWORD = "only-for-this-test"

_CONFIG = """\
protocols = imap lmtp
listen = {loopback}
base_dir = {directory}/run
state_dir = {directory}/state
log_path = {directory}/log
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login
mail_location = maildir:~/Maildir
mail_fsync = never
first_valid_uid = 1
first_valid_gid = 1
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
    port = 0
  }}
}}
service lmtp {{
  unix_listener {lmtp} {{
    mode = 0666
  }}
}}
service auth {{
  unix_listener {auth} {{
    mode = 0666
  }}
}}
"""


def is_known_version() -> bool:
    """True for 2.3, whose configuration this is; 2.4 changed the language of it."""
    return bool(PROGRAM) and subprocess.check_output([PROGRAM, "--version"], text=True).startswith("2.3.")


class Dovecot:
    """Mailboxes for these addresses, all with the same password."""

    def __init__(self, place: Place, addresses: Sequence[str]) -> None:
        self._directory = place.within("dovecot")
        self._config = self._directory / "dovecot.conf"
        self._config.write_text(
            _CONFIG.format(
                loopback=LOOPBACK,
                directory=self._directory,
                imap=place.ports.imap,
                lmtp=place.lmtp_socket,
                auth=place.auth_socket,
            )
        )
        user = keeper()
        for address in addresses:
            run(
                *as_root(
                    "install", "-d", "-o", user.pw_name, "-g", _group(user.pw_gid), str(self.home(address))
                )
            )
        lines = (f"{a}:{{PLAIN}}{PASSWORD}:{user.pw_uid}:{user.pw_gid}::{self.home(a)}::" for a in addresses)
        (self._directory / "users").write_text("\n".join(lines) + "\n")

    def home(self, address: str) -> Path:
        """Where somebody's Maildir lies."""
        return self._directory / address

    def start(self) -> None:
        """Returns when its listeners are open."""
        run(*as_root(PROGRAM, "-c", str(self._config)))

    def stop(self) -> None:
        """Ends the process whose number stands in its own directory."""
        run(*as_root(PROGRAM, "-c", str(self._config), "stop"))

    def log(self) -> str:
        """What it said."""
        return read_as_root(self._directory / "log")


def _group(gid: int) -> str:
    return grp.getgrgid(gid).gr_name
