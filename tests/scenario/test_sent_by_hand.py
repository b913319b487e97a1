"""What an agent answered by hand from the hosted mailbox counts, and is not sent again (SPEC section 4.2)."""

from mailgate.model.journal import Fate
from mailgate.model.ticket import Status
from tests.scenario.desk import TestDesk
from tests.scenario.post import KIM, SUPPORT, mail

SENT = "imap-sent:support@example.com"
QUESTION = "<question@customer.test>"


def asked(desk: TestDesk) -> int:
    """Kim's ticket; all that it caused has left."""
    ticket = desk.ticket_of(desk.post(mail(message_id=QUESTION))).id
    desk.deliver()
    return ticket


def by_hand(text: str = "Please switch it off.", *, to: str = KIM, sender: str = "Anna Berg <support@example.com>",
            subject: str = "Re: The printer smokes", **headers: str) -> bytes:  # fmt: skip
    """As it lies in the folder of what was sent."""
    named = {"In-Reply-To": QUESTION, **{name.replace("_", "-"): value for name, value in headers.items()}}
    return mail(subject, text, sender=sender, to=to, vouched=False, headers=named)


def test_an_answer_sent_by_hand_is_a_response_and_is_not_sent_again(desk: TestDesk) -> None:
    """
    Kim -> support      ticket, notified, acknowledged
    support -> Kim      from the hosted mailbox, found in its Sent
    """
    ticket = asked(desk)
    desk.advance(hours=1)
    entry = desk.post(by_hand(), source=SENT)
    assert desk.fate(entry) is Fate.APPENDED
    found = desk.ticket(ticket)
    assert (found.status, found.assignee) == (Status.WAITING, "Anna Berg")
    assert found.first_response_at == desk.clock.now()
    assert found.unanswered_since is None
    assert desk.timers(ticket)["first_response"].state == "satisfied"
    said = desk.messages(ticket)[-1]
    assert (said.direction, said.kind, bool(said.public), said.author) == ("out", "agent", True, "Anna Berg")
    assert desk.events(ticket, "message")[-1].detail["observed"] is True
    assert [c for c in desk.deliver() if c.recipient == "kim@customer.test"] == []


def test_the_customers_answer_to_it_lands_on_the_same_ticket(desk: TestDesk) -> None:
    ticket = asked(desk)
    desk.post(mail("Re: x", "Off.", sender=f"<{SUPPORT}>", to=KIM, vouched=False, message_id="<hand@example.com>",
                   headers={"In-Reply-To": QUESTION}), source=SENT)  # fmt: skip
    entry = desk.post(mail("Re: x", "Thanks, it is off.", headers={"In-Reply-To": "<hand@example.com>"}))
    assert desk.ticket_of(entry).id == ticket


def test_copies_of_our_own_mail_are_passed_over(desk: TestDesk) -> None:
    ticket = asked(desk)
    before = len(desk.events(ticket))
    entry = desk.post(by_hand(X_Mailgate_Loop="1; desk.example.com"), source=SENT)
    assert desk.fate(entry) is Fate.DUPLICATE
    assert len(desk.events(ticket)) == before


def test_a_copy_of_mail_to_us_does_not_swallow_the_mail_itself(desk: TestDesk) -> None:
    """Anna writes to the desk from the shared mailbox: the copy in Sent may be read before the mail."""
    raw = mail("A new printer", "Kim wants one.", sender="<anna@staff.example.net>", to=SUPPORT)
    assert desk.fate(desk.post(raw, source=SENT)) is Fate.DUPLICATE
    assert desk.fate(desk.post(raw)) is not Fate.DUPLICATE


def test_mail_to_others_is_recorded_and_no_response(desk: TestDesk) -> None:
    ticket = asked(desk)
    entry = desk.post(by_hand("Do you sell fuses?", to="shop@supplier.test"), source=SENT)
    assert desk.fate(entry) is Fate.RECORDED
    assert desk.ticket(ticket).first_response_at is None
    assert len(desk.tickets()) == 1


def test_an_answer_older_than_the_customers_last_mail_leaves_that_unanswered(desk: TestDesk) -> None:
    """
    Kim -> support      ticket
    support -> Kim      by hand; its folder is read late
    Kim -> support      once more
    """
    ticket = asked(desk)
    sent = desk.receive(by_hand(), source=SENT)
    desk.advance(hours=1)
    second = desk.receive(mail("Re: The printer smokes", "It burns!", headers={"In-Reply-To": QUESTION}))
    desk.change(ticket, unanswered_since=desk.clock.now())
    desk.process()
    assert desk.fate(sent) is Fate.APPENDED
    assert desk.ticket_of(second).id == ticket
    assert desk.ticket(ticket).unanswered_since is not None
