"""One mail, at most, when what was promised will not be kept; none to strangers, and none beyond the caps."""

import pytest
import sqlalchemy as sa

from mailgate.pipeline.correcting import Corrections
from mailgate.store.schema import ticket
from mailgate.store.schema_work import promise
from tests.scenario.desk import TestDesk
from tests.scenario.post import ANNA, EVE, KIM, answer, mail
from tests.scenario.test_estimated_times import look, stored

TOLD = 'promise = "estimate"\ncorrection = true'


def correct(desk: TestDesk) -> int:
    """What follows each look at the history."""
    look(desk)
    work = Corrections(lambda: desk.current, lambda: desk.mint)
    told: int = desk.write(lambda tx: work.work(tx, desk.clock.now()))
    return told


def promised(desk: TestDesk, *, sender: str = KIM, mailbox: str = TOLD, vouched: bool = True) -> None:
    """Answers take three hours; a mail comes, and then everything stands still."""
    desk.configure(mailbox=mailbox)
    stored(desk, 3.0)
    look(desk)
    desk.post(mail(sender=sender, vouched=vouched))


def comes_to_a_halt(desk: TestDesk) -> None:
    """Everybody who wrote of late still waits, and what is answered took days."""
    stored(desk, None, number=400, days=0.5)
    stored(desk, 60.0, number=400, days=20)


def test_who_must_wait_longer_is_told_once(desk: TestDesk) -> None:
    promised(desk)
    assert correct(desk) == 0
    comes_to_a_halt(desk)
    desk.advance(hours=1)
    assert (correct(desk), correct(desk)) == (1, 0)
    letter = desk.letter("notice")
    assert letter.recipient == "kim@customer.test"
    assert "taking longer than we told you" in letter.draft.text
    assert letter.draft.automatic == "auto-generated"
    number = letter.ticket_id
    assert number is not None
    assert len(desk.events(number, "correction")) == 1
    first, second = desk.rows(sa.select(promise).where(promise.c.ticket_id == number).order_by(promise.c.id))
    assert first.until < second.until
    assert (first.state, second.detail["corrects"]) == ("open", first.until.isoformat())


def test_the_correction_is_an_estimate_in_the_customers_language(desk: TestDesk) -> None:
    promised(desk)
    desk.write(lambda tx: tx.execute(sa.update(ticket).values(language="pl")))
    comes_to_a_halt(desk)
    desk.advance(hours=1)
    assert correct(desk) == 1
    letter = desk.letter("notice").draft
    assert letter.language == "pl"
    assert "Obecnie przewidujemy, że odpowiemy najpóźniej" in " ".join(letter.text.split())


def test_the_first_promise_still_counts_as_missed(desk: TestDesk) -> None:
    promised(desk)
    comes_to_a_halt(desk)
    desk.advance(hours=1)
    correct(desk)
    desk.advance(days=2)
    desk.tick()
    number = desk.letter("notice").ticket_id
    mine = sa.select(promise).where(promise.c.ticket_id == number).order_by(promise.c.id)
    assert desk.rows(mine)[0].state == "missed"


@pytest.mark.parametrize(
    ("sender", "mailbox", "vouched"),
    [(EVE, TOLD, False), (KIM, 'promise = "estimate"', True)],
    ids=["nobody vouches", "not asked for"],
)
def test_others_are_told_nothing(desk: TestDesk, sender: str, mailbox: str, vouched: bool) -> None:
    promised(desk, sender=sender, mailbox=mailbox, vouched=vouched)
    comes_to_a_halt(desk)
    desk.advance(hours=1)
    assert correct(desk) == 0
    assert desk.letters("notice") == []


def test_the_caps_hold_for_corrections_too(desk: TestDesk) -> None:
    promised(desk)
    for subject in ("Another", "A third"):  # three automatic mails a day are the cap: their acknowledgements
        desk.advance(65)
        desk.post(mail(subject))
    assert len(desk.letters("ack")) == 3
    comes_to_a_halt(desk)
    desk.advance(hours=1)
    assert correct(desk) == 0


def test_who_was_answered_is_told_nothing(desk: TestDesk) -> None:
    promised(desk)
    desk.post(answer(desk.letter("notification").draft, "Off.", sender=ANNA))
    comes_to_a_halt(desk)
    desk.advance(hours=1)
    assert correct(desk) == 0
