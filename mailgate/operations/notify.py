"""What does systemd hear of us? One datagram a message, as sd_notify(3) describes."""

import os
import socket
from collections.abc import MutableMapping

from mailgate.clock import Clock
from mailgate.operations.printable import printable

_LONGEST_STATUS = 200


class Notifier:
    """Tells systemd how the service stands; without an address every call does nothing.

    A message that cannot be delivered is dropped: a daemon that works is worth more than one that reports.
    Each method returns whether its datagram was sent.
    """

    def __init__(self, address: str | None, clock: Clock, watchdog_s: float | None = None) -> None:
        self.watchdog_s = watchdog_s  # None where systemd expects no beats
        self._address = _socket_address(address)
        self._clock = clock

    @classmethod
    def from_environment(cls, environ: MutableMapping[str, str], clock: Clock) -> "Notifier":
        """Takes systemd's variables out of `environ`, so that no child process speaks in our name."""
        address = environ.pop("NOTIFY_SOCKET", None)
        interval = environ.pop("WATCHDOG_USEC", "")
        owner = environ.pop("WATCHDOG_PID", "")
        meant_for_us = owner in {"", str(os.getpid())}
        watchdog_s = int(interval) / 1e6 if meant_for_us and interval.isdecimal() and int(interval) else None
        return cls(address, clock, watchdog_s)

    def ready(self, status: str) -> bool:
        """Start-up, or a reload, is complete."""
        return self._send("READY=1", _status(status))

    def status(self, status: str) -> bool:
        """One line of truth for `systemctl status`."""
        return self._send(_status(status))

    def watchdog(self) -> bool:
        """Everything that works still works."""
        return self._send("WATCHDOG=1")

    def reloading(self) -> bool:
        """A reload began; `ready` ends it. The instant lets systemd tell our answer from an earlier one."""
        return self._send("RELOADING=1", f"MONOTONIC_USEC={int(self._clock.monotonic() * 1e6)}")

    def stopping(self, status: str) -> bool:
        """A stop began."""
        return self._send("STOPPING=1", _status(status))

    def _send(self, *assignments: str) -> bool:
        if self._address is None:
            return False
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
                # Never wait: systemd's queue may be full while it waits for somebody else.
                sender.setblocking(False)
                sender.sendto("\n".join(assignments).encode(), self._address)
        except OSError:
            return False
        return True


def _status(text: str) -> str:
    """A line end inside would start another assignment."""
    return f"STATUS={printable(text, _LONGEST_STATUS)}"


def _socket_address(address: str | None) -> str | None:
    """A path, or an abstract name written with a leading @; virtual machines' vsock is not ours."""
    if address is None or address[:1] not in {"/", "@"}:
        return None
    return "\0" + address[1:] if address.startswith("@") else address
