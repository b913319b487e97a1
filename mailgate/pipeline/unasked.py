"""May a customer get a letter that no mail of theirs asked for? Reminders, corrections and their like have caps, too.

Facts
- Who was acknowledged in full is vouched for; their caps are those of verified mail, which nothing forged in their name can
  use up. Everybody else has the caps of an address that strangers may write into From.
- Such a letter counts against what machines of ours write to the customers of one ticket in a day.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from mailgate.letters.caps import Cap, reached
from mailgate.model.decision import CapHit
from mailgate.model.mail import Address
from mailgate.model.ticket import TicketState
from mailgate.pipeline.caps import automatic_cap_on_ticket, caps_on, unasked
from mailgate.pipeline.context import Context
from mailgate.store import Tx, corrections, counters
from mailgate.threading.freemail import FREEMAIL


@dataclass(frozen=True, slots=True)
class Room:
    """Whether there is room for one more letter, and what it counts against."""

    context: Context  # with these caps
    full: Cap | None  # the first that leaves no room
    hits: tuple[CapHit, ...]


def room(tx: Tx, context: Context, ticket: TicketState, to: Address, more: Sequence[Cap] = ()) -> Room:
    """The room for a letter about a ticket to its requester; `more` are caps that hold besides."""
    table = context.desk.settings.caps
    verified = corrections.acknowledged_in_full(tx, ticket.id)
    asked, used = unasked(verified=verified, freemail=to.domain in FREEMAIL)
    on_address = tuple(c for c in caps_on(table, to.key) if c.subject and c.name in asked | used)
    caps = (*on_address, automatic_cap_on_ticket(table, ticket.id), *more)
    hits = counters.hits(tx, [(c.name, c.subject, context.now - c.window - c.bucket) for c in caps])
    names = asked | {c.name for c in more}
    return Room(
        context=replace(context, caps=caps, hits=hits),
        full=reached(tuple(c for c in caps if c.name in names), hits),
        hits=tuple(CapHit(c.name, c.subject) for c in caps if c.name in used or c in more),
    )
