"""By when do we say that an answer comes? The policy's target, what is usual, or the later of the two.

Two statements of the language must never be mixed up: a target is a promise ("you will have an answer by"), an estimate
says what is usual ("we usually answer by"). `firm` tells them apart, and the letters follow it.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from mailgate.config.promises import PromiseWay
from mailgate.errors import ConfigError
from mailgate.model.case import Case
from mailgate.model.decision import NewTicket, Promise
from mailgate.pipeline.context import Context
from mailgate.pipeline.desk import Desk
from mailgate.sla.calendar import Calendar
from mailgate.sla.estimate.forecast import Forecast
from mailgate.sla.estimate.method import Method
from mailgate.sla.estimate.seen import FORGOTTEN
from mailgate.sla.estimate.spoken import spoken
from mailgate.sla.estimate.standing import Estimates, Team, standing
from mailgate.store import Tx, answers


def promise(ticket: NewTicket, context: Context, sla: Promise | None) -> Promise | None:
    """What the acknowledgement may say; `sla` is the policy's own promise. None where there is no time to say."""
    usual = _usual(ticket, context)
    target = sla if sla is not None and sla.until > context.now else None  # never a time that has passed
    if usual is None or target is None:
        return usual or target
    way = _way(ticket, context)
    if way == "sla" or (way == "later_of" and target.until >= usual.until):
        return replace(target, detail={**usual.detail, **target.detail})
    return usual


def waiting(tx: Tx, desk: Desk, team: str, now: datetime) -> Mapping[str, int]:
    """The team's queue at this moment; nothing is read where no estimate could use it."""
    known = desk.estimates.teams.get(team)
    if known is None:
        return {}
    counted = answers.waiting(tx, team, now - FORGOTTEN)
    return {team: counted if counted < answers.MOST_COUNTED else max(counted, known.waiting)}


def estimates(tx: Tx, desk: Desk, now: datetime, method: Method | None = None) -> Estimates:
    """Every team's standing, read from the store: one statement over ninety days' tickets, one over their promises."""
    method = method or Method()
    by_team: dict[str, list[Case]] = {}
    for case in answers.cases(tx, now - method.window, answers.MOST_READ):
        by_team.setdefault(case.team, []).append(case)
    judged = answers.judged(tx, now - method.window, now)
    found: dict[str, Team] = {}
    for team, cases in by_team.items():
        calendar = calendar_of_team(desk, team)
        made = standing(cases, judged.get(team, ()), calendar, now, method) if calendar is not None else None
        if made is not None:
            found[team] = made
    return Estimates(found)


def calendar_of_team(desk: Desk, team: str) -> Calendar | None:
    """The team's working time, else that of its first mailbox; None for a team that is gone."""
    box = next((m for m in desk.settings.mailbox if m.team == team), None)
    if box is None and desk.settings.team_named(team) is None:
        return None
    return desk.calendars[desk.calendar_name(team, box or desk.settings.mailbox[0])]


def _usual(ticket: NewTicket, context: Context) -> Promise | None:
    team = context.desk.estimates.teams.get(ticket.team)
    if team is None:
        return None
    arrived = (ticket.created_at or context.arrived_at).replace(microsecond=0)
    found = team.forecast(ticket.category, ticket.priority.value, arrived, context.waiting.get(ticket.team))
    if found is None:
        return None
    try:
        said = spoken(team.calendar, arrived, context.now.replace(microsecond=0), found.seconds)
    except ConfigError:  # the calendar does not open any more; `check` says so
        return None
    detail = _detail(found, said.until)
    return Promise(said.until, "estimate", detail, precision=said.precision, firm=False)


def _detail(found: Forecast, until: datetime) -> dict[str, object]:
    """What the estimate stood on, for whoever asks later why."""
    return {
        "estimate": until.isoformat(),
        "estimate_s": found.seconds,
        "cell": str(found.cell),
        "level": round(found.level, 4),
        "effective": round(found.effective, 1),
        "queue_s": int(found.ahead_s),
    }


def _way(ticket: NewTicket, context: Context) -> PromiseWay:
    settings = context.desk.settings
    policy = next((p for p in settings.policy if p.name == ticket.policy), None)
    return (policy.promise if policy is not None else None) or context.mailbox.promise
