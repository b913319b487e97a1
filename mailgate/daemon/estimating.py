"""When are the estimates made anew? At the start and every quarter of an hour, beside the work, never for a mail."""

from collections.abc import Callable

from mailgate.daemon.parts import Parts
from mailgate.errors import MailgateError
from mailgate.events import LoopFailed
from mailgate.failpoints import Unit
from mailgate.pipeline import promising

EVERY_S = 15 * 60


async def look(parts: Parts, posted: Callable[[], None]) -> None:
    """Reads the history once and puts what it says in force; a store that is away leaves the last look in force.

    Then those are told whose promise will not be kept; `posted` wakes the sending loop for their letters.
    """
    desk, now = parts.in_force.made.desk, parts.clock.now()
    try:
        parts.in_force.estimate(await parts.store.read(lambda tx: promising.estimates(tx, desk, now)))
        if any(box.correction for box in desk.settings.mailbox) and await parts.store.write(
            Unit.TICK, lambda tx: parts.corrections.work(tx, now) > 0
        ):
            posted()
    except MailgateError as error:
        parts.events.emit(LoopFailed("estimates", type(error).__name__))
