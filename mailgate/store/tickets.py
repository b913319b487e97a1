"""Writing what a decision says: tickets, people, messages, events, timers. Each function is one statement or two."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from mailgate.model.decision import CapHit, NewEvent, NewMessage, NewTicket, Promise, TimerWrite
from mailgate.model.mail import Address, Mail
from mailgate.store.schema import (
    attachment,
    contact,
    event,
    message,
    message_id,
    participant,
    ticket,
    ticket_link,
)
from mailgate.store.schema_work import counter, promise, timer
from mailgate.store.store import Tx

_BUCKET_LIFE = timedelta(days=2)


def open_ticket(tx: Tx, new: NewTicket, requester_id: int, now: datetime, arrived_at: datetime) -> int:
    """Opens a ticket and returns its number."""
    values: dict[str, Any] = {
        "prefix": new.prefix, "year": new.year, "subject": new.subject, "status": new.status.value,
        "kind": new.kind.value, "priority": new.priority.value, "category": new.category, "team": new.team,
        "assignee": new.assignee, "requester_id": requester_id, "mailbox": new.mailbox, "watching": list(new.watching),
        "language": new.language, "zone": new.zone, "policy": new.policy, "tags": list(new.tags), "fields": {},
        "created_at": arrived_at, "updated_at": now, "unanswered_since": arrived_at,
    }  # fmt: skip
    return int(tx.execute(sa.insert(ticket).returning(ticket.c.id), values).scalar_one())


def change_ticket(tx: Tx, ticket_id: int, changes: Mapping[str, object], now: datetime) -> None:
    """Sets fields of a ticket; what they were stands in its events."""
    tx.execute(sa.update(ticket).where(ticket.c.id == ticket_id).values(**changes, updated_at=now))


def contact_id(tx: Tx, known: int | None, who: Address, now: datetime) -> int:
    """The contact with this address, made if nobody with it ever wrote."""
    if known is not None:
        return known
    values = {
        "address": who.key, "name": who.name[:200], "fields": {}, "first_seen_at": now, "dkim_domain": "", "network": "",
    }  # fmt: skip
    made = _insert(tx, contact).values(values).on_conflict_do_nothing().returning(contact.c.id)
    found = tx.execute(made).scalar()
    if found is None:
        found = tx.execute(sa.select(contact.c.id).where(contact.c.address == who.key)).scalar_one()
    return int(found)


def two_way(tx: Tx, address: str, dkim_domain: str, network: str, now: datetime) -> None:
    """Marks a contact as one who answered us, with what their mail was recognised by."""
    values = {"two_way_at": now, "dkim_domain": dkim_domain, "network": network}
    tx.execute(sa.update(contact).where(contact.c.address == address).values(values))


def add_participant(
    tx: Tx, ticket_id: int, contact_pk: int, who: Address, role: str, seen: tuple[str, str], now: datetime
) -> int | None:
    """Lets somebody take part; None when they already do. `seen` is the signing domain and the network."""
    values = {
        "ticket_id": ticket_id, "contact_id": contact_pk, "address": who.key, "name": who.name[:200], "role": role,
        "joined_at": now, "dkim_domain": seen[0], "network": seen[1], "muted": False,
    }  # fmt: skip
    made = _insert(tx, participant).values(values).on_conflict_do_nothing().returning(participant.c.id)
    found: int | None = tx.execute(made).scalar()
    return found


def add_message(
    tx: Tx,
    ticket_id: int,
    journal_id: int,
    new: NewMessage,
    mail: Mail,
    evidence: Mapping[str, Any],
    at: datetime,
) -> int:
    """Files the mail as a message; `evidence` is the verdict on its author."""
    values = {
        "ticket_id": ticket_id, "journal_id": journal_id, "direction": new.direction, "kind": new.kind.value,
        "public": new.public, "verified": new.verified, "message_id": mail.message_id, "author": new.author,
        "sender": _people(mail.senders), "to": _people(mail.to), "cc": _people(mail.cc),
        "subject": mail.subject, "text": mail.text, "new_text": mail.new_text, "html": mail.html,
        "automatic": {"kind": mail.automatic.kind.value, "evidence": list(mail.automatic.evidence)},
        "authentication": dict(evidence), "arrived_at": at,
    }  # fmt: skip
    return int(tx.execute(sa.insert(message).returning(message.c.id), values).scalar_one())


def forget_stub(tx: Tx, journal_id: int) -> None:
    """Frees an entry's place on its stub ticket, so that the mail itself can take it; the stub's words stay."""
    stubs = sa.select(message.c.id).where(message.c.journal_id == journal_id)
    tx.execute(sa.delete(attachment).where(attachment.c.message_pk.in_(stubs)))
    tx.execute(sa.update(message).where(message.c.journal_id == journal_id).values(journal_id=None))


def add_attachments(tx: Tx, message_pk: int, journal_id: int, mail: Mail) -> None:
    """Names the mail's attachments; their bytes stay in the raw mail."""
    if mail.attachments:
        rows = [
            {
                "message_pk": message_pk, "journal_id": journal_id, "path": a.path, "name": a.name,
                "content_type": a.content_type, "size": a.size, "sha256": a.sha256, "disposition": a.disposition,
                "content_id": a.content_id,
            }
            for a in mail.attachments
        ]  # fmt: skip
        tx.execute(sa.insert(attachment), rows)


