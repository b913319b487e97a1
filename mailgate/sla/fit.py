"""What becomes of a timer when another policy or another calendar holds? The rule of grace (SPEC section 12.3).

- From the original start: the time used counts against the new target.
- Looser: the due date moves out. Tighter: the new due date, but not before a grace of one working hour (or the new
  target, if less) has passed since the change. On one calendar it is never later than it was: a tightening that moves
  a deadline out would be none.
- Another calendar freezes the time used. An edited one counts the present stretch anew; the grace holds there too, so
  that no edit makes a deadline that has already passed.
- A breach that happened stays.
"""

from dataclasses import replace
from datetime import datetime

from mailgate.sla.calendar import due
from mailgate.sla.terms import Terms
from mailgate.sla.timer import State, Timer, due_at, used_at

GRACE_S = 3600


def fitted(timer: Timer, before: Terms | None, terms: Terms, at: datetime, revision: int) -> Timer:
    """The timer under new terms; a schedule that differs is a new generation, named by the revision of the terms.

    The first terms of a ticket (`before` is None) hold without grace.
    """
    if before is not None and before.calendar.name != terms.calendar.name:
        timer = _frozen(timer, before, at)
    target = terms.target(timer.kind)
    allowed = None if target is None else _allowed(timer, before, terms, target, at)
    stamped = replace(
        timer,
        target_s=target,
        allowed_s=allowed,
        policy=terms.policy.name if terms.policy else "",
        policy_version=terms.policy_version,
        calendar=terms.calendar.name,
        calendar_version=terms.calendar_version,
    )
    if timer.state is State.RUNNING:
        stamped = replace(stamped, due_at=due_at(stamped, terms))
    if not terms.measures(timer.kind) or not _another(timer, stamped):
        return stamped
    return replace(stamped, generation=revision, planned_at=at)


def begun(timer: Timer, terms: Terms | None, revision: int) -> Timer:
    """A timer that has just started, under the terms that hold."""
    if terms is None:
        return timer
    return fitted(timer, None, terms, timer.started_at, revision)


def _another(old: Timer, new: Timer) -> bool:
    """Is there a new schedule?"""
    first = old.generation == 0
    return first or (new.target_s is not None and (old.allowed_s, old.due_at) != (new.allowed_s, new.due_at))


def _frozen(timer: Timer, before: Terms, at: datetime) -> Timer:
    if timer.resumed_at is None:
        return timer
    return replace(timer, used_s=used_at(timer, before, at), resumed_at=at)


def _allowed(timer: Timer, before: Terms | None, terms: Terms, target: int, at: datetime) -> int:
    if before is None:
        return target
    old = timer.allowed_s
    base = old if old is not None and target == timer.target_s else target
    granted = max(base, used_at(timer, terms, at) + min(GRACE_S, target))
    if old is None:  # no deadline is the loosest
        return granted
    if timer.due_at is None or timer.resumed_at is None or _same(before, terms):
        return base if base >= old else min(old, granted)
    candidate = due(terms.calendar, timer.resumed_at, max(0, base - timer.used_s))
    return base if timer.due_at < at or candidate >= timer.due_at else granted


def _same(before: Terms, terms: Terms) -> bool:
    """One calendar in one version: then seconds of target compare as due dates do."""
    return (before.calendar.name, before.calendar_version) == (terms.calendar.name, terms.calendar_version)
