"""What do the timers of a ticket say, and do its events say the same?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from mailgate.cli.output import rfc3339
from mailgate.pipeline.desk import Desk
from mailgate.pipeline.kept_clocks import Archives
from mailgate.sla.clock import fold
from mailgate.sla.clocks import as_of
from mailgate.sla.policy import TimerKind
from mailgate.sla.timer import State, Timer
from mailgate.store import Tx
from mailgate.store.views_tickets import TicketView

_COMPARED = ("state", "started_at", "due_at", "used_s", "target_s", "breached_at", "satisfied_at")


def timer_shape(timer: Timer) -> dict[str, Any]:
    """One timer as JSON: the keys of `ticket show`, and what else is known."""
    return {
        "kind": timer.kind.value,
        "instance": timer.instance,
        "state": timer.state.value,
        "started_at": rfc3339(timer.started_at),
        "due_at": rfc3339(timer.due_at),
        "used_s": timer.used_s,
        "target_s": timer.target_s or 0,
        "breached_at": rfc3339(timer.breached_at),
        "satisfied_at": rfc3339(timer.satisfied_at),
        "generation": timer.generation,
        "policy": timer.policy,
        "calendar": timer.calendar,
    }


def stored(ticket: TicketView) -> tuple[Timer, ...]:
    """The timers of a ticket as their rows have them."""
    names = {field.name for field in fields(Timer)}
    return tuple(_timer({name: row[name] for name in names & row.keys()}) for row in ticket.timers)


def recomputed(tx: Tx, ticket_id: int, desk: Desk, now: datetime) -> tuple[Timer, ...] | None:
    """The timers that the events of a ticket give, as of now; None when they hold nothing for its clocks.

    Policies and calendars are those of their time, in the versions that the events name.
    """
    history = Archives(tx, desk).history(ticket_id)
    return as_of(fold(history), now.replace(microsecond=0)).timers if history else None


def differences(kept: Sequence[Timer], again: Sequence[Timer]) -> list[dict[str, Any]]:
    """Where the two disagree; a cancelled timer that the events do not know is none."""
    first, second = _by_key(kept), _by_key(again)
    found = []
    for kind, instance in sorted(first.keys() | second.keys()):
        one, other = first.get((kind, instance)), second.get((kind, instance))
        if other is None and one is not None and one["state"] == State.CANCELLED:
            continue
        named = {"kind": kind, "instance": instance}
        if one is None or other is None:
            states = {"stored": one and one["state"], "recomputed": other and other["state"]}
            found.append({**named, "field": "state", **states})
            continue
        found += [
            {**named, "field": name, "stored": one[name], "recomputed": other[name]}
            for name in _COMPARED
            if one[name] != other[name]
        ]
    return found


def _by_key(timers: Iterable[Timer]) -> dict[tuple[str, int], dict[str, Any]]:
    return {(t.kind.value, t.instance): timer_shape(t) for t in timers}


def _timer(values: Mapping[str, Any]) -> Timer:
    told = dict(values) | {
        "kind": TimerKind(values["kind"]),
        "state": State(values["state"]),
        "target_s": values["target_s"] or None,  # a timer of reports has none
        "policy_version": values["policy_version"] or "",
        "calendar_version": values["calendar_version"] or "",
    }
    return Timer(**told)
