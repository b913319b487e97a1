"""What the agents' room must know to judge a mail, taken from the context: the desk, the ticket, the agent."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from mailgate.agents.authority import Authority, Claim
from mailgate.agents.facts import AgentFacts, DeskFacts, TicketFacts
from mailgate.config.schema import AgentTable
from mailgate.model.decision import ReplyMeans
from mailgate.model.mail import Mail
from mailgate.model.ticket import TicketState
from mailgate.pipeline import notices
from mailgate.pipeline.agent_view import AgentView
from mailgate.pipeline.circumstances import circumstances
from mailgate.pipeline.context import Context
from mailgate.sla.calendar import NoWorkingTime, next_opening
from mailgate.threading.tokens import Purpose

_AGENTS_TOKENS = {
    Purpose.AGENT_REPLY: ReplyMeans.REPLY,
    Purpose.AGENT_NOTE: ReplyMeans.NOTE,
    Purpose.AGENT_HELD: ReplyMeans.HELD,
}


def claim(mail: Mail, context: Context, ticket: TicketState | None, *, confirmed: bool = False) -> Claim:
    """The facts about who wrote the mail, for `agents.authority.rule`."""
    token, agent = context.token, context.agent
    owner: str | None = None
    if token is not None and token.for_agent:
        owner = next((a.name for a in context.agents.values() if a.id == token.person), None)
        means: ReplyMeans | None = _AGENTS_TOKENS[token.purpose]
    else:
        means = _answered(context, ticket)
    elsewhere = agent is not None and any(a.key not in agent.addresses for a in mail.reply_to)
    return Claim(
        agent.name if agent else None, owner, means, context.authentication,
        reply_to_differs=elsewhere, confirmed=confirmed, asks=agent.confirm if agent else False,
    )  # fmt: skip


def _answered(context: Context, ticket: TicketState | None) -> ReplyMeans | None:
    """What answering the newest mail of this ticket that it names means; None where that went to customers."""
    newest = next((m for m in context.found.ids if m.ours and m.message_id in context.means), None)
    survivor = context.found.survivor(newest.ticket_id) if newest is not None else None
    if newest is None or ticket is None or survivor is None or survivor.id != ticket.id:
        return None
    means = context.means[newest.message_id]
    return means if means is not ReplyMeans.CUSTOMER else None


def agent_facts(
    agent: AgentTable, authority: Authority, means: ReplyMeans | None, *, held: bool
) -> AgentFacts:
    """Who asks, and how sure that is."""
    return AgentFacts(agent.name, authority, means, confirm=agent.confirm, held=held)


def desk_facts(context: Context, view: AgentView) -> DeskFacts:
    """What is configured, and the tickets that the commands name."""
    settings = context.desk.settings
    calendar = context.desk.calendars[context.desk.calendar_name(context.mailbox.team, context.mailbox)]
    tickets = {name: t for name in view.named if (t := context.named(name)) is not None}

    def opening(day: date) -> datetime | None:
        try:
            return next_opening(calendar, datetime.combine(day, time(), ZoneInfo(context.mailbox.zone)))
        except NoWorkingTime:
            return None

    def internal(address: str) -> bool:
        return notices.is_ours(address, settings) or settings.agent_of(address) is not None

    return DeskFacts(
        now=context.now,
        zone=context.mailbox.zone,
        opening=opening,
        internal=internal,
        agents=tuple(a.name for a in settings.agent),
        teams=tuple(t.name for t in settings.team),
        macros=tuple(context.desk.macros),
        languages=context.desk.languages,
        tickets={name: ticket_facts(t, context, view) for name, t in tickets.items()},
    )


def ticket_facts(ticket: TicketState, context: Context, view: AgentView) -> TicketFacts:
    """A ticket as commands see it."""
    team = context.desk.settings.team_named(ticket.team)
    requester = next((p.address for p in ticket.participants if p.role == "requester"), "")
    return TicketFacts(
        reference=ticket.reference,
        status=ticket.status,
        circumstances=circumstances(ticket, context),
        kind=ticket.kind,
        lead=team.lead if team else None,
        requester=requester,
        participants=frozenset(p.address for p in ticket.participants),
        customer_messages=view.customer_messages,
        undoable=view.deed is not None and view.deed.undoable,
    )


def other(context: Context, reference: str) -> TicketState | None:
    """The ticket that an effect names: by the number that the agent wrote, or by that of the ticket it stands for."""
    if (found := context.named(reference)) is not None:
        return found
    view = context.view
    named = (context.named(name) for name in view.named) if view is not None else ()
    return next((t for t in named if t is not None and t.reference == reference), None)
