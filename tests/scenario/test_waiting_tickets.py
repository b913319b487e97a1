"""What happens by itself while nobody writes (SPEC sections 9.3 and 10.5)."""

import pytest

from mailgate.model.ticket import Status
from tests.scenario.clocks import check_recomputed
from tests.scenario.desk import TestDesk
from tests.scenario.post import ANNA, KIM, answer, mail
from tests.scenario.test_acknowledgement_words import GERMAN
from tests.scenario.test_reminders_come import at, work_off

PATIENT = """
[[policy]]
name = "patient"
plan = "none"
first_response = "8 h"
remind_after = "4 d"
close_after = "14 d"
inform_every = "8 h"
unassign_after = "8 h"
"""


@pytest.fixture
def patient(desk: TestDesk) -> TestDesk:
    desk.configure(sla=PATIENT)
    at(desk, "2026-11-23 09:00")
    return desk


def to_kim(desk: TestDesk) -> list[str]:
    return [x.draft.subject.partition("] ")[2] for x in desk.letters("notice", to="kim@customer.test")]


def waiting(desk: TestDesk) -> None:
    desk.post(mail())
    desk.post(answer(desk.letter("notification").draft, "Which model?", sender=ANNA))
    assert desk.ticket(1).status is Status.WAITING


def test_a_customer_is_reminded_warned_and_then_closed(patient: TestDesk) -> None:
    waiting(patient)
    at(patient, "2026-11-27 09:00:01")
    work_off(patient)
    assert to_kim(patient) == ["We wait for your answer"]
    at(patient, "2026-12-04 09:00:01")
    work_off(patient)
    assert to_kim(patient) == ["We wait for your answer", "Your request will be closed"]
    assert "Monday 7 December" in patient.letter("notice", to="kim@customer.test").draft.text
    at(patient, "2026-12-07 08:59:00")
    work_off(patient)
    assert patient.ticket(1).status is Status.WAITING
    at(patient, "2026-12-07 09:00:02")
    work_off(patient)
    assert patient.ticket(1).status is Status.CLOSED
    assert len(to_kim(patient)) == 2
    check_recomputed(patient, 1)


def test_nobody_is_closed_unwarned_however_long_nothing_ran(patient: TestDesk) -> None:
    waiting(patient)
    at(patient, "2027-01-11 09:00:00")
    work_off(patient)
    assert (patient.ticket(1).status, to_kim(patient)) == (Status.WAITING, ["Your request will be closed"])
    at(patient, "2027-01-14 09:00:02")
    work_off(patient)
    assert patient.ticket(1).status is Status.CLOSED


def test_an_answer_of_the_customer_begins_another_wait(patient: TestDesk) -> None:
    waiting(patient)
    at(patient, "2026-11-26 10:00:00")
    patient.post(answer(patient.letter("ack").draft, "The grey one.", sender=KIM))
    at(patient, "2026-11-26 11:00:00")
    patient.post(answer(patient.letters("notification")[0].draft, "And which year?", sender=ANNA))
    at(patient, "2026-11-27 12:00:00")
    work_off(patient)
    assert to_kim(patient) == []


def test_who_waits_and_hears_nothing_is_told_that_it_is_not_forgotten(patient: TestDesk) -> None:
    """8 working hours after the acknowledgement of Monday 09:00: Tuesday 09:00."""
    patient.post(mail())
    for time in (
        "2026-11-24 09:00:01",
        "2026-11-24 09:00:02",
    ):  # the first looks at the deadline that passed, too
        at(patient, time)
        work_off(patient)
    assert to_kim(patient) == ["Your request is not forgotten"]
    work_off(patient)
    assert len(to_kim(patient)) == 1


def test_who_got_no_acknowledgement_gets_no_sign_of_life(patient: TestDesk) -> None:
    patient.post(mail(), mail_from="")
    at(patient, "2026-11-25 09:00:01")
    work_off(patient)
    assert patient.letters(to="kim@customer.test") == []


