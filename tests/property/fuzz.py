"""`python -m tests.property.fuzz SECONDS [SEED]`: as many damaged mails as the time allows, on every core.

Each mail has a seed of its own, counted up from the one that is printed; a fault names it, and the same command with that
seed makes that mail first. What hangs is ended by a clock of CPU time and counts as a fault.
"""

import os
import secrets
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from tests.property.mutation import Mutator, golden_mails
from tests.property.promises import attempt, broken

BATCH = 500  # mails a worker takes at once
HUNG_S = 30.0  # of CPU for one mail
SLOW_S = 1.0
_SEEDS = 2**40


@dataclass
class Found:
    """What a stretch of seeds came to."""

    mails: int = 0
    slow: list[tuple[int, float]] = field(default_factory=list)  # seed, CPU seconds
    broken: list[tuple[int, str]] = field(default_factory=list)  # seed, what was wrong

    def add(self, other: "Found") -> None:
        self.mails += other.mails
        self.slow += other.slow
        self.broken += other.broken


class Hung(Exception):  # noqa: N818 - what happened to the mail
    """Reading took more CPU time than any mail may."""


def _end(_number: int, _frame: FrameType | None) -> None:
    raise Hung(f"more than {HUNG_S:g} s of CPU")


def batch(mutator: Mutator, first: int, until: float) -> Found:
    """Reads the mails of the seeds from `first` on, until the batch or the time (monotonic) is over."""
    signal.signal(signal.SIGPROF, _end)
    found = Found()
    for seed in range(first, first + BATCH):
        if time.monotonic() > until:
            break
        raw = mutator.mutant(seed)
        signal.setitimer(signal.ITIMER_PROF, HUNG_S)
        began, took = time.process_time(), 0.0
        try:
            mail = attempt(raw)
            took = time.process_time() - began
            wrong = broken(raw, mail) if mail is not None else []
        except Exception as error:  # noqa: BLE001 - any exception is what is looked for
            wrong = [f"{type(error).__name__}: {error}"]
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
        found.mails += 1
        found.slow += [(seed, took)] if took > SLOW_S else []
        found.broken += [(seed, one) for one in wrong]
    return found


def fuzz(seconds: float, seed: int, workers: int) -> Found:
    """Works on all workers until the time is over or something was found."""
    until = time.monotonic() + seconds
    mutator, total = Mutator(golden_mails()), Found()
    with ProcessPoolExecutor(workers) as pool:
        starts = iter(range(seed, seed + _SEEDS, BATCH))
        running = {pool.submit(batch, mutator, next(starts), until) for _ in range(2 * workers)}
        while running:
            done = next(as_completed(running))
            running.remove(done)
            total.add(done.result())
            if time.monotonic() < until and not total.broken:
                running.add(pool.submit(batch, mutator, next(starts), until))
    return total


def report(found: Found, seed: int, seconds: float) -> Iterator[str]:
    """What is said at the end, and the broken mails as files."""
    yield f"== {found.mails} mails from seed {seed} in {seconds:.0f} s, {len(found.broken)} faults"
    yield f"== over {SLOW_S:g} s of CPU: {len(found.slow)}"
    yield from (f"   seed {one}: {took:.1f} s" for one, took in found.slow[:20])
    mutator = Mutator(golden_mails())
    for one, wrong in found.broken[:20]:
        file = Path(tempfile.gettempdir()) / f"fuzz-{one}.eml"
        file.write_bytes(mutator.mutant(one))
        yield f"   seed {one}: {wrong}; the mail is in {file}"


def main() -> int:
    seconds = float(sys.argv[1])
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else secrets.randbits(32)
    sys.stdout.write(f"== damaged mails, seed {seed}, {seconds:.0f} s\n")
    sys.stdout.flush()
    began = time.monotonic()
    found = fuzz(seconds, seed, os.cpu_count() or 1)
    sys.stdout.writelines(f"{line}\n" for line in report(found, seed, time.monotonic() - began))
    return 1 if found.broken else 0


if __name__ == "__main__":
    sys.exit(main())
