"""Which agents are told of what happens on a ticket? Who has it, else the team; never who wrote, and nobody away."""

from collections.abc import Iterable

from mailgate.config.schema import AgentTable
from mailgate.model.authentication import Verdict
from mailgate.model.mail import Address, Mail
from mailgate.pipeline.context import Context

Told = tuple[Address, AgentTable | None]


def told(
    context: Context,
    team_name: str | None,
    assignee: str | None,
    *,
    mail: Mail | None = None,
    besides: AgentTable | None = None,
) -> list[Told]:
    """The assignee, or their stand-in; else the team's address, or each of its agents who is not away.

    A responder at the team's address would else open tickets, and be told of them, for ever (P6).
    """
    author = mail.from_.key if mail is not None and mail.from_ else ""
    settings, wrote = context.desk.settings, besides or writer(context)
    agent = present(context, assignee)
    if agent is not None:
        return [] if agent is wrote else [as_told(agent)]
    team = settings.team_named(team_name)
    if team is not None and team.address is not None and team.address.lower() != author:
        return [(Address(team.address, team.name), None)]
    return [as_told(a) for a in settings.agents_in(team_name) if not away(context, a.name) and a is not wrote]


def watchers(context: Context, watching: Iterable[str], told_already: Iterable[Told]) -> list[Told]:
    """Who follows the ticket: agents, and the teams of mailboxes; but those who are told anyway, or away."""
    settings = context.desk.settings
    known = {address.key for address, _ in told_already}
    found: list[Told] = []
    for name in watching:
        agent, box = settings.agent_named(name), settings.mailbox_of(name)
        if agent is not None and not away(context, agent.name) and agent is not writer(context):
            found.append(as_told(agent))
        elif box is not None:
            found += told(context, box.team, None)
    return list({who.key: (who, agent) for who, agent in found if who.key not in known}.values())


def writer(context: Context) -> AgentTable | None:
    """The agent who need not be told of their own mail; who only bears an agent's address may be anybody."""
    return context.agent if context.authentication.verdict is Verdict.PASS else None


def away(context: Context, name: str) -> bool:
    """Whether an agent is away now."""
    state = context.agents.get(name)
    return state is not None and state.away_until is not None and context.now < state.away_until


def as_told(agent: AgentTable) -> Told:
    """An agent, at the address that mail to them goes to."""
    return Address(agent.addresses[0], agent.name), agent


def present(context: Context, name: str | None) -> AgentTable | None:
    """The agent, or who stands in for one who is away; None where that one is away, too."""
    agent = context.desk.settings.agent_named(name) if name else None
    if agent is None or not away(context, agent.name):
        return agent
    other = context.desk.settings.agent_named(agent.standin) if agent.standin else None
    return other if other is not None and not away(context, other.name) else None