def test_a_silent_assignee_loses_the_ticket_to_the_team(patient: TestDesk) -> None:
    patient.post(mail())
    patient.post(answer(patient.letter("notification").draft, "#take", sender=ANNA))
    assert patient.ticket(1).assignee == "Anna Berg"
    for time in (
        "2026-11-24 09:00:01",
        "2026-11-24 09:00:02",
    ):  # the first looks at the deadline that passed, too
        at(patient, time)
        work_off(patient)
    assert patient.ticket(1).assignee is None
    (event,) = patient.events(1, "unassigned")
    assert event.detail["agent"] == "Anna Berg"


def test_with_nothing_configured_nothing_happens(desk: TestDesk) -> None:
    waiting(desk)
    desk.advance(days=400)
    work_off(desk)
    assert desk.ticket(1).status is Status.WAITING


def test_a_deadline_that_was_changed_reminds_at_the_new_time_alone(desk: TestDesk) -> None:
    at(desk, "2026-11-23 09:00")
    desk.post(mail())
    first = desk.letter("notification").draft
    desk.post(answer(first, "#due 2026-11-25 12:00", sender=ANNA))
    desk.post(answer(first, "#due 2026-11-26 12:00", sender=ANNA))
    at(desk, "2026-11-25 12:00:01")
    work_off(desk)
    assert desk.events(1, "reminded") == []
    at(desk, "2026-11-26 12:00:01")
    work_off(desk)
    assert len(desk.events(1, "reminded")) == 1


def to_tuesday(desk: TestDesk) -> None:
    """To the sign of life; the first look is at the deadline that passed."""
    for time in ("2026-11-24 09:00:01", "2026-11-24 09:00:02"):
        at(desk, time)
        work_off(desk)


def test_letters_that_nobody_asked_for_are_in_the_customers_language(patient: TestDesk) -> None:
    patient.post(mail("Drucker", GERMAN))
    to_tuesday(patient)
    (told,) = patient.letters("notice", to="kim@customer.test")
    assert told.draft.language == "de"
    assert "ist noch offen, und wir arbeiten daran." in told.draft.text
    patient.post(answer(patient.letter("notification").draft, "Welches Modell?", sender=ANNA))
    at(patient, "2026-12-07 09:00:03")
    work_off(patient)
    warned = patient.letter("notice", to="kim@customer.test").draft
    assert warned.subject.endswith("Ihre Anfrage wird geschlossen")
    assert "schließen wir sie am Donnerstag, dem 10. Dezember." in " ".join(warned.text.split())
    assert f"{patient.ticket(1).reference}</b>" in (warned.html or "")


@pytest.mark.parametrize(("most", "told", "answered"), [(1, 0, 0), (2, 1, 0), (3, 1, 1)])
def test_what_nobody_asked_for_is_counted_among_a_tickets_automatic_mails(
    desk: TestDesk, most: int, told: int, answered: int
) -> None:
    """The acknowledgement of Monday, the sign of life of Tuesday, and the answer to "status" right after it."""
    desk.configure(sla=PATIENT, more=f"[caps]\nper_ticket_day = {most}")
    at(desk, "2026-11-23 09:00")
    desk.post(mail())
    to_tuesday(desk)
    assert len(to_kim(desk)) == told
    assert [e.detail["cap"] for e in desk.events(1, "cap")] == ["per_ticket_day"] * (1 - told)
    before = len(desk.letters(to="kim@customer.test"))
    desk.post(mail(f"Re: [{desk.ticket(1).reference}] printer", "status"))
    assert len(desk.letters(to="kim@customer.test")) - before == answered


def test_forged_mails_take_no_reminder_from_the_customer_whose_name_they_bear(patient: TestDesk) -> None:
    patient.post(mail())
    at(patient, "2026-11-23 15:00")
    for _ in range(4):
        patient.post(mail("Forged", vouched=False), mail_from="eve@stranger.test", peer="203.0.113.9")
        patient.advance(65)
    to_tuesday(patient)
    assert [x.ticket_id for x in patient.letters("notice", to="kim@customer.test")] == [1]
