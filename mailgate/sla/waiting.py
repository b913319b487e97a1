"""What happens to a ticket by itself while nobody writes? (SPEC sections 8.2, 9.3, 10.5)

- Waiting for the customer: a reminder to them, a warning, automatic closing. Days are those of the clock, for
  customers know no office hours; each letter leaves in working time. Nobody is closed unwarned: closing keeps its
  distance from the warning, however late that was.
- Postponed: it wakes at its date.
- With the desk: a note to the customer that nothing is forgotten, and back to the team when its assignee is silent;
  both after working time.

After downtime only the weightiest of what was missed happens.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from mailgate.errors import Fault
from mailgate.model.ticket import Status
from mailgate.sla.calendar import Calendar, due
from mailgate.sla.reminders import disturbing


class Move(StrEnum):
    """What happens by itself, the weightier first."""

    WAKE = "wake"
    CLOSE = "close"
    WARN = "warn"
    REMIND = "remind"
    UNASSIGN = "unassign"
    INFORM = "inform"


MEANINGS: Mapping[Move, tuple[str, str]] = MappingProxyType(
    {
        Move.WAKE: ("a postponed ticket opens at its date", ""),
        Move.CLOSE: ("it waited so long for the customer, and they were warned", "`close_after`"),
        Move.WARN: ("so long before closing", "`warn_before`, by itself 3 d"),
        Move.REMIND: ("the customer has not answered for so long; once a wait", "`remind_after`"),
        Move.UNASSIGN: (
            "a customer waits and the assignee was silent for so much working time",
            "`unassign_after`",
        ),
        Move.INFORM: ("a customer waits and heard nothing for so much working time", "`inform_every`"),
    }
)  # when, and by which option of a policy


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a policy waits; None means for ever."""

    remind_after_s: int | None = None  # of the clock, since the ticket waits
    close_after_s: int | None = None  # of the clock, since the ticket waits
    warn_before_s: int = 3 * 86400  # of the clock, between warning and closing
    inform_every_s: int | None = None  # working time in which the customer heard nothing
    unassign_after_s: int | None = None  # working time in which the assignee was silent


@dataclass(frozen=True, slots=True)
class Times:
    """What is known of a ticket; `since` is when it entered its status."""

    status: Status
    since: datetime
    postponed_until: datetime | None = None
    reminded_at: datetime | None = None
    warned_at: datetime | None = None
    unanswered_since: datetime | None = None
    heard_at: datetime | None = None  # when the customer last got anything from us
    assigned_at: datetime | None = None  # None: nobody has it
    assignee_at: datetime | None = None  # the assignee's last sign of life on it


@dataclass(frozen=True, slots=True)
class Planned:
    """A move and the instant after which it is made."""

    move: Move
    at: datetime


def planned(times: Times, patience: Patience, calendar: Calendar) -> tuple[Planned, ...]:
    """All that will happen by itself if nobody writes and nothing happened yet, the weightier first."""
    found = list(_planned(times, patience, calendar))
    return tuple(sorted(found, key=lambda one: list(Move).index(one.move)))


def move_now(times: Times, patience: Patience, calendar: Calendar, now: datetime) -> Planned | None:
    """The weightiest move whose instant has passed; what writes to somebody or shows up waits for working time."""
    found = next((one for one in planned(times, patience, calendar) if one.at < now), None)
    if found is None or found.move is Move.WAKE or disturbing(calendar, now) == now:
        return found
    return None


def next_move(times: Times, patience: Patience, calendar: Calendar, now: datetime) -> datetime | None:
    """The instant after which a move is to be made; None for never."""
    ahead = (_not_before(one, calendar, now) for one in planned(times, patience, calendar))
    return min(ahead, default=None)


def patience_faults(policy: str, patience: Patience, file: str = "sla.toml") -> list[Fault]:
    """What does not fit together."""
    key, close = f"policy.{policy}", patience.close_after_s
    if close is None:
        return []
    faults = []
    if patience.warn_before_s >= close:
        problem = "the warning would leave before the ticket waits"
        faults.append(Fault(file, f"{key}.warn_before", problem, "write less than close_after"))
    elif patience.remind_after_s is not None and patience.remind_after_s >= close - patience.warn_before_s:
        problem = "the reminder would leave after the warning of closing"
        faults.append(
            Fault(file, f"{key}.remind_after", problem, "write less than close_after - warn_before")
        )
    return faults


def _not_before(one: Planned, calendar: Calendar, now: datetime) -> datetime:
    missed = one.at < now and one.move is not Move.WAKE
    return disturbing(calendar, now) if missed else one.at


def _planned(times: Times, patience: Patience, calendar: Calendar) -> Iterator[Planned]:
    if times.status is Status.WAITING:
        yield from _waiting(times, patience, calendar)
    elif times.status is Status.POSTPONED and times.postponed_until is not None:
        yield Planned(Move.WAKE, times.postponed_until)
    elif times.status in (Status.NEW, Status.OPEN) and times.unanswered_since is not None:
        yield from _unanswered(times, times.unanswered_since, patience, calendar)


def _waiting(times: Times, patience: Patience, calendar: Calendar) -> Iterator[Planned]:
    warning = timedelta(seconds=patience.warn_before_s)
    if patience.remind_after_s is not None and times.reminded_at is None and times.warned_at is None:
        at = times.since + timedelta(seconds=patience.remind_after_s)
        yield Planned(Move.REMIND, disturbing(calendar, at))
    if patience.close_after_s is None:
        return
    close = times.since + timedelta(seconds=patience.close_after_s)
    if times.warned_at is None:
        yield Planned(Move.WARN, disturbing(calendar, close - warning))
    else:
        yield Planned(Move.CLOSE, disturbing(calendar, max(close, times.warned_at + warning)))


def _unanswered(
    times: Times, unanswered_since: datetime, patience: Patience, calendar: Calendar
) -> Iterator[Planned]:
    if patience.inform_every_s is not None:
        heard = max(unanswered_since, times.heard_at or unanswered_since)
        yield Planned(Move.INFORM, due(calendar, heard, patience.inform_every_s))
    if patience.unassign_after_s is not None and times.assigned_at is not None:
        silent = max(unanswered_since, times.assigned_at, times.assignee_at or times.assigned_at)
        yield Planned(Move.UNASSIGN, due(calendar, silent, patience.unassign_after_s))
