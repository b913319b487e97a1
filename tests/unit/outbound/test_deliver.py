"""The sending loop: what leaves, when it is tried again, what is cancelled, and what people are told (SPEC 13.1)."""

import asyncio
import email
from collections.abc import Callable, Sequence
from datetime import timedelta
from itertools import pairwise

import pytest

from mailgate.errors import StoreUnavailable
from mailgate.failpoints import Unit
from mailgate.mail.sign import Signer
from mailgate.mail.sign_key import SigningKey, new_private_key, read_private_key
from mailgate.outbound.courier import Courier
from mailgate.outbound.deliver import LEASE, Deliverer
from mailgate.outbound.outcome import Outcome, deferred, refused
from mailgate.outbound.retry import RetryPolicy
from mailgate.store import Tx, outbox
from mailgate.store.due_mail import Due
from tests.scenario.desk import TestDesk, sweep
from tests.scenario.post import ANNA, KIM, answer, mail
from tests.scenario.stage import FakeCourier
from tests.unit.mail_sign.verifier import verified

KIMS, ANNAS = "kim@customer.test", "anna@staff.example.net"
BUSY = deferred("try later", "fake", 451)


class Post:
    """A desk whose mail is sent by one deliverer, and what the store says of a recipient."""

    def __init__(self, desk: TestDesk) -> None:
        self.desk, self.courier = desk, desk.courier
        self.deliverer = self.made(lambda: desk.courier)

    def made(
        self, courier: Callable[[], Courier | None], concurrency: int = 4, signer: Signer | None = None
    ) -> Deliverer:
        desk = self.desk
        return Deliverer(
            desk.store, courier, desk._sender, desk.clock, desk.sink, lambda: 0.0, node="test", retry=RetryPolicy,
            concurrency=concurrency, signer=lambda: signer or Signer(),
        )  # fmt: skip

    async def sweep(self) -> int:
        return await sweep(self.deliverer)

    def state(self, recipient: str) -> str:
        return self.desk.letters(to=recipient)[-1].state


@pytest.fixture
def post(desk: TestDesk) -> Post:
    """Kim's ticket, with an acknowledgement for her and a notification for Anna."""
    return Post(desk)


async def opened(post: Post, text: str = "It smokes.", sender: str = KIM) -> None:
    desk = post.desk
    desk.receive(mail(text=text, sender=sender))
    await desk._process()


async def test_what_waits_is_sent_once(post: Post) -> None:
    await opened(post)
    assert await post.sweep() == 2
    assert await post.sweep() == 0
    assert sorted(c.recipient for c in post.courier.carried) == [ANNAS, KIMS]
    assert {post.state(KIMS), post.state(ANNAS)} == {"sent"}
    assert {e.detail["address"] for e in post.desk.events(1, "sent")} == {KIMS, ANNAS}


async def test_what_leaves_is_signed_and_the_same_when_it_leaves_again(post: Post) -> None:
    key = SigningKey("example.com", "e1", read_private_key(new_private_key("ed25519")))
    deliverer = post.made(lambda: post.courier, signer=Signer((key,)))
    post.courier.answers[KIMS] = BUSY
    await opened(post)
    await sweep(deliverer)
    assert [verified(c.message, {key.name: key.record}) for c in post.courier.carried] == [
        ["ed25519-sha256 e1"]
    ]
    (due,) = [d for d in await again(post, deliverer) if d.address == KIMS]
    first, _ = post.desk.read(lambda tx: deliverer._composed(tx, due))
    post.desk.advance(hours=1)
    second, _ = post.desk.read(lambda tx: deliverer._composed(tx, due))
    assert first == second


async def again(post: Post, deliverer: Deliverer) -> list[Due]:
    """What is due an hour later."""
    post.desk.advance(hours=1)
    due, _ = await deliverer._look()
    return due


