"""What did the operator write about reminders in sla.toml? Builds a plan, or tells everything wrong with it."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from mailgate.errors import ConfigError, Fault
from mailgate.sla.plan import BUILT_IN, ROLES, WHEN, MomentError, Plan, Step, parse_moment
from mailgate.sla.policy import TARGETED, TimerKind

_Words = tuple[str, str, str]  # key, problem, remedy
_FORMS = 'write "80 %", "30 min before" or "2 h after"'


@dataclass(frozen=True, slots=True)
class StepText:
    """One step as the operator wrote it, with durations in seconds."""

    at: str
    tell: Sequence[str] = ()
    only: str | None = None
    timers: Sequence[str] = tuple(TARGETED)
    every_s: int | None = None
    raise_priority: bool = False
    assign: str | None = None
    team: str | None = None
    tags: Sequence[str] = ()


def build_plan(
    name: str,
    steps: Sequence[StepText],
    *,
    agents: Collection[str] = (),
    teams: Collection[str] = (),
    file: str = "sla.toml",
) -> Plan:
    """The plan that these steps describe; `ConfigError` with every fault at once. Agents and teams are the known."""
    key, built, faults = f"plan.{name}", list[Step](), list[Fault]()
    if name in BUILT_IN:
        faults.append(Fault(file, key, "a plan that is built in has this name", "give it another name"))
    for n, text in enumerate(steps, start=1):
        where = f"{key}.step[{n}]"
        found = [Fault(file, f"{where}.{at}", *rest) for at, *rest in _step_faults(text, agents, teams)]
        faults += found
        if not found:
            built.append(_step(text))
    faults += [Fault(file, key, *words) for words in _order_faults(built)]
    if faults:
        raise ConfigError(faults)
    return Plan(name, tuple(built))


def plan_fault(policy: str, plan: str | None, known: Collection[str], file: str = "sla.toml") -> Fault | None:
    """What is wrong with the plan that a policy names."""
    if plan is None or plan in known or plan in BUILT_IN:
        return None
    names = ", ".join([*known, *BUILT_IN])
    return Fault(file, f"policy.{policy}.plan", f'no plan is named "{plan}"', f"write one of {names}")


def _step(text: StepText) -> Step:
    return Step(
        parse_moment(text.at),
        tuple(text.tell),
        text.only,
        frozenset(TimerKind(kind) for kind in text.timers),
        text.every_s,
        text.raise_priority,
        text.assign,
        text.team,
        tuple(text.tags),
    )


def _step_faults(text: StepText, agents: Collection[str], teams: Collection[str]) -> Iterator[_Words]:
    yield from _moment_faults(text)
    yield from _word_faults(text)
    for key, noun, wanted, known in (
        ("assign", "agent", text.assign, agents),
        ("team", "team", text.team, teams),
    ):
        if wanted is not None and wanted not in known:
            yield key, f'there is no {noun} "{wanted}"', "write a name that stands in agents.toml"
    if not (text.tell or text.raise_priority or text.assign or text.team or text.tags):
        yield "tell", "a step that does nothing", 'tell somebody, such as tell = ["assignee"], or remove it'


def _moment_faults(text: StepText) -> Iterator[_Words]:
    try:
        at = parse_moment(text.at)
    except MomentError as wrong:
        yield "at", str(wrong), _FORMS
    else:
        if text.every_s is not None and at.offset(100) < 0:
            yield "every", "it would remind again and again before the deadline", "use it at 100 % or later"
    if text.every_s is not None and text.every_s <= 0:
        yield "every", "a distance of zero never ends", 'write working time like "8 h"'


def _word_faults(text: StepText) -> Iterator[_Words]:
    for who in text.tell:
        if who not in ROLES and "@" not in who:
            yield "tell", f'"{who}" is nobody who can be told', f"write {', '.join(ROLES)} or an address"
    if text.only is not None and text.only not in WHEN:
        yield "only", f'"{text.only}" is no state of a ticket', f"write one of {', '.join(WHEN)}"
    for kind in text.timers:
        if kind not in TARGETED:
            yield "timers", f'no timer with a target is named "{kind}"', f"write one of {', '.join(TARGETED)}"


def _order_faults(steps: Sequence[Step]) -> Iterator[tuple[str, str]]:
    for one, other in combinations(steps, 2):
        if one.key == other.key and one.kinds & other.kinds:
            yield f"two steps stand at {one.key}", "write them as one"
    again = [step for step in steps if step.every_s is not None]
    for one, other in combinations(again, 2):
        if one.kinds & other.kinds:
            yield f"the steps at {one.key} and at {other.key} both repeat", "let the last one repeat alone"
