"""Whom do we tell that it will take longer than we said? One mail at most, and only where somebody is vouched for.

An option of the mailbox. The first promise stands as it was made and is judged as such: a correction is a courtesy, and
no way to a better figure.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from mailgate.errors import ConfigError
from mailgate.letters.times import by
from mailgate.model.decision import (
    Letter,
    LetterKind,
    NewEvent,
    Promise,
    ReplyMeans,
)
from mailgate.model.journal import Fate
from mailgate.model.ticket import TicketState
from mailgate.pipeline.caps import cap_on_ticket
from mailgate.pipeline.carry import Current
from mailgate.pipeline.causes import Causes
from mailgate.pipeline.commit import commit_tick
from mailgate.pipeline.mint import Mint
from mailgate.pipeline.notices import shown
from mailgate.pipeline.unasked import room
from mailgate.pipeline.wakes import about
from mailgate.sla.calendar import due, elapsed
from mailgate.sla.estimate.seen import working_day_s
from mailgate.sla.estimate.spoken import spoken
from mailgate.sla.estimate.standing import Team
from mailgate.store import Tx, corrections, lookups
from mailgate.store.corrections import Outstanding

_LIKELY = 0.5  # a promise is given up when more likely than not it is missed by more than a working day


class Corrections:
    """Looks at every promise that is outstanding, after each look at the history."""

    def __init__(self, current: Callable[[], Current], mint: Callable[[], Mint]) -> None:
        self._current, self._mint = current, mint

    def work(self, tx: Tx, now: datetime) -> int:
        """Writes the corrections that are due now; how many."""
        settings, now = self._current().desk.settings, now.replace(microsecond=0)
        boxes = [box.address for box in settings.mailbox if box.correction]
        found = corrections.outstanding(tx, boxes, now) if boxes else []
        return sum(self._look(tx, one, now) for one in found)

    def _look(self, tx: Tx, one: Outstanding, now: datetime) -> bool:
        ticket = lookups.tickets(tx, [one.ticket_id])[one.ticket_id]
        team = self._current().desk.estimates.teams.get(ticket.team or "")
        later = _later(team, ticket, one, now) if team is not None else None
        if later is None or not corrections.acknowledged_in_full(tx, ticket.id):
            return False
        return self._tell(tx, ticket, later, one.until, now)

    def _tell(self, tx: Tx, ticket: TicketState, later: Promise, was: datetime, now: datetime) -> bool:
        desk = self._current().desk
        who = next((p for p in ticket.participants if p.role == "requester"), None)
        if who is None or who.muted or "@" not in who.address:
            return False
        customer = shown(who)
        on_ticket = cap_on_ticket(desk.settings.caps, ticket.id)
        found = room(tx, about(tx, ticket, desk, now), ticket, customer, (on_ticket,))
        if found.full is not None:
            return False
        context = found.context
        causes = Causes(ticket, context, "mailgate")
        causes.events.append(
            NewEvent("correction", "mailgate", {"was": was.isoformat(), "until": later.until.isoformat()})
        )
        causes.hits += found.hits
        causes.letters.append(
            Letter(
                kind=LetterKind.CORRECTION,
                to=customer,
                language=ticket.language,
                facts={
                    "subject": ticket.subject, "customer": customer.name, "desk": context.mailbox.name,
                    "by": by(later.until, now, ticket.zone, ticket.language, later.precision),
                    "firm": later.firm,
                },
                means=ReplyMeans.CUSTOMER,
                in_reply_to=ticket.last_message_id,
                automatic="auto-generated",
                null_sender=True,
                expires_at=later.until,
                recheck="unanswered",
            )
        )  # fmt: skip
        decision = replace(causes.decision(Fate.RECORDED), promise=later)
        commit_tick(tx, "promise", context, decision, self._current().book, self._mint())
        return True


def _later(team: Team, ticket: TicketState, one: Outstanding, now: datetime) -> Promise | None:
    """The time to tell instead; None while the promise may well be kept, or missed by little."""
    arrived, calendar = ticket.created_at, team.calendar
    waited = elapsed(calendar, arrived, now)

    def wait(level: float) -> int | None:
        return team.still(ticket.category, ticket.priority.value, arrived, waited, one.queue_s, level)

    likely, usual = wait(_LIKELY), wait(team.level)
    try:
        if likely is None or due(calendar, arrived, likely) <= due(
            calendar, one.until, working_day_s(calendar)
        ):
            return None
        said = spoken(calendar, arrived, now, max(likely, usual or 0))
    except ConfigError:  # the calendar does not open any more; `check` says so
        return None
    return Promise(said.until, "estimate", {"corrects": one.until.isoformat()}, said.precision, firm=False)
