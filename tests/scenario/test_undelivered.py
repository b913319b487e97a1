"""Whoever wrote an answer hears when it does not arrive (SPEC section 13.1)."""

from mailgate.outbound.outcome import deferred, refused
from tests.scenario.desk import TestDesk
from tests.scenario.post import ANNA, answer, mail

KIMS, ANNAS = "kim@customer.test", "anna@staff.example.net"


def answered(desk: TestDesk) -> None:
    """Kim asks, Anna answers, and the undo window is over."""
    desk.post(mail())
    desk.deliver()
    desk.post(answer(desk.letter("notification").draft, "Please switch it off.", sender=ANNA))
    desk.advance(60)


def test_the_assignee_is_told_at_once_of_a_refused_answer(desk: TestDesk) -> None:
    """
    Anna -> Kim        her server: 550
    mailgate -> Anna   your answer did not arrive; answering that is a note
    """
    answered(desk)
    desk.courier.answers[KIMS] = refused(550, "5.1.1", "no such user", "fake")
    desk.deliver()
    told = desk.letter("notice")
    assert told.recipient == ANNAS
    assert "did not arrive" in told.draft.subject
    assert "550 5.1.1 no such user" in told.draft.text
    assert KIMS in told.draft.text
    assert KIMS not in told.draft.subject
    assert told.draft.automatic == "auto-generated"


def test_the_assignee_is_told_of_a_delay_after_the_third_failure_and_once(desk: TestDesk) -> None:
    answered(desk)
    desk.courier.answers[KIMS] = deferred("try later", "fake", 451)
    for failures in range(1, 6):
        desk.advance(hours=5)
        desk.deliver()
        assert len(desk.letters("notice")) == (failures >= 3)
    assert "delayed" in desk.letter("notice").draft.subject


def test_a_refused_acknowledgement_is_on_the_timeline_and_in_no_mailbox(desk: TestDesk) -> None:
    desk.courier.answers[KIMS] = refused(550, "5.1.1", "no such user", "fake")
    desk.post(mail())
    desk.deliver()
    assert desk.events(1, "refused")
    assert desk.letters("notice") == []
