"""Who opens the doors, watches the clock and closes up?"""

import asyncio
import contextlib
import socket
from collections.abc import Sequence
from pathlib import Path

from mailgate.inbound.listen import ListenAddress
from mailgate.inbound.smtp import GateSMTP
from mailgate.inbound.smtp_reception import Door, Gate

SWEEP_S = 1.0


class SmtpServer:
    """All SMTP and LMTP listeners of the process. Started and stopped in a running event loop."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate
        self._servers: list[asyncio.Server] = []
        self._paths: list[tuple[Path, int]] = []
        self._timer: asyncio.TimerHandle | None = None

    async def listen(self, door: Door, given: Sequence[socket.socket] = ()) -> list[ListenAddress]:
        """Opens a door, with sockets that are already listening if there are any; OSError as from bind(2).

        Returns the addresses with their real ports, one for each socket.
        """
        loop = asyncio.get_running_loop()
        sockets = list(given) or door.address.open()
        addresses = [door.address.bound(sock) for sock in sockets]
        for sock, address in zip(sockets, addresses, strict=True):
            sock.setblocking(False)
            here = Door(address, door.certificate, door.repair_line_endings, door.proxies)
            self._servers.append(await loop.create_server(_Factory(self._gate, here, loop), sock=sock))
        if door.address.path and not given:
            self._paths.append(_made(door.address.path))
        if self._timer is None:
            self._sweep()
        return addresses

    async def stop(self, grace_s: float) -> None:
        """Takes no new clients, says 421 to those that wait, lets mail finish for so long, then cuts off.

        `Server.wait_closed` is not used: since Python 3.12 it waits for the slowest client, without limit.
        """
        for server in self._servers:
            server.close()
        for made in self._paths:
            _unmake(*made)
        await self._gate.sessions.stop(grace_s)
        if self._timer is not None:
            self._timer.cancel()

    def _sweep(self) -> None:
        self._gate.sessions.sweep(self._gate.clock.monotonic())
        self._timer = asyncio.get_running_loop().call_later(SWEEP_S, self._sweep)


class _Factory:
    """Makes the protocol of each new connection."""

    def __init__(self, gate: Gate, door: Door, loop: asyncio.AbstractEventLoop) -> None:
        self._gate = gate
        self._door = door
        self._loop = loop

    def __call__(self) -> GateSMTP:
        return GateSMTP(self._gate, self._door, self._loop)


def _made(path: str) -> tuple[Path, int]:
    return Path(path), Path(path).stat().st_ino


def _unmake(path: Path, inode: int) -> None:
    with contextlib.suppress(FileNotFoundError):
        if path.stat().st_ino == inode:  # not the socket of a successor that has started already
            path.unlink()