async def test_each_recipient_has_a_bounce_address_of_their_own(post: Post) -> None:
    await opened(post)
    await post.sweep()
    senders = {c.recipient: c.sender for c in post.courier.carried}
    assert senders[KIMS] == "", "automatic mail to customers leaves with the null reverse-path"
    assert senders[ANNAS].startswith("support+t")
    assert senders[ANNAS].endswith("@example.com")


async def test_a_refusal_is_final_and_on_the_timeline(post: Post) -> None:
    post.courier.answers[KIMS] = refused(550, "5.1.1", "no such user", "fake")
    await opened(post)
    await post.sweep()
    post.desk.advance(days=1)
    assert await post.sweep() == 0
    assert post.state(KIMS) == "refused"
    (told,) = post.desk.events(1, "refused")
    assert (told.detail["address"], told.detail["detail"]) == (KIMS, "550 5.1.1 no such user")


async def test_a_deferred_mail_is_tried_later_and_later_and_given_up_after_five_days(post: Post) -> None:
    desk = post.desk
    post.courier.answers[ANNAS] = BUSY
    await opened(post)
    began, times = desk.clock.now(), []
    while post.state(ANNAS) == "waiting":
        due = desk.letters(to=ANNAS)[-1].due_at
        assert due is not None
        desk.clock.advance((due - desk.clock.now()).total_seconds())
        # A rest of the whole destination is another rule; its end comes within the quarter of an hour.
        if not await post.sweep():
            desk.advance(900)
            assert await post.sweep()
        times.append(desk.clock.now())
    waits = [b - a for a, b in pairwise(times)]
    assert waits[0] < timedelta(minutes=17)
    assert max(waits) <= timedelta(hours=4, minutes=15)
    assert post.state(ANNAS) == "expired"
    assert timedelta(days=5) <= times[-1] - began < timedelta(days=5, minutes=30)
    assert desk.events(1, "expired")
    ids = {
        email.message_from_bytes(c.message)["Message-ID"]
        for c in post.courier.carried
        if c.recipient == ANNAS
    }
    assert ids == set()
    assert "outbox_expired" in desk.sink.names()


async def test_a_deferral_of_one_recipient_holds_up_nobody_else(post: Post) -> None:
    post.courier.answers[ANNAS] = BUSY
    await opened(post)
    await post.sweep()
    assert (post.state(ANNAS), post.state(KIMS)) == ("waiting", "sent")


async def test_a_destination_that_fails_again_and_again_rests_alone(post: Post) -> None:
    """
    staff.example.net defers three mails   it rests half a minute; customer.test goes on; then it is tried again
    """
    post.courier.answers[ANNAS] = BUSY
    for number in range(3):
        await opened(post, f"question {number}")
    await post.sweep()
    assert post.courier.tried.count(ANNAS) == 3
    assert "breaker_opened" in post.desk.sink.names()
    await opened(post, "another", "Lea <lea@customer.test>")
    assert await post.sweep() == 1, "the acknowledgement alone"
    assert post.courier.tried.count(ANNAS) == 3
    post.courier.answers.clear()
    post.desk.advance(hours=1)
    await post.sweep()
    assert post.state(ANNAS) == "sent"
    assert "breaker_closed" in post.desk.sink.names()


async def test_a_paused_outbox_sends_nothing_until_it_is_resumed(post: Post) -> None:
    desk = post.desk
    await opened(post)
    desk.write(lambda tx: outbox.pause(tx, "restored from a backup", desk.clock.now()))
    assert await post.sweep() == 0
    assert desk.read(outbox.paused) == "restored from a backup"
    desk.write(outbox.resume)
    assert await post.sweep() == 2


async def test_while_sending_is_paused_only_what_is_released_by_name_leaves(post: Post) -> None:
    """
    pause, then an acknowledgement and a notification     both wait
    release the acknowledgement                           it leaves, the other waits on
    """
    desk = post.desk
    desk.write(lambda tx: outbox.pause(tx, "after a restore", desk.clock.now()))
    await opened(post)
    assert await post.sweep() == 0
    ack = desk.letter("ack").id
    assert desk.write(lambda tx: outbox.hurry(tx, ack, desk.clock.now(), released=True)) == 1
    assert await post.sweep() == 1
    assert await post.sweep() == 0
    assert [c.recipient for c in post.courier.carried] == [KIMS]


