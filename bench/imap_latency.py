"""How long from a mail's delivery at its server to its ticket? `python -m bench.imap_latency` with Dovecot installed.

The whole way: a file appears in a Maildir, Dovecot tells of it in IDLE, the daemon fetches, commits, reads and decides.
The promise is a median of at most one second.
"""

import asyncio
import statistics
import sys
import time
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from mailgate.clock import SystemClock
from mailgate.config.load import load
from mailgate.config.reload import Current
from mailgate.daemon.parts import build_parts
from mailgate.daemon.run import Daemon
from mailgate.events import Event
from mailgate.operations.metrics import MetricsSink
from mailgate.operations.notify import Notifier
from tests.imap.dovecot import Dovecot, Mailbox, dovecot, lacking
from tests.imap.fetching import letter
from tests.imap.test_daemon_fetches import written

MAILS = 100
MEDIAN_S = 1.0


@dataclass
class Arrivals:
    """When each mail had its ticket, by its Message-ID."""

    at: dict[str, float] = field(default_factory=dict)
    connected: asyncio.Event = field(default_factory=asyncio.Event)
    more: asyncio.Event = field(default_factory=asyncio.Event)

    def emit(self, event: Event) -> None:
        if event.name() == "source_connected":
            self.connected.set()
        elif event.name() == "processed":
            self.at[str(event.values()["message_id"])] = time.monotonic()
            self.more.set()


async def latencies(server: Dovecot, mailbox: Mailbox, home: Path, mails: int) -> list[float]:
    """Seconds from delivery to ticket, one mail after the other."""
    clock, arrivals = SystemClock(), Arrivals()
    written(home, f"sqlite:///{home / 'bench.db'}", server.imap, mailbox.user)
    read = partial(load, home, {})
    parts = build_parts(Current(read(), read), {}, clock, arrivals)
    daemon = Daemon(parts, Notifier(None, clock), MetricsSink(), {})
    running = asyncio.create_task(daemon.run())
    found: list[float] = []
    try:
        await arrivals.connected.wait()
        for number in range(mails):
            began = time.monotonic()
            mailbox.deliver(letter(number))
            while f"<{number}@customer.test>" not in arrivals.at:
                arrivals.more.clear()
                await asyncio.wait_for(arrivals.more.wait(), 60)
            found.append(arrivals.at[f"<{number}@customer.test>"] - began)
    finally:
        daemon.stop()
        await running
    return found


def main() -> int:
    """Prints the figures; 1 when the median breaks the promise."""
    if lacks := lacking():
        print(f"lacking: {', '.join(lacks)}")
        return 2
    with dovecot() as server, TemporaryDirectory(prefix="bench-imap-") as home:
        found = sorted(asyncio.run(latencies(server, server.person(), Path(home) / "config", MAILS)))
    median, late = statistics.median(found), found[int(len(found) * 0.95)]
    print(f"{len(found)} mails by IDLE: median {median * 1000:.0f} ms, 95 % within {late * 1000:.0f} ms, "
          f"longest {found[-1] * 1000:.0f} ms")  # fmt: skip
    return int(median > MEDIAN_S)


if __name__ == "__main__":
    sys.exit(main())
