"""What the configuration means to a decision: calendars, policies and neighbours as values, built once per load."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from mailgate.config.schema import AgentTable, MailboxTable, PolicyTable, Settings
from mailgate.config.starter import starter_templates
from mailgate.errors import ConfigError, Fault
from mailgate.mail.authentication import Submitter, TrustedNeighbour
from mailgate.model.former import Formats, former
from mailgate.model.reference import PLAIN
from mailgate.pipeline.macros import Macros
from mailgate.pipeline.macros import load as load_macros
from mailgate.rules.known import rules_of
from mailgate.rules.rule import Rules
from mailgate.sla.calendar import Calendar
from mailgate.sla.calendar_file import build_calendar
from mailgate.sla.policy import Policy, build_policy, order_faults

_TARGETS = ("first_response", "next_reply", "update", "resolution")
_CONDITIONS = ("mailbox", "team", "category", "priority", "group", "language")
ALWAYS = "always"


@dataclass(frozen=True)
class Desk:
    """The configuration as decisions use it."""

    settings: Settings
    calendars: Mapping[str, Calendar]
    policies: tuple[Policy, ...]
    trusted: tuple[TrustedNeighbour, ...]
    macros: Macros = field(default_factory=Macros)
    languages: tuple[str, ...] = ("en",)  # in which customers' letters are there
    formats: Formats = field(default_factory=Formats)
    rules: Rules = field(default_factory=Rules)

    def calendar_name(self, team: str | None, mailbox: MailboxTable) -> str:
        """The team's calendar, else the mailbox's, else the one that never closes."""
        table = self.settings.team_named(team)
        return (table.calendar if table else None) or mailbox.calendar or ALWAYS

    def submitter(self, name: str | None) -> Submitter | None:
        """The agent who logged in, as the reading of mail needs them."""
        agent = self.settings.agent_named(name) if name else None
        return Submitter(agent.name, frozenset(agent.addresses)) if agent else None

    def agent_of(self, address: str) -> AgentTable | None:
        return self.settings.agent_of(address)


def build(settings: Settings) -> Desk:
    """Builds calendars and policies; ConfigError with every fault of all of them."""
    faults: list[Fault] = []
    calendars = {ALWAYS: build_calendar(ALWAYS, zone="UTC", hours={"mon-sun": ("00:00-24:00",)})}
    for name, table in settings.calendar.items():
        try:
            calendars[name] = build_calendar(
                name, zone=table.zone, hours=table.hours, holidays=table.holidays, dates=table.dates
            )
        except ConfigError as error:
            faults.extend(error.faults)
    policies = []
    for policy in settings.policy:
        try:
            policies.append(_policy(policy, calendars))
        except ConfigError as error:
            faults.extend(error.faults)
    faults.extend(order_faults(policies))
    try:
        macros = load_macros(settings.directory)
    except ConfigError as error:
        faults.extend(error.faults)
    try:
        rules = rules_of(settings)
    except ConfigError as error:
        faults.extend(error.faults)
    if faults:
        raise ConfigError(faults)
    trusted = tuple(TrustedNeighbour(t.authserv_id, t.from_) for t in settings.trusted_results)
    return Desk(
        settings, calendars, tuple(policies), trusted, macros, _languages(settings), _formats(settings), rules
    )


def _languages(settings: Settings) -> tuple[str, ...]:
    """Those of our letters, and those that the operator wrote letters in."""
    places = (starter_templates(), settings.directory / "templates")
    found = {path.name.split(".")[1] for place in places for path in place.glob("reply.*.txt")}
    return tuple(sorted(found))


def _formats(settings: Settings) -> Formats:
    plain = any(m.prefix == PLAIN for m in settings.mailbox)
    return Formats(plain, tuple(former(table.form) for table in settings.former))


def faults(settings: Settings) -> list[Fault]:
    """What `mailgate check` finds in calendars and policies."""
    try:
        build(settings)
    except ConfigError as error:
        return error.faults
    return []


def _policy(table: PolicyTable, calendars: Mapping[str, Calendar]) -> Policy:
    targets = {kind: seconds for kind in _TARGETS if (seconds := getattr(table, kind)) is not None}
    accepts = {name: [str(value)] for name in _CONDITIONS if (value := getattr(table, name)) is not None}
    return build_policy(
        table.name,
        targets=targets,
        accepts=accepts,
        in_hours=None if table.hours is None else table.hours == "in",
        calendar=table.calendar,
        calendars=calendars,
    )
