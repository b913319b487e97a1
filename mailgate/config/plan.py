"""How does the operator write a plan of reminders? `[[plan]]` of sla.toml with its `[[plan.step]]`.

Only the forms are looked at here; what the words mean, and whether those whom they name exist, the room of deadlines
says.
"""

from typing import Annotated

from pydantic import Field

from mailgate.config.fields import Name, Target
from mailgate.config.table import Table


class StepTable(Table):
    """`[[plan.step]]`: what happens when a timer gets there."""

    at: Annotated[str, Field(max_length=60, description='a moment such as "80 %" or "30 min before"')]
    tell: tuple[str, ...] = ()  # assignee, team, lead, addresses
    only: str | None = None  # "assigned" or "unassigned"
    timers: tuple[str, ...] | None = None  # kinds; None: of all
    every: Target | None = None  # again and again, in working time
    raise_priority: bool = False
    assign: Name | None = None
    team: Name | None = None
    tags: tuple[str, ...] = ()


class PlanTable(Table):
    """`[[plan]]`: steps of reminders and escalation, by name."""

    name: Name
    step: tuple[StepTable, ...] = ()
