"""Where does everything of one run lie? A directory and ports of its own, so that no server of the machine is met."""

import getpass
import os
import pwd
import socket
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class Ports:
    """One for each listener; they were free a moment ago."""

    people: int  # Postfix: where people's mail programs submit
    smarthost: int  # Postfix: where the desk hands over what leaves
    imap: int  # Dovecot
    desk: int  # mailgate by LMTP
    agents: int  # mailgate's submission


@dataclass(frozen=True)
class Place:
    """The directory; short, because the path of a unix socket may have 107 bytes, and open for the servers' users."""

    directory: Path
    ports: Ports

    def within(self, name: str) -> Path:
        """A directory in it, made if need be."""
        path = self.directory / name
        path.mkdir(exist_ok=True)
        return path

    @property
    def lmtp_socket(self) -> Path:
        """Dovecot's, to which Postfix delivers."""
        return self.directory / "dovecot-lmtp"

    @property
    def auth_socket(self) -> Path:
        """Dovecot's, which Postfix asks about logins."""
        return self.directory / "dovecot-auth"


def free_ports() -> Ports:
    """All are held until the last is found, so that they differ."""
    with ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(5)]
        for one in sockets:
            one.bind((LOOPBACK, 0))
        return Ports(*(one.getsockname()[1] for one in sockets))


def keeper() -> pwd.struct_passwd:
    """The user whom mail on disk belongs to: whoever runs the tests; for root, with whom Dovecot has no mail, nobody."""
    return pwd.getpwnam("nobody" if os.geteuid() == 0 else getpass.getuser())


def as_root(*command: str) -> Sequence[str]:
    """The command as the superuser would run it, without a question; Postfix starts for nobody else."""
    return command if os.geteuid() == 0 else ("sudo", "-n", *command)


def run(*command: str) -> None:
    """Runs a server's own start or stop; what it said stands in the error."""
    # Into a file, not a pipe: a server that goes on in the background would hold the pipe's other end open.
    with tempfile.TemporaryFile("w+") as said:
        code = subprocess.call(command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, timeout=30)
        if code != 0:
            said.seek(0)
            raise RuntimeError(f"{' '.join(command)} ended with {code}:\n{said.read()}")


def read_as_root(path: Path) -> str:
    """What stands in a server's file; "" where there is none."""
    done = subprocess.run(as_root("cat", "--", str(path)), capture_output=True, timeout=30, check=False)
    return done.stdout.decode("utf-8", "replace")
