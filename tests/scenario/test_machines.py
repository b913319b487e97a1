"""Mail that no person wrote: it changes nothing and is answered by nobody (P6)."""

import pytest

from mailgate.model.journal import Fate
from mailgate.model.ticket import Status
from tests.scenario.desk import TestDesk
from tests.scenario.post import ANNA, SUPPORT, answer, bounce, mail

VACATION = {"Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All"}


def answered(desk: TestDesk) -> int:
    desk.post(mail())
    desk.post(answer(desk.letter("notification").draft, "Off.", sender=ANNA))
    desk.advance(60)
    desk.deliver()
    return len(desk.letters())


def test_an_out_of_office_reply_is_noted_on_its_ticket(desk: TestDesk) -> None:
    """
    support -> Kim
    Kim's responder -> token   recorded; status and timers as before; nobody is told as of an answer
    """
    before = answered(desk)
    raw = answer(desk.letter("reply").draft, "I am away.", subject="Out of office", headers=VACATION)
    entry = desk.post(raw, mail_from="")
    assert desk.fate(entry) is Fate.RECORDED
    assert desk.ticket_of(entry).id == 1
    assert desk.ticket(1).status is Status.WAITING
    assert len(desk.letters()) == before
    assert desk.events(1, "automatic")


def test_an_out_of_office_reply_to_nothing_opens_no_ticket(desk: TestDesk) -> None:
    entry = desk.post(mail("Out of office", "I am away.", headers=VACATION), mail_from="")
    assert (desk.fate(entry), desk.tickets(), desk.letters()) == (Fate.RECORDED, [], [])


def test_a_vacation_known_by_words_only_opens_a_ticket_without_acknowledgement(desk: TestDesk) -> None:
    entry = desk.post(mail("Out of office", "I am out of the office until Monday 30 November."))
    assert desk.fate(entry) is Fate.TICKET
    assert desk.letters("ack") == []


@pytest.mark.parametrize("how", ["bounce address", "original id"])
def test_a_bounce_of_our_mail_is_an_event_on_its_ticket(desk: TestDesk, how: str) -> None:
    """
    support -> Kim        sent under a bounce address
    her server -> us      to that address, or naming the mail: transit, an event, no ticket
    mailgate -> Anna      your answer did not arrive
    """
    before = answered(desk)
    sent = next(c for c in desk.courier.carried if c.recipient == "kim@customer.test" and c.sender)
    if how == "bounce address":
        raw, to = bounce("kim@customer.test", to=sent.sender), sent.sender
    else:
        raw, to = bounce("kim@customer.test", original_id=desk.letter("reply").draft.message_id), SUPPORT
    entry = desk.post(raw, rcpt_to=to, mail_from="")
    assert desk.fate(entry) is Fate.TRANSIT, desk.reasons(entry)
    (report,) = desk.events(1, "report")
    assert report.detail["recipients"][0]["address"] == "kim@customer.test"
    assert (len(desk.tickets()), len(desk.letters())) == (1, before + 1)
    assert "did not arrive" in desk.letter("notice", to="anna@staff.example.net").draft.subject
    assert desk.ticket(1).status is Status.WAITING


def test_a_delivery_report_that_names_nothing_of_ours_opens_no_ticket(desk: TestDesk) -> None:
    """
    somebody forged our address; the report of that mail comes to us
    """
    entry = desk.post(bounce("x@elsewhere.test", original_id="<forged@example.com>"), mail_from="")
    assert (desk.fate(entry), desk.tickets(), desk.letters()) == (Fate.RECORDED, [], [])


@pytest.mark.parametrize(
    "headers",
    [
        {"List-Id": "<news.list.test>", "Precedence": "list"},
        {"Precedence": "bulk"},
        {"List-Unsubscribe": "<mailto:off@list.test>"},
    ],
)
def test_list_and_bulk_mail_opens_a_ticket_that_nobody_acknowledges(
    desk: TestDesk, headers: dict[str, str]
) -> None:
    entry = desk.post(mail(headers=headers))
    assert desk.fate(entry) is Fate.TICKET
    assert desk.letters("ack") == []
    assert desk.letters("notification")


def test_mail_from_our_own_address_is_never_acknowledged(desk: TestDesk) -> None:
    """
    "support" -> support, without our loop header   a ticket, no acknowledgement
    """
    entry = desk.post(mail(sender="Support <support@example.com>"))
    assert desk.fate(entry) is Fate.TICKET
    assert desk.letters("ack") == []


