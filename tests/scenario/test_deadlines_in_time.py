"""The first-response deadline and the promise, to the second (P7)."""

from datetime import UTC, datetime

import pytest

from tests.scenario.desk import TestDesk
from tests.scenario.post import ANNA, answer, mail

DUE = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)  # 09:00 + 4 h, 13:00 in Copenhagen


@pytest.mark.parametrize(
    ("at", "late"),
    [
        ("2026-11-23T11:59:59+00:00", False),
        ("2026-11-23T12:00:00+00:00", False),
        ("2026-11-23T12:00:00.900+00:00", False),
        ("2026-11-23T12:00:01+00:00", True),
    ],
)
def test_a_response_is_met_at_its_due_second_and_missed_one_later(
    desk: TestDesk, at: str, late: bool
) -> None:
    """
    Kim -> support at 09:00, 4 h
    Anna -> token             met if her mail arrives at 13:00:00 or before; the promise agrees
    """
    desk.post(mail())
    desk.clock.set(at)
    desk.tick()
    desk.post(answer(desk.letter("notification").draft, "Off.", sender=ANNA))
    timer, promise = desk.timer_row(1), desk.promise_row(1)
    assert (timer.state, timer.due_at) == ("satisfied", DUE)
    assert timer.satisfied_at == desk.clock.now().replace(microsecond=0)
    assert timer.breached_at == (DUE if late else None)
    assert promise.state == ("missed" if late else "kept")
    assert len(desk.events(1, "breached")) == int(late)


def test_an_overdue_ticket_is_marked_once_however_often_it_ticks(desk: TestDesk) -> None:
    desk.post(mail())
    desk.clock.set("2026-11-23T12:00:01+00:00")
    first, second = desk.tick(), desk.tick()
    assert (first.breached, first.missed, second.breached, second.missed) == (1, 1, 0, 0)
    assert len(desk.events(1, "breached")) == len(desk.events(1, "promise missed")) == 1
    desk.post(answer(desk.letter("notification").draft, "Sorry.", sender=ANNA))
    assert desk.timer_row(1).breached_at == DUE
    assert desk.promise_row(1).state == "missed"


def test_nothing_is_marked_at_the_due_instant(desk: TestDesk) -> None:
    desk.post(mail())
    desk.clock.set("2026-11-23T12:00:00+00:00")
    assert desk.tick().breached == desk.tick().missed == 0


def test_a_response_that_came_in_time_but_was_read_late_is_met(desk: TestDesk) -> None:
    """
    Anna's mail arrives 12:59:59; the processor is busy, a tick comes first   met
    """
    desk.post(mail())
    desk.clock.set("2026-11-23T11:59:59+00:00")
    desk.receive(answer(desk.letter("notification").draft, "Off.", sender=ANNA))
    desk.clock.set("2026-11-23T12:00:30+00:00")
    desk.tick()
    desk.process()
    assert desk.timer_row(1).breached_at is None
    assert desk.promise_row(1).state == "kept"


def test_notes_and_held_mail_satisfy_nothing(desk: TestDesk) -> None:
    desk.post(mail())
    desk.post(answer(desk.letter("notification").draft, "x", sender=ANNA, vouched=False))
    assert desk.timer_row(1).state == "running"
    assert desk.promise_row(1).state == "open"


def test_no_policy_no_deadline_no_promise(desk: TestDesk) -> None:
    desk.configure(sla="")
    desk.post(mail())
    assert desk.timers(1) == {}
    assert "We answer as soon as we can" in desk.letter("ack").draft.text


def test_a_withheld_acknowledgement_promises_nothing(desk: TestDesk) -> None:
    desk.post(mail(), mail_from="")
    desk.post(mail(headers={"X-Auto-Response-Suppress": "All"}))
    desk.clock.advance(days=1)
    assert desk.tick().missed == 0


def test_the_ticket_names_the_policy_that_its_deadlines_follow(desk: TestDesk) -> None:
    desk.post(mail())
    assert desk.ticket(1).policy == desk.timers(1)["first_response"].policy
