"""Two processes at once: nobody gets more than they can take, and no place stays empty."""

import asyncio
import threading
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest

from mailgate.errors import Conflict
from mailgate.mail.read import read
from mailgate.pipeline.carry import Carrier, Readable
from mailgate.store import Store, journal
from mailgate.store import assignments as kept
from mailgate.store.journal import Claimed
from tests.scenario.desk import TestDesk
from tests.scenario.post import mail
from tests.scenario.test_rules_stories import team

MAILS, PLACES = 10, 5
LEASE = timedelta(minutes=5)


@pytest.fixture
def crowded(desk: TestDesk) -> TestDesk:
    """Five places, and ten mails that wait."""
    desk.configure(agents=team(anna="capacity = 3", bo="capacity = 2"))
    for number in range(MAILS):
        desk.receive(mail(f"Number {number}", sender=f"c{number}@customer.test"))
    return desk


@pytest.fixture
def others(crowded: TestDesk) -> Iterator[list[Carrier]]:
    """Two more processes on the same database, as far as the database can tell."""
    stores = [Store(crowded.store.url) for _ in range(2)]
    yield [Carrier(s, lambda: crowded.current, crowded.mint, crowded.clock, crowded.sink) for s in stores]
    for store in stores:
        store.close()


def one_after_the_other(desk: TestDesk, carrier: Carrier, node: str, start: threading.Barrier) -> None:
    """What a process does: claims, decides, commits, one mail at a time; a lost race is tried again later."""
    start.wait(10)
    now = desk.clock.now()
    while claimed := desk.write(lambda tx: journal.claim(tx, node, now, LEASE, 1)):
        (one,) = claimed
        carry(desk, carrier, one)


def carry(desk: TestDesk, carrier: Carrier, one: Claimed) -> None:
    raw = desk.read(lambda tx: journal.body(tx, one.id)) or b""
    for _ in range(20):
        try:
            asyncio.run(carrier.carry([Readable(one, read(raw), 0.0, 0.0)]))
        except Conflict:
            continue
        return


def test_two_processes_never_both_give_away_the_last_free_place(
    crowded: TestDesk, others: list[Carrier]
) -> None:
    """
    ten mails, two processes, five places   three for Anna, two for Bo, five in the team's queue
    """
    start = threading.Barrier(2)
    workers = [
        threading.Thread(target=one_after_the_other, args=(crowded, carrier, f"node{n}", start))
        for n, carrier in enumerate(others)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    given = Counter(t.assignee for t in crowded.tickets())
    assert given == {"Anna Berg": 3, "Bo Lund": 2, None: MAILS - PLACES}
    turns = crowded.read(kept.turns)
    assert sorted(turns) == ["Anna Berg", "Bo Lund"]
    assert max(turns.values()) == PLACES, "each assignment had a number of its own"


def test_the_database_refuses_the_second_of_two_assignments_from_the_same_state(crowded: TestDesk) -> None:
    """
    both have read that the last number is 0   the second is refused, whatever it has read
    """
    crowded.write(lambda tx: kept.take_turn(tx, "Anna Berg", 1))
    with pytest.raises(Conflict):
        crowded.write(lambda tx: kept.take_turn(tx, "Bo Lund", 1))
