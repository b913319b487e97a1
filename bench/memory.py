"""Does it grow? Many mails through one daemon, and what its processes hold in between."""

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.daemon import DaemonSubject
from bench.generator import LoadGenerator
from bench.measure import PeakMemory, tree_pss
from bench.plan import Plan
from bench.trial import drained, sent

CONNECTIONS = 10
PORTION = 1_000  # mails; the load process makes each anew, for a whole corpus would not fit into memory
_SETTLE_IN = 2  # portions before the first look: caches fill, readers meet their first large mails


@dataclass(frozen=True, slots=True)
class Memory:
    """PSS of the process tree in octets, between portions, when nothing is left to do."""

    mails: int
    rests: tuple[int, ...]  # after each portion from the second on
    peak: int

    @property
    def growth(self) -> float:
        """Share by which the last third of the run lies above its first third; readers come and go in between."""
        third = max(1, len(self.rests) // 3)
        first, last = sum(self.rests[:third]) / third, sum(self.rests[-third:]) / third
        return last / first - 1


def memory(subject: DaemonSubject, seed: int, mails: int) -> Memory:
    """Sends so many mails, whole portions, to one server; TrialFailed if one was not accepted."""
    rests: list[int] = []
    with TemporaryDirectory(prefix="bench-memory-") as home:
        try:
            port = subject.start(Path(home))
            with PeakMemory(subject.pid) as peak:
                for number in range(max(_SETTLE_IN + 1, mails // PORTION)):
                    with LoadGenerator(seed + number, PORTION) as load:
                        sent(load, Plan(port, CONNECTIONS, 0, PORTION))
                    drained(subject)
                    rests.append(tree_pss(subject.pid))
        finally:
            subject.stop()
    return Memory(len(rests) * PORTION, tuple(rests[_SETTLE_IN - 1 :]), peak.octets)
