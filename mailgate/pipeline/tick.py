"""What falls due by itself: reminders, deadlines and promises that pass, tickets that wake or wait too long.

One tick is one transaction of at most a batch of rows, so that the intake never waits long; whoever calls it may use any
clock, and what was done is never done again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from mailgate.model.decision import NewEvent
from mailgate.pipeline import moves, reminding
from mailgate.pipeline.wakes import BATCH, Wakes
from mailgate.store import Tx, agenda, deadlines, messages


@dataclass(frozen=True, slots=True)
class Ticked:
    """What one tick did; `more` says that another should follow at once."""

    breached: int  # deadlines that were found to be missed
    missed: int  # promises
    woken: int  # everything else that was due
    more: bool


def next_due(tx: Tx) -> datetime | None:
    """The earliest instant at which a tick has something to do: one statement of indexed look-ups."""
    return agenda.next_due(tx)


def tick(
    tx: Tx,
    now: datetime,
    wakes: Wakes,
    batch: int | None = None,
    pressed: Callable[[], bool] = lambda: False,
) -> Ticked:
    """Works off what is due, a batch of rows at most; each once, whenever and by whomever it is called.

    `pressed` says whether a mail waits for the writer: the batch then ends early, and goes on in the next tick.
    Instants are whole seconds (SPEC section 12.1): what comes within the due second is in time, so its end is awaited.
    """
    now, left = now.replace(microsecond=0), BATCH if batch is None else batch
    fired = reminding.work(tx, now, wakes, left, pressed)
    left -= fired.rows
    if fired.left:
        return Ticked(fired.breached, 0, fired.rows - fired.breached, more=True)
    missed = deadlines.miss_promises(tx, now, left) if left > 0 else []
    for ticket_id, until in missed:
        event = NewEvent("promise missed", "mailgate", {"until": until.isoformat()})
        messages.add_events(tx, ticket_id, [event], "promise", now)
    left -= len(missed)
    moved = moves.work(tx, now, wakes, left) if left > 0 else 0
    left -= moved
    woken = wakes.work(tx, now, left) if left > 0 else 0
    left -= woken
    return Ticked(fired.breached, len(missed), fired.rows - fired.breached + moved + woken, more=left <= 0)
