"""Our own check in the working loop: its finding decides, and waiting for it takes nobody's place in the lane."""

import asyncio
from typing import cast

from mailgate.mail.border.lookup import Kind, Question
from mailgate.mail.read import read
from mailgate.model.authentication import Authentication, Verdict
from mailgate.model.journal import Fate
from mailgate.model.mail import Mail
from mailgate.pipeline.border import Border, applies
from mailgate.pipeline.process import Check, Processor
from mailgate.pipeline.readers import ReaderPool
from mailgate.store.journal import Claimed
from tests.scenario.desk import TestDesk
from tests.scenario.post import KIM, mail
from tests.unit.mail_border.signing import ed25519_record, sign
from tests.unit.pipeline.test_border import FakeResolver

PATIENCE_S = 30.0
CLIENT = "203.0.113.7"
DNS = {
    Question("key._domainkey.customer.test", Kind.TXT): ed25519_record(),
    Question("_dmarc.customer.test", Kind.TXT): "v=DMARC1; p=reject",
}
FIRST = mail(sender=KIM, message_id="<a@client.test>", vouched=False)
REPLY = mail(
    "Re: x",
    sender=KIM,
    message_id="<b@client.test>",
    headers={"In-Reply-To": "<a@client.test>"},
    vouched=False,
)


class Readers:
    """Reads in this process."""

    async def read(self, raw: bytes, mail_from: str | None) -> Mail:
        return read(raw, mail_from=mail_from)


def check_with(desk: TestDesk, resolver: FakeResolver) -> Check:
    border = Border(lambda: resolver, 60)

    async def check(raw: bytes, seen: Mail, claimed: Claimed) -> Authentication | None:
        if not applies(claimed.envelope, desk.current.desk):
            return None
        return await border.check(raw, seen, claimed.envelope, claimed.arrived_at)

    return check


async def settled(desk: TestDesk, check: Check, *entries: int) -> None:
    work = Processor(
        desk.store, cast("ReaderPool", Readers()), desk.carrier, desk.clock, desk.sink, node="test", attempts=lambda: 3,
        check=check,
    )  # fmt: skip
    stop = asyncio.Event()
    running = asyncio.create_task(work.run(stop))
    async with asyncio.timeout(PATIENCE_S):
        while any(desk.fate(e) is None for e in entries):
            await asyncio.sleep(0.005)
        stop.set()
        work.wake()
        await running


async def test_a_signed_mail_straight_from_its_sender_is_verified(desk: TestDesk) -> None:
    entries = [desk.receive(sign(raw, "customer.test"), peer=CLIENT) for raw in (FIRST, REPLY)]
    await settled(desk, check_with(desk, FakeResolver(DNS)), *entries)
    assert [desk.fate(e) for e in entries] == [Fate.TICKET, Fate.APPENDED]
    assert "unverified" not in desk.reasons(entries[1])


async def test_a_forged_reply_opens_a_ticket_of_its_own(desk: TestDesk) -> None:
    first = desk.receive(sign(FIRST, "customer.test"), peer=CLIENT)
    forged = desk.receive(REPLY, peer="198.51.100.9")
    await settled(desk, check_with(desk, FakeResolver(DNS)), first, forged)
    assert [desk.fate(e) for e in (first, forged)] == [Fate.TICKET, Fate.TICKET]
    assert "disowns the mail" in desk.reasons(forged)


async def test_a_mail_that_waits_for_the_dns_keeps_its_place(desk: TestDesk) -> None:
    answered = asyncio.Event()

    async def check(raw: bytes, seen: Mail, claimed: Claimed) -> Authentication | None:
        if seen.message_id == "<a@client.test>":
            await answered.wait()
        else:
            answered.set()
        return Authentication(Verdict.PASS, "dmarc", ("dmarc=pass",))

    entries = [desk.receive(raw, peer=CLIENT) for raw in (FIRST, REPLY)]
    await settled(desk, check, *entries)
    assert [desk.fate(e) for e in entries] == [Fate.TICKET, Fate.APPENDED]
