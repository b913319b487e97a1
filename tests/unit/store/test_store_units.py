"""The conformance suite of the store: the same promises on SQLite and on PostgreSQL."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import StatementError

from mailgate.errors import Bug, Conflict
from mailgate.failpoints import Unit
from mailgate.model.journal import Arrival, Envelope, Fate
from mailgate.store import Store, Tx, journal, nodes
from mailgate.store.journal import Settlement
from mailgate.store.schema import contact, event, message_id, raw, ticket
from mailgate.store.schema import journal as ledger
from mailgate.store.schema_work import agent_state, lease, outbox_recipient, timer

NOW = datetime(2026, 11, 23, 8, 0, 0, 123_000, tzinfo=UTC)
LEASE = timedelta(minutes=5)
ENVELOPE = Envelope(
    "smtp:test", "kim@customer.test", ("support@example.com",), peer="192.0.2.1", auth_user="Anna"
)


def append(store: Store, count: int = 1) -> list[int]:
    mails = [Arrival(ENVELOPE, f"Subject: {n}\r\n\r\n".encode(), NOW) for n in range(count)]
    return store.write_now(Unit.INTAKE, lambda tx: journal.append(tx, mails))


def claim(store: Store, node: str, now: datetime = NOW, limit: int = 10) -> list[int]:
    claimed = store.write_now(Unit.CLAIM_JOURNAL, lambda tx: journal.claim(tx, node, now, LEASE, limit))
    return [c.id for c in claimed]


def outcome(fate: Fate = Fate.DISCARDED) -> Settlement:
    return Settlement(fate, None, ("because",), "<a@client.test>", "digest")


def count(store: Store, table: sa.Table) -> int:
    return store.read_now(lambda tx: tx.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())


# the ledger


def test_what_is_appended_is_there_octet_for_octet(store: Store) -> None:
    octets = bytes(range(256)) * 100
    (entry,) = store.write_now(Unit.INTAKE, lambda tx: journal.append(tx, [Arrival(ENVELOPE, octets, NOW)]))
    assert store.read_now(lambda tx: journal.body(tx, entry)) == octets
    claimed = store.read_now(lambda tx: journal.entry(tx, entry))
    assert claimed is not None
    assert (claimed.envelope, claimed.arrived_at, claimed.size) == (ENVELOPE, NOW, len(octets))


def test_ids_come_in_the_order_of_arrival(store: Store) -> None:
    ids = append(store, 50)
    assert ids == sorted(ids)
    assert claim(store, "a", limit=50) == ids


def test_a_claimed_entry_is_nobody_elses_until_its_lease_ends(store: Store) -> None:
    ids = append(store, 3)
    assert claim(store, "a", limit=2) == ids[:2]
    assert claim(store, "b") == ids[2:]
    assert claim(store, "b", NOW + LEASE) == []
    assert claim(store, "b", NOW + LEASE + timedelta(milliseconds=1)) == ids


def test_many_claimers_at_once_never_share_an_entry(store: Store) -> None:
    ids = append(store, 60)
    start = threading.Barrier(6)

    def worker(name: str) -> list[int]:
        start.wait()
        taken: list[int] = []
        while got := claim(store, name, limit=4):
            taken += got
        return taken

    with ThreadPoolExecutor(6) as pool:
        parts = list(pool.map(worker, [f"node {n}" for n in range(6)]))
    everything = [i for part in parts for i in part]
    assert sorted(everything) == ids


def test_a_released_claim_is_free_at_once(store: Store) -> None:
    ids = append(store, 2)
    claim(store, "gone")
    assert store.write_now(Unit.START, lambda tx: journal.release(tx, "other")) == 0
    assert store.write_now(Unit.START, lambda tx: journal.release(tx, "gone")) == 2
    assert claim(store, "new") == ids


def test_an_entry_settles_once(store: Store) -> None:
    (entry,) = append(store)
    settle: Callable[[Tx], bool] = lambda tx: journal.settle(tx, entry, outcome(), NOW)  # noqa: E731 - used twice
    assert store.write_now(Unit.PROCESS, settle) is True
    assert store.write_now(Unit.PROCESS, settle) is False
    assert claim(store, "a", NOW + timedelta(days=1)) == []


def test_a_failed_attempt_waits_and_is_counted(store: Store) -> None:
    (entry,) = append(store)
    claim(store, "a")
    later = NOW + timedelta(seconds=10)
    store.write_now(Unit.RETRY_LATER, lambda tx: journal.retry_later(tx, entry, "boom", NOW, later))
    assert claim(store, "a", later - timedelta(milliseconds=1)) == []
    assert claim(store, "a", later) == [entry]
    found = store.read_now(lambda tx: journal.entry(tx, entry))
    assert found is not None
    assert found.attempts == 1


def test_a_quarantined_entry_can_be_reopened_and_no_other(store: Store) -> None:
    settled, shelved = append(store, 2)
    store.write_now(Unit.PROCESS, lambda tx: journal.settle(tx, settled, outcome(), NOW))
    store.write_now(Unit.QUARANTINE, lambda tx: journal.settle(tx, shelved, outcome(Fate.QUARANTINED), NOW))
    assert store.write_now(Unit.OPERATOR, lambda tx: journal.reopen(tx, settled, NOW)) is False
    assert store.write_now(Unit.OPERATOR, lambda tx: journal.reopen(tx, shelved, NOW)) is True
    assert claim(store, "a") == [shelved]


# units of work


def test_a_unit_that_raises_leaves_nothing(store: Store) -> None:
    def half(tx: Tx) -> None:
        journal.append(tx, [Arrival(ENVELOPE, b"x", NOW)])
        raise KeyError("in the middle")

    for unit in (Unit.INTAKE, Unit.PROCESS):
        with pytest.raises(KeyError):
            store.write_now(unit, half)
    assert (count(store, ledger), count(store, raw)) == (0, 0)
    assert len(append(store)) == 1


def test_a_unique_key_that_is_taken_is_a_conflict(store: Store) -> None:
    row = {"message_id": "<a@client.test>", "digest": "d"}
    for unit in (Unit.PROCESS, Unit.INTAKE):
        with pytest.raises(Conflict):
            store.write_now(
                unit,
                lambda tx: (tx.execute(sa.insert(message_id), row), tx.execute(sa.insert(message_id), row)),
            )
    assert count(store, message_id) == 0


def test_a_broken_reference_is_a_conflict(store: Store) -> None:
    row = {"journal_id": 4711, "body": b""}
    with pytest.raises(Conflict):
        store.write_now(Unit.PROCESS, lambda tx: tx.execute(sa.insert(raw), row))


def test_a_value_that_the_database_never_takes_is_no_outage(store: Store) -> None:
    """A mail with it would otherwise be waited for as for a store that is down, and every other mail behind it."""
    name: object = object() if store.sqlite else "a\0b"
    row = {"name": name, "holder": "x", "fencing": 1, "until": NOW}
    with pytest.raises(Bug):
        store.write_now(Unit.PROCESS, lambda tx: tx.execute(sa.insert(lease), row))
    assert len(append(store)) == 1


def test_a_writer_reads_what_others_committed_before_it_began(store: Store) -> None:
    for number in range(1, 20):
        append(store)
        assert count(store, ledger) == number


def test_concurrent_increments_are_all_counted(store: Store) -> None:
    """Read, decide and write in one unit: no update is lost, whoever runs it beside."""
    store.write_now(
        Unit.OPERATOR,
        lambda tx: tx.execute(sa.insert(lease), {"name": "n", "holder": "", "fencing": 0, "until": NOW}),
    )

    def increment(tx: Tx) -> None:
        found = tx.execute(sa.select(lease.c.fencing).where(lease.c.name == "n")).scalar_one()
        tx.execute(sa.update(lease).values(fencing=found + 1))

    def worker(_: int) -> int:
        done = 0
        while done < 5:
            try:
                store.write_now(Unit.PROCESS, increment)
            except Conflict:
                continue
            done += 1
        return done

    with ThreadPoolExecutor(4) as pool:
        total = sum(pool.map(worker, range(4)))
    assert store.read_now(lambda tx: tx.execute(sa.select(lease.c.fencing)).scalar_one()) == total == 20


def test_a_read_sees_one_snapshot(store: Store) -> None:
    append(store)

    def look_twice(tx: Tx) -> tuple[int, int]:
        query = sa.select(sa.func.count()).select_from(ledger)
        before = int(tx.execute(query).scalar_one())
        with ThreadPoolExecutor(1) as other:
            other.submit(append, store).result()
        return before, int(tx.execute(query).scalar_one())

    assert store.read_now(look_twice) == (1, 1)
    assert count(store, ledger) == 2


def test_a_reader_neither_blocks_nor_waits_for_a_writer(store: Store) -> None:
    append(store)
    inside, finish = threading.Event(), threading.Event()

    def slow(tx: Tx) -> None:
        journal.append(tx, [Arrival(ENVELOPE, b"x", NOW)])
        inside.set()
        assert finish.wait(20)

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(store.write_now, Unit.PROCESS, slow)
        assert inside.wait(20)
        assert count(store, ledger) == 1
        finish.set()
        writing.result(20)
    assert count(store, ledger) == 2


async def test_intake_goes_before_the_work_that_waits(store: Store) -> None:
    """A mail that arrives while units queue up becomes durable after the one that runs, not after all of them."""
    order: list[str] = []
    inside, finish = threading.Event(), threading.Event()

    def first(_: Tx) -> None:
        inside.set()
        assert finish.wait(20)

    running = asyncio.create_task(store.write(Unit.PROCESS, first))
    await asyncio.to_thread(inside.wait, 20)
    waiting = [
        asyncio.create_task(store.write(Unit.PROCESS, lambda _: order.append("work"))) for _ in range(4)
    ]
    for _ in range(3):
        await asyncio.sleep(0)
    mail = asyncio.create_task(store.write(Unit.INTAKE, lambda _: order.append("mail")))
    for _ in range(3):
        await asyncio.sleep(0)
    finish.set()
    await asyncio.gather(running, mail, *waiting)
    assert sorted(order) == ["mail", *["work"] * 4]
    assert not store.sqlite or order[0] == "mail"


# values


@pytest.mark.parametrize(
    "instant",
    [
        datetime(2026, 11, 23, 8, 0, 0, 1_000, tzinfo=UTC),
        datetime(2026, 11, 23, 8, 0, 0, 999_000, tzinfo=UTC),
        datetime(1969, 12, 31, 23, 59, 59, 999_000, tzinfo=UTC),
        datetime(1, 1, 2, tzinfo=UTC),
        datetime(9999, 12, 30, 23, 59, 59, 999_000, tzinfo=UTC),
        datetime.fromisoformat("2026-10-25T02:30:00.250+01:00"),
    ],
)
def test_instants_come_back_to_the_millisecond(store: Store, instant: datetime) -> None:
    row = {"name": "x", "holder": "", "fencing": 1, "until": instant}
    store.write_now(Unit.OPERATOR, lambda tx: tx.execute(sa.insert(lease), row))
    found = store.read_now(lambda tx: tx.execute(sa.select(lease.c.until)).scalar_one())
    assert found == instant
    assert found.tzinfo is UTC


def test_a_naive_datetime_is_refused(store: Store) -> None:
    row = {"name": "x", "holder": "", "fencing": 1, "until": datetime(2026, 1, 1)}  # noqa: DTZ001 - what is refused
    with pytest.raises(StatementError, match="instants are aware"):
        store.write_now(Unit.OPERATOR, lambda tx: tx.execute(sa.insert(lease), row))


@pytest.mark.parametrize(
    "value", [[], {}, ["bør", "日本", "\x00"], {"a": [1, None, True, 2.5]}, "text", None]
)
def test_structures_come_back_as_they_were(store: Store, value: object) -> None:
    (entry,) = append(store)
    store.write_now(Unit.OPERATOR, lambda tx: tx.execute(sa.update(ledger).values(steps=value)))
    found = store.read_now(
        lambda tx: tx.execute(sa.select(ledger.c.steps).where(ledger.c.id == entry)).scalar()
    )
    assert found == (["bør", "日本", "␀"] if isinstance(value, list) and value else value)


BAD_STATES = [
    (ledger, {"state": "lost"}),
    (ledger, {"fate": "eaten"}),
    (ledger, {"state": "settled"}),  # without a fate
    (ticket, {"status": "forgotten"}),
    (ticket, {"kind": "x"}),
    (ticket, {"priority": "asap"}),
    (ticket, {"status": "merged"}),  # into nothing
    (timer, {"state": "late"}),
    (timer, {"kind": "tea"}),
    (outbox_recipient, {"state": "gone"}),
]


@pytest.mark.parametrize(("table", "values"), BAD_STATES)
def test_the_database_refuses_states_that_the_program_does_not_know(
    store: Store, table: sa.Table, values: dict[str, str]
) -> None:
    seed(store)
    with pytest.raises(Conflict):
        store.write_now(Unit.OPERATOR, lambda tx: tx.execute(sa.update(table).values(values)))


def seed(store: Store) -> None:
    """One row of each table that has states."""
    append(store)
    empty: dict[str, object] = {"watching": [], "tags": [], "fields": {}}
    of_ticket = {
        "prefix": "EX", "subject": "s", "status": "new", "kind": "customer", "priority": "normal", "mailbox": "m",
        "language": "en", "zone": "UTC", "created_at": NOW, "updated_at": NOW,
    } | empty  # fmt: skip
    of_timer = {
        "ticket_id": 1, "kind": "first_response", "instance": 1, "generation": 1, "state": "running", "policy": "p",
        "calendar": "c", "started_at": NOW, "used_s": 0, "target_s": 1, "imported": False,
    }  # fmt: skip
    of_outbox = {"kind": "ack", "message_id": "<a>", "sender": "", "draft": "{}", "created_at": NOW}
    to = {"outbox_id": 1, "address": "a@b.test", "domain": "b.test", "state": "waiting", "attempts": 0}

    def fill(tx: Tx) -> None:
        tx.execute(sa.insert(ticket), of_ticket)
        tx.execute(sa.insert(timer), of_timer)
        tx.execute(sa.insert(ledger.metadata.tables["outbox"]), of_outbox)
        tx.execute(sa.insert(outbox_recipient), to)

    store.write_now(Unit.OPERATOR, fill)


def test_a_ticket_number_is_never_given_twice(store: Store) -> None:
    seed(store)

    def again(tx: Tx) -> int:
        for table in (timer, event, ticket):
            tx.execute(sa.delete(table))
        values = {
            "prefix": "EX", "subject": "s", "status": "new", "kind": "customer", "priority": "normal", "mailbox": "m",
            "language": "en", "zone": "UTC", "created_at": NOW, "updated_at": NOW, "watching": [], "tags": [], "fields": {},
        }  # fmt: skip
        return int(tx.execute(sa.insert(ticket).returning(ticket.c.id), values).scalar_one())

    assert store.write_now(Unit.OPERATOR, again) == 2


# nodes


def test_two_nodes_that_start_together_share_one_key(store: Store, database: str) -> None:
    other, start = Store(database), threading.Barrier(2)

    def begin(which: Store, secret: bytes) -> dict[int, bytes]:
        start.wait()
        return which.write_now(Unit.START, lambda tx: nodes.ensure_key(tx, lambda n: secret * n, NOW))

    try:
        with ThreadPoolExecutor(2) as pool:
            rings = [f.result() for f in (pool.submit(begin, store, b"a"), pool.submit(begin, other, b"b"))]
    finally:
        other.close()
    assert rings[0] == rings[1]
    assert len(rings[0]) == 1


def test_agents_keep_their_rows(store: Store) -> None:
    def enlist(*names: str) -> dict[str, int]:
        store.write_now(Unit.START, lambda tx: nodes.ensure_agents(tx, names))
        rows = store.read_now(lambda tx: tx.execute(sa.select(agent_state.c.name, agent_state.c.id)).all())
        return {r.name: r.id for r in rows}

    first = enlist("Anna", "Bo")
    again = enlist("Cy", "Bo", "Anna")
    assert {n: again[n] for n in first} == first
    enlist("Dee")
    assert enlist("Anna")["Bo"] == first["Bo"], "the row of a former agent stays"


def test_a_lease_has_one_holder_and_a_growing_fence(store: Store) -> None:
    def take(holder: str, at: datetime) -> int | None:
        return store.write_now(Unit.OPERATOR, lambda tx: nodes.take_lease(tx, "imap", holder, at, LEASE))

    assert take("a", NOW) == 1
    assert take("b", NOW) is None
    assert take("a", NOW + timedelta(minutes=4)) == 1
    assert take("b", NOW + timedelta(minutes=6)) is None
    assert take("b", NOW + timedelta(minutes=9)) == 2
    store.write_now(Unit.OPERATOR, lambda tx: nodes.drop_lease(tx, "imap", "b", NOW + timedelta(minutes=9)))
    assert take("a", NOW + timedelta(minutes=9)) == 3


def test_two_nodes_never_both_take_a_new_lease(store: Store) -> None:
    start = threading.Barrier(4)

    def take(holder: int) -> int | None:
        start.wait()
        return store.write_now(
            Unit.OPERATOR, lambda tx: nodes.take_lease(tx, "imap", str(holder), NOW, LEASE)
        )

    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(take, range(4)))
    assert sorted(taken, key=str) == [1, None, None, None]


def test_contacts_are_one_row_per_address(store: Store) -> None:
    row = {
        "address": "a@b.test",
        "name": "",
        "fields": {},
        "first_seen_at": NOW,
        "dkim_domain": "",
        "network": "",
    }
    with pytest.raises(Conflict):
        store.write_now(Unit.PROCESS, lambda tx: tx.execute(sa.insert(contact), [row, row]))
