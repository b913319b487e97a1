"""Agents' notes in what agents read: shown between the sealed marks, and kept back where they would leave (P4)."""

from mailgate.agents.seals import SEAL_MARK
from mailgate.model.journal import Fate
from tests.scenario.desk import TestDesk
from tests.scenario.post import ANNA, EVE, answer, mail

NOTE = "They have not paid since March."


def between_marks(said: str) -> str:
    """What stands in the first sealed block; nothing of it stands outside."""
    before, inside, after = said.split(SEAL_MARK)
    assert NOTE not in before + after
    return inside


def test_the_tickets_notes_stand_between_the_sealed_marks(desk: TestDesk) -> None:
    """
    Anna -> note     about Kim
    Kim -> support   again
    support -> Anna  Kim's words, and the note in its marked block, in the text and in the page
    support -> Kim   nothing of it
    """
    desk.post(mail())
    desk.post(answer(desk.letter("notification").draft, f"#note\n\n{NOTE}", sender=ANNA))
    desk.post(answer(desk.letter("ack").draft, "Hello?"))
    draft = desk.letter("notification").draft
    for said in (draft.text, draft.html or ""):
        assert NOTE in between_marks(said)
        assert "Note by Anna Berg" in between_marks(said)
    desk.post(answer(draft, "Please switch it off.", sender=ANNA))
    reply = desk.letter("reply").draft
    assert SEAL_MARK not in reply.text + (reply.html or "")
    assert NOTE not in reply.text + (reply.html or "")


def test_a_note_that_nobody_vouches_for_says_so(desk: TestDesk) -> None:
    desk.post(mail())
    desk.post(answer(desk.letter("notification").draft, NOTE, sender=EVE))
    desk.post(answer(desk.letter("ack").draft, "Hello?"))
    assert "not verified" in between_marks(desk.letter("notification").draft.text)


def test_a_reminder_shows_the_notes_too(desk: TestDesk) -> None:
    desk.post(mail())
    desk.post(answer(desk.letter("notification").draft, f"#note\n#remind 1 h\n\n{NOTE}", sender=ANNA))
    desk.advance(hours=2)
    desk.tick()
    assert NOTE in between_marks(desk.letter("notification").draft.text)


def test_the_first_line_of_our_notification_is_not_sent_to_a_customer(desk: TestDesk) -> None:
    """Some clients mark nothing of what they quote, and our first lines stand above the line that we know."""
    desk.post(mail())
    told = desk.letter("notification").draft
    entry = desk.post(answer(told, f"Please switch it off.\n\n{told.text}", sender=ANNA, quote=False))
    assert desk.fate(entry) is Fate.HELD
    assert desk.letters("reply") == []
