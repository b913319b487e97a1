"""Which sockets did systemd hand over?  sd_listen_fds(3): descriptors from 3 on, with names.

Handed-over sockets let the daemon accept on port 25 without root, and keep connections waiting while it
restarts.
"""

import os
import socket
from collections.abc import MutableMapping

from mailgate.errors import ConfigError, Fault

FIRST_DESCRIPTOR = 3  # SD_LISTEN_FDS_START
_MOST_SOCKETS = 128  # far above any unit; bounds what a wrong variable makes us touch
_VARIABLES = ("LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES", "LISTEN_PIDFDID")


def inherited_sockets(
    environ: MutableMapping[str, str], pid: int, first: int = FIRST_DESCRIPTOR
) -> dict[str, tuple[socket.socket, ...]]:
    """The sockets meant for process `pid`, by the FileDescriptorName= of their unit; maybe none.

    Takes the variables out of `environ` and sets the sockets close-on-exec and non-blocking, so that no child
    process believes them its own. Raises ConfigError if a descriptor is not a listening stream socket.
    """
    owner, count, names, _ = (environ.pop(variable, "") for variable in _VARIABLES)
    if owner != str(pid) or not count.isdecimal():
        return {}
    total = int(count)
    if total > _MOST_SOCKETS:
        raise _fault(f"{total} sockets were handed over", f"hand over at most {_MOST_SOCKETS}")
    found: dict[str, tuple[socket.socket, ...]] = {}
    for name, descriptor in zip(_names(names, total), range(first, first + total), strict=True):
        found[name] = (*found.get(name, ()), _adopt(descriptor, name))
    return found


def _names(names: str, total: int) -> list[str]:
    """One name for each; "unknown" for all if systemd gave none, as its own library does."""
    given = names.split(":") if names else []
    if not given:
        return ["unknown"] * total
    if len(given) != total:
        raise _fault(f"{total} sockets came with {len(given)} names", "look for ':' in FileDescriptorName=")
    return given


def _adopt(descriptor: int, name: str) -> socket.socket:
    remedy = "mailgate needs ListenStream= with Accept=no"
    try:
        os.set_inheritable(descriptor, False)
        adopted = socket.socket(fileno=descriptor)
    except OSError as error:
        raise _fault(f"descriptor {descriptor} ({name}) is not a socket: {error.strerror}", remedy) from error
    listens = adopted.type == socket.SOCK_STREAM and adopted.getsockopt(
        socket.SOL_SOCKET, socket.SO_ACCEPTCONN
    )
    if not listens:
        adopted.detach()
        raise _fault(f"descriptor {descriptor} ({name}) is not a listening stream socket", remedy)
    adopted.setblocking(False)
    return adopted


def _fault(problem: str, remedy: str) -> ConfigError:
    return ConfigError([Fault("mailgate.socket", "LISTEN_FDS", problem, remedy)])
