"""What falls due by itself: deadlines that pass unanswered, promises that were not kept. One tick, any clock."""

from dataclasses import dataclass
from datetime import datetime

from mailgate.model.decision import NewEvent
from mailgate.pipeline.wakes import BATCH, Wakes
from mailgate.store import Tx, agents, deadlines, held, messages, sleepers


@dataclass(frozen=True, slots=True)
class Ticked:
    """What one tick did; `more` says that another should follow at once."""

    breached: int
    missed: int
    woken: int
    more: bool


def next_due(tx: Tx) -> datetime | None:
    """The earliest instant at which a tick has something to do: a few indexed look-ups."""
    found = (deadlines.next_due(tx), agents.next_reminder(tx), sleepers.next_waking(tx), held.next_expiry(tx))
    return min((f for f in found if f is not None), default=None)


def tick(tx: Tx, now: datetime, wakes: Wakes) -> Ticked:
    """Marks what is overdue and wakes what sleeps; each once, whenever and by whomever it is called.

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
    woken = wakes.work(tx, now)
    return Ticked(
        len(breached), len(missed), woken, more=BATCH in (len(breached), len(missed)) or woken >= BATCH
    )
