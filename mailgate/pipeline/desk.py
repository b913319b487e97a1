"""What the configuration means to a decision: calendars, policies and neighbours as values, built once per load."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from mailgate.config.deadlines import PolicyTable
from mailgate.config.plan import PlanTable
from mailgate.config.schema import AgentTable, MailboxTable, Settings
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
from mailgate.sla.estimate.standing import Estimates
from mailgate.sla.plan import BUILT_IN, USUAL, Plan
from mailgate.sla.plan_file import StepText, build_plan, plan_fault
from mailgate.sla.policy import TARGETED, Policy, build_policy, order_faults
from mailgate.sla.terms import Terms, calendar_version, policy_version
from mailgate.sla.waiting import Patience, patience_faults

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
    plans: Mapping[str, Plan] = field(default_factory=lambda: dict(BUILT_IN))
    patience: Mapping[str, Patience] = field(default_factory=dict)  # by policy

    estimates: Estimates = field(default_factory=Estimates)  # of the last look; see pipeline/promising.py

    @cached_property
    def policies_by_version(self) -> Mapping[str, Policy]:
        return {policy_version(p): p for p in self.policies}

    @cached_property
    def calendars_by_version(self) -> Mapping[str, Calendar]:
        return {calendar_version(c): c for c in self.calendars.values()}

    def plan_of(self, policy: Policy | None) -> Plan:
        """The reminders of a policy; the usual ones where its plan is gone from the configuration."""
        return self.plans.get((policy.plan if policy else None) or USUAL.name, USUAL)

    def patience_of(self, terms: Terms | None) -> Patience:
        """How long a policy waits, by today's configuration."""
        policy = terms.policy if terms is not None else None
        return self.patience.get(policy.name, Patience()) if policy is not None else Patience()

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
                name, zone=table.zone, hours=table.hours, holidays=table.holidays, dates=table.dates,
                additions=table.additions,
            )  # fmt: skip
        except ConfigError as error:
            faults.extend(error.faults)
    policies = []
    for policy in settings.policy:
        try:
            policies.append(_policy(policy, calendars))
        except ConfigError as error:
            faults.extend(error.faults)
    faults.extend(order_faults(policies))
    plans = dict(BUILT_IN)
    for plan in settings.plan:
        try:
            plans[plan.name] = _plan(plan, settings)
        except ConfigError as error:
            faults.extend(error.faults)
    faults.extend(_patience_and_plans(settings))
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
        settings, calendars, tuple(policies), trusted, macros, _languages(settings), _formats(settings), rules, plans,
        {p.name: _patience(p) for p in settings.policy},
    )  # fmt: skip


def _languages(settings: Settings) -> tuple[str, ...]:
    """Those of our letters, and those that the operator wrote letters in."""
    places = (starter_templates(), settings.directory / "templates")
    found = {path.name.split(".")[1] for place in places for path in place.glob("ack.*.txt")}
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
        postponed_pauses=table.postponed_pauses,
        plan=table.plan,
    )


def _plan(table: PlanTable, settings: Settings) -> Plan:
    steps = [
        StepText(
            s.at, s.tell, s.only, tuple(TARGETED) if s.timers is None else s.timers, s.every, s.raise_priority,
            s.assign, s.team, s.tags,
        )
        for s in table.step
    ]  # fmt: skip
    names = [a.name for a in settings.agent], [t.name for t in settings.team]
    return build_plan(table.name, steps, agents=names[0], teams=names[1])


def _patience(table: PolicyTable) -> Patience:
    return Patience(
        table.remind_after, table.close_after, table.warn_before, table.inform_every, table.unassign_after
    )


def _patience_and_plans(settings: Settings) -> list[Fault]:
    known = [plan.name for plan in settings.plan]
    found = [
        Fault("sla.toml", f"plan.{name}", "two plans have this name", "rename one")
        for n, name in enumerate(known)
        if name in known[:n]
    ]
    for table in settings.policy:
        found += patience_faults(table.name, _patience(table))
        fault = plan_fault(table.name, table.plan, known)
        found += [fault] if fault is not None else []
    return found
