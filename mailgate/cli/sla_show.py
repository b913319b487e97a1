"""What do the timers of a ticket say, and do its events say the same?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from mailgate.cli.output import rfc3339
from mailgate.pipeline.desk import Desk
from mailgate.sla.calendar import Calendar
from mailgate.sla.clock import fold
from mailgate.sla.clocks import as_of
from mailgate.sla.policy import TimerKind
from mailgate.sla.terms import Terms
from mailgate.sla.timeline import Archive, history_of
from mailgate.sla.timer import State, Timer
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


def recomputed(ticket: TicketView, desk: Desk, now: datetime) -> tuple[Timer, ...] | None:
    """The timers that the events of a ticket give, as of now; None when they hold nothing for its clocks."""
    details = [event["detail"] for event in ticket.events]
    history = history_of(details, _archive(desk))
    return as_of(fold(history), now).timers if history else None


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
    told = dict(values) | {"kind": TimerKind(values["kind"]), "state": State(values["state"])}
    return Timer(**told)


def _archive(desk: Desk) -> Archive:
    """What today's configuration holds, by name."""

    def calendar(body: Mapping[str, Any]) -> Calendar | None:
        return desk.calendars.get(body["calendar"])

    def terms(body: Mapping[str, Any]) -> Terms | None:
        found = calendar(body)
        policy = next((p for p in desk.policies if p.name == body["policy"]), None)
        return Terms(found, policy) if found is not None else None

    return Archive(terms, calendar, lambda _: ())
