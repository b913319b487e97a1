"""Where does the listener listen?"""

import re
import socket
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path

BACKLOG = 512
SOCKET_MODE = 0o660  # the mail server in front shares our group
_HOST_PORT = re.compile(r"(?:\[([0-9A-Fa-f:.%\w]+)\]|([A-Za-z0-9._\-]*)):(\d{1,5})", re.ASCII)


class Service(StrEnum):
    """What is spoken at an address, and what is asked of a client before it may hand in mail."""

    SMTP = "smtp"  # STARTTLS offered when there is a certificate
    LMTP = "lmtp"  # likewise
    SMTPS = "smtps"  # TLS from the first octet; login offered
    SUBMISSION = "submission"  # STARTTLS and login required (RFC 6409)
    SUBMISSIONS = "submissions"  # TLS from the first octet, login required (RFC 8314)

    @property
    def implicit_tls(self) -> bool:
        return self in {Service.SMTPS, Service.SUBMISSIONS}

    @property
    def requires_tls(self) -> bool:
        return self not in {Service.SMTP, Service.LMTP}

    @property
    def allows_login(self) -> bool:
        return self.requires_tls

    @property
    def requires_login(self) -> bool:
        return self in {Service.SUBMISSION, Service.SUBMISSIONS}


@dataclass(frozen=True, slots=True)
class ListenAddress:
    """One place to listen at: host and port, or the path of a unix socket."""

    service: Service
    host: str = ""  # "" for every address of the machine
    port: int = 0  # 0 lets the system choose; for tests
    path: str = ""

    @classmethod
    def parse(cls, text: str) -> "ListenAddress":
        """Reads `127.0.0.1:25`, `[::1]:25`, `lmtp://HOST:PORT`, `unix:/PATH` (LMTP), `smtp:unix:/PATH`.

        ValueError says what is wrong.
        """
        scheme, place = _split(text)
        if scheme not in set(Service):
            raise ValueError(f"unknown service {scheme!r}; one of {', '.join(Service)}")
        if place.startswith("unix:"):
            path = place.removeprefix("unix:")
            if not path.startswith("/"):
                raise ValueError("the path of a unix socket must be absolute")
            return cls(Service(scheme), path=path)
        found = _HOST_PORT.fullmatch(place)
        if found is None or int(found[3]) > 65535:
            raise ValueError("write HOST:PORT or unix:/PATH")
        return cls(Service(scheme), found[1] or found[2], int(found[3]))

    def __str__(self) -> str:
        """As in an envelope's `source`: `smtp:127.0.0.1:25`, `lmtp:unix:/run/x`."""
        if self.path:
            return f"{self.service}:unix:{self.path}"
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.service}:{host}:{self.port}"

    def bound(self, sock: socket.socket) -> "ListenAddress":
        """The same with the port that the system chose."""
        if self.path or self.port:
            return self
        return ListenAddress(self.service, self.host, int(sock.getsockname()[1]))

    def open(self) -> list[socket.socket]:
        """New listening sockets, several where a name has several addresses. OSError as from bind(2)."""
        return [_unix(self.path)] if self.path else _tcp(self.host, self.port)

    def matches(self, sock: socket.socket) -> bool:
        """True if this socket, made by somebody else, listens at this address."""
        name = sock.getsockname()
        if self.path:
            return sock.family == socket.AF_UNIX and name == self.path
        if sock.family == socket.AF_UNIX or name[1] != self.port:
            return False
        wanted = self.host or ("::" if sock.family == socket.AF_INET6 else "0.0.0.0")  # noqa: S104 - compared
        return _canonical(name[0]) == _canonical(wanted)


def choose(address: ListenAddress, given: Iterable[socket.socket]) -> list[socket.socket]:
    """The handed-over sockets that listen at the address."""
    return [sock for sock in given if address.matches(sock)]


def _split(text: str) -> tuple[str, str]:
    if text.startswith("unix:"):
        return Service.LMTP, text
    scheme, slashes, place = text.partition("://")
    if slashes:
        return scheme, place
    scheme, colon, place = text.partition(":")
    if colon and place.startswith("unix:"):
        return scheme, place
    return Service.SMTP, text


def _canonical(host: str) -> str:
    try:
        return str(ip_address(host))
    except ValueError:
        return host


def _tcp(host: str, port: int) -> list[socket.socket]:
    sockets: list[socket.socket] = []
    found = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    try:
        for family, kind, protocol, _, place in dict.fromkeys(found):
            sock = socket.socket(family, kind, protocol)
            sockets.append(sock)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                # Else [::] takes the IPv4 port too, and the bind of 0.0.0.0 beside it fails.
                sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            sock.bind(place)
            sock.listen(BACKLOG)
    except OSError:
        for sock in sockets:
            sock.close()
        raise
    return sockets


def _unix(path: str) -> socket.socket:
    _remove_stale(Path(path))
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        sock.bind(path)
        Path(path).chmod(SOCKET_MODE)
        sock.listen(BACKLOG)
    except OSError:
        sock.close()
        raise
    return sock


def _remove_stale(path: Path) -> None:
    """A socket file outlives a killed process; one that still answers belongs to a living one and stays."""
    try:
        if not stat.S_ISSOCK(path.lstat().st_mode):
            return
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
            probe.connect(str(path))
    except FileNotFoundError:
        return
    except ConnectionRefusedError:
        path.unlink(missing_ok=True)
