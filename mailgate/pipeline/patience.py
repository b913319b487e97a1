"""How long is a ticket waited for, and when does something happen to it by itself? Instants beside its clocks."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from mailgate.model.ticket import Status
from mailgate.pipeline.context import Context
from mailgate.sla.terms import Terms
from mailgate.sla.waiting import Patience, Times, next_move


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides about what happens by itself."""

    status: Status
    unanswered_since: datetime | None
    assigned: bool = True


def times_of(
    state: Status, waits: datetime | None, times: Mapping[str, datetime | None], *, assigned: bool
) -> Times:
    """What decides about what happens by itself; waking has rows of its own."""
    since = times.get("since") or waits
    assert since is not None  # kept since the ticket has clocks
    return Times(
        status=state,
        since=since,
        reminded_at=times.get("reminded_at"),
        warned_at=times.get("warned_at"),
        unanswered_since=waits,
        heard_at=times.get("heard_at"),
        assigned_at=(times.get("assigned_at") or since) if assigned else None,
        assignee_at=times.get("assignee_at"),
    )


def patience_for(times: Times, patience: Patience) -> Patience:
    """Who never heard from us gets no sign of life either: their address may be another's."""
    return patience if times.heard_at is not None else replace(patience, inform_every_s=None)


def move_at(
    state: Standing, times: Mapping[str, datetime | None], terms: Terms, context: Context
) -> datetime | None:
    """When something happens by itself if nobody writes; None for never, and for old mail."""
    patience = context.desk.patience_of(terms)
    if patience == Patience(warn_before_s=patience.warn_before_s) or context.envelope.quiet:
        return None
    about = times_of(state.status, state.unanswered_since, times, assigned=state.assigned)
    return next_move(about, patience_for(about, patience), terms.calendar, context.now.replace(microsecond=0))


def times_set(context: Context, changed: Mapping[str, object]) -> dict[str, datetime | None]:
    """The instants that changes of a ticket's fields set."""
    found: dict[str, datetime | None] = {}
    if "status" in changed:
        found |= {"since": context.arrived_at, "reminded_at": None, "warned_at": None}
    if "assignee" in changed:
        found |= {"assigned_at": context.arrived_at if changed["assignee"] else None, "assignee_at": None}
    return found
