"""A customer writes for the first time."""

import pytest

from mailgate.model.journal import Fate
from mailgate.model.ticket import Status
from tests.scenario.desk import TestDesk
from tests.scenario.post import ANNA, EVE, KIM, SUPPORT, answer, mail


def test_a_new_mail_opens_a_ticket(desk: TestDesk) -> None:
    """
    Kim -> support   a new ticket with number, team and deadline
    """
    entry = desk.post(mail("Re: The printer smokes"))
    found = desk.ticket_of(entry)
    assert desk.fate(entry) is Fate.TICKET
    assert (found.subject, found.status, found.team) == ("The printer smokes", Status.NEW, "support")
    assert found.reference.startswith("EX-26-000001-")
    assert [p.address for p in found.participants] == ["kim@customer.test"]
    assert desk.timers(found.id)["first_response"].due_at is not None


def test_a_verified_sender_is_acknowledged_in_full(desk: TestDesk) -> None:
    """
    Kim -> support (DMARC pass)   acknowledgement with number, subject, name and time
    """
    desk.post(mail())
    (ack,) = desk.letters("ack")
    assert ack.recipient == "kim@customer.test"
    assert ack.sender == "", "an acknowledgement has the null reverse-path"
    assert ack.draft.automatic == "auto-replied"
    assert "The printer smokes" in ack.draft.subject
    assert "Kim Holm" in ack.draft.text
    assert "You will have an answer by today at 13:00 CET." in ack.draft.text
    assert desk.ticket(1).reference in ack.draft.subject


def test_an_unverified_sender_gets_no_word_of_their_own_back(desk: TestDesk) -> None:
    """
    somebody -> support, nobody vouches   minimal acknowledgement: nothing that the sender chose
    """
    raw = mail(
        "Cheap pills http://evil.test", "Buy now", sender="Pills Inc <kim@customer.test>", vouched=False
    )
    desk.post(raw)
    (ack,) = desk.letters("ack")
    sent = ack.draft.subject + ack.draft.text + ack.draft.to[0].name + ack.draft.from_.name
    assert all(word not in sent for word in ("pills", "Pills", "evil", "Buy"))
    assert desk.ticket(1).reference in ack.draft.subject


def test_a_mailbox_may_withhold_acknowledgements_from_unverified_senders(desk: TestDesk) -> None:
    desk.configure(mailbox='unverified = "none"')
    desk.post(mail(vouched=False))
    assert desk.letters("ack") == []


def test_a_sender_whose_domain_disowns_the_mail_gets_none(desk: TestDesk) -> None:
    """
    "Kim" -> support (DMARC fail)   a ticket, no acknowledgement
    """
    failed = {"Authentication-Results": "mx.example.com; dmarc=fail header.from=customer.test"}
    entry = desk.post(mail(vouched=False, headers=failed))
    assert desk.fate(entry) is Fate.TICKET
    assert desk.letters("ack") == []


def test_results_written_by_a_stranger_vouch_for_nobody(desk: TestDesk) -> None:
    """
    somebody -> support from another peer, with our server's name in Authentication-Results   minimal
    """
    desk.post(mail("Secret subject"), peer="192.0.2.66")
    (ack,) = desk.letters("ack")
    assert "Secret subject" not in ack.draft.subject


def test_the_team_is_told_of_a_new_ticket_without_any_customer_address_in_a_header(desk: TestDesk) -> None:
    desk.post(mail())
    (told,) = desk.letters("notification")
    assert told.recipient == "anna@staff.example.net"
    (carried,) = [c for c in desk.deliver() if c.recipient == told.recipient]
    head = carried.message.partition(b"\r\n\r\n")[0]
    assert b"customer.test" not in head
    assert b"Auto-Submitted: auto-generated" in head


def test_the_desk_says_when_it_is_closed(desk: TestDesk) -> None:
    """
    Kim -> support on Saturday   "closed now and open again Monday"
    """
    desk.clock.set("2026-11-28T10:00:00+00:00")
    desk.post(mail())
    assert "open again Monday 30 November at 08:00 CET" in desk.letter("ack").draft.text


@pytest.mark.parametrize("subject", ["", "Re:", "[EX-26-999999-Z]"])
def test_a_mail_without_a_subject_still_has_a_ticket_with_a_name(desk: TestDesk, subject: str) -> None:
    entry = desk.post(mail(subject))
    assert desk.ticket_of(entry).subject


def test_a_mail_without_an_author_opens_a_ticket_and_is_answered_to_nobody(desk: TestDesk) -> None:
    raw = b"To: support@example.com\r\nSubject: who am I\r\n\r\nHelp\r\n"
    entry = desk.post(raw, mail_from="someone@customer.test")
    assert desk.fate(entry) is Fate.TICKET
    assert desk.letters("ack") == []


def test_two_authors_are_not_one_verified_author(desk: TestDesk) -> None:
    raw = mail().replace(
        b"From: Kim Holm <kim@customer.test>", b"From: Kim <kim@customer.test>, Eve <eve@stranger.test>"
    )
    assert b"eve@" in raw
    desk.post(raw)
    assert "The printer smokes" not in desk.letter("ack").draft.subject


def test_a_known_contact_from_the_same_network_is_acknowledged_in_full(desk: TestDesk) -> None:
    """
    Kim -> support        ticket 1, nobody vouches
    Anna -> Kim           answered
    Kim -> support        answers: an exchange in both directions
    Kim -> support        a new question, nobody vouches, same network: in full
    """
    home, elsewhere = "192.0.2.10", "198.51.100.7"
    desk.post(mail(vouched=False), peer=home)
    desk.post(answer(desk.letter("notification").draft, "Switch it off.", sender=ANNA), auth_user="Anna Berg")
    desk.post(answer(desk.letter("reply").draft, "It still smokes.", vouched=False), peer=home)
    desk.post(mail("Another printer", vouched=False), peer=home)
    assert "Another printer" in desk.letter("ack").draft.subject
    desk.advance(days=1)
    desk.post(mail("A third printer", vouched=False), peer=elsewhere)
    assert "A third printer" not in desk.letter("ack").draft.subject


def test_the_number_of_strangers_says_nothing_about_kim(desk: TestDesk) -> None:
    first, second = desk.post(mail(sender=KIM)), desk.post(mail(sender=EVE, to=SUPPORT))
    assert desk.ticket_of(first).id != desk.ticket_of(second).id
