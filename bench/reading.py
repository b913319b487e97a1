"""How fast is a mail read, beside Python's own parser? The bench corpus, both in one process, in turns.

The reference is `email` with the compat32 policy, every part decoded; ours is the full reading with attachments hashed,
HTML made safe, quotes cut and verdicts given. Both are counted in CPU time of this process. Handing mails to a reader
process and back is measured apart.
"""

import asyncio
import email
import gc
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any, Self

from rich.table import Table

from bench.corpus import Specimen, corpus
from bench.findings import Demand
from bench.measure import Series
from bench.shapes import Kind
from mailgate.mail import codec
from mailgate.mail import read as reading_module
from mailgate.mail.read import read
from mailgate.pipeline.readers import ReaderPool

WANTED = 0.35
MAILS = 400
ALL = "all"
# Which functions of the reading make up which stage; the rest of it is the header's.
STAGES = {
    "structure, limits": ("read_structure",),
    "bodies: transfer, charset, SHA-256": ("read_bodies",),
    "HTML to safe page and text": ("choose_words",),
    "quotes, signature": ("split_text", "marks_of_pages"),
    "language": ("language_of",),
    "automatic, silence, bounce": ("read_automatic", "read_silence", "read_bounce"),
    "digest": ("stable_digest",),
}
REST = "header: addresses, ids, date, values"
ENCODE, DECODE = "encode in the reader process", "decode in the daemon"


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found; CPU seconds for a mail, by kind over the rounds, and by stage."""

    mails: int
    ours: dict[str, Series]
    theirs: dict[str, Series]
    stages: dict[str, float]
    handed_s: float  # elapsed, from raw bytes to Mail by a reader process, beyond what reading here takes

    def ratio(self, kind: str) -> Series:
        """Our speed over the reference's, round by round."""
        return self.theirs[kind].over(self.ours[kind])


def reading(seed: int, mails: int = MAILS, rounds: int = 5) -> Reading:
    """Reads the corpus so many times with each; the order of the two changes with every round."""
    specimens = list(corpus(seed, mails))
    kinds = {ALL: specimens} | {
        kind.value: [one for one in specimens if one.kind is kind]
        for kind in Kind
        if any(one.kind is kind for one in specimens)
    }
    ours: list[dict[str, float]] = []
    theirs: list[dict[str, float]] = []
    with _as_in_a_reader():
        for specimen in specimens[:20]:  # imports and caches
            _ours(specimen.raw)
            _theirs(specimen.raw)
        for number in range(rounds):
            for subject, found in ((_ours, ours), (_theirs, theirs))[:: 1 if number % 2 else -1]:
                found.append(_by_kind(subject, specimens))
        stages = _stages([one.raw for one in specimens])
        handed_s = asyncio.run(_handed(specimens)) / mails
    return Reading(
        mails,
        {kind: Series.of(one[kind] / len(of) for one in ours) for kind, of in kinds.items()},
        {kind: Series.of(one[kind] / len(of) for one in theirs) for kind, of in kinds.items()},
        stages,
        handed_s,
    )


@contextmanager
def _as_in_a_reader() -> Iterator[None]:
    """The collector skips what is there already, corpus and modules, as in a reader process; for both subjects."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _ours(raw: bytes) -> object:
    return read(raw)


def _theirs(raw: bytes) -> object:
    message = email.message_from_bytes(raw)
    return [
        part.get_payload(decode=True) for part in message.walk() if part.get_content_maintype() != "multipart"
    ]


def _by_kind(subject: Callable[[bytes], object], specimens: Sequence[Specimen]) -> dict[str, float]:
    """CPU seconds by kind, and of all."""
    spent = dict.fromkeys((ALL, *(kind.value for kind in Kind)), 0.0)
    for specimen in specimens:
        began = time.process_time()
        subject(specimen.raw)
        took = time.process_time() - began
        spent[specimen.kind.value] += took
        spent[ALL] += took
    return spent


class _Timed:
    """A function of the reading with a clock around it, while the context lasts."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.spent = 0.0
        self._function = getattr(reading_module, name)

    def __enter__(self) -> Self:
        setattr(reading_module, self.name, self._call)
        return self

    def __exit__(self, *_: object) -> None:
        setattr(reading_module, self.name, self._function)

    def _call(self, *args: Any, **named: Any) -> Any:
        began = time.process_time()
        try:
            return self._function(*args, **named)
        finally:
            self.spent += time.process_time() - began


def _stages(raws: Sequence[bytes]) -> dict[str, float]:
    """CPU seconds a mail, stage by stage; the clocks cost a few microseconds each, so these are shares, not the total."""
    with ExitStack() as stack:
        clocks = {
            stage: [stack.enter_context(_Timed(name)) for name in names] for stage, names in STAGES.items()
        }
        began = time.process_time()
        mails = [read(raw) for raw in raws]
        whole = time.process_time() - began
    found = {stage: sum(clock.spent for clock in those) for stage, those in clocks.items()}
    found[REST] = whole - sum(found.values())
    began = time.process_time()
    encoded = [codec.encode(mail) for mail in mails]
    found[ENCODE] = time.process_time() - began
    began = time.process_time()
    for one in encoded:
        codec.decode(one)
    found[DECODE] = time.process_time() - began
    return {stage: spent / len(raws) for stage, spent in found.items()}


async def _handed(specimens: Sequence[Specimen]) -> float:
    """Elapsed seconds over all mails, each read there and here in turn."""
    pool = ReaderPool(size=1, recycle_after=10**9)
    await pool.start()
    there = here = 0.0
    try:
        for number, specimen in enumerate((*specimens[:20], *specimens)):
            began = time.perf_counter()
            await pool.read(specimen.raw, specimen.mail_from)
            between = time.perf_counter()
            read(specimen.raw, mail_from=specimen.mail_from)
            if number >= 20:  # before, the child imports what it imports late
                there += between - began
                here += time.perf_counter() - between
        return there - here
    finally:
        await pool.stop()


def tables(found: Reading) -> Iterator[Table]:
    """By kind of mail, and by stage."""
    grid = Table(title=f"reading, {found.mails} mails, CPU ms a mail, medians", title_justify="left")
    for heading in ("", "email", "mailgate", "× email", "range"):
        grid.add_column(heading, justify="right" if heading else "left")
    for kind, ours in found.ours.items():
        ratio = found.ratio(kind)
        costs = (f"{found.theirs[kind].median * 1e3:.3f}", f"{ours.median * 1e3:.3f}")
        grid.add_row(kind, *costs, f"{ratio.median:.2f}", f"{ratio.low:.2f}–{ratio.high:.2f}")
    yield grid
    stages = Table(title="stages of reading, CPU µs a mail", title_justify="left", show_header=False)
    stages.add_column("")
    stages.add_column("", justify="right")
    for stage, spent in found.stages.items():
        stages.add_row(stage, f"{spent * 1e6:.0f}")
    stages.add_row("hand-over there and back, elapsed, with encode and decode", f"{found.handed_s * 1e6:.0f}")
    yield stages


def demands(found: Reading | None) -> Iterator[Demand]:
    """The speed over the whole corpus."""
    if found is not None:
        ratio = found.ratio(ALL)
        what = "full reading, speed × email"
        yield Demand(what, f"≥ {WANTED:g}", ratio.median, ratio.low, ratio.high, ratio.median >= WANTED)
