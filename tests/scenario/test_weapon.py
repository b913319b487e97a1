"""Acknowledgements are no weapon: whoever forges thousands of senders gets a handful of fixed words to any of them.

Small here; under the `soak` mark ten thousand mails, half of them to one victim and half to five thousand. With
`MAILGATE_TEST_WEAPON=10000` as many go to each, which takes twice as long.
"""

import os
from collections import Counter
from typing import Any

import pytest

from mailgate.model.ticket import Status
from tests.scenario.desk import TestDesk
from tests.scenario.post import KIM, mail
from tests.scenario.stage import MONDAY_9

ELSEWHERE: dict[str, Any] = {"peer": "203.0.113.9", "mail_from": "eve@stranger.test"}
BAIT = "buycheappillsnow"


def forged(number: int, sender: str, *, every: float) -> bytes:
    return mail(
        f"{BAIT} {number}", f"{BAIT} http://{BAIT}.test", sender=f"{BAIT} <{sender}>", vouched=False,
        message_id=f"<{number}.{every}@x.test>", headers={"Thread-Topic": BAIT, "Content-Language": "de"},
    )  # fmt: skip


def flood(desk: TestDesk, count: int, victims: int, *, every: float, verified_every: int) -> list[str]:
    """So many forged mails, one every so many seconds; now and then a verified customer writes. Gives those customers."""
    customers = []
    for number in range(count):
        victim = number % victims
        desk.receive(forged(number, f"v{victim}@d{victim % 997}.test", every=every), **ELSEWHERE)
        if number % verified_every == verified_every - 1:
            customers.append(f"c{number}@customer{number}.test")
            desk.receive(mail("A question", sender=f"C <{customers[-1]}>"))
        desk.process()
        desk.advance(every)
    return customers