async def test_what_is_cancelled_while_it_waits_for_a_connection_is_not_sent(post: Post) -> None:
    await opened(post)
    desk = post.desk
    due, _ = await post.deliverer._look()
    ack = next(d for d in due if d.address == KIMS)
    assert desk.write(lambda tx: outbox.cancel(tx, ack.outbox_id, "by an operator", desk.clock.now())) == 1
    await post.deliverer._deliver(ack)
    assert (post.courier.tried, post.state(KIMS)) == ([], "cancelled")


async def test_what_became_untrue_while_it_waited_for_a_connection_is_not_sent(post: Post) -> None:
    await opened(post)
    due, _ = await post.deliverer._look()
    ack = next(d for d in due if d.address == KIMS)
    post.desk.change(1, first_response_at=post.desk.clock.now())
    await post.deliverer._deliver(ack)
    assert (post.courier.tried, post.state(KIMS)) == ([], "cancelled")
    assert [e.detail["mail"] for e in post.desk.events(1, "cancelled")] == ["ack"]


async def test_without_a_smarthost_everything_waits(post: Post) -> None:
    await opened(post)
    nobody: Callable[[], FakeCourier | None] = lambda: None  # noqa: E731 - the courier of a desk that has none
    assert await sweep(post.made(nobody)) == 0
    assert (post.state(KIMS), post.state(ANNAS)) == ("waiting", "waiting")


async def test_an_acknowledgement_that_became_untrue_is_cancelled(post: Post) -> None:
    """
    an acknowledgement was claimed and deferred; meanwhile Anna answered   cancelled, with an event
    """
    desk = post.desk
    post.courier.answers[KIMS] = BUSY
    await opened(post)
    await post.sweep()
    desk.write(lambda tx: tx.exec_driver_sql(f"UPDATE ticket SET first_response_at = {1_795_000_000_000}"))
    desk.advance(120)
    await post.sweep()
    assert post.state(KIMS) == "cancelled"
    assert desk.events(1, "cancelled")[0].detail["address"] == KIMS
    assert post.courier.tried.count(KIMS) == 1


@pytest.mark.parametrize("status", ["spam", "closed"])
async def test_an_acknowledgement_of_a_ticket_that_was_set_aside_is_cancelled(
    post: Post, status: str
) -> None:
    await opened(post)
    post.desk.change(1, status=status)
    await post.sweep()
    assert (KIMS in post.courier.tried, post.state(KIMS)) == (False, "cancelled")


async def test_an_acknowledgement_that_is_too_old_is_cancelled(post: Post) -> None:
    await opened(post)
    post.desk.advance(hours=5)
    await post.sweep()
    assert post.state(KIMS) == "cancelled"
    assert [c.recipient for c in post.courier.carried] == [ANNAS]


async def test_what_an_operator_cancelled_is_not_sent(post: Post) -> None:
    desk = post.desk
    await opened(post)
    ack = desk.letter("ack")
    assert desk.write(lambda tx: outbox.cancel(tx, ack.id, "by hand", desk.clock.now())) == 1
    await post.sweep()
    assert [c.recipient for c in post.courier.carried] == [ANNAS]


