"""Reminders and escalation (SPEC section 12.4): each once, to the right person, in working hours."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from mailgate.failpoints import Unit
from mailgate.model.ticket import Priority
from mailgate.pipeline.tick import Ticked, tick
from mailgate.store import Tx
from tests.scenario.clocks import check_recomputed, clock_of
from tests.scenario.desk import Letter, TestDesk
from tests.scenario.post import ANNA, answer, mail
from tests.scenario.stage import AGENTS_TOML

ANNA_AT, BO_AT = "anna@staff.example.net", "bo@staff.example.net"
LED = AGENTS_TOML.replace('name = "support"\n', 'name = "support"\nlead = "Bo Lund"\n', 1)
USUAL = '[[policy]]\nname = "standard"\nfirst_response = "4 h"\n'
ESCALATING = """
[[policy]]
name = "standard"
plan = "steep"
first_response = "4 h"
[[plan]]
name = "steep"
[[plan.step]]
at = "50 %"
tell = ["assignee"]
raise_priority = true
tags = ["soon"]
[[plan.step]]
at = "100 %"
tell = ["lead"]
assign = "Bo Lund"
every = "1 h"
"""


def at(desk: TestDesk, text: str) -> None:
    desk.clock.set(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Copenhagen")).isoformat())


def work_off(desk: TestDesk) -> None:
    """Ticks until nothing is left, as the daemon does."""
    for _ in range(50):
        if not desk.tick().more:
            return
    raise AssertionError("it ticks for ever")


def reminders(desk: TestDesk, to: str | None = None) -> list[Letter]:
    return [x for x in desk.letters(to=to) if "due" in x.draft.text and x.kind != "ack" and _is_reminder(x)]


def _is_reminder(letter: Letter) -> bool:
    return " %)" in letter.draft.text or "#1)" in letter.draft.text


@pytest.fixture
def led(desk: TestDesk) -> TestDesk:
    desk.configure(sla=USUAL, agents=LED)
    at(desk, "2026-11-23 09:00")
    return desk


def test_the_usual_plan_tells_team_then_assignee_then_lead(led: TestDesk) -> None:
    """
    09:00 + 4 h   11:00 the team, for nobody has it; 12:12 the team in an assignee's place; 13:00 and Bo, who leads
    """
    led.post(mail())
    told = []
    for time in ("11:00:00", "11:00:01", "12:12:01", "13:00:01", "15:00:01"):
        before = len(reminders(led))
        at(led, f"2026-11-23 {time}")
        work_off(led)
        told.append((time, sorted(x.recipient for x in reminders(led)[before:])))
    assert told == [
        ("11:00:00", []),
        ("11:00:01", [ANNA_AT]),
        ("12:12:01", [ANNA_AT]),
        ("13:00:01", [ANNA_AT, BO_AT]),
        ("15:00:01", [BO_AT]),
    ]
    assert [e.detail["step"] for e in led.events(1, "reminded")] == ["50 %", "80 %", "100 %", "150 %"]
    assert "was due today at 13:00 CET and is overdue" in reminders(led, to=BO_AT)[0].draft.text


def test_a_reminder_shows_the_ticket_and_its_reply_stays_inside(led: TestDesk) -> None:
    led.post(mail())
    at(led, "2026-11-23 11:00:01")
    led.tick()
    letter = reminders(led)[0].draft
    assert letter.text.startswith("Your reply to this mail stays inside, as a note.")
    assert "It began this morning" in letter.text
    led.post(answer(letter, "I am on my way.", sender=ANNA))
    assert led.letters("reply") == []
    assert clock_of(led, 1, "first_response")[0].state == "running"


def test_ticking_again_tells_nobody_again(led: TestDesk) -> None:
    led.post(mail())
    at(led, "2026-11-23 13:00:01")
    work_off(led)
    first = len(reminders(led))
    for _ in range(3):
        work_off(led)
    assert len(reminders(led)) == first
    assert len(led.events(1, "breached")) == 1


def test_after_a_day_away_only_the_highest_step_is_told_and_says_that_it_is_late(led: TestDesk) -> None:
    led.post(mail())
    at(led, "2026-11-24 10:00:00")
    work_off(led)
    assert [(e.detail["step"], e.detail["late"]) for e in led.events(1, "reminded")] == [("150 %", True)]
    assert "comes late" in reminders(led)[0].draft.text


@pytest.mark.parametrize("jump", [3600, -3600, 86_400, -86_400])
def test_a_clock_that_jumps_loses_and_doubles_nothing(led: TestDesk, jump: int) -> None:
    """The clock goes wrong for a while between two steps, and right again."""
    led.post(mail())
    at(led, "2026-11-23 11:00:01")
    work_off(led)
    led.advance(jump)
    work_off(led)
    led.advance(-jump)
    for time in ("12:12:01", "13:00:01", "15:00:01"):
        at(led, f"2026-11-23 {time}")
        work_off(led)
    steps = [e.detail["step"] for e in led.events(1, "reminded")]
    assert len(steps) == len(set(steps))
    assert steps[-1] == "150 %" or "150 %" in steps
    assert steps[0] == "50 %"


def test_a_tick_that_fails_before_its_commit_is_made_up_for(led: TestDesk) -> None:
    led.post(mail())
    at(led, "2026-11-23 11:00:01")
    now, wakes = led.clock.now(), led.wakes

    class PowerCutError(Exception):
        pass

    def cut(tx: object) -> None:
        tick(tx, now, wakes)  # type: ignore[arg-type]
        raise PowerCutError

    with pytest.raises(PowerCutError):
        led.store.write_now(Unit.TICK, cut)
    assert reminders(led) == []
    work_off(led)
    work_off(led)
    assert len(reminders(led)) == 1


def test_what_one_person_hears_of_many_tickets_is_one_mail(led: TestDesk) -> None:
    for n in range(3):
        led.post(mail(f"Question {n}", sender=f"U <u{n}@d{n}.test>"))
    at(led, "2026-11-23 11:00:01")
    work_off(led)
    (one,) = led.letters("notice", to=ANNA_AT)
    assert one.draft.subject.startswith("Deadlines of 3 tickets")
    assert all(led.ticket(n).reference in one.draft.text for n in (1, 2, 3))
    assert one.ticket_id is None


def test_a_mail_that_waits_ends_the_batch_early_and_the_rest_comes_after_it(led: TestDesk) -> None:
    for n in range(3):
        led.post(mail(f"Question {n}", sender=f"U <u{n}@d{n}.test>"))
    at(led, "2026-11-23 11:00:01")
    now, wakes = led.clock.now(), led.wakes

    def hurried(tx: Tx) -> Ticked:
        return tick(tx, now, wakes, pressed=lambda: True)

    done = [led.store.write_now(Unit.TICK, hurried) for _ in range(4)]
    assert [d.woken for d in done] == [1, 1, 1, 0]
    assert [d.more for d in done] == [True, True, False, False]
    assert all(len(led.events(n, "reminded")) == 1 for n in (1, 2, 3))


def test_a_waiting_reminder_is_cancelled_when_the_answer_came(led: TestDesk) -> None:
    """The smarthost is slow; Anna answers before the reminder left."""
    led.post(mail())
    first = led.letter("notification").draft
    led.deliver()
    at(led, "2026-11-23 11:00:01")
    work_off(led)
    led.post(answer(first, "Off.", sender=ANNA))
    led.deliver()
    (letter,) = reminders(led)
    assert letter.state == "cancelled"
    assert led.events(1, "cancelled")[-1].detail["detail"] == "its deadline does not count any more"


def test_steps_raise_the_priority_tag_assign_and_repeat(desk: TestDesk) -> None:
    desk.configure(sla=ESCALATING, agents=LED)
    at(desk, "2026-11-23 09:00")
    desk.post(mail())
    at(desk, "2026-11-23 11:00:01")
    work_off(desk)
    assert (desk.ticket(1).priority, desk.ticket(1).tags) == (Priority.HIGH, ("soon",))
    at(desk, "2026-11-23 13:00:01")
    work_off(desk)
    assert desk.ticket(1).assignee == "Bo Lund"
    at(desk, "2026-11-23 14:00:01")
    work_off(desk)
    assert [e.detail["step"] for e in desk.events(1, "reminded")] == ["50 %", "100 %", "100 % #1"]
    check_recomputed(desk, 1)


def test_nobody_is_told_at_night(led: TestDesk) -> None:
    """14:00 + 4 h: 80 % on Tuesday 09:12; the breach is at 10:00 in any case."""
    at(led, "2026-11-23 15:30")
    led.post(mail())
    for time in ("2026-11-23 20:00:00", "2026-11-24 07:59:59"):
        at(led, time)
        work_off(led)
    assert reminders(led) == []
    at(led, "2026-11-24 09:30:01")
    work_off(led)
    assert [e.detail["step"] for e in led.events(1, "reminded")] == ["50 %"]


def test_in_quiet_hours_the_digest_tells_it(desk: TestDesk) -> None:
    quiet = LED.replace('teams = ["support"]\n', 'teams = ["support"]\nquiet = "08:00-15:00"\n', 1)
    desk.configure(sla=USUAL, agents=quiet)
    at(desk, "2026-11-23 09:00")
    desk.post(mail())
    at(desk, "2026-11-23 11:00:01")
    work_off(desk)
    assert reminders(desk, to=ANNA_AT) == []
    at(desk, "2026-11-24 07:31")
    desk.digests()
    digest = desk.letter("notice", to=ANNA_AT).draft.text
    assert "is due" in digest


def test_a_thousandth_row_waits_for_the_next_transaction(led: TestDesk) -> None:
    for n in range(7):
        led.post(mail(f"Q {n}", sender=f"U <u{n}@d{n}.test>"))
    at(led, "2026-11-23 11:00:01")
    now, wakes = led.clock.now(), led.wakes
    done = [led.store.write_now(Unit.TICK, lambda tx: tick(tx, now, wakes, 3)) for _ in range(3)]
    assert [d.more for d in done] == [True, True, False]
    assert sum(len(led.events(n, "reminded")) for n in range(1, 8)) == 7
