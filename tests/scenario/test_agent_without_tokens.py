"""Agents at a mailbox without reply addresses: what was kept back is released by an answer to our question alone.

Its Message-ID stands in the letter that went to the agent, as a token would; who answers must be that agent (SPEC 11.4).
"""

import pytest

from mailgate.model.journal import Fate
from mailgate.model.ticket import Status
from tests.scenario.desk import Letter, TestDesk
from tests.scenario.post import ANNA, BO, EVE, answer, mail

AGENTS = """
[[team]]
name = "support"
[[team]]
name = "billing"
[[agent]]
name = "Anna Berg"
addresses = ["anna@staff.example.net"]
teams = ["support"]
[[agent]]
name = "Bo Lund"
addresses = ["bo@staff.example.net"]
teams = ["support"]
"""


@pytest.fixture
def desk(desk: TestDesk) -> TestDesk:
    """Kim's ticket; Anna was told, by a mail that is answered to the mailbox itself."""
    desk.configure(mailbox='tokens = "none"', agents=AGENTS)
    desk.post(mail())
    desk.deliver()
    return desk


def told(desk: TestDesk) -> Letter:
    return desk.letter("notification", to="anna@staff.example.net")


def kept_back(desk: TestDesk, text: str = "#slove\n\nPlease switch it off.") -> Letter:
    """The question about Anna's answer."""
    entry = desk.post(answer(told(desk).draft, text, sender=ANNA))
    assert desk.fate(entry) is Fate.HELD, desk.reasons(entry)
    question = desk.letter("notice", to="anna@staff.example.net")
    assert question.draft.reply_to is None
    return question


def sent(desk: TestDesk) -> list[str]:
    desk.advance(60)
    desk.deliver()
    return [x.draft.text for x in desk.letters("reply", to="kim@customer.test") if x.state == "sent"]


@pytest.mark.parametrize(("word", "count"), [("#send", 1), ("#note", 0), ("#drop", 0)])
def test_the_answer_to_a_question_settles_it(desk: TestDesk, word: str, count: int) -> None:
    entry = desk.post(answer(kept_back(desk).draft, word, sender=ANNA))
    assert desk.fate(entry) is Fate.COMMAND, desk.reasons(entry)
    texts = sent(desk)
    assert len(texts) == count
    assert all("Please switch it off." in text and "#" not in text for text in texts)


def test_of_two_questions_the_one_that_is_answered_is_settled(desk: TestDesk) -> None:
    first = kept_back(desk, "#slove\n\nThe first words.")
    kept_back(desk, "#slove\n\nThe second words.")
    desk.post(answer(first.draft, "#send", sender=ANNA))
    (text,) = sent(desk)
    assert "The first words." in text


def test_a_question_that_was_asked_again_is_answered_too(desk: TestDesk) -> None:
    desk.post(answer(kept_back(desk).draft, "Well, I do not know.", sender=ANNA))
    again = desk.letter("notice", to="anna@staff.example.net")
    desk.post(answer(again.draft, "#send", sender=ANNA))
    assert len(sent(desk)) == 1


@pytest.mark.parametrize(
    ("sender", "vouched"), [(EVE, True), (BO, True), (ANNA, False)], ids=["stranger", "colleague", "unproven"]
)
def test_nobody_else_releases_it(desk: TestDesk, sender: str, vouched: bool) -> None:
    question = kept_back(desk)
    entry = desk.post(answer(question.draft, "#send", sender=sender, vouched=vouched))
    assert sent(desk) == [], desk.reasons(entry)
    assert desk.ticket(1).status is Status.NEW
    desk.post(answer(question.draft, "#send", sender=ANNA))
    assert len(sent(desk)) == 1


def test_a_confirmation_is_known_by_its_id_once(desk: TestDesk) -> None:
    """Nobody vouches for Anna: she is asked at her own address, and the id of that mail is the third fact."""
    desk.post(answer(told(desk).draft, "Please switch it off.", sender=ANNA, vouched=False))
    assert sent(desk) == []
    asked = desk.letter("notice", to="anna@staff.example.net")
    desk.post(answer(asked.draft, "yes", sender=EVE, vouched=False))
    assert sent(desk) == []
    desk.post(answer(asked.draft, "yes", sender=ANNA, vouched=False))
    assert len(sent(desk)) == 1
    desk.post(answer(asked.draft, "yes, again", sender=ANNA, vouched=False))
    assert len(sent(desk)) == 1


def test_a_client_that_answers_the_mailbox_loses_nothing(desk: TestDesk) -> None:
    desk.configure(agents=AGENTS)
    desk.post(mail("Another", "Help!"))
    entry = desk.post(answer(told(desk).draft, "#slove\n\nPlease switch it off.", sender=ANNA))
    assert desk.fate(entry) is Fate.HELD
    question = desk.letter("notice", to="anna@staff.example.net")
    assert question.draft.reply_to is not None
    desk.post(answer(question.draft, "#send", sender=ANNA, token=False))
    assert len(sent(desk)) == 1
