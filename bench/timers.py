"""What do deadlines cost that nobody waits for yet, and many that are due at once? Beside the same desk with few tickets.

Open tickets are copies of two that a real mail opened: a few whose first reminder is due, the rest with one later. What
is compared is one look for something to do, and what is due worked off in the transactions of the tick.
"""

import resource
import statistics
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import sqlalchemy as sa
from rich.table import Table

from bench.corpus import Specimen, corpus
from bench.findings import Demand
from bench.lane import Lane
from mailgate.failpoints import Unit
from mailgate.pipeline.tick import next_due, tick
from mailgate.store import Store, schema, schema_work

DUE = 1_000  # at once
LOOKS = 200
MOST_ROWS = 50  # of one transaction, or the intake would wait
NOTICEABLE = 3.0  # a look at an index is as long over a thousand times the rows; noise is not
CHUNK = 2_000


@dataclass(frozen=True)
class Cost:
    """What one desk costs."""

    armed: int
    open_s: float  # opening the store and the first look: a start that rebuilds nothing
    look_s: float  # median of a look with nothing due
    grown_kib: int  # of memory, by opening and looking


@dataclass(frozen=True)
class Timers:
    """Few beside many armed deadlines, and a thousand that are due."""

    few: Cost
    many: Cost
    due_rows: int
    transactions: int
    longest_s: float
    total_s: float


def timers(tickets: int, say: Callable[[str], None], due: int = DUE) -> Timers:
    """Measures on SQLite; `tickets` are those with deadlines that run, `due` those that are due at once."""
    with TemporaryDirectory(prefix="mailgate-timers-") as home:
        say("deadlines of a few tickets")
        few = _cost(_desk(Path(home) / "few", 10))
        say(f"deadlines of {tickets:,} tickets")
        lane = _desk(Path(home) / "many", tickets)
        many = _cost(lane)
        say(f"{due:,} deadlines at once")
        return Timers(few, many, *_worked_off(Path(home) / "due", due))


def _desk(home: Path, tickets: int) -> Lane:
    home.mkdir()
    lane = Lane(home)
    lane.carry([_one_mail()])
    _copies(lane.store, tickets - 1)
    return lane


def _one_mail() -> Specimen:
    """A mail that opens a ticket with deadlines."""
    return next(s for s in corpus(1, 200, now=datetime.now(UTC)) if s.follows is None and s.oddity is None)


def _copies(store: Store, count: int) -> None:
    """The ticket and its timers again and again."""
    with store.engine.connect() as connection:
        with connection.begin():
            (first,) = connection.execute(sa.select(schema.ticket)).mappings().all()
            running = connection.execute(sa.select(schema_work.timer)).mappings().all()
        for start in range(0, count, CHUNK):
            numbers = range(first["id"] + 1 + start, first["id"] + 1 + min(start + CHUNK, count))
            with connection.begin():
                connection.execute(sa.insert(schema.ticket), [_without(first, id=n) for n in numbers])
                rows = [_without(t, "id", ticket_id=n) for n in numbers for t in running]
                connection.execute(sa.insert(schema_work.timer), rows)


def _without(row: Any, *names: str, **values: object) -> dict[str, object]:
    return {k: v for k, v in row.items() if k not in names} | values


def _cost(lane: Lane) -> Cost:
    url = lane.store.url
    armed_query = sa.select(sa.func.count()).where(schema_work.timer.c.wake_at.is_not(None))
    armed = lane.store.read_now(lambda tx: tx.execute(armed_query).scalar_one())
    lane.close()
    before, began = _memory_kib(), perf_counter()
    store = Store(url)
    try:
        store.read_now(next_due)
        open_s = perf_counter() - began
        looks = []
        for _ in range(LOOKS):
            at = perf_counter()
            store.read_now(next_due)
            looks.append(perf_counter() - at)
    finally:
        store.close()
    return Cost(armed, open_s, statistics.median(looks), max(0, _memory_kib() - before))


def _worked_off(home: Path, count: int) -> tuple[int, int, float, float]:
    """Rows, transactions, the longest of these, and all of them together."""
    lane = _desk(home, count)
    try:
        now = _after_the_first_step(lane.store)
        spans, rows, more = list[float](), 0, True
        while more:
            at = perf_counter()
            done = lane.store.write_now(Unit.TICK, lambda tx: tick(tx, now, lane.wakes))
            spans.append(perf_counter() - at)
            rows, more = rows + done.breached + done.missed + done.woken, done.more
        return rows, len(spans), max(spans), sum(spans)
    finally:
        lane.close()


def _after_the_first_step(store: Store) -> datetime:
    due = store.read_now(next_due)
    assert due is not None  # a mail opened a ticket with a policy
    return due + timedelta(seconds=1)


def _memory_kib() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def demands(found: Timers | None) -> Iterator[Demand]:
    """That a look and a start cost the same however many are armed, and that no transaction is long."""
    if found is None:
        return
    look = found.many.look_s / found.few.look_s
    yield Demand("a look, many armed / few", f"≤ {NOTICEABLE}", look, look, look, look <= NOTICEABLE)
    start = found.many.open_s / found.few.open_s
    yield Demand("first look after a start", f"≤ {NOTICEABLE}", start, start, start, start <= NOTICEABLE)
    rows = found.due_rows / found.transactions
    yield Demand("due rows a transaction", f"≤ {MOST_ROWS}", rows, rows, rows, rows <= MOST_ROWS)


def table(found: Timers) -> Table:
    grid = Table(title="deadlines", title_justify="left")
    for title in ("armed", "first look, ms", "look, ms", "memory, KiB"):
        grid.add_column(title, justify="right")
    for one in (found.few, found.many):
        grid.add_row(
            f"{one.armed:,}", f"{one.open_s * 1e3:.1f}", f"{one.look_s * 1e3:.3f}", f"{one.grown_kib:,}"
        )
    grid.caption = (
        f"{found.due_rows:,} due at once: {found.transactions} transactions, the longest "
        f"{found.longest_s * 1e3:.0f} ms, {found.total_s / max(1, found.due_rows) * 1e3:.2f} ms a row"
    )
    return grid
