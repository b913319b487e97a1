"""Which ticket is meant? `[EX-26-004711-K]` with or without brackets, in any case, or the bare number."""

from mailgate.errors import NotFound
from mailgate.model import reference
from mailgate.store import Tx, views_tickets

_MOST_DIGITS = 12


def ticket_number(tx: Tx, text: str) -> int:
    """The ticket's number; NotFound says whether the reference is mistyped or unknown."""
    bare = text.strip().strip("[]").strip().upper()
    if bare.isdecimal() and len(bare) <= _MOST_DIGITS:
        if views_tickets.exists(tx, int(bare)):
            return int(bare)
        raise NotFound(f"there is no ticket {bare}")
    found = reference.find(bare, plain=True)
    if not found or len(found) > 1:
        raise NotFound(f"{text} is not a reference: mistyped? The last character checks the others")
    number = views_tickets.number_of(tx, found[0])
    if number is None:
        raise NotFound(f"there is no ticket {found[0]}")
    return number
