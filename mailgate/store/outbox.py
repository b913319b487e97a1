"""Mail that waits to leave: put, claim, record the attempt, settle; the state is kept per recipient."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from mailgate.store import prepared
from mailgate.store.claims import of_former, of_node
from mailgate.store.due_mail import Due, due_mails
from mailgate.store.schema import event
from mailgate.store.schema_work import UNSENT, outbox, outbox_recipient, outbox_timer, switch
from mailgate.store.statements import change, insert_id
from mailgate.store.store import Tx
from mailgate.store.types import Instant

_WAITS = ("waiting", "sending")
SENDING = "sending"  # the switch that an operator turns off


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A new mail for the outbox."""

    kind: str
    message_id: str
    sender: str  # "" null reverse-path, else the mailbox under which a bounce address is made
    draft: str
    recipients: tuple[str, ...]
    not_before: datetime
    expires_at: datetime | None = None
    recheck: str | None = None
    timers: tuple[int, ...] = ()  # untrue once none of these counts any more


@dataclass(frozen=True, slots=True)
class Settled:
    """How an attempt ended, as it is stored."""

    state: str
    code: int
    detail: str
    smarthost: str
    next_attempt_at: datetime | None = None


def put(
    tx: Tx,
    mails: Sequence[Outgoing],
    *,
    ticket_id: int | None,
    message_pk: int | None,
    journal_id: int | None,
    now: datetime,
) -> list[int]:
    """Adds mails in the transaction that caused them; they leave only if it commits."""
    rows = [
        {
            "ticket_id": ticket_id, "message_pk": message_pk, "journal_id": journal_id, "kind": m.kind,
            "message_id": m.message_id, "sender": m.sender, "draft": m.draft, "created_at": now,
            "expires_at": m.expires_at, "recheck": m.recheck,
        }
        for m in mails
    ]  # fmt: skip
    if not rows:
        return []
    ids = prepared.insert_ids(tx, _PUT, rows)
    people = [
        {
            "outbox_id": i, "address": address, "domain": address.rpartition("@")[2].lower(), "state": "waiting",
            "attempts": 0, "next_attempt_at": m.not_before,
        }
        for i, m in zip(ids, mails, strict=True)
        for address in m.recipients
    ]  # fmt: skip
    prepared.change_each(tx, _PUT_RECIPIENTS, people)
    about = [
        {"outbox_id": i, "timer_id": t}
        for i, m in zip(ids, mails, strict=True)
        for t in dict.fromkeys(m.timers)
    ]
    prepared.change_each(tx, _PUT_TIMERS, about)
    return ids


_PUT = insert_id(outbox)
_PUT_RECIPIENTS = sa.insert(outbox_recipient)
_PUT_TIMERS = sa.insert(outbox_timer)
_EVENT = sa.insert(event)
_SETTLE = change(
    outbox_recipient,
    (
        "state", "code", "detail", "smarthost", "next_attempt_at", "claimed_by", "lease_until", "settled_at",
    ),
)  # fmt: skip


