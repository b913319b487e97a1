"""Which actions does a mail cause? Every rule that applies, in order, each seeing what the ones before it have changed."""

from collections.abc import Iterable
from dataclasses import replace

from mailgate.rules.condition import captured, reason
from mailgate.rules.facts import Facts
from mailgate.rules.orders import Orders
from mailgate.rules.outcome import Applied, Outcome, Trace
from mailgate.rules.progress import Progress, Skip
from mailgate.rules.rule import On, Rule, Rules
from mailgate.rules.view import View


def evaluate(rules: Rules, facts: Facts) -> Outcome:
    """All that the rules cause for this mail; pure, and looks closely only at rules that can apply."""
    view = View(facts)
    candidates = (rules.rules[place] for place in rules.index.candidates(view))
    return _run(candidates, facts, view, explain=False)


def explain(rules: Rules, facts: Facts) -> Outcome:
    """The same outcome, found by asking every rule, with a trace for each that says which condition failed."""
    return _run(rules.rules, facts, View(facts), explain=True)


def _run(rules: Iterable[Rule], facts: Facts, view: View, *, explain: bool) -> Outcome:
    progress = Progress(facts, view.board)
    applied: list[Applied] = []
    traces: list[Trace] = []
    captures: dict[str, str] = {}
    ended = ""
    other = On.other(new=facts.new)
    for rule in rules:
        if not ended and rule.on is not other and rule.when.holds(view):
            why = reason(rule.when, view) if explain else ""
            if rule.captures:
                found = captured(rule.when, view)
                captures.update(found)
                progress.capture(found)
            applied.append(_apply(rule, progress))
            view.changed()
            ended = rule.name if rule.ends else ""
            met = True
        else:
            met = False
            why = _why_not(rule, facts, view, ended) if explain else ""
        if explain:
            traces.append(Trace(rule.name, rule.line, met, why))
        elif ended:
            break
    outcome = Outcome(tuple(applied), progress.orders(), captures, tuple(traces), view.cut())
    return _ended(outcome) if outcome.orders.fate is not None else outcome


def _apply(rule: Rule, progress: Progress) -> Applied:
    done: list[str] = []
    skipped: list[str] = []
    for action in rule.then:
        try:
            done.append(progress.do(action))
        except Skip as why:
            skipped.append(f"{action.said}: {why}")
    return Applied(rule.name, tuple(done), tuple(skipped))


def _why_not(rule: Rule, facts: Facts, view: View, ended: str) -> str:
    if ended:
        return f"not asked: the rule {ended!r} was the last"
    if rule.on is On.other(new=facts.new):
        it = "opens a ticket" if facts.new else "belongs to a ticket"
        return f"looks at on = {rule.on.value!r} only, and this mail {it}"
    return rule.when.failure(view)


def _ended(outcome: Outcome) -> Outcome:
    """Quarantine, spam and discard take back what earlier rules wanted: nothing else happens to the mail."""
    found = outcome.orders
    fate = Orders(fate=found.fate, fate_reason=found.fate_reason)
    return replace(outcome, orders=fate)
