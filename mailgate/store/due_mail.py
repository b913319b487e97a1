"""What is a mail that was claimed for sending, and is what it says still true? Looked at again right before the attempt."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from mailgate.model.ticket import Status
from mailgate.store import prepared
from mailgate.store.schema import constant, ticket
from mailgate.store.schema_bounces import address_score
from mailgate.store.schema_work import UNSENT, outbox, outbox_recipient, outbox_timer, timer
from mailgate.store.store import Tx

_SET_ASIDE = (Status.SPAM.value, Status.CLOSED.value)  # nobody will answer there: no acknowledgement is true


@dataclass(frozen=True, slots=True)
class Due:
    """One recipient of one mail, claimed by this process."""

    id: int
    outbox_id: int
    address: str
    domain: str
    attempts: int
    first_attempt_at: datetime | None
    kind: str
    sender: str
    draft: str
    ticket_id: int | None
    created_at: datetime
    expires_at: datetime | None
    stale: bool  # what it says is no longer true
    muted_until: datetime | None = None  # the address is dead: nothing automatic goes there
    settled: bool = False  # it is about deadlines, and none of them counts any more


_STALE = sa.and_(
    outbox.c.recheck == constant("unanswered"),
    sa.or_(ticket.c.first_response_at.is_not(None), *(ticket.c.status == constant(s) for s in _SET_ASIDE)),
).label("stale")
_OF_MAIL = sa.select(outbox_timer.c.timer_id).where(outbox_timer.c.outbox_id == outbox.c.id)
_COUNTS = _OF_MAIL.join(timer, timer.c.id == outbox_timer.c.timer_id).where(
    sa.or_(timer.c.state == constant("running"), timer.c.state == constant("paused"))
)
_SETTLED = sa.and_(_OF_MAIL.exists(), ~_COUNTS.exists()).label("settled")
_WHOLE = (
    outbox_recipient.join(outbox, outbox.c.id == outbox_recipient.c.outbox_id)
    .outerjoin(ticket, ticket.c.id == outbox.c.ticket_id)
    .outerjoin(address_score, address_score.c.address == sa.func.lower(outbox_recipient.c.address))
)
_AGAIN = (
    sa.select(_STALE, _SETTLED, address_score.c.muted_until)
    .select_from(_WHOLE)
    .where(
        outbox_recipient.c.id == sa.bindparam("wanted"),
        outbox_recipient.c.claimed_by == sa.bindparam("node"),
        UNSENT,
    )
    .with_for_update(of=outbox_recipient)
)


def due_mails(tx: Tx, ids: Sequence[int]) -> list[Due]:
    """The mails of these recipients' rows, in the order of the rows."""
    rows = tx.execute(
        sa.select(outbox_recipient, outbox, _STALE, _SETTLED, address_score.c.muted_until)
        .select_from(_WHOLE)
        .where(outbox_recipient.c.id.in_(ids))
        .order_by(outbox_recipient.c.id)
    )
    return [_one(row) for row in rows.mappings()]


def again(tx: Tx, due: Due, node: str) -> Due | None:
    """What was claimed, looked at once more; None where it was cancelled or taken over since.

    Between a claim and the attempt lies the wait for a free connection: minutes, if a server is slow.
    """
    found = next(iter(prepared.rows(tx, _AGAIN, {"wanted": due.id, "node": node})), None)
    if found is None:
        return None
    return replace(due, stale=bool(found.stale), settled=bool(found.settled), muted_until=found.muted_until)


def _one(row: Any) -> Due:
    return Due(
        row[outbox_recipient.c.id], row[outbox.c.id], row["address"], row["domain"], row["attempts"],
        row["first_attempt_at"], row["kind"], row["sender"], row["draft"], row["ticket_id"], row["created_at"],
        row["expires_at"], bool(row["stale"]), row["muted_until"], bool(row["settled"]),
    )  # fmt: skip
