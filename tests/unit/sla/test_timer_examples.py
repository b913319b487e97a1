"""Hand-checked histories: what each timer says in the end, with local times and the hours of their offset."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from mailgate.sla.calendar import Calendar
from mailgate.sla.policy import Policy
from mailgate.sla.terms import Terms
from tests.unit.sla.histories import FR, NR, RES, TOT, UP, Told, policy, state_of

MERGES = policy(first_response="8 h", next_reply="4 h", resolution="16 h")
SHORT = policy("short", first_response="2 h")

# calendar, policy, history, looked at, timer, what it says
SPECIFIED = [  # section 12.6
    ("CPH", policy(resolution="16 h"), """
        2026-11-24 09:00 | mail
        2026-11-24 15:00 | answer waiting
        2026-11-26 10:00 | mail open""", None, RES, "running 2026-11-27 12:00+01"),
    ("CPH", policy(first_response="1 h", next_reply="4 h"), """
        2026-11-20 09:00 | mail
        2026-11-20 09:10 | answer
        2026-11-23 10:00 | mail
        2026-11-23 11:30 | mail
        2026-11-23 13:50 | answer
        2026-11-23 15:00 | mail""", None, NR, "running 2026-11-24 11:00+01"),
    ("CPH", policy(first_response="16 h"), """
        2026-11-23 09:00 | mail
        2026-11-24 10:00 | policy short""", None, FR, "running 2026-11-24 11:00+01"),
    ("CPH", policy(first_response="8 h"), """
        2026-11-23 14:00 | mail
        2026-11-23 15:00 | absorb early""", None, FR, "running 2026-11-24 10:00+01"),
    ("CPH", policy(first_response="4 h"), """
        2026-11-27 12:00 | mail
        2026-11-27 16:00:00 | answer""", "2026-12-01 12:00", FR, "satisfied 2026-11-27 16:00+01"),
    ("CPH", policy(first_response="4 h"), """
        2026-11-27 12:00 | mail
        2026-11-27 16:00:01 | answer""", None, FR, "satisfied 2026-11-27 16:00+01 breached 2026-11-27 16:00+01"),
]  # fmt: skip
CLOCKS_CHANGE = [
    # an hour on Friday; six on Monday and eight on Tuesday, by then in winter time
    ("CPH", policy(resolution="16 h"), """
        2026-10-23 14:00 | mail
        2026-10-23 15:00 | answer waiting
        2026-10-26 10:00 | mail open""", None, RES, "running 2026-10-28 09:00+01"),
    # stands still over the hour that is missing
    ("ALL", policy(resolution="4 h"), """
        2027-03-27 23:00 | mail
        2027-03-28 01:30 | waiting
        2027-03-28 03:15 | mail open""", None, RES, "running 2027-03-28 04:45+02"),
    # stands still from the first 02:30 to the second
    ("ALL", policy(resolution="4 h"), """
        2026-10-25 01:00 | mail
        2026-10-25T02:30+02:00 | waiting
        2026-10-25T02:30+01:00 | mail open""", None, RES, "running 2026-10-25 05:00+01"),
    # and from 02:30 that comes twice, written without an offset: the first
    ("ALL", policy(resolution="4 h"), """
        2026-10-25 01:00 | mail
        2026-10-25 02:30 | waiting
        2026-10-25 03:30 | mail open""", None, RES, "running 2026-10-25 06:00+01"),
    # two hours before the short night's pause, two and a half behind it, the rest in the next night
    ("NIGHTLY", policy(resolution="8 h"), """
        2027-03-27 23:00 | mail
        2027-03-28 01:00 | waiting
        2027-03-28 03:30 | mail open""", None, RES, "running 2027-03-29 01:30+02"),
    ("NIGHTLY", policy(resolution="8 h"), """
        2026-10-24 23:00 | mail
        2026-10-25T02:30+02:00 | waiting
        2026-10-25T02:30+01:00 | mail open""", None, RES, "running 2026-10-25 23:00+01"),
]  # fmt: skip
HOLIDAYS = [
    # two hours on Wednesday; the customer is back on Maundy Thursday, which Denmark and Norway keep
    *(("CPH OSL WAW BER".split()[n], policy(resolution="8 h"), """
        2027-03-24 10:00 | mail
        2027-03-24 12:00 | waiting
        2027-03-25 15:00 | mail open""", None, RES, due) for n, due in enumerate((
            "running 2027-03-30 14:00+02", "running 2027-03-30 14:00+02",
            "running 2027-03-26 13:00+01",  # Poland works on Thursday and Friday
            "running 2027-03-30 14:00+02",  # Germany on Thursday until five, and rests for lunch on Tuesday
        ))),
    # half a day on New Year's Eve, none on New Year's Day
    ("HALF", policy(resolution="8 h"), """
        2026-12-30 14:00 | mail
        2026-12-30 15:00 | waiting
        2026-12-31 10:00 | mail open""", None, RES, "running 2027-01-04 13:00+01"),
    # the hour that is added on Christmas Day, then Monday
    ("HALF", policy(resolution="4 h"), """
        2026-12-23 14:00 | mail
        2026-12-23 15:30 | waiting
        2026-12-24 10:00 | mail open""", None, RES, "running 2026-12-28 09:30+01"),
    ("NIGHT", policy(resolution="8 h"), """
        2026-11-23 23:00 | mail
        2026-11-24 02:00 | waiting
        2026-11-24 12:00 | mail open""", None, RES, "running 2026-11-25 03:00+01"),
    # Friday's shift ends on Saturday morning; the last hour is Monday's first
    ("NIGHT", policy(first_response="8 h"), """
        2026-11-27 23:00 | mail""", None, FR, "running 2026-11-30 23:00+01"),
]  # fmt: skip
PAUSES = [
    ("CPH", policy(resolution="16 h"), """
        2026-11-23 09:00 | mail
        2026-11-23 11:00 | postponed
        2026-11-25 08:00 | open""", None, RES, "running 2026-11-26 14:00+01"),
    ("CPH", policy(resolution="16 h", pauses=""), """
        2026-11-23 09:00 | mail
        2026-11-23 11:00 | postponed
        2026-11-25 08:00 | open""", None, RES, "running 2026-11-25 09:00+01"),
    ("CPH", policy(next_reply="4 h", pauses="next_reply"), """
        2026-11-23 09:00 | mail
        2026-11-23 09:30 | answer
        2026-11-23 10:00 | mail
        2026-11-23 11:00 | postponed
        2026-11-24 10:00 | open""", None, NR, "running 2026-11-24 13:00+01"),
    # a first response never pauses
    ("CPH", policy(first_response="8 h", pauses="next_reply resolution"), """
        2026-11-23 09:00 | mail
        2026-11-23 11:00 | postponed""", None, FR, "running 2026-11-24 09:00+01"),
    ("CPH", policy(resolution="16 h"), """
        2026-11-23 09:00 | mail
        2026-11-23 11:00 | answer waiting""", None, RES, "paused"),
    # used up at the very second of pausing: the first second after it is too late
    ("CPH", policy(resolution="4 h"), """
        2026-11-27 12:00 | mail
        2026-11-27 16:00 | waiting
        2026-11-30 08:00 | mail open""", "2026-11-30 08:00", RES, "running 2026-11-30 08:00+01"),
    ("CPH", policy(resolution="4 h"), """
        2026-11-27 12:00 | mail
        2026-11-27 16:00 | waiting
        2026-11-30 08:00 | mail open""", "2026-11-30 08:00:01", RES,
        "running 2026-11-30 08:00+01 breached 2026-11-30 08:00+01"),
    # a pause after the deadline, though nobody worked since: missed, and no pause moves it
    ("CPH", policy(resolution="4 h"), """
        2026-11-27 12:00 | mail
        2026-11-27 18:00 | waiting
        2026-11-30 10:00 | mail open""", None, RES, "running 2026-11-27 16:00+01 breached 2026-11-27 16:00+01"),
    # three pauses: 1 h, 2 h and 3 h used, two left
    ("CPH", policy(resolution="8 h"), """
        2026-11-23 08:00 | mail
        2026-11-23 09:00 | waiting
        2026-11-23 14:00 | mail open
        2026-11-23 16:00 | waiting
        2026-11-24 10:00 | mail open
        2026-11-24 13:00 | waiting
        2026-11-26 15:00 | mail open""", None, RES, "running 2026-11-27 09:00+01"),
]  # fmt: skip
ENDS = [
    # reopened with twelve hours left
    ("CPH", policy(resolution="16 h", next_reply="4 h"), """
        2026-11-23 09:00 | mail
        2026-11-23 12:00 | answer
        2026-11-23 13:00 | solved
        2026-11-26 10:00 | mail open""", None, RES, "running 2026-11-27 14:00+01"),
    ("CPH", policy(resolution="16 h", next_reply="4 h"), """
        2026-11-23 09:00 | mail
        2026-11-23 12:00 | answer
        2026-11-23 13:00 | solved
        2026-11-26 10:00 | mail open""", None, NR, "running 2026-11-26 14:00+01"),
    # missed, solved, reopened: missed it stays
    ("CPH", policy(resolution="4 h"), """
        2026-11-23 09:00 | mail
        2026-11-23 15:00 | answer solved
        2026-11-24 10:00 | mail open""", None, RES, "running 2026-11-23 13:00+01 breached 2026-11-23 13:00+01"),
    ("CPH", policy(resolution="4 h"), """
        2026-11-27 12:00 | mail
        2026-11-27 16:00 | answer solved""", "2026-12-24 12:00", RES, "satisfied 2026-11-27 16:00+01"),
    ("CPH", policy(resolution="4 h"), """
        2026-11-23 09:00 | mail
        2026-11-23 10:00 | closed""", "2026-12-24 12:00", RES, "cancelled"),
    ("CPH", policy(resolution="4 h"), """
        2026-11-23 09:00 | mail
        2026-11-23 10:00 | answer solved
        2026-11-24 10:00 | closed""", None, RES, "satisfied 2026-11-23 13:00+01"),
    # solved without an answer: no response is due any more, nor when it reopens; then a reply is
    ("CPH", policy(first_response="8 h", next_reply="4 h"), """
        2026-11-23 09:00 | mail
        2026-11-23 10:00 | solved
        2026-11-25 10:00 | mail open""", "2026-12-24 12:00", FR, "cancelled"),
    ("CPH", policy(first_response="8 h", next_reply="4 h"), """
        2026-11-23 09:00 | mail
        2026-11-23 10:00 | solved
        2026-11-25 10:00 | mail open""", None, NR, "running 2026-11-25 14:00+01"),
    ("CPH", policy(next_reply="4 h"), """
        2026-11-23 09:00 | mail
        2026-11-23 09:30 | answer
        2026-11-23 10:00 | mail
        2026-11-23 11:00 | noreply""", "2026-12-24 12:00", NR, "cancelled"),
    # each wait is a timer of its own
    ("CPH", policy(next_reply="4 h"), """
        2026-11-23 09:00 | mail
        2026-11-23 09:30 | answer
        2026-11-23 10:00 | mail
        2026-11-23 11:00 | noreply
        2026-11-24 10:00 | mail""", None, NR, "running 2026-11-24 14:00+01"),
    # at one second the message comes before the answer, which therefore answers it
    ("CPH", policy(first_response="4 h"), """
        2026-11-23 09:00 | mail
        2026-11-23 10:00 | answer
        2026-11-23 11:00 | answer
        2026-11-23 11:00 | mail""", "2026-12-24 12:00", FR, "satisfied 2026-11-23 13:00+01"),
]  # fmt: skip
UPDATES = [
    ("CPH", policy(update="8 h"), """
        2026-11-23 09:00 | mail
        2026-11-23 10:00 | answer open""", None, UP, "running 2026-11-24 10:00+01"),
    ("CPH", policy(update="8 h"), """
        2026-11-23 09:00 | mail
        2026-11-23 10:00 | answer open
        2026-11-24 09:00 | answer""", None, UP, "running 2026-11-25 09:00+01"),
    ("CPH", policy(update="8 h"), """
        2026-11-23 09:00 | mail
        2026-11-23 10:00 | answer waiting
        2026-11-25 12:00 | mail open""", None, UP, "running 2026-11-26 12:00+01"),
    ("CPH", policy(update="8 h"), """
        2026-11-23 09:00 | mail
        2026-11-23 10:00 | answer open
        2026-11-23 11:00 | solved""", "2026-12-24 12:00", UP, "cancelled"),
]  # fmt: skip
OTHER_TERMS = [
    # tighter, and there is time enough
    ("CPH", policy(first_response="16 h"), """
        2026-11-23 09:00 | mail
        2026-11-23 10:00 | policy four""", None, FR, "running 2026-11-23 13:00+01"),
    # the new target is less than the hour of grace
    ("CPH", policy(first_response="16 h"), """
        2026-11-23 09:00 | mail
        2026-11-24 10:00 | policy half""", None, FR, "running 2026-11-24 10:30+01"),
    # half of the grace today, half tomorrow
    ("CPH", policy(first_response="16 h"), """
        2026-11-23 09:00 | mail
        2026-11-23 15:30 | policy short""", None, FR, "running 2026-11-24 08:30+01"),
    # the grace would end at 09:30; it was due at 09:00
    ("CPH", policy(first_response="8 h"), """
        2026-11-23 09:00 | mail
        2026-11-24 08:30 | policy short""", None, FR, "running 2026-11-24 09:00+01"),
    # tightened twice: the second leaves what the first granted
    ("CPH", policy(first_response="16 h"), """
        2026-11-23 09:00 | mail
        2026-11-24 10:00 | policy short
        2026-11-24 10:30 | policy half""", None, FR, "running 2026-11-24 11:00+01"),
    ("CPH", policy(first_response="4 h"), """
        2026-11-23 09:00 | mail
        2026-11-23 12:00 | policy long""", None, FR, "running 2026-11-25 09:00+01"),
    # a breach that happened stays, though there is time again
    ("CPH", policy(first_response="4 h"), """
        2026-11-23 09:00 | mail
        2026-11-24 10:00 | policy long""", None, FR, "running 2026-11-25 09:00+01 breached 2026-11-23 13:00+01"),
    # missed already: tightening moves nothing
    ("CPH", policy(first_response="4 h"), """
        2026-11-23 09:00 | mail
        2026-11-24 10:00 | policy short""", None, FR, "running 2026-11-23 13:00+01 breached 2026-11-23 13:00+01"),
    # tightened while it stands still at six hours: the hour of grace is left when it runs on
    ("CPH", policy(resolution="16 h"), """
        2026-11-23 09:00 | mail
        2026-11-23 15:00 | answer waiting
        2026-11-24 10:00 | policy solve4
        2026-11-25 10:00 | mail open""", None, RES, "running 2026-11-25 11:00+01"),
    # no policy at first: as tight as can be, from the original start
    ("CPH", None, """
        2026-11-23 09:00 | mail
        2026-11-24 10:00 | policy four""", None, FR, "running 2026-11-24 11:00+01"),
    ("CPH", None, """
        2026-11-23 09:00 | mail
        2026-11-23 10:00 | policy four""", None, FR, "running 2026-11-23 13:00+01"),
    ("CPH", policy(first_response="4 h"), """
        2026-11-23 09:00 | mail
        2026-11-23 10:00 | policy empty""", "2026-12-24 12:00", FR, "cancelled"),
    # two hours used, six left round the clock
    ("CPH", policy(first_response="8 h"), """
        2026-11-23 14:00 | mail
        2026-11-23 16:00 | policy always8""", None, FR, "running 2026-11-23 22:00+01"),
    # two hours used on Saturday, six left on Monday
    ("ALL", policy(first_response="8 h"), """
        2026-11-21 10:00 | mail
        2026-11-21 12:00 | policy office8""", None, FR, "running 2026-11-23 14:00+01"),
    # Tuesday becomes a holiday
    ("CPH", policy(first_response="16 h"), """
        2026-11-23 09:00 | mail
        2026-11-23 12:00 | edit no-tuesday""", None, FR, "running 2026-11-26 09:00+01"),
    # an edit of what lies behind a timer that stands still changes nothing: six hours are used
    ("CPH", policy(resolution="16 h"), """
        2026-11-23 09:00 | mail
        2026-11-23 15:00 | answer waiting
        2026-11-24 10:00 | edit no-monday
        2026-11-25 10:00 | mail open""", None, RES, "running 2026-11-26 12:00+01"),
    # Saturday was open after all: it would have been due then, and gets its hour of grace
    ("CPH", policy(first_response="8 h"), """
        2026-11-20 15:00 | mail
        2026-11-23 10:00 | edit saturday""", None, FR, "running 2026-11-23 11:00+01"),
    # an edit that does not concern it moves nothing, however near it is
    ("CPH", policy(first_response="8 h"), """
        2026-11-23 09:00 | mail
        2026-11-24 08:30 | edit no-friday""", None, FR, "running 2026-11-24 09:00+01"),
    # missed already: no edit gives time again
    ("CPH", policy(first_response="8 h"), """
        2026-11-20 15:00 | mail
        2026-11-24 10:00 | edit saturday""", None, FR, "running 2026-11-21 15:00+01 breached 2026-11-23 15:00+01"),
    # the calendar of another team is edited
    ("CPH", policy(first_response="16 h"), """
        2026-11-23 09:00 | mail
        2026-11-23 12:00 | edit other""", None, FR, "running 2026-11-25 09:00+01"),
]  # fmt: skip
REWRITTEN = [
    # refused for every customer: it runs on as if nobody had answered, the status included
    ("CPH", policy(first_response="8 h"), """
        2026-11-23 09:00 | mail
        2026-11-23 10:00 | answer waiting
        2026-11-23 10:05 | recall 2""", None, FR, "running 2026-11-24 09:00+01"),
    ("CPH", policy(resolution="8 h"), """
        2026-11-23 09:00 | mail
        2026-11-23 10:00 | answer waiting
        2026-11-23 15:00 | recall 2""", None, RES, "running 2026-11-24 09:00+01"),
    # heard of too late to be in time
    ("CPH", policy(first_response="4 h"), """
        2026-11-23 09:00 | mail
        2026-11-23 10:00 | answer
        2026-11-24 09:00 | recall 2""", "2026-11-24 09:00", FR,
        "running 2026-11-23 13:00+01 breached 2026-11-23 13:00+01"),
    ("CPH", policy(first_response="8 h"), """
        2026-11-23 09:00 | mail
        2026-11-23 10:00 | spam""", "2026-12-24 12:00", FR, "cancelled"),
    ("CPH", policy(first_response="8 h"), """
        2026-11-23 09:00 | mail
        2026-11-23 10:00 | spam
        2026-11-23 15:00 | new""", None, FR, "running 2026-11-24 09:00+01"),
    ("CPH", policy(first_response="8 h"), """
        2026-11-23 09:00 | mail
        2026-11-23 10:00 | merged""", "2026-12-24 12:00", FR, "cancelled"),
    # an agent wrote first: nothing is due before the customer writes
    ("CPH", policy(first_response="4 h"), """
        2026-11-23 09:00 | answer waiting
        2026-11-24 10:00 | mail open""", None, FR, "running 2026-11-24 14:00+01"),
    # the oldest of two unanswered messages goes to a ticket of its own: the other waits for less time
    ("CPH", policy(next_reply="4 h"), """
        2026-11-23 09:00 | mail
        2026-11-23 09:30 | answer
        2026-11-23 10:00 | mail
        2026-11-23 11:00 | mail
        2026-11-23 12:00 | split 3""", None, NR, "running 2026-11-23 15:00+01"),
    ("CPH", MERGES, """
        2026-11-23 14:00 | mail
        2026-11-23 14:30 | answer
        2026-11-23 15:00 | absorb early""", None, FR, "satisfied 2026-11-24 10:00+01"),
    # what the other customer message waits for is a next reply, since Monday 10:00
    ("CPH", MERGES, """
        2026-11-23 14:00 | mail
        2026-11-23 14:30 | answer
        2026-11-23 15:00 | absorb early""", None, NR, "running 2026-11-23 14:00+01"),
    # the earlier ticket was answered: that was the first response to this customer
    ("CPH", MERGES, """
        2026-11-23 14:00 | mail
        2026-11-23 15:00 | absorb answered""", None, FR, "satisfied 2026-11-24 10:00+01"),
    # and the later one was not, which waits for a next reply
    ("CPH", MERGES, """
        2026-11-23 14:00 | mail
        2026-11-23 15:00 | absorb answered""", None, NR, "running 2026-11-24 10:00+01"),
    # the resolution of the earlier ticket comes with the two hours that it used before it waited
    ("CPH", MERGES, """
        2026-11-24 14:00 | mail
        2026-11-25 08:00 | absorb waited""", None, RES, "running 2026-11-26 14:00+01"),
    ("CPH", MERGES, """
        2026-11-23 09:00 | mail
        2026-11-23 15:00 | absorb early""", None, FR, "running 2026-11-24 09:00+01"),
]  # fmt: skip
CASES = [
    *SPECIFIED, *CLOCKS_CHANGE, *HOLIDAYS, *PAUSES, *ENDS, *UPDATES, *OTHER_TERMS, *REWRITTEN,
]  # fmt: skip


@pytest.fixture(scope="module")
def known(calendars: Mapping[str, Calendar]) -> Mapping[str, object]:
    cph, closed = calendars["CPH"], ()
    early = "2026-11-23 10:00 | mail"
    waited = "2026-11-23 10:00 | mail\n2026-11-23 12:00 | answer waiting"
    return {
        "short": SHORT,
        "four": policy("four", first_response="4 h"),
        "half": policy("half", first_response="30 min"),
        "long": policy("long", first_response="16 h"),
        "solve4": policy("solve4", resolution="4 h"),
        "empty": Terms(cph),
        "always8": Terms(calendars["ALL"], policy("always8", first_response="8 h")),
        "office8": Terms(cph, policy("office8", first_response="8 h")),
        "no-tuesday": replace(cph, dates={date(2026, 11, 24): closed}),
        "no-monday": replace(cph, dates={date(2026, 11, 23): closed}),
        "no-friday": replace(cph, dates={date(2026, 11, 27): closed}),
        "saturday": replace(cph, additions={date(2026, 11, 21): cph.week[0]}),
        "other": replace(calendars["OSL"], dates={date(2026, 11, 24): closed}),
        "early": Told(cph, MERGES, early),
        "waited": Told(cph, MERGES, waited),
        "answered": Told(cph, MERGES, "2026-11-23 10:00 | mail\n2026-11-23 11:00 | answer"),
    }


def test_there_are_more_examples_than_the_specification_has() -> None:
    assert len(CASES) - len(SPECIFIED) >= 50


@pytest.mark.parametrize(("name", "first", "lines", "looked", "kind", "says"), CASES)
def test_a_timer_says_what_was_checked_by_hand(
    calendars: Mapping[str, Calendar],
    known: Mapping[str, object],
    name: str,
    first: Policy | None,
    lines: str,
    looked: str | None,
    kind: str,
    says: str,
) -> None:
    calendar = calendars[name]
    clocks = Told(calendar, first, lines, known).clocks(looked)

    found = [t for t in clocks.timers if t.kind == kind]
    assert state_of(found[-1], calendar.zone) == says


def test_the_first_of_two_waits_was_met_and_the_second_runs(calendars: Mapping[str, Calendar]) -> None:
    _, first, lines, *_ = SPECIFIED[1]
    timers = Told(calendars["CPH"], first, lines).clocks().timers

    waits = [state_of(t, "Europe/Copenhagen") for t in timers if t.kind is NR]
    assert waits == ["satisfied 2026-11-23 14:00+01", "running 2026-11-24 11:00+01"]


def test_the_total_ends_with_the_last_solving(calendars: Mapping[str, Calendar]) -> None:
    told = Told(calendars["CPH"], MERGES, """
        2026-11-23 09:00 | mail
        2026-11-23 12:00 | answer solved
        2026-11-24 10:00 | mail open
        2026-11-24 12:00 | answer waiting
        2026-11-25 09:00 | solved""")  # fmt: skip
    (total,) = [t for t in told.clocks().timers if t.kind is TOT]

    assert total.used_s == (7 + 8 + 1) * 3600  # it never pauses
    assert total.satisfied_at == told.happenings[-1].at


def test_a_ticket_without_a_policy_has_no_timers(calendars: Mapping[str, Calendar]) -> None:
    assert Told(calendars["CPH"], None, "2026-11-23 09:00 | mail").clocks("2027-01-01").timers == ()


def test_an_answer_that_is_taken_back_takes_its_timers_along(calendars: Mapping[str, Calendar]) -> None:
    told = Told(calendars["CPH"], MERGES, """
        2026-11-23 09:00 | mail
        2026-11-23 10:00 | answer waiting
        2026-11-23 11:00 | mail open
        2026-11-23 12:00 | recall 2""")  # fmt: skip

    assert {t.kind for t in told.clocks().timers} == {FR, RES, TOT}


def test_what_a_policy_stops_measuring_goes_on_when_the_next_measures_it(
    calendars: Mapping[str, Calendar], known: Mapping[str, object]
) -> None:
    told = Told(calendars["CPH"], policy(first_response="4 h"), """
        2026-11-23 09:00 | mail
        2026-11-23 10:00 | policy empty
        2026-11-23 11:00 | policy long""", known)  # fmt: skip
    (timer,) = [t for t in told.clocks().timers if t.kind is FR]

    assert state_of(timer, "Europe/Copenhagen") == "running 2026-11-25 09:00+01"


def test_of_two_waits_that_meet_in_a_merge_the_older_goes_on(calendars: Mapping[str, Calendar]) -> None:
    cph = calendars["CPH"]
    older = Told(cph, MERGES, """
        2026-11-23 09:00 | mail
        2026-11-23 10:00 | answer
        2026-11-23 11:00 | mail""")  # fmt: skip
    told = Told(cph, MERGES, """
        2026-11-23 09:00 | mail
        2026-11-23 10:00 | answer
        2026-11-23 13:00 | mail
        2026-11-23 14:00 | absorb older""", {"older": older})  # fmt: skip

    waits = {t.instance: state_of(t, cph.zone) for t in told.clocks().timers if t.kind is NR}
    assert waits == {103: "running 2026-11-23 15:00+01", 3: "cancelled"}
