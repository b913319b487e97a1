"""Answers to a closed ticket: the first opens a ticket that follows it, those after it land there; nobody else's do (P5)."""

import pytest

from mailgate.model.journal import Fate
from mailgate.model.ticket import Status
from tests.scenario.desk import Letter, TestDesk
from tests.scenario.post import ANNA, EVE, KIM, answer, mail


@pytest.fixture
def letter(desk: TestDesk) -> Letter:
    """Anna's answer to Kim, on a ticket that was closed since and that ticket 2 follows."""
    desk.post(mail())
    desk.post(answer(desk.letter("notification").draft, "Off.", sender=ANNA))
    desk.advance(60)
    desk.deliver()
    found = desk.letter("reply")
    desk.close(1)
    desk.post(answer(found.draft, "It smokes again."))
    assert desk.links(2) == [("follows", 1)]
    return found


@pytest.mark.parametrize(("token", "ids"), [(True, True), (False, True), (False, False)])
def test_a_further_answer_lands_on_the_ticket_that_follows(
    desk: TestDesk, letter: Letter, token: bool, ids: bool
) -> None:
    """By her token, by our ids, and by the number in the subject where somebody vouches for her."""
    before = len(desk.letters("ack"))
    entry = desk.post(answer(letter.draft, "And now it burns.", token=token, ids=ids))
    assert (desk.fate(entry), desk.ticket_of(entry).id) == (Fate.APPENDED, 2), desk.reasons(entry)
    assert desk.ticket(2).reference in desk.reasons(entry)
    assert len(desk.letters("ack")) == before
    assert "And now it burns." in desk.letter("notification").draft.text
    assert desk.letter("notification").ticket_id == 2
    assert desk.ticket(1).status is Status.CLOSED


def test_it_wakes_the_ticket_that_follows(desk: TestDesk, letter: Letter) -> None:
    desk.solve(2)
    desk.post(answer(letter.draft, "No, it does not work."))
    assert (desk.ticket(2).status, len(desk.tickets())) == (Status.OPEN, 2)


def test_once_that_is_closed_too_a_third_follows(desk: TestDesk, letter: Letter) -> None:
    desk.close(2)
    entry = desk.post(answer(letter.draft, "Again!"))
    assert (desk.ticket_of(entry).id, desk.links(3)) == (3, [("follows", 1)])
    again = desk.post(answer(letter.draft, "And again!"))
    assert desk.ticket_of(again).id == 3


def test_where_that_is_spam_or_merged_mail_goes_where_people_look(desk: TestDesk, letter: Letter) -> None:
    desk.post(mail("Another"))
    desk.change(2, status=Status.MERGED.value, merged_into=3)
    assert desk.ticket_of(desk.post(answer(letter.draft, "Hello?"))).id == 3
    desk.change(3, status=Status.SPAM.value)
    assert desk.ticket_of(desk.post(answer(letter.draft, "Hello??"))).id == 4


@pytest.mark.parametrize(
    ("sender", "token", "ids", "vouched"),
    [
        (EVE, True, True, True),
        (EVE, False, True, True),
        (EVE, False, False, True),
        (KIM, False, False, False),
        ("Kim Holm <kim@elsewhere.test>", True, True, True),
    ],
    ids=[
        "leaked token",
        "leaked ids",
        "guessed number",
        "forged Kim with the number",
        "Kim's token elsewhere",
    ],
)
def test_nobody_else_gets_onto_it(
    desk: TestDesk, letter: Letter, sender: str, token: bool, ids: bool, vouched: bool
) -> None:
    before, said = desk.ticket(2), len(desk.messages(2))
    raw = answer(
        letter.draft, "Tell me more.", sender=sender, token=token, ids=ids, vouched=vouched, quote=False
    )
    entry = desk.post(raw, peer="10.0.0.5" if vouched else "192.0.2.66")
    assert desk.fate(entry) is Fate.TICKET, desk.reasons(entry)
    assert (desk.ticket(2), len(desk.messages(2))) == (before, said)
    for told in desk.letters(to=sender.rpartition("<")[2].rstrip(">")):
        if told.ticket_id == 3:
            assert before.reference not in told.draft.subject + told.draft.text


def test_another_participants_answer_opens_one_of_their_own(desk: TestDesk, letter: Letter) -> None:
    """Lars takes part in the closed ticket, and not in what Kim wrote afterwards: his mail opens the third."""
    desk.change(1, status=Status.OPEN.value, closed_at=None)
    told = next(x for x in desk.letters("notification", to="anna@staff.example.net") if x.ticket_id == 1)
    desk.post(answer(told.draft, "#cc lars@customer.test\n\nOff, please.", sender=ANNA))
    desk.advance(60)
    desk.deliver()
    to_lars = desk.letter("reply", to="lars@customer.test")
    desk.close(1)
    entry = desk.post(answer(to_lars.draft, "Which one?", sender="Lars <lars@customer.test>"))
    assert desk.ticket_of(entry).id not in (1, 2)
