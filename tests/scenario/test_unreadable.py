"""Mail that cannot be processed: kept, shown to agents, read again later; nobody else waits for it (P1, P3)."""

import asyncio
import random
import string

from mailgate.model.journal import Fate
from mailgate.store import journal
from tests.scenario.desk import TestDesk
from tests.scenario.post import mail


def test_an_unreadable_mail_of_a_person_makes_a_stub_ticket(desk: TestDesk) -> None:
    """
    Kim -> support, octets that are no mail   quarantined; a ticket with the original attached
    """
    entry = desk.post(b"\0\0\r\n", mail_from="kim@customer.test")
    assert desk.fate(entry) is Fate.QUARANTINED
    found = desk.ticket_of(entry)
    assert found.subject == "A mail that could not be read"
    assert "kim@customer.test" in desk.messages(found.id)[0].text
    assert desk.letters("notification")
    assert desk.events(found.id, "quarantined")


def test_an_unreadable_mail_of_a_machine_stays_in_the_ledger(desk: TestDesk) -> None:
    entry = desk.post(b"\0\r\n", mail_from="")
    assert (desk.fate(entry), desk.tickets()) == (Fate.QUARANTINED, [])


def replay(desk: TestDesk, entry: int) -> bool:
    done: bool = desk.write(lambda tx: journal.reopen(tx, entry, desk.clock.now()))
    desk.process()
    return done


def test_a_replayed_mail_joins_its_stub_ticket(desk: TestDesk) -> None:
    """
    a mail that an older version could not read, quarantined   stub ticket
    quarantine replay                                          the mail on that ticket; again: nothing
    """
    entry = desk.receive(mail())
    claimed = desk.read(lambda tx: journal.entry(tx, entry))
    asyncio.run(desk.carrier.quarantine(claimed, "a version that could not read it"))
    assert desk.fate(entry) is Fate.QUARANTINED
    stub = desk.ticket_of(entry).id
    assert replay(desk, entry)
    assert (desk.fate(entry), desk.ticket_of(entry).id) == (Fate.APPENDED, stub)
    assert "The printer smokes" in {m.subject for m in desk.messages(stub)}
    before = (len(desk.tickets()), len(desk.messages(stub)), len(desk.letters()))
    assert not replay(desk, entry)
    assert (len(desk.tickets()), len(desk.messages(stub)), len(desk.letters())) == before


def test_a_replay_that_fails_again_keeps_its_one_stub_ticket(desk: TestDesk) -> None:
    entry = desk.post(b"\0\0\r\n", mail_from="kim@customer.test")
    stub = desk.ticket_of(entry).id
    for _ in range(2):
        assert replay(desk, entry)
        assert (desk.fate(entry), desk.ticket_of(entry).id) == (Fate.QUARANTINED, stub)
    assert len(desk.tickets()) == 1


def test_the_same_unreadable_mail_twice_is_one_stub_ticket(desk: TestDesk) -> None:
    raw = b"\0\0\r\n"
    first = desk.post(raw, mail_from="kim@customer.test")
    second = desk.post(raw, mail_from="kim@customer.test")
    assert desk.fate(second) is Fate.DUPLICATE
    assert desk.ticket_of(second).id == desk.ticket_of(first).id
    assert len(desk.tickets()) == 1


def test_nul_octets_cost_a_mail_nothing(desk: TestDesk) -> None:
    """
    Kim -> support, NULs in subject, text, names and file names   an ordinary ticket on every database
    """
    raw = (
        b"From: K\0im <kim@customer.test>\r\nTo: support@example.com\r\nSubject: prin\0ter =?utf-8?q?=00?=\r\n"
        b"Message-ID: <nu\0l@client.test>\r\nReferences: <a\0b@x.test>\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nsmo\0ke\r\n'
        b'--b\r\nContent-Type: application/x-\0; name="a\0.txt"\r\nContent-Disposition: attachment; filename="a\0.txt"\r\n'
        b"Content-ID: <c\0id>\r\n\r\nx\0\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>x\0&#0;</p>\r\n--b--\r\n"
    )
    entry = desk.post(raw, mail_from="kim@customer.test")
    assert desk.fate(entry) is Fate.TICKET
    desk.deliver()


def test_lone_surrogates_cost_a_mail_nothing(desk: TestDesk) -> None:
    raw = mail("x").replace(b"Subject: x", b"Subject: =?utf-7?q?+2AA-?= =?utf-16?b?ANg=?= \xed\xa0\x80")
    entry = desk.post(raw)
    assert desk.fate(entry) is Fate.TICKET


def test_huge_and_random_values_cost_a_mail_nothing(desk: TestDesk) -> None:
    """
    somebody -> support, ids and names that no index of PostgreSQL takes   an ordinary fate, and the next mail too
    """
    noise = "".join(random.Random(4711).choices(string.ascii_lowercase + string.digits, k=9000))
    raw = mail(f"s {noise}", sender=f'"{noise}" <kim@customer.test>', message_id=f"<{noise}@client.test>")
    first = desk.post(raw, mail_from="kim@customer.test")
    second = desk.post(
        mail(headers={"References": f"<{noise[1:]}@x.test>", "In-Reply-To": f"<{noise}@client.test>"})
    )
    assert None not in (desk.fate(first), desk.fate(second))
    assert desk.fate(desk.post(mail("the next one"))) is Fate.TICKET
