"""What falls due by itself: deadlines that pass unanswered, promises that were not kept. One tick, any clock."""

from dataclasses import dataclass
from datetime import datetime

from mailgate.model.decision import NewEvent
from mailgate.store import Tx, deadlines, messages

BATCH = 50  # rows in one transaction, so that the intake never waits long


@dataclass(frozen=True, slots=True)
class Ticked:
    """What one tick did; `more` says that another should follow at once."""

    breached: int
    missed: int
    more: bool


def tick(tx: Tx, now: datetime) -> Ticked:
    """Marks what is overdue; each deadline once, whenever and by whomever it is called.

    Instants are whole seconds (SPEC section 12.1): what comes within the due second is in time, so its end is awaited.
    """
    now = now.replace(microsecond=0)
    breached = deadlines.breach_due(tx, now, BATCH)
    for timer in breached:
        detail = {"kind": timer.kind, "due_at": timer.due_at.isoformat(), "policy": timer.policy}
        messages.add_events(
            tx, timer.ticket_id, [NewEvent("breached", "mailgate", detail)], f"timer:{timer.id}", now
        )
    missed = deadlines.miss_promises(tx, now, BATCH)
    for ticket_id, until in missed:
        event = NewEvent("promise missed", "mailgate", {"until": until.isoformat()})
        messages.add_events(tx, ticket_id, [event], "promise", now)
    return Ticked(len(breached), len(missed), more=BATCH in (len(breached), len(missed)))