def test_our_own_mail_that_comes_back_is_recorded(desk: TestDesk) -> None:
    entry = desk.post(mail(sender="Support <support@example.com>", headers={"X-Mailgate-Loop": "1"}))
    assert (desk.fate(entry), desk.letters()) == (Fate.RECORDED, [])


def test_two_mailgates_fall_silent_by_themselves(desk: TestDesk) -> None:
    """
    another desk acknowledges our acknowledgement   recorded, not answered
    """
    desk.post(mail())
    ack = desk.letter("ack").draft
    raw = answer(
        ack, "We have your message.", headers={"X-Mailgate-Loop": "2", "Auto-Submitted": "auto-replied"}
    )
    entry = desk.post(raw, mail_from="")
    assert desk.fate(entry) is Fate.RECORDED
    assert len(desk.letters()) == 2


def test_a_mail_that_went_round_too_often_is_stopped(desk: TestDesk) -> None:
    entry = desk.post(mail(headers={"X-Mailgate-Loop": "8"}))
    assert (desk.fate(entry), desk.letters()) == (Fate.RECORDED, [])


def test_a_null_sender_is_never_answered(desk: TestDesk) -> None:
    desk.post(mail(), mail_from="")
    assert desk.letters("ack") == []


@pytest.mark.parametrize(
    "headers", [{"X-Auto-Response-Suppress": "All"}, {"X-Auto-Response-Suppress": "DR, AutoReply"}]
)
def test_a_person_who_wants_no_automatic_answer_gets_none(desk: TestDesk, headers: dict[str, str]) -> None:
    entry = desk.post(mail(headers=headers))
    assert desk.fate(entry) is Fate.TICKET
    assert desk.letters("ack") == []


def test_auto_submitted_no_is_a_person(desk: TestDesk) -> None:
    desk.post(mail(headers={"Auto-Submitted": "no"}))
    assert len(desk.letters("ack")) == 1


def test_the_fourth_mail_of_an_address_in_a_day_is_not_acknowledged(desk: TestDesk) -> None:
    """
    Kim -> support   four times within hours: four tickets, three acknowledgements, the reason is stored
    a day later      acknowledged again
    """
    for number in range(4):
        desk.post(mail(f"question {number}"))
        desk.advance(hours=2)
    assert (len(desk.tickets()), len(desk.letters("ack"))) == (4, 3)
    assert "per_address_day" in desk.events(4, "acknowledgement")[0].detail["reason"]
    desk.advance(hours=26)
    desk.post(mail("question 5"))
    assert len(desk.letters("ack")) == 4


def test_a_domain_has_a_cap_of_its_own(desk: TestDesk) -> None:
    desk.configure(more="[caps]\nper_domain_hour = 2")
    for number in range(3):
        desk.post(mail(sender=f"User <user{number}@customer.test>"))
    assert len(desk.letters("ack")) == 2
    desk.post(mail(sender="Other <other@elsewhere.test>"))
    assert len(desk.letters("ack")) == 3


def test_never_seen_addresses_have_a_breaker(desk: TestDesk) -> None:
    desk.configure(more="[caps]\nnew_addresses_minute = 2")
    for number in range(4):
        desk.post(mail(sender=f"User <u@d{number}.test>", vouched=False))
    assert len(desk.letters("ack")) == 2


def test_imported_mail_stays_quiet(desk: TestDesk) -> None:
    """
    inject --import: question and answers of last year   filed and threaded; no letter, no alarm
    """
    desk.post(mail(message_id="<a@client.test>", vouched=False), quiet=True)
    desk.post(
        mail("Re: smoke", "More", headers={"In-Reply-To": "<a@client.test>"}, vouched=False), quiet=True
    )
    reference = desk.ticket(1).reference
    desk.post(mail(f"[{reference}] smoke", "Off.", sender=ANNA, vouched=False), quiet=True)
    desk.post(mail("unreadable?", headers={"References": "<a@client.test>"}, sender=ANNA), quiet=True)
    assert len(desk.messages(1)) == 2
    assert desk.letters() == []
    assert desk.timers(1)["first_response"].imported
    desk.advance(days=9)
    assert desk.tick().breached == 0
    assert desk.events(1, "breached") == []
