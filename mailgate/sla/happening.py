"""What can happen to a ticket that its clocks must know of, and in which order do things of one second count?

A message is known by a number that no other message of any ticket has, such as that of its mail in the ledger. An
answer is a qualifying response; who asks for one decides that it is. A customer's message is one that waits for an
answer: a "thank you" is none, nor is a mail that nobody vouches for on somebody's ticket.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from mailgate.model.ticket import Status
from mailgate.sla.calendar import Calendar
from mailgate.sla.terms import Terms


@dataclass(frozen=True, slots=True)
class _Happened:
    at: datetime  # aware; kept in UTC and whole seconds

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError(f"an instant is aware, UTC; this has no zone: {self.at.isoformat()}")
        object.__setattr__(self, "at", self.at.astimezone(UTC).replace(microsecond=0))


@dataclass(frozen=True, slots=True)
class CustomerWrote(_Happened):
    """A customer's message arrived."""

    message: int


@dataclass(frozen=True, slots=True)
class Answered(_Happened):
    """A qualifying response arrived, or was released."""

    message: int


@dataclass(frozen=True, slots=True)
class StatusChanged(_Happened):
    """The ticket entered this status."""

    status: Status
    cause: int | None = None  # the message that brought it about


@dataclass(frozen=True, slots=True)
class NeedsNoReply(_Happened):
    """An agent said that what the customer wrote needs no answer."""


@dataclass(frozen=True, slots=True)
class Absorbed(_Happened):
    """Another ticket was merged into this one; what had happened to it."""

    other: tuple["Happening", ...]
    ticket: int = 0  # its number


@dataclass(frozen=True, slots=True)
class Recalled(_Happened):
    """This answer never reached a customer: it counts as if it had not been, nor the status that it brought."""

    message: int


@dataclass(frozen=True, slots=True)
class SplitOff(_Happened):
    """This customer's message belongs to another ticket now, and never was of this one."""

    message: int


@dataclass(frozen=True, slots=True)
class TermsSet(_Happened):
    """From now on this policy and this calendar hold; the first of a ticket hold from its beginning."""

    terms: Terms


@dataclass(frozen=True, slots=True)
class CalendarEdited(_Happened):
    """The operator changed the calendar of this name."""

    calendar: Calendar


Happening = (
    CustomerWrote | Answered | StatusChanged | NeedsNoReply | Absorbed | Recalled | SplitOff | TermsSet
    | CalendarEdited
)  # fmt: skip
REWRITES = (Absorbed, Recalled, SplitOff)  # look at, or change, what came before them
_RANK: dict[type, int] = {
    CustomerWrote: 0, Answered: 1, StatusChanged: 2, NeedsNoReply: 2, Absorbed: 2, Recalled: 2, SplitOff: 2,
    TermsSet: 3, CalendarEdited: 4,
}  # fmt: skip

Place = tuple[datetime, int]


def place(happening: Happening) -> Place:
    """Where it stands among others (SPEC section 12.1): by time, then message, answer, status, policy, calendar."""
    return happening.at, _RANK[type(happening)]


def as_it_counts(history: Iterable[Happening]) -> list[Happening]:
    """The history in order, without what was taken back; those that took it back stay, as moments in time."""
    given = tuple(history)
    recalled = frozenset(h.message for h in _everything(given) if isinstance(h, Recalled))
    return _kept(given, recalled)


def _kept(history: Sequence[Happening], recalled: frozenset[int]) -> list[Happening]:
    split = frozenset(h.message for h in history if isinstance(h, SplitOff))
    kept = (
        replace(h, other=tuple(_kept(h.other, recalled))) if isinstance(h, Absorbed) else h
        for h in history
        if not _undone(h, recalled, split)
    )
    return sorted(kept, key=place)


def _undone(happening: Happening, recalled: frozenset[int], split: frozenset[int]) -> bool:
    match happening:
        case Answered(message=number) | StatusChanged(cause=int(number)):
            return number in recalled
        case CustomerWrote(message=number):
            return number in split
    return False


def _everything(history: Sequence[Happening]) -> Iterator[Happening]:
    for happening in history:
        yield happening
        if isinstance(happening, Absorbed):
            yield from _everything(happening.other)
