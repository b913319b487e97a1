"""The same mail comes again: one message, one acknowledgement (P2)."""

import pytest

from mailgate.model.journal import Fate
from tests.scenario.desk import TestDesk
from tests.scenario.post import BILLING, SUPPORT, mail, with_trace


@pytest.mark.parametrize("again", [lambda raw: raw, with_trace], ids=["same octets", "other trace headers"])
def test_a_copy_is_one_message_and_one_acknowledgement(desk: TestDesk, again: object) -> None:
    """
    Kim -> support   twice, by an SMTP retry
    """
    assert callable(again)
    raw = mail()
    first, second = desk.post(raw), desk.post(again(raw))
    assert (desk.fate(first), desk.fate(second)) == (Fate.TICKET, Fate.DUPLICATE)
    assert desk.ticket_of(second).id == 1
    assert (len(desk.tickets()), len(desk.messages(1)), len(desk.letters("ack"))) == (1, 1, 1)


def test_copies_in_one_batch_are_still_one(desk: TestDesk) -> None:
    raw = mail()
    entries = [desk.receive(raw) for _ in range(5)]
    desk.process()
    assert [desk.fate(e) for e in entries] == [Fate.TICKET, *[Fate.DUPLICATE] * 4]


def test_the_same_id_with_another_text_is_another_mail(desk: TestDesk) -> None:
    """
    Kim -> support   <a> "one"
    Kim -> support   <a> "two": her provider reuses ids
    """
    first = desk.post(mail("one", message_id="<a@client.test>"))
    second = desk.post(mail("two", message_id="<a@client.test>"))
    assert [desk.fate(first), desk.fate(second)] == [Fate.TICKET, Fate.TICKET]


def test_a_mail_without_message_id_is_recognised_too(desk: TestDesk) -> None:
    raw = mail(message_id=None)
    assert desk.fate(desk.post(raw)) is Fate.TICKET
    assert desk.fate(desk.post(with_trace(raw))) is Fate.DUPLICATE
    assert desk.fate(desk.post(mail("other", message_id=None))) is Fate.TICKET


@pytest.mark.parametrize("order", [(SUPPORT, BILLING), (BILLING, SUPPORT)])
def test_one_mail_to_two_mailboxes_in_one_transaction(desk: TestDesk, order: tuple[str, str]) -> None:
    """
    Kim -> support, billing   one ticket; the first of To has it, the other watches
    """
    entry = desk.post(mail(to=f"{order[0]}, {order[1]}"), rcpt_to=(BILLING, SUPPORT))
    found = desk.ticket_of(entry)
    assert (found.mailbox, found.watching) == (order[0], (order[1],))


def test_one_mail_to_two_mailboxes_in_two_copies(desk: TestDesk) -> None:
    """
    Kim -> support, Bcc billing   the copy for billing comes later and only adds a watcher
    """
    raw = mail()
    desk.post(raw, rcpt_to=SUPPORT)
    second = desk.post(with_trace(raw), rcpt_to=BILLING)
    assert desk.fate(second) is Fate.DUPLICATE
    assert desk.ticket(1).watching == (BILLING,)
    assert len(desk.tickets()) == len(desk.letters("ack")) == 1
    desk.post(with_trace(raw), rcpt_to=BILLING)
    assert desk.ticket(1).watching == (BILLING,), "a third copy adds nothing"


def test_a_copy_in_which_we_are_named_nowhere_belongs_to_the_envelopes_mailbox(desk: TestDesk) -> None:
    entry = desk.post(mail(to="undisclosed-recipients:;"), rcpt_to=BILLING)
    assert desk.ticket_of(entry).mailbox == BILLING


def test_our_own_number_survives_a_copy_of_an_appended_mail(desk: TestDesk) -> None:
    desk.post(mail(message_id="<a@client.test>"))
    raw = mail("Re: smoke", "More.", headers={"In-Reply-To": "<a@client.test>"})
    assert [desk.fate(desk.post(raw)), desk.fate(desk.post(raw))] == [Fate.APPENDED, Fate.DUPLICATE]
    assert len(desk.messages(1)) == 2
