"""Who gets this ticket? The strategy of its team or of a rule, asked with the agents as they are at this moment."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from mailgate.config.schema import AgentTable
from mailgate.model.decision import NewEvent, NewTicket
from mailgate.model.effects import Effect, TakeTurn
from mailgate.model.ticket import TicketState
from mailgate.pipeline.context import Context
from mailgate.rules.assign import Assignment, Case, Member, Roster, assign, follow_up, load
from mailgate.rules.orders import Assign, Orders, Strategy
from mailgate.sla.calendar import is_open


@dataclass(frozen=True, slots=True)
class Placed:
    """Who has the ticket now, None for the team's queue, with what the timeline says and the turn that is taken."""

    agent: str | None
    events: tuple[NewEvent, ...] = ()
    effects: tuple[Effect, ...] = ()


def on_opening(ticket: NewTicket, orders: Orders, context: Context) -> Placed:
    """The agent of a ticket that opens."""
    wanted = orders.assign or of_team(ticket.team, context)
    case = _case(ticket.language, ticket.category, context)
    return _placed(wanted, ticket.team, case, context)


def on_change(ticket: TicketState, orders: Orders, context: Context) -> Placed | None:
    """The agent of a ticket that rules have changed; `ticket` is as they leave it. None: it stays where it is."""
    if orders.assign is not None and ticket.assignee is not None and orders.assign.strategy is not None:
        return on_answer(
            ticket, context
        )  # who has it keeps it: a strategy looks for somebody where nobody is
    if orders.assign is not None:
        return _placed(
            orders.assign, ticket.team or "", _case(ticket.language, ticket.category, context), context
        )
    if orders.team is not None and not _is_in(ticket.assignee, orders.team, context):
        wanted = of_team(orders.team, context)
        return _placed(wanted, orders.team, _case(ticket.language, ticket.category, context), context)
    return on_answer(ticket, context)


def on_answer(ticket: TicketState, context: Context) -> Placed | None:
    """The agent of a ticket whose customer has written: somebody else only while its agent is away."""
    if ticket.assignee is None or context.staff is None or not is_away(ticket.assignee, context):
        return None
    found = follow_up(ticket.assignee, roster(context, context.desk.settings.agent, ticket.team or ""))
    return Placed(found.agent, (_event(found),))


def of_team(team: str | None, context: Context) -> Assign:
    """How the team finds its agents."""
    table = context.desk.settings.team_named(team)
    return Assign(strategy=Strategy(table.strategy) if table is not None else Strategy.MANUAL)


def is_manual(wanted: Assign) -> bool:
    """Whether agents take such tickets themselves, so that nobody need be asked."""
    return wanted.agent is None and wanted.strategy in (None, Strategy.MANUAL)


def is_away(name: str, context: Context) -> bool:
    """Whether an agent is away now."""
    state = context.agents.get(name)
    return state is not None and state.away_until is not None and context.now < state.away_until


def _placed(wanted: Assign, team: str, case: Case, context: Context) -> Placed:
    if context.envelope.quiet or is_manual(wanted) or context.staff is None:
        return Placed(None)  # old mail is nobody's work now
    settings = context.desk.settings
    among = settings.agent if wanted.agent is not None else settings.agents_in(team)
    found = assign(wanted, roster(context, among, team), case)
    turn = (TakeTurn(found.agent, context.staff.next_turn),) if found.agent is not None else ()
    return Placed(found.agent, (_event(found),), turn)


def _event(found: Assignment) -> NewEvent:
    return NewEvent("assigned", "mailgate", {"agent": found.agent, "why": found.reason})


def _case(language: str, category: str | None, context: Context) -> Case:
    return Case(language, category, context.staff.served_by if context.staff is not None else None)


def _is_in(agent: str | None, team: str, context: Context) -> bool:
    table = context.desk.settings.agent_named(agent) if agent is not None else None
    return table is not None and team in table.teams


def roster(context: Context, agents: Iterable[AgentTable], team: str) -> Roster:
    """These agents at this moment."""
    staff = context.staff
    assert staff is not None  # read wherever somebody may get a ticket
    desk = context.desk

    def at_work(name: str, at: datetime) -> bool:
        table = desk.settings.agent_named(name)
        own = table.calendar if table is not None else None
        return is_open(desk.calendars[own or desk.calendar_name(team, context.mailbox)], at)

    return Roster([_member(agent, context) for agent in agents], context.now, at_work, staff.turns)


def _member(agent: AgentTable, context: Context) -> Member:
    assert context.staff is not None  # see above
    state = context.agents.get(agent.name)
    return Member(
        name=agent.name,
        load=load(context.staff.loads.get(agent.name, {})),
        capacity=agent.capacity,
        skills=frozenset(agent.skills),
        languages=frozenset(agent.languages or (agent.language,)),
        standin=agent.standin,
        away_until=state.away_until if state is not None else None,
    )
