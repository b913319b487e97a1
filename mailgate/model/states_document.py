"""Which statuses can a ticket have, for people? The answer is docs/states.md, written from the table itself.

`python -m mailgate.model.states_document > docs/states.md` writes it anew.
"""

import sys
from collections.abc import Iterator

from mailgate.model.states import TRANSITIONS, Cell, Column, Happening, Outcome
from mailgate.model.ticket import Status

_MEANINGS = {
    Status.NEW: "nobody has looked at it yet",
    Status.OPEN: "somebody of the team must act",
    Status.WAITING: "for the customer",
    Status.POSTPONED: "sleeps until a date, or until the customer writes",
    Status.SOLVED: "done, and reopens when the customer writes within the mailbox's window",
    Status.CLOSED: "done for good; a solved ticket past its window is treated alike",
    Status.MERGED: "its mail is handled on the ticket that it was merged into",
    Status.SPAM: "its mail is recorded and causes nothing",
}

_HEAD = """\
# The statuses of a ticket

This file is written by `python -m mailgate.model.states_document` from the table in `mailgate/model/states.py`; a
test compares them.

"""

_TABLE_HEAD = """
## What leads where

The row is what happens, the column is the status before, the cell is the status after. `=` keeps the status;
*refused* changes nothing and is answered with the reason; *new linked ticket* leaves this one as it is.

"""

_NOTES = """
Three cells depend on more than the status:

- after an agent's answer a ticket is `waiting`, unless its mailbox says `after_answer = "open"`;
- `#wait` is refused, whatever the status, while a customer's message is unanswered;
- `#solve` of a ticket that nobody ever answered is refused without `#quiet`.

A merged ticket stays merged: mail to it goes to the survivor. A ticket that is spam records mail and notes, leaves
that status only by unspam, to `open`, and refuses everything else.

What agents write for each row is in [agents.md](agents.md); `#spam off` is unspam.

## The same as a picture

What keeps the status, and what may happen in every status alike (merge, spam), is left out.

```mermaid
stateDiagram-v2
    [*] --> new
"""

_LEFT_OUT = (Status.MERGED, Status.SPAM)


def states_document() -> str:
    """The text of docs/states.md."""
    meanings = "".join(f"- `{status.value}`: {_MEANINGS[status]}\n" for status in Status)
    arrows = "".join(f"    {arrow}\n" for arrow in _arrows())
    return f"{_HEAD}{meanings}{_TABLE_HEAD}{_table()}{_NOTES}{arrows}```\n"


def _table() -> str:
    lines = ["| happening | " + " | ".join(column.value for column in Column) + " |"]
    lines.append("|---" * (len(Column) + 1) + "|")
    for happening, cells in TRANSITIONS.items():
        lines.append(f"| {happening.value} | " + " | ".join(_cell(cell) for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def _cell(cell: Cell) -> str:
    if cell is Outcome.SAME:
        return "="
    return f"*{cell.value}*" if isinstance(cell, Outcome) else cell.value


def _arrows() -> Iterator[str]:
    """One arrow for each pair of statuses, with all that leads along it."""
    labels: dict[tuple[str, str], list[str]] = {}
    for happening, cells in TRANSITIONS.items():
        for column, cell in zip(Column, cells, strict=True):
            moves = isinstance(cell, Status) and cell not in _LEFT_OUT and cell.value != column.value
            if moves and happening is not Happening.UNSPAM:
                labels.setdefault((column.value, cell.value), []).append(happening.value)
    for (before, after), happenings in sorted(labels.items()):
        # No semicolon: Mermaid reads "#solve;" as a character reference.
        yield f"{before} --> {after}: {' / '.join(happenings)}"


if __name__ == "__main__":
    sys.stdout.write(states_document())
