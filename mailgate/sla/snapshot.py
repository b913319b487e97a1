"""How are clocks kept between two mails, so that one more happening needs no earlier ones?

A snapshot is JSON without the timers that are history: those stand in their rows. The terms are told by their versions,
and whoever reads the snapshot brings them.
"""

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from mailgate.model.ticket import Status
from mailgate.sla.clocks import Clocks
from mailgate.sla.policy import TimerKind
from mailgate.sla.terms import Terms, versions
from mailgate.sla.timer import State, Timer

_INSTANTS = ("started_at", "resumed_at", "due_at", "breached_at", "satisfied_at", "planned_at")


def frozen(clocks: Clocks) -> dict[str, Any]:
    """The clocks as JSON, with every digit of them; `thawed` reads it."""
    return {
        "terms": None if clocks.terms is None else versions(clocks.terms),
        "revision": clocks.revision,
        "status": clocks.status.value,
        "spam": clocks.spam,
        "aside_at": _text(clocks.aside_at),
        "began_at": _text(clocks.began_at),
        "oldest": None if clocks.oldest is None else [_text(clocks.oldest[0]), clocks.oldest[1]],
        "courses": [_timer(t) for t in clocks.courses],
        "last": None if clocks.last is None else [_text(clocks.last[0]), clocks.last[1]],
    }


def thawed(body: Mapping[str, Any], terms: Terms | None) -> Clocks:
    """The clocks of a snapshot; `terms` are those whose versions it names.

    Raises `ValueError` for others: clocks that went on under them would be wrong from then on.
    """
    if body["terms"] != (None if terms is None else versions(terms)):
        raise ValueError("these are not the terms of the snapshot")
    oldest, last = body["oldest"], body["last"]
    return Clocks(
        terms=terms,
        revision=body["revision"],
        status=Status(body["status"]),
        spam=body["spam"],
        aside_at=_instant(body["aside_at"]),
        began_at=_instant(body["began_at"]),
        oldest=None if oldest is None else (datetime.fromisoformat(oldest[0]), oldest[1]),
        courses=tuple(_timer_of(t) for t in body["courses"]),
        last=None if last is None else (datetime.fromisoformat(last[0]), last[1]),
    )


def _timer(timer: Timer) -> dict[str, Any]:
    values = {field.name: getattr(timer, field.name) for field in fields(timer)}
    return values | {name: _text(values[name]) for name in _INSTANTS}


def _timer_of(values: Mapping[str, Any]) -> Timer:
    told = dict(values) | {name: _instant(values[name]) for name in _INSTANTS}
    return Timer(**told | {"kind": TimerKind(values["kind"]), "state": State(values["state"])})


def _text(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
