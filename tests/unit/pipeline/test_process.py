"""The working loop: order, retries, quarantine, and one bad mail that delays nobody (SPEC 4.5, P3)."""

import asyncio
import random
import string
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import cast

import pytest

from mailgate.errors import StoreUnavailable
from mailgate.mail.read import read
from mailgate.model.journal import Fate
from mailgate.model.mail import Mail
from mailgate.pipeline import process
from mailgate.pipeline.carry import Carrier, Readable
from mailgate.pipeline.process import Processor
from mailgate.pipeline.readers import ReaderFailed, ReaderPool, ReadersStopped
from mailgate.store import journal
from tests.scenario.desk import TestDesk
from tests.scenario.post import mail

PATIENCE_S = 30.0


@dataclass
class Readers:
    """Reads in this process; may be told to fail at a mail, or to wait with one until another was read."""

    failing: dict[bytes, Exception] = field(default_factory=dict)
    held: dict[bytes, asyncio.Event] = field(default_factory=dict)
    seen: int = 0

    async def read(self, raw: bytes, mail_from: str | None) -> Mail:
        self.seen += 1
        for mark, event in self.held.items():
            if mark in raw:
                await event.wait()
        for mark, error in self.failing.items():
            if mark in raw:
                raise error
        return read(raw, mail_from=mail_from)


class Failing(Carrier):
    """Raises in the decision on a mail whose subject bears the mark."""

    mark = "POISON"
    error: Exception = KeyError("what decide did not expect")
    times = 10**6

    async def carry(self, batch: Sequence[Readable]) -> int:
        if any(self.mark in one.mail.subject for one in batch) and self.times > 0:
            if len(batch) == 1:
                self.times -= 1
            raise self.error
        return await super().carry(batch)


def processor(desk: TestDesk, readers: Readers, carrier: Carrier | None = None) -> Processor:
    return Processor(
        desk.store, cast("ReaderPool", readers), carrier or desk.carrier, desk.clock, desk.sink, node="test",
        attempts=lambda: 3,
    )  # fmt: skip


def failing(desk: TestDesk) -> Failing:
    return Failing(desk.store, lambda: desk.current, desk.mint, desk.clock, desk.sink)


async def settled(desk: TestDesk, work: Processor, *entries: int) -> None:
    """Runs the loop until these entries have a fate or a later attempt, then stops it."""
    stop = asyncio.Event()
    running = asyncio.create_task(work.run(stop))
    async with asyncio.timeout(PATIENCE_S):
        while any(not at_rest(desk, e) for e in entries):
            await asyncio.sleep(0.005)
        stop.set()
        work.wake()
        await running


def at_rest(desk: TestDesk, entry: int) -> bool:
    now = int(desk.clock.now().timestamp() * 1000)
    query = f"SELECT fate, next_attempt_at FROM journal WHERE id = {entry}"
    row = desk.read(lambda tx: tx.exec_driver_sql(query).one())
    return row.fate is not None or row.next_attempt_at > now


async def test_mails_are_decided_in_the_order_of_arrival(desk: TestDesk) -> None:
    """
    the first mail is read slowly, the second, which answers it, at once   the answer still finds its question
    """
    slow = asyncio.Event()
    readers = Readers(held={b"SLOW": slow})
    first = desk.receive(mail("SLOW", message_id="<a@client.test>"))
    second = desk.receive(mail("Re: slow", headers={"In-Reply-To": "<a@client.test>"}))
    stop, work = asyncio.Event(), processor(desk, readers)
    running = asyncio.create_task(work.run(stop))
    async with asyncio.timeout(PATIENCE_S):
        while readers.seen < 2:
            await asyncio.sleep(0.005)
        slow.set()
        while desk.fate(second) is None:
            await asyncio.sleep(0.005)
        stop.set()
        work.wake()
        await running
    assert (desk.fate(first), desk.fate(second)) == (Fate.TICKET, Fate.APPENDED)


async def test_a_mail_that_breaks_the_decision_is_tried_again_and_then_quarantined(desk: TestDesk) -> None:
    """
    poison -> support   tried three times, later and later; then a stub ticket
    Kim -> support      behind it, at once
    """
    bad, good = desk.receive(mail("POISON")), desk.receive(mail("harmless"))
    await settled(desk, processor(desk, Readers(), failing(desk)), bad, good)
    assert (desk.fate(bad), desk.fate(good)) == (None, Fate.TICKET)
    delays = []
    while desk.fate(bad) is None:
        row = desk.read(
            lambda tx: tx.exec_driver_sql(f"SELECT next_attempt_at FROM journal WHERE id = {bad}").scalar()
        )
        delays.append(row / 1000 - desk.clock.now().timestamp())
        desk.advance(delays[-1])
        await settled(desk, processor(desk, Readers(), failing(desk)), bad)
    assert delays == [10, 60]
    assert desk.fate(bad) is Fate.QUARANTINED
    assert desk.ticket_of(bad).subject == "A mail that could not be read"
    assert "KeyError" in desk.reasons(bad)
    assert desk.sink.names().count("processing_retried") == 2
    assert "quarantined" in desk.sink.names()


