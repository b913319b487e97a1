"""What did it cost, and how sure are we? Memory and CPU time of process trees; series of measured values."""

import math
import os
import statistics
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import Self

PROC = Path("/proc")
MIB = 1024 * 1024
_TICK = os.sysconf("SC_CLK_TCK")
_SAMPLE_S = 0.5


@dataclass(frozen=True, slots=True)
class Series:
    """Values of one quantity, one a round, in the order of the rounds; never empty."""

    values: tuple[float, ...]

    def __post_init__(self) -> None:
        if not self.values:
            raise ValueError("a series has at least one value")

    @classmethod
    def of(cls, values: Iterable[float]) -> "Series":
        return cls(tuple(values))

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    @property
    def low(self) -> float:
        return min(self.values)

    @property
    def high(self) -> float:
        return max(self.values)

    def over(self, other: "Series") -> "Series":
        """Ratio round by round: neighbours in time share the machine's mood, medians of two series do not."""
        return Series(tuple(mine / theirs for mine, theirs in zip(self.values, other.values, strict=True)))


def percentile(values: Iterable[float], share: float) -> float:
    """The smallest value with at least this share (0 to 1) of all at or below it; 0 without values."""
    ranked = sorted(values)
    if not ranked:
        return 0.0
    return ranked[max(0, math.ceil(len(ranked) * share) - 1)]


def _stat(pid: int) -> list[str]:
    """Fields of /proc/PID/stat from the third on (proc(5)); empty for a process that is gone."""
    try:
        text = (PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return []
    # The name in parentheses may hold anything, spaces and parentheses included.
    return text.rpartition(")")[2].split()


def process_tree(root: int) -> tuple[int, ...]:
    """The process and all its descendants as of now, root first."""
    children: dict[int, list[int]] = {}
    for entry in PROC.iterdir():
        if entry.name.isdigit() and (fields := _stat(int(entry.name))):
            children.setdefault(int(fields[1]), []).append(int(entry.name))
    tree = [root]
    for pid in tree:
        tree.extend(children.get(pid, ()))
    return tuple(tree)


def _pss(pid: int) -> int:
    try:
        text = (PROC / str(pid) / "smaps_rollup").read_text(encoding="ascii")
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return next((int(line.split()[1]) * 1024 for line in text.splitlines() if line.startswith("Pss:")), 0)


def tree_pss(root: int) -> int:
    """Proportional set size of a process tree in octets: shared pages count once."""
    return sum(_pss(pid) for pid in process_tree(root))


def tree_cpu(root: int) -> float:
    """CPU seconds, user and system, of a process tree and of its children that have been waited for."""
    ticks = (sum(map(int, fields[11:15])) for pid in process_tree(root) if (fields := _stat(pid)))
    return sum(ticks) / _TICK


class PeakMemory:
    """Watches a process tree's PSS while the context lasts; `octets` is the highest value seen."""

    def __init__(self, root: int) -> None:
        self._root = root
        self._over = Event()
        self._watcher = Thread(target=self._watch, daemon=True)
        self.octets = 0

    def __enter__(self) -> Self:
        self._watcher.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._watcher.join()

    def _watch(self) -> None:
        while True:
            self.octets = max(self.octets, tree_pss(self._root))
            if self._over.wait(_SAMPLE_S):
                return
