"""What does the running daemon say of itself? Its /readyz, asked on this machine and waited for briefly."""

import http.client
import json
import socket
from pathlib import Path
from typing import Any

from mailgate.operations.health import TcpAddress, UnixAddress, parse_address

_TIMEOUT_S = 6.0  # the page gives the store 5
_LONGEST_ANSWER = 1024 * 1024


def ask(address: str) -> dict[str, Any] | None:
    """The answer of /readyz at `operator.health`; None when no daemon answers there."""
    connection = _connection(parse_address(address))
    try:
        connection.request("GET", "/readyz")
        found = json.loads(connection.getresponse().read(_LONGEST_ANSWER))
    except (OSError, http.client.HTTPException, ValueError):
        return None
    finally:
        connection.close()
    return found if isinstance(found, dict) and "ready" in found else None


def _connection(address: TcpAddress | UnixAddress) -> http.client.HTTPConnection:
    if isinstance(address, UnixAddress):
        return _UnixConnection(address.path)
    return http.client.HTTPConnection(address.host, address.port, timeout=_TIMEOUT_S)


class _UnixConnection(http.client.HTTPConnection):
    """HTTP over a unix socket."""

    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=_TIMEOUT_S)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(_TIMEOUT_S)
        self.sock.connect(str(self._path))
