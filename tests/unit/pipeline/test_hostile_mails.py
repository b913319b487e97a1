"""Bad input never costs a mail: the real loop, the real readers, a real store (SPEC 4.5, 5.4; P1, P3).

Each story is good, bad, good, bad, good; the good ones become tickets in their order, and of each bad one the raw is kept.
"""

import asyncio
import hashlib
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import sqlalchemy as sa

from bench.hostile_shapes import SENDER, SHAPES, SUBJECT
from mailgate.model.journal import Fate
from mailgate.pipeline.process import Processor
from mailgate.pipeline.readers import ReaderPool
from mailgate.store import journal
from mailgate.store.schema import attachment
from tests.scenario.desk import TestDesk
from tests.scenario.post import SUPPORT, mail

PATIENCE_S = 60.0
BREAKING = (sys.executable, "-I", str(Path(__file__).with_name("breaking_reader.py")))
ODD_OCTETS = {
    "nothing": b"\0\0\r\n",
    "no header": b"just a line of words",
    "random octets": hashlib.shake_256(b"seed").digest(20_000),
    "a header without an end": b"From: kim@customer.test\r\nSubject: x",
    "an endless line": b"a" * 3_000_000,
    "a closed multipart in itself": b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b--\r\n",
    "a part of its own boundary": b'Content-Type: multipart/mixed; boundary=""\r\n\r\n--\r\n\r\nx\r\n----\r\n',
    "base64 that is none": b"Content-Transfer-Encoding: base64\r\n\r\n\xff\xfe=====\r\n",
    "a date beyond time": b"From: kim@customer.test\r\nDate: Mon, 99 Foo 99999 99:99:99 +9999\r\n\r\nx\r\n",
}


async def worked_off(desk: TestDesk, pool: ReaderPool, entries: Sequence[int]) -> None:
    """Runs the loop until each entry has its fate."""
    work = Processor(
        desk.store, pool, desk.carrier, desk.clock, desk.sink, node="test", attempts=lambda: 3
    )  # fmt: skip
    stop = asyncio.Event()
    await pool.start()
    running = asyncio.create_task(work.run(stop))
    try:
        async with asyncio.timeout(PATIENCE_S):
            while any(desk.fate(entry) is None for entry in entries):
                await asyncio.sleep(0.02)
    finally:
        stop.set()
        work.wake()
        await running
        await pool.stop()


def between_good_ones(desk: TestDesk, bad: Sequence[bytes]) -> tuple[list[int], list[int]]:
    """Accepts the bad mails with a good one before each and behind the last; their entries, good and bad."""
    good_entries, bad_entries = [desk.receive(mail("good 0"))], []
    for number, raw in enumerate(bad, 1):
        bad_entries.append(desk.receive(raw, rcpt_to=SUPPORT, mail_from=SENDER))
        good_entries.append(desk.receive(mail(f"good {number}")))
    return good_entries, bad_entries


def assert_in_order(desk: TestDesk, good: Sequence[int]) -> None:
    tickets = [desk.ticket_of(entry) for entry in good]
    assert [desk.fate(entry) for entry in good] == [Fate.TICKET] * len(good)
    assert [one.subject for one in tickets] == [f"good {number}" for number in range(len(good))]
    assert sorted(one.id for one in tickets) == [one.id for one in tickets]


def body(desk: TestDesk, entry: int) -> bytes | None:
    found: bytes | None = desk.read(partial(journal.body, journal_id=entry))
    return found


def whole_attached(desk: TestDesk, entry: int) -> list[tuple[int, str]]:
    """Size and hash of the raw mail among the attachments that came with an entry."""
    query = sa.select(attachment.c.size, attachment.c.sha256)
    rows = desk.rows(query.where(attachment.c.journal_id == entry, attachment.c.path == ""))
    return [(row.size, row.sha256) for row in rows]


def of(raw: bytes) -> list[tuple[int, str]]:
    return [(len(raw), hashlib.sha256(raw).hexdigest())]


async def test_every_hostile_shape_ends_as_a_ticket_and_costs_no_other_mail(desk: TestDesk) -> None:
    raws = [shape.make() for shape in SHAPES]
    good, bad = between_good_ones(desk, raws)
    pool = ReaderPool()
    await worked_off(desk, pool, [*good, *bad])
    assert_in_order(desk, good)
    for shape, raw, entry in zip(SHAPES, raws, bad, strict=True):
        assert body(desk, entry) == raw
        if "bounce" in shape.name:  # a report of a machine opens no ticket; the journal keeps it
            assert desk.fate(entry) is Fate.RECORDED, shape.name
            continue
        assert (desk.fate(entry), desk.ticket_of(entry).subject) == (Fate.TICKET, SUBJECT), shape.name
        assert whole_attached(desk, entry) == (of(raw) if shape.limit else []), shape.name
    assert pool.stats.kills == 0


async def test_a_mail_that_breaks_its_reader_becomes_a_stub_ticket_with_the_raw_attached(
    desk: TestDesk,
) -> None:
    """
    Kim -> support      good
    Mallory -> support  loops, grows, crashes or fails in the reader: quarantined, and a stub ticket stands for it
    Kim -> support      good, in its order, each time
    """
    hows = {"loop": "longer than", "grow": "MiB", "crash": "signal 11", "fail": "LookupError"}
    raws = [f"From: {SENDER}\r\nX-Break: {how}\r\n\r\nx\r\n".encode() for how in hows]
    good, bad = between_good_ones(desk, raws)
    pool = ReaderPool(deadline_s=1, memory_bytes=64 * 1024 * 1024, command=BREAKING)
    await worked_off(desk, pool, [*good, *bad])
    assert_in_order(desk, good)
    for reason, raw, entry in zip(hows.values(), raws, bad, strict=True):
        assert desk.fate(entry) is Fate.QUARANTINED
        assert reason in desk.reasons(entry)
        assert SENDER in desk.messages(desk.ticket_of(entry).id)[0].text
        assert whole_attached(desk, entry) == of(raw)
        assert body(desk, entry) == raw
    assert pool.stats.kills == 6  # twice each, but a failure that the reader itself reports costs no process


async def test_octets_of_any_kind_have_a_fate_and_are_kept(desk: TestDesk) -> None:
    good, bad = between_good_ones(desk, list(ODD_OCTETS.values()))
    await worked_off(desk, ReaderPool(), [*good, *bad])
    assert_in_order(desk, good)
    for (name, raw), entry in zip(ODD_OCTETS.items(), bad, strict=True):
        assert body(desk, entry) == raw
        assert desk.fate(entry) is (Fate.QUARANTINED if name == "nothing" else Fate.TICKET), name
        assert desk.ticket_of(entry).id
