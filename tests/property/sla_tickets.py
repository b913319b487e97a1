"""Random tickets: what happens to them, in which order it is heard of, and when somebody looks."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from random import Random

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
from mailgate.sla.hours import Opening
from mailgate.sla.policy import MAY_POSTPONE, TARGETED, Policy, TimerKind
from mailgate.sla.terms import Terms

_OFFICE = ((Opening(480, 960),),) * 5 + ((), ())
_NIGHT = ((Opening(1320, 1800),),) * 7
_LUNCH = ((Opening(540, 720), Opening(780, 1020)),) * 5 + ((Opening(600, 660),), ())
_AT_WORK = (Status.NEW, Status.OPEN, Status.WAITING, Status.POSTPONED)
CALENDARS = (
    Calendar("office", "Europe/Copenhagen", _OFFICE),
    Calendar("night", "America/New_York", _NIGHT),
    Calendar("lunch", "Australia/Lord_Howe", _LUNCH),
    Calendar("always", "UTC", ((Opening(0, 1440),),) * 7),
)
_STARTS = (
    datetime(2026, 10, 22, tzinfo=UTC),
    datetime(2027, 3, 25, tzinfo=UTC),
    datetime(2026, 12, 22, tzinfo=UTC),
)


class Tickets:
    """Makes tickets from one seed; no two messages have one number."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self._numbers = count(1)

    def history(self, depth: int = 1) -> list[Happening]:
        """What happens to a ticket within some weeks, in order of time."""
        random = self.random
        at = random.choice(_STARTS) + timedelta(seconds=random.randrange(3 * 86_400))
        told: list[Happening] = [TermsSet(at, self.terms())]
        if random.random() < 0.9:
            told.append(CustomerWrote(at, next(self._numbers)))
        for _ in range(random.randint(2, 24)):
            at += timedelta(seconds=random.choice((0, 1, 60, 3600, 7200, random.randrange(2 * 86_400))))
            told += self._next(at, told, depth)
        return told

    def terms(self) -> Terms:
        """A policy, or none, on one of the calendars in one of their versions."""
        random = self.random
        if random.random() < 0.1:
            return Terms(self.calendar())
        kinds = [kind for kind in TARGETED if random.random() < 0.8] or [TimerKind.RESOLUTION]
        targets: dict[TimerKind, int] = {
            kind: random.choice((600, 3600, 4 * 3600, 16 * 3600, 40 * 3600)) for kind in kinds
        }
        pauses = frozenset(kind for kind in MAY_POSTPONE if random.random() < 0.5)
        return Terms(self.calendar(), Policy(f"p{random.randrange(9)}", targets, postponed_pauses=pauses))

    def calendar(self) -> Calendar:
        """One of the calendars, perhaps edited."""
        chosen = self.random.choice(CALENDARS)
        if self.random.random() < 0.7:
            return chosen
        day = self.random.choice(_STARTS).date() + timedelta(days=self.random.randrange(12))
        edited: dict[date, tuple[Opening, ...]] = {day: self.random.choice(((), (Opening(600, 900),)))}
        return replace(chosen, dates=edited)

    def _next(self, at: datetime, told: list[Happening], depth: int) -> Iterator[Happening]:
        random, number = self.random, next(self._numbers)
        match random.choices(range(8), weights=(30, 30, 20, 4, 8, 4, 5, 2))[0]:
            case 0:
                yield CustomerWrote(at, number)
                if random.random() < 0.7:
                    yield StatusChanged(at, Status.OPEN, number)
            case 1:
                yield Answered(at, number)
                if random.random() < 0.6:
                    yield StatusChanged(at, random.choice((Status.WAITING, Status.SOLVED)), number)
            case 2:
                likely = (*_AT_WORK, *_AT_WORK, Status.SOLVED, Status.CLOSED, Status.SPAM)
                yield StatusChanged(at, random.choice(likely))
            case 3:
                yield NeedsNoReply(at)
            case 4:
                yield TermsSet(at, self.terms())
            case 5:
                yield CalendarEdited(at, self.calendar())
            case 6:
                yield from self._taken_back(at, told)
            case 7 if depth:
                other = [h for h in self.history(depth - 1) if h.at <= at]
                yield Absorbed(at, tuple(other))

    def _taken_back(self, at: datetime, told: list[Happening]) -> Iterator[Happening]:
        answers = [h.message for h in told if isinstance(h, Answered)]
        mails = [h.message for h in told if isinstance(h, CustomerWrote)]
        if answers and self.random.random() < 0.7:
            yield Recalled(at, self.random.choice(answers))
        elif len(mails) > 1:
            yield SplitOff(at, self.random.choice(mails))


def as_heard(history: list[Happening], random: Random) -> list[Happening]:
    """The same in the order in which it is heard of: mails may be read late, terms and edits never.

    The terms come first, as they do with a ticket's first mail.
    """
    heard = list(history)
    for _ in range(random.randrange(4)):
        n = random.randrange(1, len(heard))
        if isinstance(heard[n], CustomerWrote | Answered):
            late = heard.pop(n)
            heard.insert(random.randint(n, min(len(heard), n + 3)), late)
    return heard
