"""What does the listener need from the house, and what do all its sessions share?"""

from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_address
from pathlib import Path
from typing import Protocol

from mailgate.clock import Clock
from mailgate.events import EventSink
from mailgate.failpoints import Failpoints
from mailgate.inbound.body import Body
from mailgate.inbound.limits import Budget, Limits
from mailgate.inbound.listen import ListenAddress
from mailgate.inbound.smtp_sessions import Sessions
from mailgate.inbound.tls import Certificate
from mailgate.model.journal import Envelope


class Reception(Protocol):
    """The house behind the door."""

    def refuse_recipient(self, address: str) -> str | None:
        """None to accept, else the whole reply, "550 5.1.1 ..."; asked in the event loop: no waiting."""

    def disk_low(self) -> bool:
        """True while no new mail should be begun; asked in the event loop."""

    async def accept(self, envelope: Envelope, body: Body) -> None:
        """Returns only when the mail is durable. Any error means that it is not, and the client keeps it.

        The body is closed when this returns. A client that goes away does not cancel it.
        """

    def authenticate(self, login: str, password: bytes) -> str | None:
        """The agent's name, or None; asked in a thread, because a good password hash is slow."""


@dataclass(frozen=True)
class Gate:
    """What every session of every listener shares."""

    reception: Reception
    clock: Clock
    events: EventSink
    sessions: Sessions
    budget: Budget
    limits: Limits
    hostname: str
    ident: str = "ESMTP"
    spool_directory: Path | None = None
    failpoints: Failpoints = field(default_factory=Failpoints)


@dataclass(frozen=True, slots=True)
class Door:
    """What is particular to one listener; ValueError where TLS is required and there is no certificate."""

    address: ListenAddress
    certificate: Certificate | None = None
    repair_line_endings: bool = False
    proxies: tuple[IPv4Network | IPv6Network, ...] = ()  # whose clients begin with a PROXY header

    def __post_init__(self) -> None:
        if self.address.service.requires_tls and self.certificate is None:
            raise ValueError(f"{self.address} needs a certificate")

    def is_proxy(self, peer: str) -> bool:
        """True if this peer speaks for others. Everybody else is an ordinary client and may not."""
        if not self.proxies or not peer:
            return False
        address = ip_address(peer.partition("%")[0])
        return any(address in network for network in self.proxies)
