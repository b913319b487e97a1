"""Acknowledgements as a weapon: how much mail can anybody make us send to somebody who never wrote? (SPEC 10.1, 19)"""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from mailgate.mail.read import read
from mailgate.model.decision import ReplyMeans
from mailgate.pipeline.carry import Readable
from mailgate.store import journal
from mailgate.threading import tokens
from mailgate.threading.sealed import KeyRing
from tests.scenario.desk import TestDesk
from tests.scenario.post import ANNA, EVE, KIM, answer, mail

ELSEWHERE: dict[str, Any] = {"peer": "203.0.113.9", "mail_from": "eve@stranger.test"}
# Words that Eve chose, in every place that she fills.
BAIT = "buycheappillsnow"


def bait(number: int, sender: str = f"{BAIT} <kim@customer.test>", **fields: str) -> bytes:
    return mail(
        f"{BAIT} {number}", f"{BAIT} http://{BAIT}.test", sender=sender, vouched=False, message_id=f"<{number}@x.test>",
        headers={"References": f"<{BAIT}{number}@x.test>", "In-Reply-To": f"<{BAIT}{number}@x.test>", "Thread-Topic": BAIT,
                 "Content-Language": "de", **fields}, files=[(f"{BAIT}.txt", BAIT.encode())],
    )  # fmt: skip


def out(desk: TestDesk) -> list[bytes]:
    desk.advance(60)
    return [c.message for c in desk.deliver() if c.recipient.endswith("customer.test")]


def test_a_flood_in_one_victims_name_gives_her_three_letters_without_a_word_of_it(desk: TestDesk) -> None:
    """
    Eve -> support   two hundred mails, From Kim
    support -> Kim   three acknowledgements in our fixed words; every mail is kept all the same
    """
    desk.configure(more='[caps]\nburst = "0 s"')
    for number in range(200):
        desk.receive(bait(number), **ELSEWHERE)
    desk.process()
    assert len(desk.tickets()) == 200
    letters = out(desk)
    assert len(letters) == 3
    assert all(BAIT.encode() not in letter.lower() for letter in letters)
    texts = {
        x.draft.text.replace(desk.ticket(x.ticket_id or 0).reference, "REF") for x in desk.letters("ack")
    }
    assert len(texts) == 1
    desk.advance(hours=25)
    desk.post(bait(999), **ELSEWHERE)
    assert len(desk.letters("ack")) == 4


def test_a_flood_in_one_commit_is_capped_too(desk: TestDesk) -> None:
    """
    mails that are ready together share a commit: each sees what the one before it caused
    """
    desk.configure(more='[caps]\nburst = "0 s"')
    for number in range(20):
        desk.receive(bait(number), **ELSEWHERE)
    now, lease = desk.clock.now(), timedelta(minutes=5)
    claimed = desk.write(lambda tx: journal.claim(tx, "test", now, lease, 20))
    batch = [Readable(one, read(bait(n)), 0.0, 0.0) for n, one in enumerate(claimed)]
    assert asyncio.run(desk.carrier.carry(batch)) == 20
    assert len(desk.letters("ack")) == 3


@pytest.mark.parametrize(
    "how", ["token of another key", "number of another year", "own token", "spam", "closed"]
)
def test_naming_a_ticket_of_the_victims_frees_nobody_of_the_cap(desk: TestDesk, how: str) -> None:
    """
    Kim has an open ticket
    Eve -> support   twenty mails, From Kim, that name it by what is not evidence: three acknowledgements a day
    """
    desk.post(mail())
    number = desk.ticket(1).reference
    to, subject = "support@example.com", BAIT
    if how == "token of another key":
        forged = tokens.mint(KeyRing({1: b"x" * 32}), ReplyMeans.CUSTOMER, 1, 1)
        to = f"support+{forged}@example.com"
    elif how == "number of another year":
        subject = f"[{number.replace('-26-', '-25-')}] {BAIT}"
    elif how == "own token":
        desk.post(mail(sender=EVE))
        desk.post(answer(desk.letter("notification").draft, "Off.", sender=ANNA))
        own = desk.letter("reply", to="eve@stranger.test").draft.reply_to
        assert own is not None
        to, subject = own.address, f"[{number}] {BAIT}"
        desk.close(2)
    else:
        desk.change(1, status=how)
        subject = f"[{number}] {BAIT}"
    for count in range(20):
        raw = mail(subject, f"{count}", sender=KIM, to=to, vouched=False)
        desk.post(raw, **ELSEWHERE)
    assert len(desk.letters("ack", to="kim@customer.test")) <= 3


@pytest.mark.parametrize(
    "spelling",
    [
        "KIM@customer.test",
        "kim@CUSTOMER.TEST",
        "kim@customer.test.",
        '"kim"@customer.test',
        "kim+{n}@customer.test",
    ],
)
def test_another_spelling_of_the_address_stays_within_the_domains_cap(desk: TestDesk, spelling: str) -> None:
    for number in range(40):
        desk.post(bait(number, sender=f"K <{spelling.replace('{n}', str(number))}>"), **ELSEWHERE)
        desk.post(bait(1000 + number), **ELSEWHERE)
    assert len(desk.letters("ack")) <= 20


def test_two_hundred_never_seen_addresses_in_a_minute_trip_the_breaker(desk: TestDesk) -> None:
    """
    Eve -> support   two hundred mails, each From another address of another domain, within a minute
    """
    for number in range(200):
        desk.receive(bait(number, sender=f"V <v@d{number}.test>"), **ELSEWHERE)
        desk.advance(0.25)
    desk.process()
    assert len(desk.tickets()) == 200
    assert len(desk.letters("ack")) == 60
    assert all(BAIT not in x.draft.text + x.draft.subject for x in desk.letters("ack"))


def test_the_breaker_does_not_stop_those_whom_somebody_vouches_for(desk: TestDesk) -> None:
    for number in range(70):
        desk.receive(bait(number, sender=f"V <v@d{number}.test>"), **ELSEWHERE)
    desk.receive(mail())
    desk.process()
    assert [x.recipient for x in desk.letters("ack")][-1] == "kim@customer.test"


def test_the_cap_that_withheld_an_acknowledgement_stands_in_the_timeline(desk: TestDesk) -> None:
    for number in range(4):
        desk.advance(65)  # past a burst
        desk.post(bait(number), **ELSEWHERE)
    (said,) = desk.events(4, "acknowledgement")
    assert said.detail["form"] == "withheld"
    assert "per_address_day" in said.detail["reason"]


def test_the_minimal_acknowledgement_says_nothing_that_the_sender_chose(desk: TestDesk) -> None:
    """
    in text, subject, names and headers: all that stays of the mail is its Message-ID, for the thread (RFC 3834)
    """
    desk.post(bait(1), **ELSEWHERE)
    draft = desk.letter("ack").draft
    (raw,) = out(desk)
    assert BAIT.encode() not in raw.lower()
    assert [a.name for a in draft.to] == [""]
    assert draft.references[1:] == (draft.in_reply_to,) == ("<1@x.test>",)
    assert draft.attachments == ()
    assert draft.language == "en"
