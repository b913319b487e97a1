"""A 250 follows the commit and never precedes it; all that wait share one (SPEC 4.4, P1)."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

import pytest
import sqlalchemy as sa

from mailgate.errors import StoreUnavailable
from mailgate.failpoints import Unit
from mailgate.inbound import intake as intake_module
from mailgate.inbound.body import Spool
from mailgate.inbound.intake import Intake
from mailgate.model.journal import Arrival, Envelope
from mailgate.store import Store, Tx, journal
from mailgate.store.schema import journal as ledger
from tests.scenario.stage import Collected, FakeClock

ENVELOPE = Envelope("smtp:test", "kim@customer.test", ("support@example.com",))


class Woken:
    """Counts how often the processor was told of new mail."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> None:
        self.times += 1


def body(octets: bytes) -> Spool:
    spool = Spool()
    spool.write(octets)
    return spool


@asynccontextmanager
async def running(
    store: Store, clock: FakeClock, sink: Collected, woken: Callable[[], None]
) -> AsyncIterator[Intake]:
    intake, stop = Intake(store, clock, sink, wake=woken), asyncio.Event()
    working = asyncio.create_task(intake.run(stop))
    try:
        yield intake
    finally:
        stop.set()
        intake.stop()
        async with asyncio.timeout(20):
            await working


def entries(store: Store) -> int:
    return store.read_now(lambda tx: tx.execute(sa.select(sa.func.count()).select_from(ledger)).scalar_one())


async def test_who_was_answered_has_their_mail_in_the_store(
    store: Store, clock: FakeClock, sink: Collected
) -> None:
    woken, octets = Woken(), b"Message-ID: <a@client.test>\r\n\r\nHello\r\n"
    async with running(store, clock, sink, woken) as intake:
        entry = await intake.accept(ENVELOPE, body(octets))
        assert store.read_now(lambda tx: journal.body(tx, entry)) == octets
        found = store.read_now(lambda tx: journal.entry(tx, entry))
    assert found is not None
    assert (found.envelope, found.arrived_at, found.size) == (ENVELOPE, clock.now(), len(octets))
    assert woken.times == 1
    (received,) = sink.events
    assert received.values() | {"journal_id": entry, "message_id": "<a@client.test>"} == received.values()


async def test_all_that_wait_share_a_commit(
    store: Store, clock: FakeClock, sink: Collected, monkeypatch: pytest.MonkeyPatch
) -> None:
    batches: list[int] = []
    append = journal.append

    def counting(tx: Tx, arrivals: Sequence[Arrival]) -> list[int]:
        batches.append(len(arrivals))
        return append(tx, arrivals)

    monkeypatch.setattr(journal, "append", counting)
    async with running(store, clock, sink, Woken()) as intake:
        ids = await asyncio.gather(*(intake.accept(ENVELOPE, body(b"%d" % n)) for n in range(50)))
    assert batches == [50]
    assert ids == sorted(ids)
    bodies = store.read_now(lambda tx: journal.bodies(tx, ids))
    assert [bodies[i] for i in ids] == [b"%d" % n for n in range(50)]


async def test_a_batch_is_bounded_but_never_empty(
    store: Store, clock: FakeClock, sink: Collected, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake_module, "BATCH_BYTES", 1000)
    monkeypatch.setattr(intake_module, "BATCH", 3)
    sizes = [5000, 400, 400, 400, 10, 10, 10, 10]
    async with running(store, clock, sink, Woken()) as intake:
        await asyncio.gather(*(intake.accept(ENVELOPE, body(b"x" * n)) for n in sizes))
    assert entries(store) == len(sizes)


async def test_a_store_that_cannot_commit_answers_everybody_and_keeps_nothing(
    store: Store, clock: FakeClock, sink: Collected, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def down(unit: Unit, fn: object) -> object:
        raise StoreUnavailable("restarting")

    woken = Woken()
    async with running(store, clock, sink, woken) as intake:
        with monkeypatch.context() as patched:
            patched.setattr(store, "write", down)
            told = await asyncio.gather(
                *(intake.accept(ENVELOPE, body(b"x")) for _ in range(3)), return_exceptions=True
            )
        assert [type(t) for t in told] == [StoreUnavailable] * 3
        assert (entries(store), woken.times) == (0, 0)
        assert await intake.accept(ENVELOPE, body(b"x"))
    assert "store_trouble" in sink.names()


async def test_a_body_that_cannot_be_read_is_no_accepted_mail(
    store: Store, clock: FakeClock, sink: Collected
) -> None:
    class Broken(Spool):
        def read(self) -> bytes:
            raise OSError("the spool file is gone")

    async with running(store, clock, sink, Woken()) as intake:
        with pytest.raises(StoreUnavailable):
            await intake.accept(ENVELOPE, Broken())
    assert entries(store) == 0


async def test_a_client_that_vanishes_does_not_take_the_others_along(
    store: Store, clock: FakeClock, sink: Collected
) -> None:
    intake, stop = Intake(store, clock, sink, wake=Woken()), asyncio.Event()
    gone, stays = (asyncio.create_task(intake.accept(ENVELOPE, body(b"x"))) for _ in range(2))
    await asyncio.sleep(0)
    gone.cancel()
    working = asyncio.create_task(intake.run(stop))
    async with asyncio.timeout(20):
        assert await stays
        stop.set()
        intake.stop()
        await working


async def test_what_waits_at_the_stop_is_still_committed(
    store: Store, clock: FakeClock, sink: Collected
) -> None:
    intake, stop = Intake(store, clock, sink, wake=Woken()), asyncio.Event()
    waiting = asyncio.create_task(intake.accept(ENVELOPE, body(b"x")))
    await asyncio.sleep(0)
    stop.set()
    intake.stop()
    async with asyncio.timeout(20):
        await intake.run(stop)
        assert await waiting
    assert entries(store) == 1


async def test_mail_is_taken_while_a_long_unit_runs_on_postgresql(
    store: Store, clock: FakeClock, sink: Collected
) -> None:
    """
    On SQLite the one writer ends its unit first; on PostgreSQL the intake does not wait at all
    """
    started, finish = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def long(_: Tx) -> None:
        loop.call_soon_threadsafe(started.set)
        asyncio.run_coroutine_threadsafe(finish.wait(), loop).result(20)

    unit = asyncio.create_task(store.write(Unit.PROCESS, long))
    await started.wait()
    async with running(store, clock, sink, Woken()) as intake, asyncio.timeout(20):
        accepted = asyncio.create_task(intake.accept(ENVELOPE, body(b"x")))
        if not store.sqlite:
            assert await accepted
        finish.set()
        await unit
        assert await accepted
