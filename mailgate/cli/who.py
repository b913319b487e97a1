"""Which agent is meant? The name as configured, in any case, or one of the agent's addresses."""

from typing import Annotated

import typer

from mailgate.config.schema import AgentTable, Settings
from mailgate.errors import NotFound

As = Annotated[
    str | None,
    typer.Option("--as", metavar="NAME", help="Whose word it is: an agent's name or address. Required."),
]


def agent_of(settings: Settings, text: str) -> AgentTable:
    """The agent; NotFound names those that there are."""
    wanted = text.strip()
    found = settings.agent_named(wanted) or settings.agent_of(wanted)
    if found is not None:
        return found
    alike = [a for a in settings.agent if a.name.casefold() == wanted.casefold()]
    if len(alike) != 1:
        raise NotFound(f"there is no agent {text}; {_those(settings)}")
    return alike[0]


def speaker(settings: Settings, text: str | None) -> AgentTable:
    """The agent of `--as`, which nobody may leave out: every change is somebody's word."""
    if not text:
        raise typer.BadParameter(f"say whose word it is; {_those(settings)}", param_hint="--as")
    return agent_of(settings, text)


def _those(settings: Settings) -> str:
    names = ", ".join(a.name for a in settings.agent)
    return f"the agents are {names}" if names else "agents.toml names none"
