"""Stories, and what they would have led to."""

from collections.abc import Mapping

import pytest

from mailgate.errors import ConfigError
from mailgate.sla.calendar import Calendar
from mailgate.sla.document import EXAMPLE
from mailgate.sla.play import World
from mailgate.sla.simulate import Outcome, simulate
from mailgate.sla.story import What, read_story
from tests.unit.sla.histories import policy

TICKET = '[ticket]\ncalendar = "CPH"\n'


def event(at: str, what: str, more: str = "") -> str:
    return f'[[event]]\nat = "2026-11-{at}"\nwhat = "{what}"\n{more}\n'


def play(calendars: Mapping[str, Calendar], text: str, *policies: object) -> Outcome:
    made = policies or (policy(first_response="8 h", next_reply="4 h", resolution="16 h"),)
    world = World(calendars, made)  # type: ignore[arg-type]
    return simulate(read_story(text, "story.toml", tuple(calendars)), world, "story.toml")


def told(outcome: Outcome, *notes: str) -> list[str]:
    """The lines of these notes: `23 10:00:00 first_response set, 8 h`."""
    return [
        f"{line.at:%d %H:%M:%S} {line.timer} {line.text}".replace("  ", " ")
        for line in outcome.lines
        if line.note in notes
    ]


def test_a_story_tells_deadlines_reminders_and_breaches(calendars: Mapping[str, Calendar]) -> None:
    outcome = play(calendars, TICKET + event("23 10:00", "mail"), policy(first_response="8 h"))

    assert told(outcome, "due") == ["23 09:00:00 first_response set, 8 h"]
    assert told(outcome, "reminder") == [
        "23 13:00:01 first_response 50 %: team",
        "24 07:24:01 first_response 80 %: assignee",
        "24 09:00:01 first_response 100 %: assignee, lead",
        "24 13:00:01 first_response 150 %: lead",
    ]
    assert told(outcome, "breach") == ["24 09:00:01 first_response missed"]


def test_what_is_answered_in_time_reminds_nobody_any_more(calendars: Mapping[str, Calendar]) -> None:
    text = TICKET + event("23 10:00", "mail") + event("23 15:00", "answer")
    outcome = play(calendars, text, policy(first_response="8 h"))

    assert told(outcome, "end", "breach") == ["23 14:00:00 first_response met"]
    assert len(told(outcome, "reminder")) == 1


def test_status_follows_the_table_of_transitions(calendars: Mapping[str, Calendar]) -> None:
    text = TICKET + "".join(
        event(f"23 {10 + n}:00", what)
        for n, what in enumerate(("mail", "wait", "solve", "answer", "mail", "postpone", "open"))
    )
    found = told(play(calendars, text), "event")

    assert [f.split(" ", 2)[2] for f in found] == [
        "mail",
        "wait: refused, a customer's message is still unanswered",
        "solve: refused, nobody has answered the customer; add #quiet to solve without an answer",
        "answer, now waiting", "mail, now open", "postpone, now postponed", "open, now open",
    ]  # fmt: skip


def test_a_change_of_priority_chooses_the_policy_anew(calendars: Mapping[str, Calendar]) -> None:
    text = TICKET + event("23 10:00", "mail") + event("23 15:00", "change", 'priority = "urgent"')
    urgent = """
[[policy]]
name = "urgent"
priority = "urgent"
first_response = "2 h"
"""
    outcome = play(calendars, text + urgent, policy(first_response="16 h"))

    assert told(outcome, "due")[1:] == ["23 14:00:00 first_response moved, 2 h"]
    assert outcome.timers[0].due_at is not None
    assert outcome.timers[0].due_at.isoformat() == "2026-11-23T15:00:00+00:00"  # an hour of grace


def test_a_step_may_raise_the_priority_and_with_it_the_target(calendars: Mapping[str, Calendar]) -> None:
    text = TICKET + event("23 10:00", "mail") + """
[[policy]]
name = "high"
priority = "high"
first_response = "6 h"
[[policy]]
name = "normal"
first_response = "8 h"
plan = "up"
[[plan]]
name = "up"
step = [{ at = "50 %", tell = ["lead"], raise_priority = true, assign = "Anna" }]
"""  # fmt: skip
    outcome = play(calendars, text)

    assert "23 13:00:01 escalated: assignee Anna, priority high" in told(outcome, "event")
    assert "23 13:00:01 first_response moved, 6 h" in told(outcome, "due")
    assert told(outcome, "breach") == ["23 15:00:01 first_response missed"]


def test_recall_and_noreply_and_spam_are_played(calendars: Mapping[str, Calendar]) -> None:
    text = TICKET + "".join(
        event(f"23 {10 + n}:00", what)
        for n, what in enumerate(("mail", "answer", "mail", "recall", "spam", "unspam", "recall"))
    )
    outcome = play(calendars, text)

    assert "23 12:00:00 next_reply as if it had never been" in told(outcome, "end")
    assert "23 12:00:00 first_response runs on" in told(outcome, "due")
    assert "23 14:00:00 first_response runs on" in told(outcome, "due")
    assert told(outcome, "event")[-1] == "23 15:00:00 recall: refused, there is no answer to recall"
    quiet = play(calendars, TICKET + event("23 10:00", "mail") + event("23 11:00", "answer")
                 + event("23 12:00", "mail") + event("23 12:30", "noreply"))  # fmt: skip
    assert "23 11:30:00 next_reply cancelled" in told(quiet, "end")


