"""Where do an answer and the commands lead a ticket? In this order: the answer, who takes it, the one status command.

`model/states.py` is asked for each step, with the circumstances as they are after the step before (SPEC section 8.2).
"""

from dataclasses import dataclass, replace

from mailgate.agents.commands import STATUS_COMMANDS, Command
from mailgate.agents.effects import SetStatus
from mailgate.agents.facts import TicketFacts
from mailgate.agents.judged import Judged
from mailgate.agents.unclear import Unclear
from mailgate.model.states import Circumstances, Happening, NewLinked, Refused, transition
from mailgate.model.ticket import Status


@dataclass(frozen=True, slots=True)
class Led:
    """The status after all, the effect of the status command, and the lines with those that were refused."""

    status: Status
    effect: SetStatus | None
    judged: tuple[Judged, ...]
    refused: str | None = None  # why the answer itself cannot be sent


def lead(ticket: TicketFacts, judged: tuple[Judged, ...], *, answered: bool) -> Led:
    """Follows the ticket through one mail; `answered`: its text goes to the customer."""
    status, given = ticket.status, ticket.circumstances
    given = replace(given, quiet=_stands(judged, Command.QUIET))
    if answered:
        after = transition(status, Happening.ANSWER, given)
        if not isinstance(after, Status):
            return Led(status, None, judged, after.reason if isinstance(after, Refused) else "it is closed")
        status, given = after, replace(given, unanswered=False, ever_answered=True)
    if _stands(judged, Command.NOREPLY):
        given = replace(given, unanswered=False)
    settled = list(judged)
    effect: SetStatus | None = None
    for at in sorted(range(len(judged)), key=lambda n: judged[n].command in STATUS_COMMANDS):
        step, settled[at] = _step(status, judged[at], given)
        if step is not None:
            status = step.status
            effect = step if judged[at].command in STATUS_COMMANDS else effect
    return Led(status, effect, tuple(settled))


def _step(status: Status, one: Judged, given: Circumstances) -> tuple[SetStatus | None, Judged]:
    """What one line does to the status; the line comes back refused where the table refuses it."""
    done = one.done
    if done.happening is None:
        return None, one
    after = transition(status, done.happening, given)
    if isinstance(after, Refused):
        return None, Judged(one.line, Unclear(after.reason))
    if isinstance(after, NewLinked):
        return None, Judged(one.line, Unclear("the ticket is closed for good"))
    return SetStatus(done.happening, after, done.until), one


def _stands(judged: tuple[Judged, ...], command: Command) -> bool:
    return any(j.command is command for j in judged)
