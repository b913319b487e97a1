"""What are deadlines, for people? The answer is docs/sla.md, written from the tables themselves.

`python -m mailgate.sla.document > docs/sla.md` writes it anew.
"""

import sys
from collections.abc import Iterable, Sequence

from mailgate.sla.kinds import RULES
from mailgate.sla.plan import USUAL
from mailgate.sla.policy import POSTPONED_PAUSES
from mailgate.sla.story import What
from mailgate.sla.waiting import MEANINGS

_HEAD = """\
# Deadlines

This file is written by `python -m mailgate.sla.document` from the tables in `mailgate/sla/`; a test compares them.

Instants are UTC and whole seconds; local time only builds calendars and is printed. A deadline is met by what comes
within its second, and missed a second later. Working time is half-open: the second of closing is closed, yet a target
that is used up exactly at closing is due at closing.

## Calendars

A calendar has a time zone, weekly hours (several a day, over midnight too), the public holidays of countries and their
parts, own dates and additions. An own date replaces the weekly hours of its day and beats a holiday; additions open
further in any case. A local time that is missing moves forward by the gap; one that comes twice begins at the first and
ends at the second. `mailgate calendar show NAME --year 2027` shows a year to whoever must vouch for it,
`mailgate sla due` and `mailgate sla elapsed` answer single questions.

"""

_TIMERS = """
## Timers

The calendar of a timer is the policy's, else the team's, else the mailbox's.

"""

_RESPONSE = f"""
A *qualifying response* is an authenticated agent's public, human, non-empty mail to at least one participant of the
ticket, once it is released; its instant is the arrival of the agent's mail. Acknowledgements, notices, notes and
vacation replies never count. An answer that is recalled, or refused for every customer, counts as if it had not been: the
timers run on from where they would stand.

Only what `postponed_pauses` names stands still while a ticket is postponed, by itself {", ".join(POSTPONED_PAUSES)}.

A pause keeps seconds: after it, what is left of the target is due from the moment of resuming. A ticket that an agent
opened has no first response until the customer writes. Spam hides the timers and unspam finds them as if nothing had
been; a split ticket starts at the arrival of its message; a merged one has the earliest start of each kind, and waits for
the oldest message that was unanswered on either.

At the same second things count in this order: customer's message, response, status, policy, edit of a calendar, tick.

## When another policy holds

The first policy that matches holds. When priority, category, team, group, language or mailbox change, it is chosen anew
and counts from the original start.

| change | the deadline |
|---|---|
| looser | moves out |
| tighter | is the new one, never later than it was, and with a grace from the change: one working hour, or a lesser target |
| none before | as tighter |
| another calendar | the time used is frozen, the rest runs on the new calendar |
| the calendar is edited | running timers are counted anew, with the same hour of grace; paused ones when they resume |
| no policy matches any more | the timers are cancelled, and that is shown |

A breach that happened stays.

## Reminders

A step of a plan stands at a share of the target (`80 %`) or at a distance from the deadline (`30 min before`, `2 h after`),
in working time. `every` repeats the last step. Steps tell the `assignee` (the team, where there is none), the `team`, its
`lead` or an address, and may raise the priority, assign, move to a team and tag. The usual plan, where a policy names none:

"""

_REMINDING = """
`plan = "none"` has no reminders. Each step of a timer fires at most once; after downtime only the highest that was missed,
marked late. Another schedule (a policy, a calendar) is a new generation with steps of its own: what already lay in the past
when it began fires only if it stands higher than what fired before. Reminders fire in working time and within a quarter of
an hour after closing; a breach is noted at its second in any case. One person gets one mail of all that fires at once; in
their quiet hours, and beyond their cap, the next digest tells it. A mail that waits is cancelled where its deadlines do not
count any more.

    [[plan]]
    name = "billing"
    [[plan.step]]
    at = "80 %"
    tell = ["assignee"]
    [[plan.step]]
    at = "100 %"
    tell = ["assignee", "lead", "duty@example.com"]
    raise_priority = true
    every = "4 h"

## What happens by itself

"""

_STORY = """
Days are those of the clock, hours of work those of the calendar. Letters leave in working time. Nobody is closed
unwarned: closing keeps its distance from the warning, however late that was. The other letters to customers keep within the
caps of automatic mail, and whoever got no acknowledgement gets no sign of life.

## What is kept

Whatever the clocks must know stands in the ticket's timeline, under `clock` of its lines. Policies and calendars are kept in
each version that ever counted, so that `mailgate sla show REF --recompute` gives, years and edits later, the timers that are
stored. An edited calendar is taken up at the next load of the configuration; an edited policy holds for tickets that open,
and for others from the next change of what a policy may ask for.

## Trying a policy

`mailgate sla simulate SCRIPT` plays a story against a virtual clock and prints deadlines, reminders and breaches. It uses
the calendars and policies of the configuration; those in the story come first.

"""

EXAMPLE = """\
zone = "Europe/Copenhagen"  # of the times below; default: that of the ticket's calendar

[ticket]
mailbox = "support@example.com"
calendar = "trial"  # default: the team's, else the mailbox's

[calendar.trial]
zone = "Europe/Copenhagen"
hours = { mon-fri = ["08:00-16:00"] }

[[policy]]
name = "trial"
calendar = "trial"
first_response = "4 h"
resolution = "16 h"

[[event]]
at = "2026-11-23 10:00"
what = "mail"

[[event]]
at = "2026-11-24 09:00"
what = "answer"
"""

_EVENTS = """
`[ticket]` also takes `priority, category, team, group, language, assignee, after_answer`; `until` sets the end of the story.

"""


def sla_document() -> str:
    """The text of docs/sla.md."""
    example = "".join(f"    {line}".rstrip() + "\n" for line in EXAMPLE.splitlines())
    return "".join(
        [
            _HEAD.rstrip("\n"), "\n", _TIMERS, _timers(), _RESPONSE, _steps(), _REMINDING, _moves(), _STORY, example,
            _EVENTS, _whats(),
        ]
    )  # fmt: skip


def _timers() -> str:
    rows = [
        (f"`{kind.value}`", rule.starts, rule.satisfied, rule.pauses, rule.repeats, rule.cancelled)
        for kind, rule in RULES.items()
    ]
    return _table(("timer", "starts", "satisfied", "pauses", "repeats", "cancelled by"), rows)


def _steps() -> str:
    rows = [(step.key, ", ".join(step.tell), step.only or "any") for step in USUAL.steps]
    return _table(("at", "tells", "tickets"), rows)


def _moves() -> str:
    return _table(
        ("what", "when", "option of the policy"), [(f"`{m.value}`", *w) for m, w in MEANINGS.items()]
    )


def _whats() -> str:
    return _table(("what", "meaning"), [(f"`{what.value}`", what.meaning) for what in What])


def _table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    ruled = ["| " + " | ".join(row) + " |" for row in (headings, *rows)]
    return "\n".join([ruled[0], "|---" * len(headings) + "|", *ruled[1:]]) + "\n"


if __name__ == "__main__":
    sys.stdout.write(sla_document())