def claim(
    tx: Tx,
    node: str,
    now: datetime,
    lease: timedelta,
    limit: int,
    avoid: Sequence[str] = (),
    *,
    released: bool = False,
) -> list[Due]:
    """Takes the recipients that are due; a claim whose holder died is due again when its lease ends.

    With `released` only what an operator let go by name, while all the rest is paused.
    """
    free = (
        sa.select(outbox_recipient.c.id)
        .where(
            UNSENT,
            outbox_recipient.c.next_attempt_at <= now,
            sa.or_(
                outbox_recipient.c.lease_until.is_(None),
                outbox_recipient.c.lease_until < now,
                of_former(outbox_recipient.c.claimed_by, sa.literal(node, sa.Text())),
            ),
        )
        .order_by(outbox_recipient.c.next_attempt_at, outbox_recipient.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    if released:
        free = free.where(outbox_recipient.c.released_at.is_not(None))
    if avoid:
        free = free.where(outbox_recipient.c.domain.not_in(avoid))
    taken = tx.execute(
        sa.update(outbox_recipient)
        .where(outbox_recipient.c.id.in_(free.scalar_subquery()))
        .values(claimed_by=node, lease_until=now + lease)
        .returning(outbox_recipient.c.id)
    )
    ids = list(taken.scalars())
    return due_mails(tx, ids) if ids else []


def attempt(tx: Tx, recipient_ids: Sequence[int], now: datetime) -> None:
    """Records that these are about to be tried, before anybody is dialled."""
    tx.execute(
        sa.update(outbox_recipient)
        .where(outbox_recipient.c.id.in_(recipient_ids), UNSENT)
        .values(
            state="sending",
            attempts=outbox_recipient.c.attempts + 1,
            first_attempt_at=sa.func.coalesce(outbox_recipient.c.first_attempt_at, sa.literal(now, Instant())),
        )
    )  # fmt: skip


def settle(tx: Tx, recipient_id: int, outcome: Settled, now: datetime) -> None:
    """Stores how an attempt ended and gives up the claim."""
    final = outcome.state not in _WAITS
    values = {
        "row_id": recipient_id, "state": outcome.state, "code": outcome.code, "detail": outcome.detail,
        "smarthost": outcome.smarthost, "next_attempt_at": None if final else outcome.next_attempt_at,
        "claimed_by": None, "lease_until": None, "settled_at": now if final else None,
    }  # fmt: skip
    prepared.change(tx, _SETTLE, values)


def settle_with_event(tx: Tx, due: Due, outcome: Settled, now: datetime) -> None:
    """Settles, and tells the ticket's timeline what the people there should know."""
    settle(tx, due.id, outcome, now)
    if due.ticket_id is not None and outcome.state in ("sent", "refused", "expired", "cancelled"):
        detail = {"outbox": due.outbox_id, "mail": due.kind, "address": due.address, "detail": outcome.detail}
        row = {
            "ticket_id": due.ticket_id, "at": now, "actor": "mailgate", "kind": outcome.state,
            "cause": f"outbox:{due.outbox_id}", "detail": detail,
        }  # fmt: skip
        prepared.change(tx, _EVENT, row)


def release(tx: Tx, node: str | None) -> int:
    """Frees the claims of a node that is known to be gone (None: of all)."""
    claimed_by = outbox_recipient.c.claimed_by
    mine = claimed_by.is_not(None) if node is None else of_node(claimed_by, node)
    freed = sa.update(outbox_recipient).where(UNSENT, mine)
    return tx.execute(freed.values(state="waiting", claimed_by=None, lease_until=None)).rowcount


def withdraw(tx: Tx, ticket_id: int, kinds: Sequence[str], now: datetime) -> int:
    """Cancels letters of a ticket that have not left and would no longer be true."""
    mine = sa.select(outbox.c.id).where(outbox.c.ticket_id == ticket_id, outbox.c.kind.in_(kinds))
    return _cancel(tx, outbox_recipient.c.outbox_id.in_(mine), "no longer true", now)


def cancel(tx: Tx, outbox_id: int, why: str, now: datetime) -> int:
    """Cancels one mail for everybody who has not got it; says for how many."""
    return _cancel(tx, outbox_recipient.c.outbox_id == outbox_id, why, now)


def hurry(tx: Tx, outbox_id: int | None, now: datetime, *, released: bool = False) -> int:
    """Makes one mail, or all that wait, due now; what is `released` leaves although sending is paused."""
    waiting = sa.update(outbox_recipient).where(UNSENT, outbox_recipient.c.state == "waiting")
    if outbox_id is not None:
        waiting = waiting.where(outbox_recipient.c.outbox_id == outbox_id)
    mark = {"released_at": now} if released else {}
    return tx.execute(waiting.values(next_attempt_at=now, **mark)).rowcount


def next_due(tx: Tx, after: datetime | None = None) -> datetime | None:
    """When the next recipient wants attention; with `after`, the next one that is due later than that."""
    soonest = sa.func.min(outbox_recipient.c.next_attempt_at, type_=outbox_recipient.c.next_attempt_at.type)
    later = sa.true() if after is None else outbox_recipient.c.next_attempt_at > after
    found: datetime | None = tx.execute(sa.select(soonest).where(UNSENT, later)).scalar()
    return found


def reached_nobody(tx: Tx, outbox_id: int) -> int | None:
    """The mail in the ledger that this answer is of, where each of its readers refused it; None elsewhere."""
    of_mail = sa.select(outbox.c.journal_id, outbox.c.ticket_id).where(outbox.c.id == outbox_id)
    journal_id, ticket_id = tx.execute(of_mail).one()
    if journal_id is None:
        return None
    states = (
        sa.select(outbox_recipient.c.state)
        .join(outbox, outbox.c.id == outbox_recipient.c.outbox_id)
        .where(outbox.c.ticket_id == ticket_id, outbox.c.journal_id == journal_id, outbox.c.kind == "reply")
    )
    return int(journal_id) if set(tx.execute(states).scalars()) <= {"refused", "expired"} else None


def pause(tx: Tx, why: str, now: datetime) -> None:
    """Stops sending until `resume`; what is being sent is finished."""
    resume(tx)
    tx.execute(sa.insert(switch), {"name": SENDING, "value": "off", "at": now, "why": why})


def resume(tx: Tx) -> None:
    """Lets mail leave again."""
    tx.execute(sa.delete(switch).where(switch.c.name == SENDING))


def paused(tx: Tx) -> str | None:
    """Why nothing is sent now, None while it is."""
    found: str | None = tx.execute(sa.select(switch.c.why).where(switch.c.name == SENDING)).scalar()
    return found


def _cancel(tx: Tx, which: sa.ColumnElement[bool], why: str, now: datetime) -> int:
    # One that is being sent now may already be there: it is left to its outcome.
    waiting = sa.update(outbox_recipient).where(outbox_recipient.c.state == "waiting", which)
    return tx.execute(
        waiting.values(state="cancelled", detail=why, settled_at=now, next_attempt_at=None)
    ).rowcount
