"""The deadlines of SPEC section 12, through the whole desk: mail in, rows out, and the same again from the timeline."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from mailgate.model.ticket import Status
from mailgate.outbound.outcome import Outcome, OutcomeState
from mailgate.store.lookups import TimerState
from tests.scenario.clocks import check_recomputed, clock_of
from tests.scenario.desk import TestDesk
from tests.scenario.post import ANNA, KIM, answer, mail
from tests.scenario.stage import AGENTS_TOML

CPH = ZoneInfo("Europe/Copenhagen")
REFUSED = Outcome(OutcomeState.REFUSED, 550, "5.1.1", "no such person", "fake")
ALL = """
[[policy]]
name = "all"
plan = "none"
first_response = "4 h"
next_reply = "4 h"
update = "16 h"
resolution = "16 h"
"""


@pytest.fixture
def timed(desk: TestDesk) -> TestDesk:
    desk.configure(sla=ALL)
    return desk


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CPH)


def at(desk: TestDesk, text: str) -> None:
    """Lets the clock be at this local time."""
    desk.clock.set(local(text).isoformat())


def anna(desk: TestDesk, text: str, ticket: int = 1) -> None:
    """Anna answers the first mail that told her of the ticket."""
    first = next(x for x in desk.letters("notification") if x.ticket_id == ticket)
    desk.post(answer(first.draft, text, sender=ANNA))


def kim(desk: TestDesk, text: str, ticket: int = 1) -> None:
    """Kim answers the acknowledgement."""
    ack = next(x for x in desk.letters("ack") if x.ticket_id == ticket)
    desk.post(answer(ack.draft, text, sender=KIM))


def timer(desk: TestDesk, kind: str, ticket: int = 1) -> TimerState:
    """The newest timer of this kind."""
    return clock_of(desk, ticket, kind)[-1]


def test_a_resolution_stands_still_while_the_customer_is_waited_for(timed: TestDesk) -> None:
    """SPEC 12.6: 16 h, Tue 24 Nov 09:00, response at 15:00, customer Thu 26 Nov 10:00 -> Fri 27 Nov 12:00."""
    at(timed, "2026-11-24 09:00")
    timed.post(mail())
    at(timed, "2026-11-24 15:00")
    anna(timed, "Which model?")
    assert timer(timed, "resolution").state == "paused"
    at(timed, "2026-11-26 10:00")
    kim(timed, "The grey one.")
    assert timer(timed, "resolution").due_at == local("2026-11-27 12:00")
    check_recomputed(timed, 1)


def test_the_next_reply_runs_from_the_oldest_unanswered_message(timed: TestDesk) -> None:
    """SPEC 12.6: customer Mon 10:00 and 11:30, response 13:50 (met), customer 15:00 -> Tue 24 Nov 11:00."""
    at(timed, "2026-11-23 09:00")
    timed.post(mail())
    at(timed, "2026-11-23 09:30")
    anna(timed, "Switch it off.")
    at(timed, "2026-11-23 10:00")
    kim(timed, "Done.")
    at(timed, "2026-11-23 11:30")
    kim(timed, "It still smokes.")
    assert timer(timed, "next_reply").due_at == local("2026-11-23 14:00")
    at(timed, "2026-11-23 13:50")
    anna(timed, "Pull the plug.")
    assert (timer(timed, "next_reply").state, timer(timed, "next_reply").breached_at) == ("satisfied", None)
    at(timed, "2026-11-23 15:00")
    kim(timed, "Thank you. And now?")
    assert timer(timed, "next_reply").due_at == local("2026-11-24 11:00")
    assert len(clock_of(timed, 1, "next_reply")) == 2
    check_recomputed(timed, 1)


def test_a_tighter_policy_leaves_an_hour_of_grace(desk: TestDesk) -> None:
    """SPEC 12.6: first response 16 h from Mon 23 Nov 09:00, tightened Tue 10:00 to 2 h -> Tue 11:00."""
    desk.configure(
        sla="""
