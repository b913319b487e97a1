"""How much may a client ask of the listener, and for how long?"""

import math
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_network

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """The caps on one listener's clients; sizes in octets, times in seconds.

    Times are those of RFC 5321 section 4.5.3.2 or longer, save `data_idle_s`, which is its 3 minutes exactly.
    """

    max_size: int = 35 * MIB
    connections: int = 1000
    connections_per_address: int = 50
    recipients: int = 100  # RFC 5321 section 4.5.3.1.8 asks for at least 100
    command_length: int = 2048  # section 4.5.3.1.4 asks for 512; extensions add to it
    errors: int = 20  # refused commands and recipients in one session
    commands: int = 2000  # between two accepted mails
    login_failures: int = 3
    greeting_s: float = 30  # PROXY header and TLS handshake together
    command_s: float = 300  # for one whole command line: a byte now and then does not prolong it
    session_s: float = 3600  # after this a new mail or an idle client gets 421
    data_idle_s: float = 180
    data_s: float = 1800
    minimum_rate: int = 512  # octets a second during DATA, averaged over `rate_window_s`
    rate_window_s: float = 60
    closing_s: float = 5  # a client that does not read our 421 is cut off after this
    # How many times `max_size` is read and thrown away so that the client hears the 552: one that is cut off
    # while it sends takes that for a network fault and comes again.
    overrun: int = 4


class Budget:
    """Octets of mail on their way from all sources that are not yet durable; one for the whole process."""

    def __init__(self, limit: int = 128 * MIB) -> None:
        self.limit = limit
        self.used = 0

    def has_room(self, octets: int) -> bool:
        """True if so much more would fit now; promises nothing for later."""
        return self.used + octets <= self.limit and self.used < self.limit

    def share(self) -> "Share":
        """An empty share for one mail; its holder gives it back."""
        return Share(self)


class Share:
    """What one mail holds of the budget.

    Only octets that really came are held. To hold what MAIL declares was rejected: four clients that
    declare 35 MiB and send nothing would lock everybody out.
    """

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._held = 0

    def grow_to(self, octets: int) -> bool:
        """Holds so much in all; False, and nothing changed, when the budget does not have it."""
        more = octets - self._held
        if more > 0 and self._budget.used + more > self._budget.limit:
            return False
        self._budget.used += more
        self._held = octets
        return True

    def give_back(self) -> None:
        """Frees everything; harmless when repeated."""
        self._budget.used -= self._held
        self._held = 0


class Admission:
    """Counts open connections in all and by address; knows whom to turn away."""

    def __init__(self) -> None:
        self.total = 0
        self._by_network: dict[str, int] = {}

    def enter(self, limits: Limits) -> str | None:
        """Counts a new connection of a yet unknown client; a reason when there are too many."""
        if self.total >= limits.connections:
            return "too many connections"
        self.total += 1
        return None

    def identify(self, address: str, limits: Limits) -> str | None:
        """Counts it for its address as well ("" is never counted); a reason when that one has too many."""
        if not address:
            return None
        network = _network(address)
        count = self._by_network.get(network, 0)
        if count >= limits.connections_per_address:
            return "too many connections from your address"
        self._by_network[network] = count + 1
        return None

    def forget(self, address: str) -> None:
        """Takes back one `identify` that succeeded."""
        if not address:
            return
        network = _network(address)
        left = self._by_network.get(network, 0) - 1
        if left > 0:
            self._by_network[network] = left
        else:
            self._by_network.pop(network, None)

    def leave(self) -> None:
        """Takes back one `enter` that succeeded."""
        self.total -= 1


def _network(address: str) -> str:
    """An IPv6 client owns a /64 at least, so a count by single addresses would cap nothing."""
    if ":" not in address:
        return address
    ip = IPv6Address(address.partition("%")[0])
    return str(ip.ipv4_mapped or ip_network((ip, 64), strict=False))


class Pace:
    """Is this client too slow for the stage that it is in? Pure: told the time in monotonic seconds."""

    __slots__ = ("_bytes", "_deadline", "_in_data", "_last", "_limits", "_session_end", "_window")

    def __init__(self, limits: Limits, now: float) -> None:
        self._limits = limits
        self._session_end = now + limits.session_s
        self._deadline = now + limits.greeting_s
        self._in_data = False
        self._last = self._window = now
        self._bytes = 0

    def await_command(self, now: float) -> None:
        """The client has to send one whole command now."""
        self._in_data = False
        self._deadline = now + self._limits.command_s

    def await_data(self, now: float) -> None:
        """The client has to send the mail now."""
        self._in_data = True
        self._deadline = now + self._limits.data_s
        self._last = self._window = now
        self._bytes = 0

    def received(self, octets: int, now: float) -> None:
        """So much came during DATA."""
        self._last = now
        self._bytes += octets

    def await_greeting(self, now: float) -> None:
        """The client has to shake hands now."""
        self._in_data = False
        self._deadline = now + self._limits.greeting_s

    def our_turn(self) -> None:
        """The client waits for us: nothing that we do may be held against it."""
        self._in_data = False
        self._deadline = math.inf

    def closing(self, now: float) -> None:
        """Everything is said; the connection has to go away."""
        self._in_data = False
        self._deadline = now + self._limits.closing_s

    def session_over(self, now: float) -> bool:
        """True when the session is too old to begin another mail."""
        return now >= self._session_end

    def late(self, now: float) -> bool:
        """True when the client has to be cut off; asked about once a second."""
        if now >= self._deadline:
            return True
        if not self._in_data:
            return False
        return now >= self._last + self._limits.data_idle_s or self._too_slow(now)

    def _too_slow(self, now: float) -> bool:
        span = now - self._window
        if span < self._limits.rate_window_s:
            return False
        slow = self._bytes < span * self._limits.minimum_rate
        self._window, self._bytes = now, 0
        return slow