def test_a_repeated_reminder_ends_with_the_story(calendars: Mapping[str, Calendar]) -> None:
    text = TICKET + event("23 10:00", "mail") + """
[[policy]]
name = "p"
first_response = "1 h"
plan = "again"
[[plan]]
name = "again"
step = [{ at = "100 %", tell = ["lead"], every = "1 h" }]
"""  # fmt: skip
    until = 'until = "2026-11-23 13:30"\n'

    assert len(told(play(calendars, until + text), "reminder")) == 3
    assert len(told(play(calendars, text), "reminder")) == 1


def test_events_are_played_in_order_of_time_whatever_their_order_in_the_file(
    calendars: Mapping[str, Calendar],
) -> None:
    one, other = event("23 10:00", "mail"), event("23 15:00", "answer")

    assert play(calendars, TICKET + one + other) == play(calendars, TICKET + other + one)


def test_the_example_of_the_document_is_a_story() -> None:
    outcome = simulate(read_story(EXAMPLE, "story.toml"), World({}), "story.toml")

    assert told(outcome, "breach") == ["23 13:00:01 first_response missed"]
    assert outcome.zone == "Europe/Copenhagen"


def test_a_calendar_that_is_not_there_is_told(calendars: Mapping[str, Calendar]) -> None:
    for ticket, problem in (('[ticket]\ncalendar = "X"\n', '"X"'), ("", "no calendar is known")):
        with pytest.raises(ConfigError, match=problem) as caught:
            play(calendars, ticket + event("23 10:00", "mail"))
        assert caught.value.faults[0].key == "ticket.calendar"


MAIL = event("23 10:00", "mail")
BAD = [
    ("", "event", "nothing happens", "[[event]]"),
    ("= 1", "whole file", "is not TOML", "correct"),
    (MAIL + "[tickets]\n", "tickets", "not a known key", "ticket"),
    ("event = 3\n", "event", "is not a list", "write"),
    ("event = [3]\n", "event[1]", "is not a table", "[event[1]]"),
    ('[[event]]\nwhat = "mail"\n', "event[1].at", "is missing", "at ="),
    ('[[event]]\nat = "2026-11-23"\n', "event[1].what", "is missing", "what ="),
    ('[[event]]\nat = "noon"\nwhat = "mail"\n', "event[1].at", "no time", "2026"),
    ('[[event]]\nat = "2026-11-23"\nwhat = "call"\n', "event[1].what", '"call"', "mail, answer"),
    (event("23 10:00", "change"), "event[1]", "what changes", "priority"),
    (event("23 10:00", "mail", 'priority = "high"'), "event[1]", "what changes", "change"),
    (event("23 10:00", "change", 'priority = "huge"'), "event[1].priority", '"huge"', "urgent"),
    (MAIL + '[ticket]\nafter_answer = "closed"\n', "ticket.after_answer", '"closed"', "waiting, open"),
    ('until = "never"\n' + MAIL, "until", "no time", "2026"),
    (MAIL + "[calendar.a]\nzone = 'UTC'\n", "calendar.a.hours", "is missing", "hours ="),
    (MAIL + "[calendar.a]\nzone = 'Mars'\nhours = {mon = ['08:00-09:00']}\n", "calendar.a.zone", "no time zone", ""),
    (MAIL + "[calendar.a]\nzone = 'UTC'\nhours = {mon = ['8-9']}\n", "calendar.a.hours.mon", "not an opening", ""),
    (MAIL + "[calendar.a]\nzone = 'UTC'\nhours = {mon = ['08:00-09:00']}\ndates = {xmas = []}\n",
     'calendar.a.dates."xmas"', "is no date", "2026-12-24"),
    (MAIL + "[[policy]]\nname = 'p'\nfirst_response = '0 h'\n", "policy.p.first_response", "zero", "8 h"),
    (MAIL + "[[policy]]\nname = 'p'\nfirst_response = '1 d'\n", "policy[1].first_response", "unit d", "hours"),
    (MAIL + "[[policy]]\nname = 'p'\nupdate = '1 h'\nhours = 'all'\n", "policy[1].hours", '"all"', '"in"'),
    (MAIL + "[[policy]]\nname = 'p'\nupdate = '1 h'\ncalendar = 'x'\n", "policy.p.calendar", '"x"', "CPH"),
    (MAIL + "[[policy]]\nupdate = '1 h'\n", "policy[1].name", "is missing", "name ="),
    (MAIL + "[[plan]]\nname = 'q'\nstep = [{at = 'x', tell = ['lead']}]\n", "plan.q.step[1].at", "no moment", "80 %"),
    (MAIL + "[[plan]]\nname = 'q'\nstep = [{at = '80 %', tell = [3]}]\n", "plan[1].step[1].tell", "not text", "quotes"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "key", "problem", "remedy"), BAD)
def test_a_bad_story_is_told_with_file_key_and_remedy(
    calendars: Mapping[str, Calendar], text: str, key: str, problem: str, remedy: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        read_story(text, "story.toml", tuple(calendars))

    fault = next(f for f in caught.value.faults if f.key == key)
    assert fault.file == "story.toml"
    assert problem in fault.problem
    assert remedy in fault.remedy


def test_every_fault_of_a_story_is_told_at_once() -> None:
    with pytest.raises(ConfigError) as caught:
        read_story('zones = 1\n[[event]]\nat = "noon"\nwhat = "call"\n', "story.toml")

    assert [f.key for f in caught.value.faults] == ["zones", "event[1].at", "event[1].what"]


def test_a_story_has_an_end() -> None:
    with pytest.raises(ConfigError, match="longer than a story"):
        read_story("#" * 300_000, "story.toml")
    with pytest.raises(ConfigError, match="more than 2000 events"):
        read_story(MAIL * 2001, "story.toml")


def test_everything_that_can_happen_has_a_meaning() -> None:
    assert all(what.meaning for what in What)
