"""What can an agent's plan not do on this ticket, though each of its commands is right? It is refused as a whole."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from mailgate.agents import effects as asked
from mailgate.agents.block import Block
from mailgate.agents.commands import Command
from mailgate.agents.judged import Transcript
from mailgate.agents.plan import Plan, Refusal
from mailgate.model.ticket import TicketKind, TicketState
from mailgate.pipeline.agent_facts import other
from mailgate.pipeline.context import Context

Bar = Callable[[Plan, TicketState, Context], str | None]


def barred(made: Plan, block: Block, ticket: TicketState, context: Context) -> Refusal | None:
    """The refusal, with its reason beside the line that is meant; None where everything can be done."""
    for command, bar in _BARS.items():
        if block.has(command) and (why := bar(made, ticket, context)) is not None:
            return Refusal("a command cannot be done here", _marked(made, block, command, why), made.text)
    return None


def _marked(made: Plan, block: Block, command: Command, why: str) -> Transcript:
    shown = list(made.transcript.lines)
    for at, line in enumerate(block.lines):
        if line.command is command:
            shown[at] = replace(shown[at], ok=False, reason=why)
    return Transcript(tuple(shown))


def _for(_made: Plan, _ticket: TicketState, _context: Context) -> str | None:
    return "it opens a ticket for mail that you forward; this mail answers one that is open"


def _cc(made: Plan, ticket: TicketState, _context: Context) -> str | None:
    joins = any(isinstance(e, asked.AddCc) for e in made.effects)
    return "the ticket is internal: no customer takes part in it" if joins and _internal(ticket) else None


def _merge(made: Plan, ticket: TicketState, context: Context) -> str | None:
    """Customers' words would be answered by nobody on an internal ticket."""
    into = next((e.reference for e in made.effects if isinstance(e, asked.MergeInto)), "")
    found = other(context, into)
    if found is None or _internal(found) is _internal(ticket):
        return None
    return "one of the two is internal: link them instead"


def _internal(ticket: TicketState) -> bool:
    return ticket.kind is TicketKind.INTERNAL


_BARS: Mapping[Command, Bar] = {Command.FOR: _for, Command.CC: _cc, Command.MERGE: _merge}