async def test_a_failure_that_passes_costs_nothing(desk: TestDesk) -> None:
    carrier = failing(desk)
    carrier.times = 1
    entry = desk.receive(mail("POISON"))
    await settled(desk, processor(desk, Readers(), carrier), entry)
    desk.advance(10)
    await settled(desk, processor(desk, Readers(), carrier), entry)
    assert desk.fate(entry) is Fate.TICKET


async def test_a_mail_that_kills_its_reader_is_quarantined_and_the_others_go_on(desk: TestDesk) -> None:
    readers = Readers(failing={b"BOMB": ReaderFailed("took more than 512 MiB")})
    entries = [desk.receive(mail(s)) for s in ("one", "BOMB", "two")]
    await settled(desk, processor(desk, readers), *entries)
    assert [desk.fate(e) for e in entries] == [Fate.TICKET, Fate.QUARANTINED, Fate.TICKET]
    assert "512 MiB" in desk.reasons(entries[1])


async def test_a_stub_that_fails_too_leaves_the_mail_in_the_ledger(
    desk: TestDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(self: Carrier, claimed: object, reason: str) -> None:
        raise KeyError("the stub as well")

    monkeypatch.setattr(Carrier, "quarantine", broken)
    readers = Readers(failing={b"BOMB": ReaderFailed("too much")})
    entry = desk.receive(mail("BOMB"))
    await settled(desk, processor(desk, readers), entry)
    assert (desk.fate(entry), desk.tickets()) == (Fate.QUARANTINED, [])


async def test_a_store_that_is_down_costs_no_attempt(desk: TestDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "STORE_PAUSE_S", 0.01)
    carrier = failing(desk)
    carrier.error, carrier.times = StoreUnavailable("restarting"), 7
    entry = desk.receive(mail("POISON"))
    await settled(desk, processor(desk, Readers(), carrier), entry)
    found = desk.read(lambda tx: journal.entry(tx, entry))
    assert (desk.fate(entry), found.attempts) == (Fate.TICKET, 0)
    assert "store_trouble" in desk.sink.names()


async def test_a_mail_that_was_being_read_at_the_stop_is_read_after_the_next_start(desk: TestDesk) -> None:
    readers = Readers(failing={b"LATER": ReadersStopped("the readers are stopping")})
    entry = desk.receive(mail("LATER"))
    work, stop = processor(desk, readers), asyncio.Event()
    running = asyncio.create_task(work.run(stop))
    async with asyncio.timeout(PATIENCE_S):
        while not readers.seen:
            await asyncio.sleep(0.005)
        stop.set()
        work.wake()
        await running
    assert desk.fate(entry) is None
    desk.write(lambda tx: journal.release(tx, "test"))
    await settled(desk, processor(desk, Readers()), entry)
    assert desk.fate(entry) is Fate.TICKET


async def test_many_mails_are_all_settled_in_order(desk: TestDesk) -> None:
    entries = [desk.receive(mail(f"question {n}")) for n in range(60)]
    await settled(desk, processor(desk, Readers()), *entries)
    assert [desk.ticket_of(e).subject for e in entries] == [f"question {n}" for n in range(60)]
    assert [desk.ticket_of(e).id for e in entries] == list(range(1, 61))


async def test_one_poison_in_a_batch_is_alone_with_its_trouble(desk: TestDesk) -> None:
    subjects = ["a", "b", "POISON", "c", "d"]
    entries = [desk.receive(mail(s)) for s in subjects]
    await settled(desk, processor(desk, Readers(), failing(desk)), *entries)
    assert [desk.fate(e) for e in entries] == [Fate.TICKET, Fate.TICKET, None, Fate.TICKET, Fate.TICKET]
    assert len(desk.letters("ack")) == 1, "one sender's burst is acknowledged once"


async def test_two_nodes_share_the_work_and_do_nothing_twice(desk: TestDesk) -> None:
    if desk.store.sqlite:
        return  # one daemon at a time
    senders = [f"User <u{n}@d{n}.test>" for n in range(30)]
    entries = [desk.receive(mail(f"question {n}", sender=s)) for n, s in enumerate(senders)]
    one, two = processor(desk, Readers()), processor(desk, Readers())
    two._node = "other"
    await asyncio.gather(settled(desk, one, *entries), settled(desk, two, *entries))
    assert {desk.fate(e) for e in entries} == {Fate.TICKET}
    assert len(desk.tickets()) == len(desk.letters("ack")) == 30


async def test_a_mail_that_the_database_cannot_take_delays_nobody(desk: TestDesk) -> None:
    """
    somebody -> support, From an address longer than an index row of PostgreSQL   set aside at worst
    Kim -> support                                                                at once
    """
    noise = "".join(random.Random(4711).choices(string.ascii_lowercase, k=5000))
    bad, good = (
        desk.receive(mail(sender=f"{noise}@customer.test"), mail_from="x@customer.test"),
        desk.receive(mail()),
    )
    await settled(desk, processor(desk, Readers()), bad, good)
    assert desk.fate(good) is Fate.TICKET
    for _ in range(3):
        desk.advance(3600)
        await settled(desk, processor(desk, Readers()), bad)
    assert desk.fate(bad) in (Fate.TICKET, Fate.QUARANTINED)
    assert len(desk.tickets()) == 2, "one of the mail itself, or of its stub"
