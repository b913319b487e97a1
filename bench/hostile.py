"""What does a mail bomb cost? Each hostile shape through a reader as the daemon runs it, and a good mail right behind it."""

import asyncio
import os
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from rich.table import Table

from bench.findings import Demand
from bench.hostile_shapes import SHAPES, Shape
from bench.measure import MIB, PROC, process_tree
from mailgate.errors import Unparseable
from mailgate.model.mail import Mail
from mailgate.pipeline.readers import ReaderFailed, ReaderPool

SECONDS = 1.0
PEAK_MIB = 150.0
DELAY_S = 0.25  # what a person would not notice; the good mail alone takes some milliseconds
GOOD = (
    b"From: Kim <kim@example.com>\r\nTo: support@example.com\r\nSubject: A good mail\r\n"
    b"Message-ID: <good@example.com>\r\n\r\nThe printer smokes.\r\n"
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One shape: what it cost, and what came of it."""

    name: str
    octets: int
    seconds: float  # from handing it over to the answer
    peak: int  # the reader's largest resident set in octets, its imports included
    ending: str
    good_s: float  # of the good mail sent while the shape was being read

    @property
    def holds(self) -> bool:
        return self.seconds <= SECONDS and self.peak <= PEAK_MIB * MIB and self.good_s <= DELAY_S


def hostile(shapes: Sequence[Shape] = SHAPES) -> list[Outcome]:
    """Every shape, each with readers of its own."""
    return [asyncio.run(_measured(shape)) for shape in shapes]


async def _measured(shape: Shape) -> Outcome:
    raw = shape.make()
    before = set(process_tree(os.getpid()))
    pool = ReaderPool()
    await pool.start()
    try:
        children = set(process_tree(os.getpid())) - before
        for _ in children:  # what is imported late is imported now
            await pool.read(GOOD, None)
        began = time.perf_counter()
        bomb = asyncio.create_task(_ended(pool, raw))
        await asyncio.sleep(0)  # the shape is on its way
        good = asyncio.create_task(_timed_good(pool))
        ending = await bomb
        seconds = time.perf_counter() - began
        return Outcome(shape.name, len(raw), seconds, _peak(children), ending, await good)
    finally:
        await pool.stop()


async def _ended(pool: ReaderPool, raw: bytes) -> str:
    """How the reading ended, in words."""
    try:
        mail = await pool.read(raw, None)
    except (Unparseable, ReaderFailed) as reason:
        return f"quarantined: {reason}"
    return _said(mail)


def _said(mail: Mail) -> str:
    if mail.limits:
        return f"limit {', '.join(mail.limits)}; raw attached"
    files = [f"{one.name} {one.size} octets" for one in mail.attachments]
    return "; ".join(("read", *files))


async def _timed_good(pool: ReaderPool) -> float:
    began = time.perf_counter()
    await pool.read(GOOD, None)
    return time.perf_counter() - began


def _peak(pids: Iterable[int]) -> int:
    """The highest VmHWM (proc(5)) of these processes, in octets."""
    peaks = [0]
    for pid in pids:
        with suppress(FileNotFoundError, ProcessLookupError):
            text = (PROC / str(pid) / "status").read_text(encoding="utf-8", errors="replace")
            peaks += [int(line.split()[1]) * 1024 for line in text.splitlines() if line.startswith("VmHWM:")]
    return max(peaks)


def table(outcomes: Iterable[Outcome]) -> Table:
    """A row for each shape."""
    grid = Table(title="hostile mails", title_justify="left")
    for heading in ("", "octets", "s", "peak MiB", "good mail ms", "what came of it"):
        grid.add_column(heading, justify="left" if heading in ("", "what came of it") else "right")
    for one in outcomes:
        cost = (f"{one.seconds:.2f}", f"{one.peak / MIB:.0f}", f"{one.good_s * 1e3:.0f}")
        grid.add_row(one.name, f"{one.octets:,}", *cost, one.ending)
    return grid


def demands(outcomes: Sequence[Outcome]) -> Iterator[Demand]:
    """The worst of the shapes against each limit."""
    if not outcomes:
        return
    for what, limit, values in (
        ("hostile mail, worst, s", SECONDS, [one.seconds for one in outcomes]),
        ("hostile mail, worst peak of a reader, MiB", PEAK_MIB, [one.peak / MIB for one in outcomes]),
        ("good mail beside a hostile one, worst, s", DELAY_S, [one.good_s for one in outcomes]),
    ):
        worst = max(values)
        yield Demand(what, f"≤ {limit:g}", worst, min(values), worst, worst <= limit)
