"""Two processes on one database never fetch the same account at once; one follows when the other dies (SPEC section 17)."""

from datetime import timedelta

import pytest

from mailgate.errors import Conflict
from mailgate.failpoints import Unit
from mailgate.inbound.imap_tenure import LOOK_S, SPAN, Tenure
from mailgate.model.journal import Arrival, Envelope
from mailgate.model.source import Standing
from mailgate.store import Store, imap, nodes
from mailgate.store.imap import Fetched, Start, Tenancy
from tests.imap.dovecot import Dovecot, Mailbox
from tests.imap.fetching import Heard, House, account, letter
from tests.scenario.stage import FakeClock

RAW = letter(1)


def tenure(store: Store, clock: FakeClock, node: str) -> Tenure:
    return Tenure("support", "imap:support", node, store, clock, Heard())


def held(*tenures: Tenure) -> list[Tenancy | None]:
    return [one.tenancy for one in tenures]


def test_who_dies_is_followed_within_a_minute() -> None:
    assert SPAN + timedelta(seconds=LOOK_S) < timedelta(minutes=1)


@pytest.mark.parametrize("backend", ["sqlite", "postgresql"], indirect=True)
async def test_a_lease_is_kept_followed_and_fenced(store: Store, clock: FakeClock) -> None:
    """
    one    takes it, renews it, dies
    two    waits, follows; the number has grown
    one    wakes up again and may commit nothing
    """
    if store.sqlite:
        pytest.skip("on SQLite there is one daemon only")
    one, two = tenure(store, clock, "one"), tenure(store, clock, "two")
    await one.look()
    await two.look()
    assert held(one, two) == [Tenancy("imap:support", "one", 1), None]
    clock.advance(40)
    await one.look()
    clock.advance(40)
    await two.look()
    assert held(one, two) == [Tenancy("imap:support", "one", 1), None]
    clock.advance(6)
    await two.look()
    assert held(two) == [Tenancy("imap:support", "two", 2)]
    await one.look()
    assert (held(one), one.lost.is_set()) == ([None], True)


async def test_a_former_holder_commits_nothing(store: Store, clock: FakeClock) -> None:
    """The fencing number is looked at in the transaction itself, whatever the process believes."""
    now, lease = clock.now(), "imap:support"
    store.write_now(Unit.IMAP, lambda tx: nodes.take_lease(tx, lease, "one", now, timedelta(seconds=45)))
    store.write_now(Unit.IMAP, lambda tx: imap.begin(tx, "support", "INBOX", Start(3, 0, 0, None), now))
    at = store.read_now(lambda tx: imap.position(tx, "support", "INBOX"))
    assert at is not None
    mail = Fetched(1, Arrival(Envelope("imap:support", "", ()), RAW, now), tidied=True)
    mine = Tenancy(lease, "one", 1)
    for wrong in (Tenancy(lease, "two", 1), Tenancy(lease, "one", 2), Tenancy("imap:other", "one", 1)):
        with pytest.raises(Conflict):
            store.write_now(Unit.INTAKE, lambda tx, wrong=wrong: imap.take(tx, wrong, at, 1, [mail], now))  # type: ignore[misc]
    with pytest.raises(Conflict):
        store.write_now(
            Unit.INTAKE, lambda tx: imap.take(tx, mine, at, 1, [mail], now + timedelta(seconds=46))
        )
    assert store.write_now(Unit.INTAKE, lambda tx: imap.take(tx, mine, at, 1, [mail], now)) == [1]
    with pytest.raises(Conflict):  # the position has moved on: the same mail again is a lost race
        store.write_now(Unit.INTAKE, lambda tx: imap.take(tx, mine, at, 1, [mail], now))


async def test_two_nodes_take_each_mail_once_and_one_goes_on_alone(
    store: Store, imap_server: Dovecot, mailbox: Mailbox
) -> None:
    if store.sqlite:
        pytest.skip("on SQLite there is one daemon only")
    one, two = House(store, node="one"), House(store, node="two")
    async with two.fetching():
        async with one.fetching(account(mailbox, imap_server.imap)):
            mailbox.deliver(letter(1))
            await one.has(1)
            await two.fleet.renew([account(mailbox, imap_server.imap)])
            mailbox.deliver(letter(2))
            await one.has(2)
            assert two.state.state in (Standing.ELSEWHERE, Standing.STARTING)
        mailbox.deliver(letter(3))
        await two.has(1)
    assert one.message_ids() == [f"<{n}@customer.test>" for n in (1, 2, 3)]
