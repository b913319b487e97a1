"""How does the operator write working time, and what is promised within it? calendars.toml and `[[policy]]` of sla.toml."""

from datetime import date
from typing import Literal

from pydantic import Field

from mailgate.config.fields import Language, MailAddress, Name, Span, Target, Zone
from mailgate.config.promises import PromiseWay
from mailgate.config.table import Table
from mailgate.model.ticket import Priority


class CalendarTable(Table):
    """`[calendar.NAME]`: working time."""

    zone: Zone = Field(description="an IANA name such as Europe/Copenhagen")
    hours: dict[str, tuple[str, ...]] = Field(
        description='the working hours, such as { mon-fri = ["08:00-16:00"] }'
    )
    holidays: tuple[str, ...] = ()
    dates: dict[date, tuple[str, ...]] = Field(default_factory=dict)
    additions: dict[date, tuple[str, ...]] = Field(default_factory=dict)  # open besides, on a holiday too


class PolicyTable(Table):
    """`[[policy]]`: what is promised to whom; the first that matches wins."""

    name: Name
    mailbox: MailAddress | None = None
    team: str | None = None
    category: str | None = None
    priority: Priority | None = None
    group: str | None = None
    language: Language | None = None
    hours: Literal["in", "out"] | None = None
    calendar: str | None = None
    promise: PromiseWay | None = None  # the mailbox's by default
    first_response: Target | None = None
    next_reply: Target | None = None
    update: Target | None = None
    resolution: Target | None = None
    postponed_pauses: tuple[str, ...] = ("resolution",)  # what stands still while a ticket is postponed
    plan: Name | None = None  # of reminders: a [[plan]], "usual" or "none"
    remind_after: Span | None = None  # the customer, of a ticket that waits for them
    close_after: Span | None = None  # a ticket that waits for the customer
    warn_before: Span = 3 * 86400  # of closing
    inform_every: Target | None = None  # the customer, who waits and heard nothing
    unassign_after: Target | None = None  # a customer waits and the assignee is silent
