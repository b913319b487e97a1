"""What starts, satisfies, pauses and cancels each timer? One table; the clocks obey it and docs/sla.md shows it.

The words are for people, the sets are what the clocks go by. Two cells are wider than the words of the trade:
a ticket that is solved or closed without any answer waits for no first response, however it came to that; and closing
a ticket that was never solved ends its total too, for otherwise it would be measured for ever.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from mailgate.model.ticket import Status
from mailgate.sla.policy import TimerKind

_S, _K = Status, TimerKind
_DONE = frozenset({_S.SOLVED, _S.CLOSED})
_NOTHING: frozenset[Status] = frozenset()


@dataclass(frozen=True, slots=True)
class KindRule:
    """One row of the table; a status in two sets satisfies rather than cancels."""

    starts: str
    satisfied: str
    pauses: str
    repeats: str
    cancelled: str
    pausing: frozenset[Status] = _NOTHING  # postponed is the policy's choice and stands there
    satisfying: frozenset[Status] = _NOTHING  # by entering it
    cancelling: frozenset[Status] = _NOTHING  # by entering it
    answered: bool = False  # a qualifying response satisfies it
    reopens: bool = False  # leaving the status that ended it lets it run on
    counts_solved: bool = False  # and then the time in between counts too


RULES: Mapping[TimerKind, KindRule] = MappingProxyType(
    {
        _K.FIRST_RESPONSE: KindRule(
            starts="arrival of the first customer message",
            satisfied="first qualifying response",
            pauses="never",
            repeats="never, not on reopening either",
            cancelled="spam; merge, which moves it; solving or closing without an answer",
            cancelling=_DONE,
            answered=True,
        ),
        _K.NEXT_REPLY: KindRule(
            starts="arrival of the oldest unanswered customer message, once the first response is over",
            satisfied="next qualifying response",
            pauses="postponed, if the policy says so",
            repeats="each wait",
            cancelled="solved; closed; spam; merge, which moves it; #noreply",
            cancelling=_DONE,
            answered=True,
        ),
        _K.UPDATE: KindRule(
            starts="each qualifying response",
            satisfied="next qualifying response",
            pauses="waiting",
            repeats="each response",
            cancelled="solved; closed; spam; merge, which moves it",
            pausing=frozenset({_S.WAITING}),
            cancelling=_DONE,
            answered=True,
        ),
        _K.RESOLUTION: KindRule(
            starts="as first response",
            satisfied="entering solved",
            pauses="waiting; postponed, unless the policy says otherwise; solved",
            repeats="reopening resumes it with the time that is left",
            cancelled="closed without having been solved; spam; merge, which moves it",
            pausing=frozenset({_S.WAITING}),
            satisfying=frozenset({_S.SOLVED}),
            cancelling=frozenset({_S.CLOSED}),
            reopens=True,
        ),
        _K.TOTAL: KindRule(
            starts="as first response",
            satisfied="the last time it was solved, or closed unsolved",
            pauses="never",
            repeats="reopening lets it run on, the time that it was solved included",
            cancelled="spam; merge, which moves it",
            satisfying=_DONE,
            reopens=True,
            counts_solved=True,
        ),
    }
)
