"""Which customers still wait for what they were promised, and were never told of another time?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from mailgate.store.schema import TICKET_UNANSWERED, event, ticket
from mailgate.store.schema_work import PROMISE_OPEN, promise
from mailgate.store.store import Tx

MOST = (
    200  # looked at in one go, the nearest promise first; the others have their turn when these are settled
)


@dataclass(frozen=True, slots=True)
class Outstanding:
    """A promise whose time is to come, of a ticket that is not answered."""

    ticket_id: int
    until: datetime
    queue_s: float | None  # the queue that the ticket found, where its time was estimated


def outstanding(tx: Tx, mailboxes: Sequence[str], now: datetime) -> list[Outstanding]:
    """Promises of these mailboxes; a ticket with a second one was told of a change already."""
    other = promise.alias()
    second = sa.exists().where(other.c.ticket_id == promise.c.ticket_id, other.c.id != promise.c.id)
    found = (
        sa.select(promise.c.ticket_id, promise.c.until, promise.c.detail)
        .join(ticket, ticket.c.id == promise.c.ticket_id)
        .where(
            PROMISE_OPEN, promise.c.until > now, TICKET_UNANSWERED, ticket.c.mailbox.in_(mailboxes), ~second
        )
        .order_by(promise.c.until)
        .limit(MOST)
    )
    return [Outstanding(row.ticket_id, row.until, row.detail.get("queue_s")) for row in tx.execute(found)]


def acknowledged_in_full(tx: Tx, ticket_id: int) -> bool:
    """Whether the acknowledgement went to somebody who is vouched for: nobody else gets a second automatic mail."""
    made = sa.select(event.c.detail).where(event.c.ticket_id == ticket_id, event.c.kind == "acknowledgement")
    return any(row.detail.get("form") == "full" for row in tx.execute(made))
