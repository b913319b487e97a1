"""The timeline in words: people read what happened, programs what deadlines are recomputed from."""

from mailgate.model.event_words import CLOCK, for_people, said

RUNS = {"kind": "first_response", "state": "running", "due_at": "2026-11-23T12:00:00+00:00"}
REPORT = {"kind": "total", "state": "running", "due_at": None}


def test_names_stand_before_what_they_are_and_empty_ones_are_left_out() -> None:
    assert said({"from": "new", "to": "open", "why": "", "tags": []}) == "from new, to open"
    assert said({"level": 4}, ": ") == "level: 4"


def test_deadlines_are_told_as_people_would() -> None:
    detail = {"timers": [RUNS, REPORT], CLOCK: [["wrote", 1]]}
    assert said(detail) == "first response running, due 2026-11-23 12:00 UTC, total running"


def test_a_line_for_programs_alone_is_not_shown_to_people() -> None:
    assert not for_people("timers", {"timers": [], CLOCK: [["wrote", 1]]})
    assert for_people("timers", {"timers": [RUNS]})
    assert for_people("split", {})


def test_the_names_of_timers_in_the_event_policy_are_words_too() -> None:
    assert said({"policy": "usual", "timers": ["first_response"]}) == "policy usual, first_response"
