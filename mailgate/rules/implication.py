"""Does one condition follow from another? Sound, not complete: a yes is certain, a no may be ignorance."""

from collections.abc import Sequence

from mailgate.rules.condition import All, Any, Clause, Condition, Not, SameFile
from mailgate.rules.demands import Exists, excludes
from mailgate.rules.demands import implies as demand_implies

ALWAYS = All(())


def implies(given: Condition, asked: Condition) -> bool:
    """Whether every mail that meets `given` surely meets `asked`."""
    if asked in (given, ALWAYS):
        return True
    if isinstance(asked, All):
        return all(implies(given, part) for part in asked.parts)
    if isinstance(given, Any):
        return all(implies(part, asked) for part in given.parts)
    return _by_a_part(given, asked) or _plainly(given, asked)


def _by_a_part(given: Condition, asked: Condition) -> bool:
    """Whether one part of what is given is enough, or one part of what is asked follows."""
    if isinstance(asked, Any) and any(implies(given, part) for part in asked.parts):
        return True
    parts: Sequence[Condition] = ()
    if isinstance(given, All):
        parts = given.parts
    elif isinstance(given, SameFile):
        parts = given.clauses
    return any(implies(part, asked) for part in parts)


def _plainly(given: Condition, asked: Condition) -> bool:
    if isinstance(given, SameFile) and isinstance(asked, SameFile):
        return all(any(_clause(one, other) for one in given.clauses) for other in asked.clauses)
    if isinstance(given, Not) and isinstance(asked, Not):
        return implies(asked.part, given.part)
    return isinstance(given, Clause) and isinstance(asked, Clause) and _clause(given, asked)


def impossible(condition: Condition) -> str | None:
    """The two parts that no mail can meet together; None where there may be such mail."""
    if isinstance(condition, Any):
        reasons = [impossible(part) for part in condition.parts]
        return reasons[0] if all(reasons) else None
    if not isinstance(condition, All):
        return None
    parts = tuple(_flat(condition))
    inner = next((reason for part in parts if (reason := impossible(part))), None)
    return inner or next(
        (
            f"{one} and {other}"
            for at, one in enumerate(parts)
            for other in parts[at + 1 :]
            if _apart(one, other)
        ),
        None,
    )


def changing(condition: Condition) -> bool:
    """Whether its answer depends on what earlier rules do to the ticket."""
    if isinstance(condition, Clause):
        return condition.asked.field.changes
    if isinstance(condition, Not):
        return changing(condition.part)
    return any(
        changing(p) for p in (condition.clauses if isinstance(condition, SameFile) else condition.parts)
    )


def _flat(condition: All) -> tuple[Condition, ...]:
    """The parts of an `all`, those of an `all` within it among them."""
    return tuple(
        inner for part in condition.parts for inner in (_flat(part) if isinstance(part, All) else (part,))
    )


def _apart(one: Condition, other: Condition) -> bool:
    if isinstance(one, Not):
        return implies(other, one.part)
    if isinstance(other, Not):
        return implies(one, other.part)
    if not (isinstance(one, Clause) and isinstance(other, Clause) and one.asked == other.asked):
        return False
    # A field with several values may meet two demands by two of them; that it has none goes with nothing else.
    single = one.asked.field.single or Exists(wanted=False) in (one.demand, other.demand)
    return single and excludes(one.demand, other.demand)


def _clause(given: Clause, asked: Clause) -> bool:
    return given.asked == asked.asked and demand_implies(given.demand, asked.demand)
