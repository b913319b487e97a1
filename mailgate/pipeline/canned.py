"""What does the canned answer say that an agent's plan names, and which files go with it?"""

from dataclasses import dataclass

from mailgate.agents import effects as asked
from mailgate.agents import macros
from mailgate.agents.plan import Plan
from mailgate.agents.unclear import Unclear
from mailgate.config.schema import AgentTable
from mailgate.letters.times import day
from mailgate.model.outgoing import DraftAttachment
from mailgate.model.ticket import TicketState
from mailgate.pipeline.context import Context


@dataclass(frozen=True, slots=True)
class Canned:
    """A canned answer, ready to be put before the agent's own words."""

    text: str = ""
    files: tuple[DraftAttachment, ...] = ()


def canned(context: Context, ticket: TicketState, agent: AgentTable, made: Plan) -> Canned:
    """The macro of the plan in the ticket's language, its variables filled in; an empty one without a macro."""
    name = next((e.name for e in made.effects if isinstance(e, asked.Macro)), None)
    found = macros.choose(context.desk.macros.files, name, ticket.language) if name else None
    if found is None or isinstance(found, Unclear):
        return Canned()
    requester = next((p for p in ticket.participants if p.role == "requester"), None)
    values = macros.rendering(
        found,
        {
            "customer": (requester.name or requester.address) if requester else "",
            "agent": agent.name,
            "reference": ticket.reference,
            "subject": ticket.subject,
            "desk": context.box(ticket).name,
            "team": ticket.team or "",
            "today": day(context.now, context.now, ticket.zone).said(found.language, listed=True),
        },
    )
    return Canned(macros.filled(values), context.desk.macros.beside(found))