[[policy]]
name = "urgent"
priority = "urgent"
plan = "none"
first_response = "2 h"
[[policy]]
name = "standard"
plan = "none"
first_response = "16 h"
"""
    )
    at(desk, "2026-11-23 09:00")
    desk.post(mail())
    assert timer(desk, "first_response").due_at == local("2026-11-25 09:00")
    at(desk, "2026-11-24 10:00")
    anna(desk, "#prio urgent")
    assert timer(desk, "first_response").due_at == local("2026-11-24 11:00")
    assert desk.ticket(1).policy == "urgent"
    check_recomputed(desk, 1)


def test_a_merged_ticket_waits_since_the_earlier_of_both(desk: TestDesk) -> None:
    """SPEC 12.6: merge of Mon 10:00 and Mon 14:00, 8 h -> Tue 10:00."""
    desk.configure(sla='[[policy]]\nname = "p"\nplan = "none"\nfirst_response = "8 h"\nnext_reply = "8 h"\n')
    at(desk, "2026-11-23 10:00")
    desk.post(mail("One"))
    at(desk, "2026-11-23 14:00")
    desk.post(mail("Two"))
    at(desk, "2026-11-23 14:30")
    anna(desk, f"#merge {desk.ticket(2).reference}", ticket=1)
    assert timer(desk, "first_response", 2).due_at == local("2026-11-24 10:00")
    assert timer(desk, "first_response", 1).state == "cancelled"
    check_recomputed(desk, 1)
    check_recomputed(desk, 2)


def test_a_wait_that_is_merged_into_an_answered_ticket_has_a_deadline(timed: TestDesk) -> None:
    at(timed, "2026-11-23 09:00")
    timed.post(mail("One"))
    anna(timed, "Off.", 1)
    at(timed, "2026-11-23 10:00")
    timed.post(mail("Two"))
    anna(timed, f"#merge {timed.ticket(1).reference}", 2)
    assert (timer(timed, "next_reply").state, timer(timed, "next_reply").due_at) == (
        "running",
        local("2026-11-23 14:00"),
    )
    check_recomputed(timed, 1)


def test_an_answer_that_is_taken_back_never_was(timed: TestDesk) -> None:
    at(timed, "2026-11-23 09:00")
    timed.post(mail())
    at(timed, "2026-11-23 10:00")
    anna(timed, "Off.")
    assert timer(timed, "first_response").state == "satisfied"
    timed.advance(10)
    anna(timed, "#undo")
    first = timer(timed, "first_response")
    assert (first.state, first.due_at) == ("running", local("2026-11-23 13:00"))
    assert timer(timed, "resolution").state == "running"
    check_recomputed(timed, 1)


def test_a_split_message_has_its_time_from_its_arrival(timed: TestDesk) -> None:
    at(timed, "2026-11-23 09:00")
    timed.post(mail())
    at(timed, "2026-11-23 11:00")
    kim(timed, "And another thing: where is my parcel?")
    at(timed, "2026-11-23 12:00")
    anna(timed, "#split")
    assert timer(timed, "first_response", 2).due_at == local("2026-11-23 15:00")
    assert timer(timed, "first_response", 1).due_at == local("2026-11-23 13:00")
    check_recomputed(timed, 1)
    check_recomputed(timed, 2)


def test_spam_and_back_leaves_the_deadlines_as_they_were(timed: TestDesk) -> None:
    at(timed, "2026-11-23 09:00")
    timed.post(mail())
    at(timed, "2026-11-23 10:00")
    anna(timed, "#spam")
    assert timer(timed, "first_response").state == "cancelled"
    at(timed, "2026-11-23 11:00")
    anna(timed, "#spam off")
    first = timer(timed, "first_response")
    assert (first.state, first.due_at) == ("running", local("2026-11-23 13:00"))
    check_recomputed(timed, 1)


def test_no_reply_ends_the_wait_and_nothing_else(timed: TestDesk) -> None:
    at(timed, "2026-11-23 09:00")
    timed.post(mail())
    anna(timed, "Off.")
    timed.advance(60)
    kim(timed, "Fine, I will see.")
    timed.advance(60)
    anna(timed, "#noreply")
    assert timer(timed, "next_reply").state == "cancelled"
    assert timer(timed, "resolution").state == "running"
    check_recomputed(timed, 1)


def test_solving_reopening_and_solving_again_uses_the_time_that_is_left(timed: TestDesk) -> None:
    at(timed, "2026-11-23 09:00")
    timed.post(mail())
    at(timed, "2026-11-23 11:00")
    anna(timed, "#solve\n\nIt is off.")
    assert (timer(timed, "resolution").state, timer(timed, "resolution").used_s) == ("satisfied", 7200)
    at(timed, "2026-11-24 11:00")
    kim(timed, "No, it smokes again.")
    assert timer(timed, "resolution").due_at == local("2026-11-26 09:00")
    assert timed.ticket(1).status is Status.OPEN
    check_recomputed(timed, 1)


def test_a_calendar_that_is_edited_moves_what_runs(timed: TestDesk) -> None:
    """Tuesday becomes a holiday: 4 h from Monday 15:00 end on Wednesday."""
    at(timed, "2026-11-23 15:00")
    timed.post(mail())
    assert timer(timed, "first_response").due_at == local("2026-11-24 11:00")
    timed.edit_calendar('dates = { "2026-11-24" = [] }')
    assert timed.count_anew() == 1
    assert timer(timed, "first_response").due_at == local("2026-11-25 11:00")
    check_recomputed(timed, 1)


def test_the_due_second_of_12_6_is_met_and_the_next_is_not(timed: TestDesk) -> None:
    """CPH Fri 27 Nov 2026 12:00 + 4 h -> Fri 16:00:00 met, 16:00:01 missed."""
    at(timed, "2026-11-27 12:00")
    timed.post(mail("One"))
    timed.post(mail("Two"))
    at(timed, "2026-11-27 16:00:00")
    anna(timed, "Off.", 1)
    at(timed, "2026-11-27 16:00:01")
    anna(timed, "Off.", 2)
    assert timer(timed, "first_response", 1).breached_at is None
    assert timer(timed, "first_response", 2).breached_at == local("2026-11-27 16:00:00")
    check_recomputed(timed, 2)


def test_a_policy_of_a_group_holds_for_its_customers(desk: TestDesk) -> None:
    desk.configure(
        sla='[[policy]]\nname = "vip"\ngroup = "vip"\nplan = "none"\nfirst_response = "1 h"\n' + ALL,
        agents=AGENTS_TOML
        + '[[organisation]]\nname = "Customer"\ndomains = ["customer.test"]\ngroup = "vip"\n',
    )
    desk.post(mail())
    desk.post(mail(sender="Eve <eve@stranger.test>"))
    assert [desk.ticket(n).policy for n in (1, 2)] == ["vip", "all"]


def test_a_refused_answer_meets_no_deadline(timed: TestDesk) -> None:
    """The only customer's server says no for ever: the first response runs on as if it had not been."""
    at(timed, "2026-11-23 09:00")
    timed.post(mail())
    at(timed, "2026-11-23 10:00")
    anna(timed, "Off.")
    assert timer(timed, "first_response").state == "satisfied"
    timed.courier.answers["kim@customer.test"] = REFUSED
    timed.advance(60)
    timed.deliver()
    first = timer(timed, "first_response")
    assert (first.state, first.due_at) == ("running", local("2026-11-23 13:00"))
    check_recomputed(timed, 1)
