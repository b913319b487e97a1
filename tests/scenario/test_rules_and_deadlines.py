"""What rules change on a ticket, its deadlines follow, and the timeline says the same again (SPEC sections 9.1, 12.3)."""

import pytest

from mailgate.model.ticket import Status
from mailgate.sla.timer import State
from tests.scenario.clocks import check_recomputed, clock_of
from tests.scenario.desk import TestDesk
from tests.scenario.post import ANNA, KIM, answer, mail

SLA = """
[[policy]]
name = "gold"
plan = "none"
priority = "urgent"
first_response = "1 h"
next_reply = "1 h"

[[policy]]
name = "usual"
plan = "none"
first_response = "4 h"
next_reply = "4 h"
resolution = "16 h"
"""
AT_URGENT = (
    '[[rule]]\nname = "Hurry"\non = "both"\nwhen = { text = { contains = ["urgent"] } }\nthen = { %s }\n'
)


@pytest.fixture
def ruled(desk: TestDesk) -> TestDesk:
    desk.configure(sla=SLA, rules=AT_URGENT % 'priority = "urgent"')
    return desk


def running(desk: TestDesk, ticket: int = 1) -> dict[str, int]:
    """The targets that count now, in hours."""
    return {
        t.kind: t.target_s // 3600 for t in clock_of(desk, ticket) if t.state == State.RUNNING and t.target_s
    }


def kim(desk: TestDesk, text: str) -> None:
    desk.post(answer(desk.letters("ack")[0].draft, text, sender=KIM))


def test_a_follow_up_that_a_rule_makes_urgent_has_the_urgent_policy_s_deadline(ruled: TestDesk) -> None:
    """
    Kim writes; then again, with a word that a rule knows   the first response was due in 4 h, and is now in 1 h
    """
    ruled.post(mail())
    assert running(ruled) == {"first_response": 4, "resolution": 16}
    ruled.clock.advance(hours=1)
    kim(ruled, "It is urgent now.")
    assert ruled.ticket(1).policy == "gold"
    assert running(ruled)["first_response"] == 1
    check_recomputed(ruled, 1)


def test_a_ticket_that_opens_by_a_rule_s_policy_keeps_to_it_when_the_customer_writes_on(
    desk: TestDesk,
) -> None:
    desk.configure(sla=SLA, rules=AT_URGENT % 'policy = "gold"')
    desk.post(mail("Urgent", text="It is urgent."))
    assert (desk.ticket(1).policy, running(desk)["first_response"]) == ("gold", 1)
    kim(desk, "More of it.")
    assert (desk.ticket(1).policy, running(desk)["first_response"]) == ("gold", 1)
    check_recomputed(desk, 1)


def test_a_policy_that_a_rule_names_for_a_follow_up_holds_at_once(desk: TestDesk) -> None:
    desk.configure(sla=SLA, rules=AT_URGENT % 'policy = "gold"')
    desk.post(mail())
    assert desk.ticket(1).policy == "usual"
    kim(desk, "It is urgent now.")
    assert (desk.ticket(1).policy, running(desk)["first_response"]) == ("gold", 1)
    check_recomputed(desk, 1)


def test_a_follow_up_that_a_rule_solves_ends_its_deadlines(desk: TestDesk) -> None:
    desk.configure(sla=SLA, rules=AT_URGENT % 'status = "solved"')
    desk.post(mail())
    desk.post(answer(desk.letters("notification")[0].draft, "We look.", sender=ANNA))
    kim(desk, "Not urgent any more.")
    assert desk.ticket(1).status is Status.SOLVED
    assert "next_reply" not in running(desk)
    check_recomputed(desk, 1)


def test_a_ticket_that_a_rule_solves_at_once_has_no_deadline(desk: TestDesk) -> None:
    desk.configure(sla=SLA, rules=AT_URGENT % 'status = "solved"')
    desk.post(mail("Urgent", text="It is urgent."))
    assert desk.ticket(1).status is Status.SOLVED
    assert running(desk) == {}
    check_recomputed(desk, 1)
