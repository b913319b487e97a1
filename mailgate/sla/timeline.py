"""How does the timeline of a ticket keep what its clocks must know?

A line of the timeline may have `clock` in its detail: a list of happenings as JSON. So the words of a line stay free, and
what a mail caused keeps the instant of its arrival though the line was written later. Terms and calendars are told by
name and version, an absorbed ticket by its number.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mailgate.model.event_words import CLOCK
from mailgate.model.ticket import Status
from mailgate.sla.calendar import Calendar
from mailgate.sla.happening import (
    Absorbed,
    Answered,
    CalendarEdited,
    CustomerWrote,
    Happening,
    NeedsNoReply,
    Recalled,
    SplitOff,
    StatusChanged,
    TermsSet,
)
from mailgate.sla.terms import Terms, calendar_version, versions

KEY = CLOCK
_Body = Mapping[str, Any]
_MESSAGES: Mapping[str, Callable[[datetime, int], Happening]] = {
    "customer": CustomerWrote,
    "answer": Answered,
    "recalled": Recalled,
    "split": SplitOff,
}


@dataclass(frozen=True)
class Archive:
    """Where what a line only names is found; None or nothing for what is gone."""

    terms: Callable[[_Body], Terms | None]  # by `policy, policy_version, calendar, calendar_version`
    calendar: Callable[[_Body], Calendar | None]  # by `calendar, calendar_version`
    history: Callable[[int], tuple[Happening, ...]]  # of another ticket, by number


def written(happening: Happening) -> dict[str, Any]:
    """The happening as JSON; `history_of` reads it."""
    body: dict[str, Any] = {"at": happening.at.isoformat()}
    match happening:
        case CustomerWrote() | Answered() | Recalled() | SplitOff():
            name = next(name for name, made in _MESSAGES.items() if made is type(happening))
            body |= {"is": name, "message": happening.message}
        case StatusChanged():
            body |= {"is": "status", "status": happening.status.value, "message": happening.cause}
        case NeedsNoReply():
            body |= {"is": "noreply"}
        case Absorbed():
            body |= {"is": "absorbed", "ticket": happening.ticket}
        case TermsSet():
            body |= {"is": "terms", **versions(happening.terms)}
        case CalendarEdited(_, calendar):
            body |= {
                "is": "calendar",
                "calendar": calendar.name,
                "calendar_version": calendar_version(calendar),
            }
    return body


def history_of(details: Iterable[_Body], archive: Archive) -> tuple[Happening, ...]:
    """The happenings in the details of these lines, in their order; what is gone from the archive is left out."""
    found = (_read(body, archive) for body in _bodies(details))
    return tuple(one for one in found if one is not None)


def _bodies(details: Iterable[_Body]) -> Iterator[_Body]:
    for detail in details:
        yield from detail.get(KEY, ())


def _read(body: _Body, archive: Archive) -> Happening | None:
    at, found = datetime.fromisoformat(body["at"]), None  # type: tuple[datetime, Happening | None]
    if (made := _MESSAGES.get(body["is"])) is not None:
        return made(at, body["message"])
    match body["is"]:
        case "status":
            found = StatusChanged(at, Status(body["status"]), body["message"])
        case "noreply":
            found = NeedsNoReply(at)
        case "absorbed":
            found = Absorbed(at, archive.history(body["ticket"]), body["ticket"])
        case "terms" if (terms := archive.terms(body)) is not None:
            found = TermsSet(at, terms)
        case "calendar" if (calendar := archive.calendar(body)) is not None:
            found = CalendarEdited(at, calendar)
    return found
