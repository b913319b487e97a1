"""What became of one recipient in one attempt?"""

import re
from dataclasses import dataclass
from enum import StrEnum

LONGEST_DETAIL = 300  # characters; RFC 5321 section 4.5.3.1.5 gives a reply line 512 octets

_ENHANCED = re.compile(r"([245])\.\d{1,3}\.\d{1,3}(?=\s|$)", re.ASCII)


class OutcomeState(StrEnum):
    """How a recipient stands after one attempt."""

    SENT = "sent"  # the smarthost has taken responsibility
    DEFERRED = "deferred"  # may go well later
    REFUSED = "refused"  # will not


@dataclass(frozen=True, slots=True)
class Outcome:
    """One recipient's result; `detail` is the server's first line, or our own words where it said none."""

    state: OutcomeState
    code: int = 0  # the SMTP reply; 0 where none came
    enhanced: str = ""  # RFC 3463, "" where none was given
    detail: str = ""
    smarthost: str = ""


def outcome_of_reply(code: int, text: str, smarthost: str) -> Outcome:
    """A server's reply, judged by its first digit (RFC 5321 section 4.2.1); what is unclear is temporary."""
    states = {2: OutcomeState.SENT, 5: OutcomeState.REFUSED}
    state = states.get(code // 100, OutcomeState.DEFERRED)
    detail = one_line(text)
    found = _ENHANCED.match(detail)
    enhanced = found[0] if found and int(found[1]) == code // 100 else ""
    return Outcome(state, code, enhanced, detail, smarthost)


def deferred(detail: str, smarthost: str, code: int = 0) -> Outcome:
    """A temporary failure in our own words."""
    return Outcome(OutcomeState.DEFERRED, code, "", one_line(detail), smarthost)


def refused(code: int, enhanced: str, detail: str, smarthost: str) -> Outcome:
    """A verdict that we can give ourselves, with the code that a server would have used."""
    return Outcome(OutcomeState.REFUSED, code, enhanced, one_line(detail), smarthost)


def one_line(text: str) -> str:
    """The first line without anything unprintable; a server's text ends up in mails and on terminals."""
    first = text[: 4 * LONGEST_DETAIL].strip().split("\n", 1)[0]
    printable = "".join(c if c.isprintable() else " " for c in first)
    return printable.strip()[:LONGEST_DETAIL]
