"""Two processes look after the deadlines of one database: each fires once, and a look with nothing due is one statement."""

import asyncio
from datetime import UTC, datetime

from bench.statements import Statements
from mailgate.daemon.timekeeper import Timekeeper
from mailgate.pipeline.tick import next_due, tick
from mailgate.store import Store
from tests.scenario.desk import TestDesk
from tests.scenario.post import mail

USUAL = '[[policy]]\nname = "standard"\nfirst_response = "4 h"\n'


async def opened(desk: TestDesk, count: int) -> None:
    desk.configure(sla=USUAL)
    for number in range(count):
        desk.receive(mail(f"question {number}", sender=f"U <u{number}@d{number}.test>"))
    await desk._process()


async def test_two_processes_remind_once(desk: TestDesk) -> None:
    await opened(desk, 12)
    desk.clock.set("2026-11-23T10:00:01+00:00")  # half of the four hours
    other = Store(desk.store.url)
    keepers = [
        Timekeeper(store, desk.clock, desk.sink, desk.wakes, desk.morning) for store in (desk.store, other)
    ]

    async def work(keeper: Timekeeper) -> None:
        for _ in range(6):
            await keeper._work()

    try:
        await asyncio.gather(*map(work, keepers))
    finally:
        other.close()
    steps = [[e.detail["step"] for e in desk.events(n, "reminded")] for n in range(1, 13)]
    assert steps == [["50 %"]] * 12
    told = [x for x in desk.letters("notice") if x.recipient == "anna@staff.example.net"]
    lines = [line for x in told for line in x.draft.text.splitlines() if "(50 %)" in line]
    alone = [x for x in desk.letters("notification") if "(50 %)" in x.draft.text]
    assert len(lines) + len(alone) == 12


async def test_a_look_with_nothing_due_is_one_indexed_statement(desk: TestDesk) -> None:
    await opened(desk, 30)
    seen = Statements()
    with seen.watching(desk.store.engine):
        assert desk.store.read_now(next_due) == datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
    assert sum(n for what, n in seen.counts.items() if what.startswith("SELECT")) == 1
    with desk.store.engine.connect() as connection, connection.begin():
        assert seen.scans(connection) == []


async def test_a_tick_without_work_reads_a_few_indexes_and_writes_nothing(desk: TestDesk) -> None:
    await opened(desk, 30)
    now, wakes, seen = desk.clock.now(), desk.wakes, Statements()
    with seen.watching(desk.store.engine):
        done = desk.write(lambda tx: tick(tx, now, wakes))
    assert (done.breached, done.missed, done.woken, done.more) == (0, 0, 0, False)
    with desk.store.engine.connect() as connection, connection.begin():
        assert seen.scans(connection) == []
