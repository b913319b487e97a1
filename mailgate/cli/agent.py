"""`mailgate agent`: who answers, who is away, and the tokens that they were given."""

from datetime import date, datetime, time, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from mailgate.agents.dates import read_until
from mailgate.agents.unclear import Unclear
from mailgate.cli.house import House, house
from mailgate.cli.options import Config, Json
from mailgate.cli.output import emit, emit_array, moment, rfc3339, table
from mailgate.cli.who import agent_of
from mailgate.config.schema import AgentTable, MailboxTable, Settings
from mailgate.failpoints import Unit
from mailgate.store import Tx, agents, nodes, views_people
from mailgate.store.views_people import AgentLoad

app = typer.Typer(
    no_args_is_help=True, add_completion=False, rich_markup_mode=None, help="Agents: the people who answer."
)
LONGEST = timedelta(days=366)  # of an absence whose end nobody named; as long as a vacation notice may claim
Name = Annotated[str, typer.Argument(metavar="NAME", help="An agent's name or address.")]


@app.command("list")
def list_(as_json: Json = False, config: Config = None) -> None:
    """List the agents with what waits for them, and former ones who still have something."""
    with house(config) as place:
        loads = place.store.read_now(views_people.agent_loads)
        shapes = _shapes(place.settings, loads, place.clock.now())
    if as_json:
        emit_array(shapes)
        return
    rows = [
        (s["name"], ", ".join(s["teams"]) if s["configured"] else "not in agents.toml", _until(s),
         s["open_tickets"], s["held"], s["token_epoch"])
        for s in shapes
    ]  # fmt: skip
    table(("Agent", "Teams", "Away until", "Open", "Held", "Revoked"), rows, empty="There are no agents.")


@app.command()
def away(
    name: Name,
    until: Annotated[str | None, typer.Option("--until", metavar="WHEN", help="As in a mail: 2026-12-01, fri, 3 d.")] = None,
    back: Annotated[bool, typer.Option("--back", help="They are here again.")] = False,
    as_json: Json = False,
    config: Config = None,
) -> None:  # fmt: skip
    """Mark an agent as away, or as back; without --until it lasts until --back, a year at most."""
    if back and until is not None:
        raise typer.BadParameter("--until and --back contradict each other")
    with house(config) as place:
        agent, now = agent_of(place.settings, name), place.clock.now()
        end = None if back else _end(place, agent, until, now)
        shape = place.store.write_now(Unit.OPERATOR, lambda tx: _gone(tx, place.settings, agent, end, now))
    if as_json:
        emit(shape)
    else:
        print(f"{agent.name} is away until {moment(end)}." if end is not None else f"{agent.name} is back.")


@app.command()
def revoke(name: Name, as_json: Json = False, config: Config = None) -> None:
    """Make every reply token that an agent was ever given void, as when a mailbox was read by others.

    What they answer is then known by the Message-ID of our mail, if somebody vouches for theirs; mails from now on
    carry new tokens.
    """
    with house(config) as place:
        agent, now = agent_of(place.settings, name), place.clock.now()
        shape = place.store.write_now(Unit.OPERATOR, lambda tx: _revoked(tx, place.settings, agent, now))
    if as_json:
        emit(shape)
    else:
        print(f"All reply tokens of {agent.name} are void; mails from now on carry new ones.")


def agent_shape(name: str, agent: AgentTable | None, load: AgentLoad, now: datetime) -> dict[str, Any]:
    """The shape of `agent list --json`; away is who has not come back yet."""
    gone = load.away_until is not None and now < load.away_until
    return {
        "name": name,
        "configured": agent is not None,
        "addresses": list(agent.addresses) if agent else [],
        "teams": list(agent.teams) if agent else [],
        "language": agent.language if agent else None,
        "standin": agent.standin if agent else None,
        "away_since": rfc3339(load.away_since) if gone else None,
        "away_until": rfc3339(load.away_until) if gone else None,
        "open_tickets": load.open_tickets,
        "held": load.held,
        "token_epoch": load.token_epoch,
    }


def _shapes(settings: Settings, loads: dict[str, AgentLoad], now: datetime) -> list[dict[str, Any]]:
    configured = [agent_shape(a.name, a, loads.get(a.name, AgentLoad()), now) for a in settings.agent]
    left = sorted(n for n, load in loads.items() if settings.agent_named(n) is None and _has_something(load))
    return configured + [agent_shape(name, None, loads[name], now) for name in left]


def _has_something(load: AgentLoad) -> bool:
    return bool(load.open_tickets or load.held)


def _until(shape: dict[str, Any]) -> str | None:
    return shape["away_until"][:16].replace("T", " ") + "Z" if shape["away_until"] else None


def _gone(
    tx: Tx, settings: Settings, agent: AgentTable, end: datetime | None, now: datetime
) -> dict[str, Any]:
    nodes.ensure_agents(tx, [agent.name])
    agents.go_away(tx, agent.name, end, now)
    return _now(tx, settings, agent, now)


def _revoked(tx: Tx, settings: Settings, agent: AgentTable, now: datetime) -> dict[str, Any]:
    nodes.ensure_agents(tx, [agent.name])
    agents.revoke(tx, agent.name)
    return _now(tx, settings, agent, now)


def _now(tx: Tx, settings: Settings, agent: AgentTable, now: datetime) -> dict[str, Any]:
    return next(s for s in _shapes(settings, views_people.agent_loads(tx), now) if s["name"] == agent.name)


def _end(place: House, agent: AgentTable, until: str | None, now: datetime) -> datetime:
    """When they are back: a day alone means the beginning of work on it, in the calendar of their team."""
    if until is None:
        return now + LONGEST
    found = _read(place.settings, agent, until, now)
    if isinstance(found, Unclear):
        raise typer.BadParameter(found.reason, param_hint="--until")
    return found


def _read(settings: Settings, agent: AgentTable, until: str, now: datetime) -> datetime | Unclear:
    from mailgate.pipeline.desk import build  # noqa: PLC0415 - `agent list` does without calendars
    from mailgate.sla.calendar import NoWorkingTime, next_opening  # noqa: PLC0415

    desk, mailbox = build(settings), _mailbox(settings, agent)
    team = next(iter(agent.teams), None)
    calendar = desk.calendars[agent.calendar or desk.calendar_name(team, mailbox)]

    def opening(day: date) -> datetime | None:
        try:
            return next_opening(calendar, datetime.combine(day, time(), ZoneInfo(mailbox.zone)))
        except NoWorkingTime:
            return None

    return read_until(until, now, mailbox.zone, opening)


def _mailbox(settings: Settings, agent: AgentTable) -> MailboxTable:
    """The first mailbox of their teams: its zone is theirs."""
    return next((m for m in settings.mailbox if m.team in agent.teams), settings.mailbox[0])
