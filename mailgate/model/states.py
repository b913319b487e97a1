"""What leads a ticket from one status to the next? One table; the diagram in docs/states.md is made from it.

Theory of operation
- The key is what happens; the row gives the next status for each status a ticket can be in.
- `SAME` keeps the status. `None` refuses: the happening is answered with the reason and changes nothing.
- Three cells depend on more than the status; the circumstances are arguments, so that the table stays a table:
  an agent's answer leads to `waiting` unless the mailbox says `open`; `#wait` is refused while a customer's message is
  unanswered; `#solve` without any answer needs `#quiet`.
- A solved ticket past its window behaves as a closed one: a customer's message makes a new linked ticket. Only
  closing it is still possible: the clean-up that makes it a closed one has to end somewhere.
- The row of unspam is read from spam: its column is the status that the ticket had before.
"""

from dataclasses import dataclass
from enum import StrEnum

from mailgate.model.ticket import Status


class Happening(StrEnum):
    """What can happen to a ticket (SPEC section 8.2)."""

    CUSTOMER = "customer's message"
    AUTOMATIC = "automatic mail, bounce, receipt"
    ANSWER = "agent's public answer"
    NOTE = "note"
    TAKE = "#take, assignment by hand"
    OPEN = "#open"
    WAIT = "#wait"
    POSTPONE = "#postpone"
    WAKE = "date reached"
    SOLVE = "#solve"
    CLOSE = "#close, automatic closing"
    MERGE = "merge into another"
    SPAM = "#spam"
    UNSPAM = "unspam"
    CUSTOMER_CLOSE = "customer's close"
    CUSTOMER_REOPEN = "customer's reopen"


class Column(StrEnum):
    """The columns of the table: statuses, with solved past its window counted as closed."""

    NEW = "new"
    OPEN = "open"
    WAITING = "waiting"
    POSTPONED = "postponed"
    SOLVED = "solved"
    CLOSED = "closed"


class Outcome(StrEnum):
    """What a cell may say besides a status."""

    SAME = "="
    REFUSED = "refused"
    LINKED = "new linked ticket"


Cell = Status | Outcome

_S = Status
_SAME, _REFUSED, _LINKED = Outcome.SAME, Outcome.REFUSED, Outcome.LINKED

TRANSITIONS: dict[Happening, tuple[Cell, Cell, Cell, Cell, Cell, Cell]] = {
    #                       new           open          waiting       postponed     solved        closed
    Happening.CUSTOMER: (_S.NEW, _S.OPEN, _S.OPEN, _S.OPEN, _S.OPEN, _LINKED),
    Happening.AUTOMATIC: (_SAME, _SAME, _SAME, _SAME, _SAME, _SAME),
    Happening.ANSWER: (_S.WAITING, _S.WAITING, _SAME, _S.WAITING, _SAME, _SAME),
    Happening.NOTE: (_SAME, _SAME, _SAME, _SAME, _SAME, _SAME),
    Happening.TAKE: (_S.OPEN, _SAME, _SAME, _SAME, _SAME, _SAME),
    Happening.OPEN: (_S.OPEN, _SAME, _S.OPEN, _S.OPEN, _S.OPEN, _S.OPEN),
    Happening.WAIT: (_REFUSED, _S.WAITING, _SAME, _S.WAITING, _REFUSED, _REFUSED),
    Happening.POSTPONE: (_S.POSTPONED, _S.POSTPONED, _S.POSTPONED, _SAME, _REFUSED, _REFUSED),
    Happening.WAKE: (_SAME, _SAME, _SAME, _S.OPEN, _SAME, _SAME),
    Happening.SOLVE: (_S.SOLVED, _S.SOLVED, _S.SOLVED, _S.SOLVED, _SAME, _SAME),
    Happening.CLOSE: (_S.CLOSED, _S.CLOSED, _S.CLOSED, _S.CLOSED, _S.CLOSED, _SAME),
    Happening.MERGE: (_S.MERGED, _S.MERGED, _S.MERGED, _S.MERGED, _S.MERGED, _S.MERGED),
    Happening.SPAM: (_S.SPAM, _S.SPAM, _S.SPAM, _S.SPAM, _S.SPAM, _S.SPAM),
    Happening.UNSPAM: (_S.NEW, _S.OPEN, _S.OPEN, _S.OPEN, _S.OPEN, _S.OPEN),
    Happening.CUSTOMER_CLOSE: (_S.SOLVED, _S.SOLVED, _S.SOLVED, _S.SOLVED, _SAME, _SAME),
    Happening.CUSTOMER_REOPEN: (_SAME, _SAME, _SAME, _SAME, _S.OPEN, _LINKED),
}


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a cell may depend on besides the status."""

    unanswered: bool = False  # a customer's message waits for an answer
    ever_answered: bool = True
    quiet: bool = False  # #quiet stands in the same mail
    in_window: bool = True  # a solved ticket may still reopen
    after_answer: Status = Status.WAITING
    wakes_on_customer: bool = True  # False: a postponed ticket stays asleep
    before_spam: Status = Status.OPEN  # where a ticket stood when it was called spam


@dataclass(frozen=True, slots=True)
class Refused:
    """The happening is not possible now; nothing changes."""

    reason: str


@dataclass(frozen=True, slots=True)
class NewLinked:
    """The message opens a new ticket that follows this one."""


def transition(status: Status, happening: Happening, given: Circumstances) -> Status | Refused | NewLinked:
    """The status a ticket has afterwards, or why not."""
    if status in (Status.MERGED, Status.SPAM):
        return _aside(status, happening, given)
    refusal = _refusal(status, happening, given)
    if refusal is not None:
        return Refused(refusal)
    cell = TRANSITIONS[happening][_column(status, happening, given)]
    return _settle(cell, status, happening, given)


def _aside(status: Status, happening: Happening, given: Circumstances) -> Status | Refused:
    """Merged is final; spam leads only back, and its mail is recorded without effect."""
    if status is Status.SPAM and happening is Happening.UNSPAM:
        return Status.NEW if given.before_spam is Status.NEW else Status.OPEN
    recorded = (Happening.CUSTOMER, Happening.AUTOMATIC, Happening.NOTE, Happening.WAKE)
    if happening in recorded or (status is Status.SPAM and happening is Happening.SPAM):
        return status
    return Refused(f"the ticket is {status.value}")


def _refusal(status: Status, happening: Happening, given: Circumstances) -> str | None:
    if happening is Happening.WAIT and given.unanswered:
        return "a customer's message is still unanswered"
    if happening is Happening.UNSPAM:
        return "the ticket is not spam"
    untouched = status in (Status.NEW, Status.OPEN) and not given.ever_answered
    if happening is Happening.SOLVE and untouched and not given.quiet:
        return "nobody has answered the customer; add #quiet to solve without an answer"
    return None


def _column(status: Status, happening: Happening, given: Circumstances) -> int:
    past_window = status is Status.SOLVED and not given.in_window and happening is not Happening.CLOSE
    column = Column.CLOSED if past_window else Column(status.value)
    return list(Column).index(column)


def _settle(
    cell: Cell, status: Status, happening: Happening, given: Circumstances
) -> Status | Refused | NewLinked:
    if cell is Outcome.REFUSED:
        return Refused(f"not possible while the ticket is {status.value}")
    if cell is Outcome.LINKED:
        return NewLinked()
    if isinstance(cell, Outcome):
        return status
    if happening is Happening.ANSWER and cell is Status.WAITING:
        return given.after_answer
    if happening is Happening.CUSTOMER and status is Status.POSTPONED and not given.wakes_on_customer:
        return status
    return cell
