"""Where may a crash be planted? Each commit, send, settle and mailbox action names its points here.

A failpoint does nothing in production. `tests/crash` starts the daemon with one armed and the process
kills itself there, the way a power cut would: no handler runs, no buffer is flushed.
"""

import os
import signal
from dataclasses import dataclass, field
from enum import StrEnum


class Unit(StrEnum):
    """Every kind of transaction that writes; the store commits nothing without one, so none lacks a failpoint."""

    INTAKE = "intake"
    CLAIM_JOURNAL = "claim-journal"
    PROCESS = "process"
    RETRY_LATER = "retry-later"
    QUARANTINE = "quarantine"
    CLAIM_OUTBOX = "claim-outbox"
    ATTEMPT = "attempt"
    SETTLE = "settle"
    TICK = "tick"
    IMAP = "imap"  # where folders stand, and leases
    ROTATE = "rotate"  # a refresh token that was replaced
    OPERATOR = "operator"
    START = "start"
    MIGRATE = "migrate"


class Step(StrEnum):
    """Every action on the world outside the store."""

    ANSWER_250 = "answer-250"
    SEND = "send"
    IMAP_TIDY = "imap-tidy"  # moving or flagging a mail that is ours


@dataclass
class Failpoints:
    """Kills the process at the armed point, on its n-th passing; unarmed it costs one comparison."""

    armed: str | None = None
    countdown: int = 1
    _left: int = field(init=False)

    def __post_init__(self) -> None:
        self._left = self.countdown

    @classmethod
    def from_environment(cls, value: str | None) -> "Failpoints":
        """Reads `POINT` or `POINT:N`, as in `after:process:3`; N counts passings.

        Raises ValueError for a point that does not exist: a test that arms it would pass without a crash.
        """
        if not value:
            return cls()
        head, _, count = value.rpartition(":")
        point, passings = (head, int(count)) if count.isdecimal() else (value, 1)
        if point not in all_points() or passings < 1:
            raise ValueError(f"no such failpoint: {value}")
        return cls(point, passings)

    def reach(self, point: str) -> None:
        """Marks that the program got here; the armed point ends the process with SIGKILL."""
        if self.armed is None or point != self.armed:
            return
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def all_points() -> tuple[str, ...]:
    """Every point a crash test must visit."""
    edges = [*(unit.value for unit in Unit), *(step.value for step in Step)]
    return tuple(f"{side}:{edge}" for edge in edges for side in ("before", "after"))
