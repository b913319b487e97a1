"""Which timers has a ticket into which another one was merged? The earliest start of each kind, all that waits.

The survivor's policy and status hold. A course that comes from the other ticket brings its time used, and is a new
generation here; the other ticket's own row is cancelled there, by its status. No grace: a deadline that an earlier
start brings forward would have passed on the other ticket too.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from mailgate.sla.clocks import Clocks, entered, settled, started
from mailgate.sla.fit import fitted
from mailgate.sla.policy import TimerKind
from mailgate.sla.timer import LIVE, State, Timer, cancelled, passed, satisfied

_Owned = tuple[Timer, Clocks]  # a course and the clocks it stands in


def merged(mine: Clocks, other: Clocks, at: datetime) -> Clocks:
    """The clocks of the survivor; both as of the merge."""
    joint = replace(
        mine,
        terms=mine.terms or other.terms,
        revision=mine.revision + 1,
        began_at=min((c.began_at for c in (mine, other) if c.began_at is not None), default=None),
        oldest=min((c.oldest for c in (mine, other) if c.oldest is not None), default=None),
        courses=(),
        ended=tuple(t for t in mine.ended if t.kind is not TimerKind.FIRST_RESPONSE),
    )
    kept = [_adopted(pair, mine, joint, at) for pair in _kept(mine, other)]
    waits = list(_waits(mine, other, joint, kept, at))
    return settled(joint, [*kept, *waits])


def _kept(mine: Clocks, other: Clocks) -> Iterator[_Owned]:
    """One course of each kind that starts with a ticket, and the update that began first."""
    for kind in (TimerKind.FIRST_RESPONSE, TimerKind.RESOLUTION, TimerKind.TOTAL):
        found = list(_of(kind, mine, other))
        if found:
            first_response = kind is TimerKind.FIRST_RESPONSE
            yield _response(found) if first_response else min(found, key=_start)
    updates = [(t, c) for c in (mine, other) if (t := c.live(TimerKind.UPDATE)) is not None]
    if updates:
        yield min(updates, key=_start)


def _of(kind: TimerKind, *both: Clocks) -> Iterator[_Owned]:
    for clocks in both:
        found = next((t for t in (*clocks.courses, *clocks.ended) if t.kind is kind), None)
        if found is not None:
            yield found, clocks


def _start(owned: _Owned) -> datetime:
    return owned[0].started_at


def _response(found: list[_Owned]) -> _Owned:
    """From the earliest start; an answer on either ticket is an answer to this customer."""
    met = [pair for pair in found if pair[0].state is State.SATISFIED]
    live = [pair for pair in found if pair[0].state in LIVE]
    earliest = min(live or found, key=_start)
    if not met or min(found, key=_start) in met:
        return min(met or [earliest], key=_start)
    if not live:
        return min(met, key=_start)
    (timer, clocks), at = earliest, min(t.satisfied_at for t, _ in met if t.satisfied_at is not None)
    return satisfied(passed(timer, at), clocks.terms, max(at, timer.started_at)), clocks


def _adopted(owned: _Owned, mine: Clocks, joint: Clocks, at: datetime) -> Timer:
    """The course under the survivor's terms and status; its own stay as they are."""
    timer, clocks = owned
    if clocks is not mine:
        if timer.state in LIVE and joint.terms is not None:
            timer = fitted(timer, clocks.terms, joint.terms, at, joint.revision)
        if timer.generation:
            timer = replace(timer, generation=joint.revision, planned_at=at)
    return entered(timer, joint, at)


def _waits(mine: Clocks, other: Clocks, joint: Clocks, kept: list[Timer], at: datetime) -> Iterator[Timer]:
    """The wait for a next reply from the oldest unanswered message of both; the survivor's own, if later, ends."""
    own = mine.live(TimerKind.NEXT_REPLY)
    first = next((t for t in kept if t.kind is TimerKind.FIRST_RESPONSE), None)
    waits = joint.oldest is not None and first is not None and first.state not in LIVE
    if not waits or joint.oldest is None:
        yield from () if own is None else (cancelled(own, mine.terms, at),)
        return
    begun, message = joint.oldest
    if own is not None and own.instance == message:
        yield own
        return
    if own is not None:
        yield cancelled(own, mine.terms, at)
    theirs = other.live(TimerKind.NEXT_REPLY)
    if theirs is not None and theirs.instance == message:
        yield _adopted((theirs, other), mine, joint, at)
    else:
        yield started(joint, TimerKind.NEXT_REPLY, message, begun)
