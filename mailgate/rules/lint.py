"""Which rules can never apply, stand in each other's way, or cost more than they should?"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from mailgate.errors import Fault
from mailgate.rules.actions import Action
from mailgate.rules.condition import Clause, clauses
from mailgate.rules.demands import Exists, Matches
from mailgate.rules.followers import Followers
from mailgate.rules.implication import changing, implies, impossible
from mailgate.rules.rule import On, Rule, Rules

_LARGE = 1_000  # instructions of a pattern
_LONG = ("new_text", "text")


class Sort(StrEnum):
    """What is the matter; the first two are faults, the others advice."""

    DEAD = "dead"  # no mail can meet its conditions
    SHADOWED = "shadowed"  # an earlier rule that stops takes all of its mail
    OVERRIDDEN = "overridden"  # a later rule changes all that it does
    SLOW = "slow"  # is looked at closely for every mail
    UNGUARDED = "unguarded"  # acts on a ticket by the word of a sender for whom nobody vouches


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing about one rule."""

    sort: Sort
    rule: str
    line: int | None
    problem: str
    remedy: str


def lint(rules: Rules) -> tuple[Finding, ...]:
    """All findings, in the order of the rules."""
    order = _Order(rules.rules)
    return tuple(finding for rule in rules.rules for finding in _findings(rule, order))


def fatal(rules: Rules, file: str) -> Iterator[Fault]:
    """The findings with which rules are not loaded: those that can never apply."""
    order = _Order(rules.rules)
    for rule in rules.rules:
        finding = _dead(rule) or _shadowed(rule, order)
        if finding is not None:
            place = f"rule[{rule.place + 1}]"
            where = f"line {rule.line}, {place}" if rule.line else place
            yield Fault(file, where, f"{rule.name!r} can never apply: {finding.problem}", finding.remedy)


class _Order:
    """The rules one after the other, and which of them surely apply where another one does."""

    def __init__(self, rules: tuple[Rule, ...]) -> None:
        # What asks about the ticket may be false when one rule is asked and true for a later one.
        steady = {rule.place: rule.when for rule in rules if not changing(rule.when)}
        self.rules = rules
        self._steady, self._followers = steady, Followers(steady)

    def followers(self, rule: Rule) -> list[Rule]:
        """The rules, in order, whose conditions hold for every mail for which this one's do."""
        places = sorted(self._followers.of(rule.when) - {rule.place})
        return [self.rules[place] for place in places if implies(rule.when, self._steady[place])]


def _findings(rule: Rule, order: _Order) -> Iterator[Finding]:
    never = _dead(rule) or _shadowed(rule, order)
    if never is not None:
        yield never
        return
    yield from _overridden(rule, order)
    yield from _slow(rule)
    yield from _unguarded(rule)


def _finding(sort: Sort, rule: Rule, problem: str, remedy: str) -> Finding:
    return Finding(sort, rule.name, rule.line, problem, remedy)


def _dead(rule: Rule) -> Finding | None:
    reason = impossible(rule.when)
    if reason is not None:
        return _finding(Sort.DEAD, rule, f"no mail has {reason}", "join the two with any, or remove one")
    if rule.on is On.NEW and (clause := _of_an_old_ticket(rule)):
        problem = f"{clause}, and a mail that opens a ticket comes after nothing"
        return _finding(Sort.DEAD, rule, problem, 'write on = "followup" or on = "both"')
    return None


def _of_an_old_ticket(rule: Rule) -> Clause | None:
    """A part that must hold and cannot, for a ticket that opens now."""
    old = (
        c
        for c in clauses(rule.when)
        if c.asked.name.startswith("since.") and c.demand != Exists(wanted=False)
    )
    return next((clause for clause in old if implies(rule.when, clause)), None)


def _shadowed(rule: Rule, order: _Order) -> Finding | None:
    """A rule that an earlier one never lets a mail through to."""
    for earlier in order.followers(rule):
        if earlier.place < rule.place and earlier.ends and earlier.on.covers(rule.on):
            problem = f"{earlier.name!r} stands before it, takes all that it would, and is the last for it"
            return _finding(Sort.SHADOWED, rule, problem, f"move it before {earlier.name!r}, or remove it")
    return None


def _overridden(rule: Rule, order: _Order) -> Iterator[Finding]:
    """A later rule that applies whenever this one does, and sets all that it sets to something else."""
    mine = _replaced(rule.then)
    if mine is None or rule.ends or changing(rule.when):
        return
    for later in order.followers(rule):
        theirs = {action.kind.name for action in later.then}
        if later.place > rule.place and mine <= theirs and later.on.covers(rule.on):
            if not any(between.ends for between in order.rules[rule.place + 1 : later.place]):
                problem = (
                    f"{later.name!r} follows for all of its mail and sets {', '.join(sorted(mine))} anew"
                )
                yield _finding(Sort.OVERRIDDEN, rule, problem, f"move it behind {later.name!r}, or remove it")
            return


def _replaced(then: tuple[Action, ...]) -> set[str] | None:
    """The names of its actions, if a later rule can replace the value of each."""
    names = {action.kind.name for action in then}
    return (
        names if names <= {"category", "priority", "team", "assign", "policy", "language", "status"} else None
    )


def _slow(rule: Rule) -> Iterator[Finding]:
    """RE2 is linear, but what must be asked of every long text is still asked of every long text."""
    for clause in clauses(rule.when):
        if not isinstance(clause.demand, Matches):
            continue
        for pattern in clause.demand.patterns:
            if pattern.instructions > _LARGE:
                problem = f"the pattern {pattern.written!r} has {pattern.instructions} instructions"
                yield _finding(Sort.SLOW, rule, problem, "repeat with * or + in the place of large counts")
            elif clause.asked.name in _LONG and not pattern.needs_literal:
                problem = f"the pattern {pattern.written!r} has no fixed text, so it is tried on every mail"
                remedy = "write three letters or digits into it that always stand there, or test the subject"
                yield _finding(Sort.SLOW, rule, problem, remedy)


def _unguarded(rule: Rule) -> Iterator[Finding]:
    names = {action.kind.name for action in rule.then}
    vouched = any(clause.asked.name == "authentication" for clause in clauses(rule.when))
    if "join" in names and not vouched:
        problem = "it joins tickets by a sender's address, which anybody can write into a mail"
        remedy = 'add authentication = "pass", unless nothing from outside reaches this mailbox'
        yield _finding(Sort.UNGUARDED, rule, problem, remedy)