def remember_ids(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
    """Stores Message-IDs; one that is already known in this way stays as it is."""
    if rows:
        tx.execute(_insert(tx, message_id).on_conflict_do_nothing(), [{**_ID_ROW, **r} for r in rows])


def received_id(tx: Tx, mail: Mail, ticket_id: int | None, journal_id: int) -> None:
    """Stores the id of a mail that came in; the unique key makes a second copy lose (SPEC section 4.4)."""
    row = {
        "message_id": mail.message_id,
        "digest": mail.digest,
        "ticket_id": ticket_id,
        "journal_id": journal_id,
    }
    tx.execute(sa.insert(message_id), _ID_ROW | row)


def add_events(tx: Tx, ticket_id: int, events: Sequence[NewEvent], cause: str, now: datetime) -> None:
    """Appends to the timeline."""
    if events:
        rows = [
            {"ticket_id": ticket_id, "at": now, "actor": e.actor, "kind": e.kind, "cause": cause, "detail": dict(e.detail)}
            for e in events
        ]  # fmt: skip
        tx.execute(sa.insert(event), rows)


def add_link(tx: Tx, ticket_id: int, other_id: int, kind: str, now: datetime) -> None:
    """Links two tickets."""
    row = {"ticket_id": ticket_id, "other_id": other_id, "kind": kind, "at": now}
    tx.execute(_insert(tx, ticket_link).on_conflict_do_nothing(), row)


def write_timer(tx: Tx, ticket_id: int, one: TimerWrite) -> None:
    """Sets a timer as it shall stand; a satisfied one past its due date is marked as breached."""
    late = one.satisfied_at is not None and one.due_at is not None and one.satisfied_at > one.due_at
    row = {
        "ticket_id": ticket_id, "kind": one.kind, "instance": one.instance, "generation": 1, "state": one.state,
        "policy": one.policy, "calendar": one.calendar, "started_at": one.started_at, "resumed_at": one.started_at,
        "used_s": one.used_s, "target_s": one.target_s, "due_at": one.due_at, "imported": one.imported,
        "wake_at": one.due_at if one.state == "running" and not one.imported else None,
        "satisfied_at": one.satisfied_at, "breached_at": one.due_at if late else None,
    }  # fmt: skip
    keep = ("ticket_id", "kind", "instance", "generation")
    statement = _insert(tx, timer).values(row)
    statement = statement.on_conflict_do_update(
        index_elements=["ticket_id", "kind", "instance"], set_={k: v for k, v in row.items() if k not in keep}
    )
    tx.execute(statement)


def make_promise(tx: Tx, ticket_id: int, one: Promise, now: datetime) -> None:
    """Keeps what a customer was told, to be judged later."""
    row = {
        "ticket_id": ticket_id, "made_at": now, "until": one.until, "basis": one.basis, "detail": dict(one.detail),
        "state": "open",
    }  # fmt: skip
    tx.execute(sa.insert(promise), row)


def judge_promise(tx: Tx, ticket_id: int, answered_at: datetime, now: datetime) -> None:
    """Settles the open promise of a ticket that was answered: kept in time, or missed."""
    verdict = sa.case((promise.c.until >= answered_at, "kept"), else_="missed")
    open_one = sa.and_(promise.c.ticket_id == ticket_id, promise.c.state == "open")
    tx.execute(sa.update(promise).where(open_one).values(state=verdict, judged_at=now))


def count(tx: Tx, hits: Sequence[tuple[CapHit, datetime]]) -> None:
    """Counts automatic mails; the second of each pair is the bucket."""
    if not hits:
        return
    rows = [{"cap": h.cap, "subject": h.subject, "bucket": bucket, "hits": 1} for h, bucket in hits]
    statement = _insert(tx, counter)
    more = statement.on_conflict_do_update(
        index_elements=["cap", "subject", "bucket"], set_={"hits": counter.c.hits + 1}
    )
    tx.execute(more, rows)


def forget_buckets(tx: Tx, now: datetime) -> int:
    """Removes counters that no window reaches any more."""
    return tx.execute(sa.delete(counter).where(counter.c.bucket < now - _BUCKET_LIFE)).rowcount


_ID_ROW: dict[str, Any] = {"ticket_id": None, "journal_id": None, "outbox_kind": None}


def _people(addresses: Sequence[Address]) -> list[dict[str, str]]:
    return [{"address": a.address, "name": a.name} for a in addresses]


def _insert(tx: Tx, table: sa.Table) -> "sqlite.Insert | postgresql.Insert":
    """An INSERT that knows ON CONFLICT; both dialects spell it the same, SQLAlchemy keeps them apart."""
    return sqlite.insert(table) if tx.dialect.name == "sqlite" else postgresql.insert(table)
