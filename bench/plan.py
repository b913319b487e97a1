"""What is one measurement with load: what is to be sent, and what came of it?"""

import json
from dataclasses import dataclass

LOOPBACK = "127.0.0.1"
CONNECTIONS = 1_000
DEADLINE_S = 600.0


@dataclass(frozen=True, slots=True)
class Plan:
    """What to send where; ValueError for anything but loopback and for what is not bounded."""

    port: int
    connections: int
    first: int  # the slice of the corpus
    count: int
    host: str = LOOPBACK
    rate: float | None = None  # mails per second, evenly spaced; None sends as fast as the server takes them
    pipelining: bool = False
    deadline_s: float = 120.0

    def __post_init__(self) -> None:
        if self.host != LOOPBACK:
            raise ValueError(f"load is sent to {LOOPBACK} only, not to {self.host}")
        if not 1 <= self.connections <= CONNECTIONS:
            raise ValueError(f"connections must be 1 to {CONNECTIONS}")
        if not 0 < self.deadline_s <= DEADLINE_S:
            raise ValueError(f"deadline_s must be above 0 and at most {DEADLINE_S}")
        if self.first < 0 or self.count < 1 or (self.rate is not None and self.rate <= 0):
            raise ValueError("first, count and rate must be positive")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a plan. Latency is from the last octet of a mail to its final reply, in seconds."""

    accepted: int
    refused: dict[str, int]  # reply code -> mails
    octets: int
    started_at: float  # of the first MAIL, seconds of the Unix epoch
    elapsed_s: float  # from the first MAIL to the last final reply
    cpu_s: float  # of this process: must stay far below the server's
    latencies_s: tuple[float, ...]  # of accepted mails, in the order of their replies
    accepted_at: tuple[tuple[int, float], ...]  # number in the corpus, seconds of the Unix epoch
    trouble: str = ""  # why it ended early, "" when it did not

    @property
    def rate(self) -> float:
        """Accepted mails per second."""
        return self.accepted / self.elapsed_s if self.elapsed_s else 0.0

    @classmethod
    def read(cls, line: str) -> "Outcome":
        """An outcome as the load process printed it."""
        fields = json.loads(line)
        fields["latencies_s"] = tuple(fields["latencies_s"])
        fields["accepted_at"] = tuple((number, at) for number, at in fields["accepted_at"])
        return cls(**fields)
