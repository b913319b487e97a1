"""Messages and people that change their ticket: merge, split, leave; and answers that change what they are.

Events stay where they happened (P8): each ticket's timeline says what went and what came.
"""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from mailgate.store.schema import message, participant
from mailgate.store.schema_agents import held, reminder
from mailgate.store.schema_work import outbox, outbox_recipient
from mailgate.store.statements import insert
from mailgate.store.store import Tx


def merge(tx: Tx, ticket_id: int, survivor: int, now: datetime) -> None:
    """Moves messages, people and what waits to the survivor; who takes part in both stays as they were there.

    Who comes along takes part from now on: what others wrote on the survivor before is not theirs to read (SPEC 7.2).
    """
    there = sa.select(message.c.journal_id).where(
        message.c.ticket_id == survivor, message.c.journal_id.is_not(None)
    )
    twice = message.c.journal_id.in_(there)  # one mail may be a message of both tickets
    mine = sa.update(message).where(
        message.c.ticket_id == ticket_id, sa.or_(~twice, message.c.journal_id.is_(None))
    )
    tx.execute(mine.values(ticket_id=survivor))
    for table in (held, reminder):
        tx.execute(sa.update(table).where(table.c.ticket_id == ticket_id).values(ticket_id=survivor))
    copied = [c for c in participant.columns if c.name not in ("id", "ticket_id", "role", "joined_at")]
    joined = sa.literal(now, participant.c.joined_at.type)
    people = sa.select(sa.literal(survivor), sa.literal("cc"), joined, *copied).where(
        participant.c.ticket_id == ticket_id
    )
    names = ["ticket_id", "role", "joined_at", *(c.name for c in copied)]
    tx.execute(insert(tx.dialect.name, participant).from_select(names, people).on_conflict_do_nothing())


def take_messages(tx: Tx, ticket_id: int, messages: Sequence[int]) -> None:
    """Moves these messages to a ticket that was split off."""
    tx.execute(sa.update(message).where(message.c.id.in_(messages)).values(ticket_id=ticket_id))


def leave(tx: Tx, ticket_id: int, address: str, now: datetime) -> None:
    """Lets somebody take part no longer: no letter goes to them, not even one that waits, and their token is nobody's."""
    theirs = sa.select(outbox.c.id).where(outbox.c.ticket_id == ticket_id, outbox.c.kind == "reply")
    waiting = sa.update(outbox_recipient).where(
        outbox_recipient.c.outbox_id.in_(theirs), outbox_recipient.c.address == address,
        outbox_recipient.c.state == "waiting",
    )  # fmt: skip
    gone = {
        "state": "cancelled",
        "detail": "takes part no longer",
        "settled_at": now,
        "next_attempt_at": None,
    }
    tx.execute(waiting.values(gone))
    who = sa.and_(participant.c.ticket_id == ticket_id, participant.c.address == address)
    tx.execute(sa.delete(participant).where(who))


def mute(tx: Tx, ticket_id: int, address: str) -> None:
    """No more letters of this ticket to somebody who asked for none; writing undoes nothing of it."""
    who = sa.and_(participant.c.ticket_id == ticket_id, participant.c.address == address)
    tx.execute(sa.update(participant).where(who).values(muted=True))


def publish(tx: Tx, message_pk: int, author: str, at: datetime, text: str) -> None:
    """Makes a kept-back mail the agent's public answer, at the moment of its release (SPEC section 12.1)."""
    mine = sa.update(message).where(message.c.id == message_pk)
    values = {
        "direction": "out",
        "kind": "agent",
        "public": True,
        "verified": True,
        "author": author,
        "arrived_at": at,
        "new_text": text,
    }
    tx.execute(mine.values(values))


def recall(tx: Tx, message_pk: int, mails: Sequence[int], now: datetime) -> int:
    """Takes back an answer that has not left; says from how many readers. Its message stays, as a note."""
    waiting = sa.update(outbox_recipient).where(
        outbox_recipient.c.outbox_id.in_(mails), outbox_recipient.c.state == "waiting"
    )
    gone = tx.execute(
        waiting.values(
            state="cancelled", detail="taken back by the agent", settled_at=now, next_attempt_at=None
        )
    ).rowcount
    mine = sa.update(message).where(message.c.id == message_pk)
    tx.execute(mine.values(direction="in", kind="note", public=False))
    return gone
