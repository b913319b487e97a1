"""When are the estimates made anew? At the start and every quarter of an hour, beside the work, never for a mail."""

from mailgate.daemon.parts import Parts
from mailgate.errors import MailgateError
from mailgate.events import LoopFailed
from mailgate.pipeline import promising

EVERY_S = 15 * 60


async def look(parts: Parts) -> None:
    """Reads the history once and puts what it says in force; a store that is away leaves the last look in force."""
    desk, now = parts.in_force.made.desk, parts.clock.now()
    try:
        found = await parts.store.read(lambda tx: promising.estimates(tx, desk, now))
    except MailgateError as error:
        parts.events.emit(LoopFailed("estimates", type(error).__name__))
        return
    parts.in_force.estimate(found)