@pytest.mark.parametrize("restarted", [True, False], ids=["the node starts anew", "the lease ends"])
async def test_a_crash_between_attempt_and_settling_sends_the_same_mail_again(
    post: Post, restarted: bool
) -> None:
    """
    claimed, attempt recorded, sent, and then the power went   again with the same Message-ID, once it is free
    """
    desk = post.desk
    await opened(post)
    now = desk.clock.now()
    claimed = desk.write(lambda tx: outbox.claim(tx, "test", now, LEASE, 10))
    desk.write(lambda tx: outbox.attempt(tx, [d.id for d in claimed], now))
    assert (post.state(KIMS), await post.sweep()) == ("sending", 0)
    if restarted:
        assert desk.write(lambda tx: outbox.release(tx, "test")) == 2
    else:
        desk.advance(LEASE.total_seconds() + 1)
    assert await post.sweep() == 2
    said = {c.recipient: email.message_from_bytes(c.message)["Message-ID"] for c in post.courier.carried}
    assert said[KIMS] == desk.letter("ack").draft.message_id


async def test_a_courier_that_breaks_costs_one_attempt_and_no_loop(post: Post) -> None:
    post.courier.broken = RuntimeError("never seen")
    await opened(post)
    await post.sweep()
    assert {post.state(KIMS), post.state(ANNAS)} == {"waiting"}
    post.courier.broken = None
    post.desk.advance(3600)
    await post.sweep()
    assert post.state(ANNAS) == "sent"


async def test_a_letter_whose_attachment_is_gone_is_not_sent_without_it(post: Post) -> None:
    desk = post.desk
    await opened(post)
    desk.receive(
        answer(desk.letter("notification").draft, "See.", sender=ANNA, files=[("plan.bin", b"plan")])
    )
    await desk._process()
    desk.write(lambda tx: tx.exec_driver_sql("DELETE FROM raw"))
    desk.advance(60)
    await post.sweep()
    assert [c for c in post.courier.carried if c.recipient == KIMS] == []
    assert desk.letter("reply").state == "waiting"


async def test_a_store_that_is_down_while_settling_ends_nothing(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    the courier breaks and the store is down at once   the loop goes on; the mail is tried when its lease ends
    """
    post.courier.broken = RuntimeError("never seen")
    await opened(post)
    write = post.desk.store.write

    async def down(unit: Unit, fn: Callable[[Tx], object]) -> object:
        if unit is Unit.SETTLE:
            raise StoreUnavailable("gone")
        return await write(unit, fn)

    monkeypatch.setattr(post.desk.store, "write", down)
    await post.sweep()
    assert "store_trouble" in post.desk.sink.names()


async def test_the_loop_sends_what_is_put_in_while_it_runs_and_stops_when_told(post: Post) -> None:
    stop = asyncio.Event()
    running = asyncio.create_task(post.deliverer.run(stop))
    await opened(post)
    post.deliverer.wake()
    async with asyncio.timeout(20):
        while len(post.courier.carried) < 2:
            await asyncio.sleep(0.01)
        stop.set()
        post.deliverer.wake()
        await running


class Gated(FakeCourier):
    """Takes mails in and keeps them until its gate opens."""

    def __init__(self) -> None:
        super().__init__()
        self.inside, self.most, self.gate = 0, 0, asyncio.Event()

    async def deliver(
        self, sender: str, recipients: Sequence[str], message: bytes, *, smtputf8: bool
    ) -> dict[str, Outcome]:
        self.inside += 1
        self.most = max(self.most, self.inside)
        await self.gate.wait()
        self.inside -= 1
        return await super().deliver(sender, recipients, message, smtputf8=smtputf8)


async def test_no_more_mails_are_under_way_than_allowed(post: Post) -> None:
    for number in range(3):
        await opened(post, f"question {number}", sender=f"K <k{number}@customer.test>")
    courier, stop = Gated(), asyncio.Event()
    deliverer = post.made(lambda: courier, concurrency=2)
    running = asyncio.create_task(deliverer.run(stop))
    async with asyncio.timeout(20):
        while courier.inside < 2:
            await asyncio.sleep(0.01)
        for _ in range(20):
            await asyncio.sleep(0)
        courier.gate.set()
        while len(courier.carried) < 6:
            await asyncio.sleep(0.01)
        stop.set()
        deliverer.wake()
        await running
    assert courier.most == 2
