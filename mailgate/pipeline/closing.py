"""Why does nobody answer now? Closed until when; and, round a holiday, from when and for which feast."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from mailgate.letters import holidays
from mailgate.letters.times import by, span
from mailgate.model.decision import NewTicket
from mailgate.pipeline.context import Context
from mailgate.sla.calendar import Calendar, is_open, next_opening

_FURTHEST = 30  # days; a desk that is closed for longer says no more than when it opens


def closing_facts(ticket: NewTicket, context: Context, *, own: bool = False) -> Mapping[str, object]:
    """The facts of an acknowledgement about a desk that is closed now; `own`: the zone is the customer's."""
    calendar = context.desk.calendars[context.desk.calendar_name(ticket.team, context.mailbox)]
    now = context.now
    if is_open(calendar, now):
        return {"closed_until": None, "closed": "", "holiday": ""}
    opening = next_opening(calendar, now.replace(microsecond=0))
    days = closed_days(calendar, now, opening)
    feasts = tuple(holidays.feast(calendar.holidays[d]) for d in days if d in calendar.holidays)
    return {
        "closed_until": by(opening, now, ticket.zone, ticket.language, own=own),
        "closed": span(days[0], days[-1], ticket.language) if days else "",
        "holiday": holidays.called(feasts, ticket.language),
    }


def closed_days(calendar: Calendar, now: datetime, opening: datetime) -> tuple[date, ...]:
    """The days without work around now, from the first holiday to the last; none where only a weekend lies between."""
    zone = ZoneInfo(calendar.zone)
    today, back = now.astimezone(zone).date(), opening.astimezone(zone).date()
    if (back - today).days > _FURTHEST:
        return ()
    first = today
    while not calendar.openings(first - timedelta(days=1)) and (today - first).days < _FURTHEST:
        first -= timedelta(days=1)
    days = [first + timedelta(days=n) for n in range((back - first).days)]
    special = [
        d for d in days if not calendar.openings(d) and (d in calendar.holidays or d in calendar.dates)
    ]
    return tuple(d for d in days if special[0] <= d <= special[-1]) if special else ()