def check(desk: TestDesk, count: int, victims: int, *, every: float, verified_every: int) -> None:
    customers = flood(desk, count, victims, every=every, verified_every=verified_every)
    acks = desk.letters("ack")
    got = Counter(x.recipient for x in acks)
    caps = desk.settings.caps
    hurt = {who: n for who, n in got.items() if who not in customers}
    days = 1 + int(count * every // 86400)
    assert max(hurt.values()) <= caps.per_address_day * days
    # The breaker: in no minute of virtual time do strangers get more, so that it opens within the first one.
    by_minute = Counter(
        int((x.draft.date - MONDAY_9).total_seconds() // 60) for x in acks if x.recipient in hurt
    )
    assert max(by_minute.values()) <= 2 * caps.new_addresses_minute
    assert sum(n for minute, n in by_minute.items() if minute < 1) <= caps.new_addresses_minute
    assert [c for c in customers if got[c] != 1] == [], "verified customers are acknowledged all the while"
    said = [
        f"{x.draft.subject} {x.draft.text} {x.draft.html} {x.draft.to}" for x in acks if x.recipient in hurt
    ]
    assert not any(BAIT in words.lower() for words in said), "no word of the forged mail comes along"
    assert len(desk.tickets()) == count + len(customers), "and every mail is kept"


def test_hundreds_of_forged_mails_to_one_victim(desk: TestDesk) -> None:
    check(desk, 120, 1, every=0.5, verified_every=40)


def test_hundreds_of_forged_mails_to_many_victims(desk: TestDesk) -> None:
    check(desk, 200, 150, every=0.1, verified_every=50)


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("victims", [1, 5000])
def test_ten_thousand_forged_mails(desk: TestDesk, victims: int) -> None:
    check(desk, int(os.environ.get("MAILGATE_TEST_WEAPON", "5000")), victims, every=0.05, verified_every=500)


def test_forged_mails_take_no_acknowledgement_from_the_customer_whose_name_they_bear(desk: TestDesk) -> None:
    """
    Eve -> support   six mails, From Kim: three minimal acknowledgements
    Kim -> support   hers is acknowledged in full all the same, three times in a day
    """
    for number in range(6):
        desk.post(forged(number, "kim@customer.test", every=0), **ELSEWHERE)
        desk.advance(65)
    assert len(desk.letters("ack")) == 3
    for _ in range(4):
        desk.post(mail(sender=KIM))
        desk.advance(65)
    assert len(desk.letters("ack")) == 6
    assert all("Kim Holm" in x.draft.text for x in desk.letters("ack")[3:])


def test_a_verified_customers_mail_counts_against_strangers_in_the_same_name(desk: TestDesk) -> None:
    for _ in range(3):
        desk.post(mail(sender=KIM))
        desk.advance(65)
    desk.post(forged(1, "kim@customer.test", every=0), **ELSEWHERE)
    assert len(desk.letters("ack")) == 3


def test_verified_users_of_a_provider_of_mail_do_not_starve(desk: TestDesk) -> None:
    """Twenty an hour would be a cap on all of Gmail; for those whom nobody vouches for, it is one."""
    for number in range(30):
        desk.post(mail(sender=f"U <u{number}@gmail.com>"))
    assert len(desk.letters("ack")) == 30
    for number in range(30):
        desk.post(forged(number, f"x{number}@gmail.com", every=0), **ELSEWHERE)
    assert len(desk.letters("ack")) == 50


def test_a_forged_address_stays_a_stranger_to_the_breaker(desk: TestDesk) -> None:
    """The first forged mail makes it known; only mail in both directions makes it a contact of ours."""
    desk.configure(more='[caps]\nnew_addresses_minute = 2\nburst = "0 s"')
    for number in range(4):
        desk.post(forged(number, f"v{number}@d{number}.test", every=0), **ELSEWHERE)
    assert len(desk.letters("ack")) == 2
    desk.advance(120)
    for number in range(4):
        desk.post(forged(10 + number, f"v{number}@d{number}.test", every=0), **ELSEWHERE)
    assert len(desk.letters("ack")) == 4


def test_a_burst_of_one_sender_is_acknowledged_once(desk: TestDesk) -> None:
    """
    Kim -> support   three mails within a minute: three tickets, one acknowledgement, the reason on the others
    """
    for number in range(3):
        desk.post(mail(f"question {number}"))
        desk.advance(10)
    assert (len(desk.tickets()), len(desk.letters("ack"))) == (3, 1)
    assert "one of a burst" in desk.events(2, "acknowledgement")[0].detail["reason"]
    desk.advance(65)
    desk.post(mail("later"))
    assert len(desk.letters("ack")) == 2


def test_automatic_mails_on_one_ticket_end_at_its_cap_of_a_day(desk: TestDesk) -> None:
    """
    Kim -> support   then "status", again and again: five automatic mails in a day, the acknowledgement among them
    """
    desk.post(mail())
    number = desk.ticket(1).reference
    for _ in range(8):
        desk.advance(65)
        desk.post(mail(f"Re: [{number}] printer", "status"))
    assert len(desk.letters(to="kim@customer.test")) == 5
    assert [e.detail["cap"] for e in desk.events(1, "cap")][:1] == ["per_ticket_day"]
    assert "cap_reached" in desk.sink.names()
    desk.advance(days=1, hours=2)
    desk.post(mail(f"Re: [{number}] printer", "status"))
    assert len(desk.letters(to="kim@customer.test")) == 6


def test_a_mail_that_only_says_thank_you_is_not_acknowledged(desk: TestDesk) -> None:
    entry = desk.post(mail("Thanks", "Thank you!"))
    assert desk.ticket_of(entry).status is Status.NEW
    assert desk.letters("ack") == []
    assert "thank you" in desk.events(1, "acknowledgement")[0].detail["reason"]


def test_a_request_in_the_subject_above_mere_thanks_is_acknowledged(desk: TestDesk) -> None:
    desk.post(mail("Please cancel order 4711", "Thank you!"))
    assert len(desk.letters("ack")) == 1


def test_the_metric_of_a_withheld_acknowledgement_names_nobody(desk: TestDesk) -> None:
    for number in range(2):
        desk.post(mail(f"question {number}"))
    said = [e.acknowledgement for e in desk.sink.events if e.name() == "processed"]  # type: ignore[attr-defined]
    assert said == ["full", "the cap verified_burst is reached"]
