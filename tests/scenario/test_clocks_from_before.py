"""Tickets of a desk that was upgraded have clocks from the first thing on that happens to them."""

import pytest

from mailgate.model.ticket import Status
from mailgate.store.schema import ticket
from mailgate.store.schema_work import timer
from tests.scenario.clocks import check_recomputed, clock_of
from tests.scenario.desk import TestDesk
from tests.scenario.post import ANNA, KIM, answer, mail


@pytest.fixture
def upgraded(desk: TestDesk) -> TestDesk:
    """A ticket as the version before left it: a row of its first response, and nothing about its clocks."""
    desk.configure(sla='[[policy]]\nname = "p"\nfirst_response = "4 h"\nnext_reply = "4 h"\n')
    desk.post(mail())
    desk.write(lambda tx: tx.execute(ticket.update().values(clocks=None, move_at=None)))
    desk.write(lambda tx: tx.execute(timer.delete().where(timer.c.kind != "first_response")))
    old = {"allowed_s": None, "planned_at": None, "policy_version": None, "calendar_version": None}
    desk.write(lambda tx: tx.execute(timer.update().values(**old)))
    strip = (
        "UPDATE event SET detail = json_remove(detail, '$.clock')"
        if desk.store.sqlite
        else "UPDATE event SET detail = detail - 'clock'"
    )
    desk.write(lambda tx: tx.exec_driver_sql(strip))
    return desk


def test_an_answer_meets_the_deadline_of_a_ticket_from_before(upgraded: TestDesk) -> None:
    due = clock_of(upgraded, 1, "first_response")[0].due_at
    upgraded.advance(3600)
    upgraded.post(answer(upgraded.letters("notification")[0].draft, "Off.", sender=ANNA))
    (first,) = clock_of(upgraded, 1, "first_response")
    assert (first.state, first.due_at, first.breached_at) == ("satisfied", due, None)
    upgraded.advance(60)
    upgraded.post(answer(upgraded.letter("ack").draft, "No.", sender=KIM))
    assert clock_of(upgraded, 1, "next_reply")[0].state == "running"
    assert upgraded.ticket(1).status is Status.OPEN
    check_recomputed(upgraded, 1)


def test_a_tick_finds_the_deadline_of_a_ticket_from_before(upgraded: TestDesk) -> None:
    upgraded.advance(hours=4, seconds=1)
    assert upgraded.tick().breached == 1
    check_recomputed(upgraded, 1)
