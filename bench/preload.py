"""What does a desk look like that has been at it for years? Finished tickets with everything that belongs to them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from bench.desk import MAILBOX
from mailgate.store import engine, schema, schema_work
from mailgate.store.migrate import migrate

CHUNK = 1_000  # tickets a transaction
TICKETS_PER_CONTACT = 2
_BEGIN = datetime(2024, 1, 1, tzinfo=UTC)
_APART = timedelta(minutes=7)
_WORDS = "The order arrived and the invoice does not match it; would you look at this please? " * 4
_RAW = b"From: a\r\nSubject: an old mail\r\n\r\n" + _WORDS.encode()

Rows = dict[sa.Table, list[dict[str, Any]]]


def preload(url: str, tickets: int) -> None:
    """Migrates the database, which must be empty, and files so many tickets in it."""
    migrate(url)
    store = engine.create(url)
    try:
        with store.connect() as connection:
            if connection.dialect.name == "sqlite":
                _carelessly(connection)
            for first in range(1, tickets + 1, CHUNK):
                with connection.begin():
                    for table, rows in _chunk(range(first, min(first + CHUNK, tickets + 1))).items():
                        connection.execute(sa.insert(table), rows)
            if connection.dialect.name == "postgresql":
                _finish(connection)
    finally:
        store.dispose()


def _carelessly(connection: sa.Connection) -> None:
    """What a power cut destroys here is made again."""
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute("PRAGMA synchronous=OFF")


def _finish(connection: sa.Connection) -> None:
    """Sequences go on behind the ids given here, and the planner knows how much there is."""
    with connection.begin():
        for table in metadata_with_own_ids():
            last = sa.select(sa.func.max(table.c.id)).scalar_subquery()
            sequence = sa.func.pg_get_serial_sequence(table.name, "id")
            connection.execute(sa.select(sa.func.setval(sequence, sa.func.coalesce(last, 1))))
        connection.execute(sa.text("ANALYZE"))


def metadata_with_own_ids() -> Iterator[sa.Table]:
    """The tables of a preload whose ids the database gives out."""
    yield from (table for table in _chunk(range(1, 2)) if "id" in table.c)


def _chunk(numbers: range) -> Rows:
    """The rows of these tickets, tables in an order that their foreign keys allow."""
    rows: Rows = {
        table: []
        for table in (
            schema.contact, schema.journal, schema.raw, schema.ticket, schema.participant, schema.message,
            schema.message_id, schema.event, schema_work.timer, schema_work.promise, schema_work.outbox,
            schema_work.outbox_recipient,
        )
    }  # fmt: skip
    for number in numbers:
        for table, row in _ticket(number):
            rows[table].append(row)
    return rows


def _ticket(number: int) -> Iterator[tuple[sa.Table, dict[str, Any]]]:
    at = _BEGIN + number * _APART
    later = at + timedelta(hours=2)
    person = (number - 1) // TICKETS_PER_CONTACT + 1
    address = f"person{person}@customers.test"
    if (number - 1) % TICKETS_PER_CONTACT == 0:
        yield schema.contact, {
            "id": person, "address": address, "name": "A customer", "fields": {}, "first_seen_at": at,
            "dkim_domain": "", "network": "",
        }  # fmt: skip
    yield from _arrival(number, address, at, later)
    yield schema.ticket, {
        "id": number, "prefix": "EX", "year": at.year, "subject": f"Order {number}", "status": "closed",
        "kind": "customer", "priority": "normal", "team": "support", "requester_id": person, "mailbox": MAILBOX,
        "watching": [], "language": "en", "zone": "UTC", "policy": "standard", "tags": [], "fields": {},
        "created_at": at, "updated_at": later, "first_response_at": later, "solved_at": later, "closed_at": later,
    }  # fmt: skip
    yield schema.participant, {
        "id": number, "ticket_id": number, "contact_id": person, "address": address, "name": "A customer",
        "role": "requester", "joined_at": at, "dkim_domain": "", "network": "", "muted": False,
    }  # fmt: skip
    yield from _contents(number, address, at)
    yield from _deadlines(number, at, later)
    yield from _letter(number, address, at, later)


def _arrival(
    number: int, address: str, at: datetime, later: datetime
) -> Iterator[tuple[sa.Table, dict[str, Any]]]:
    yield schema.journal, {
        "id": number, "arrived_at": at, "source": "smtp:127.0.0.1:25", "peer": "127.0.0.1", "helo": "mx",
        "mail_from": address, "rcpt_to": [MAILBOX], "tls": False, "quiet": False, "size": len(_RAW),
        "sha256": f"{number:064x}", "state": "settled", "attempts": 0, "message_id": _id(number),
        "digest": f"{number:032x}", "fate": "ticket", "ticket_id": number, "reasons": ["a new mail"],
        "settled_at": later,
    }  # fmt: skip
    yield schema.raw, {"journal_id": number, "body": _RAW}
    yield schema.message_id, {
        "message_id": _id(number), "digest": f"{number:032x}", "ticket_id": number, "journal_id": number,
        "outbox_kind": None,
    }  # fmt: skip


def _contents(number: int, address: str, at: datetime) -> Iterator[tuple[sa.Table, dict[str, Any]]]:
    yield schema.message, {
        "id": number, "ticket_id": number, "journal_id": number, "direction": "in", "kind": "customer", "public": True,
        "verified": True, "message_id": _id(number), "sender": [{"address": address, "name": "A customer"}],
        "to": [{"address": MAILBOX, "name": ""}], "cc": [], "subject": f"Order {number}", "text": _WORDS,
        "new_text": _WORDS, "automatic": {"kind": "none", "evidence": []}, "authentication": {"verdict": "pass"},
        "arrived_at": at,
    }  # fmt: skip
    for kind in ("created", "acknowledged", "closed"):
        yield schema.event, {
            "ticket_id": number, "at": at, "actor": "mailgate", "kind": kind, "cause": f"mail:{number}", "detail": {},
        }  # fmt: skip


def _deadlines(number: int, at: datetime, later: datetime) -> Iterator[tuple[sa.Table, dict[str, Any]]]:
    yield schema_work.timer, {
        "ticket_id": number, "kind": "first_response", "instance": 1, "generation": 1, "state": "satisfied",
        "policy": "standard", "calendar": "office", "started_at": at, "used_s": 7200, "target_s": 28800,
        "due_at": at + timedelta(hours=8), "satisfied_at": later, "imported": False,
    }  # fmt: skip
    yield schema_work.promise, {
        "ticket_id": number, "made_at": at, "until": at + timedelta(hours=8), "basis": "sla", "detail": {},
        "state": "kept", "judged_at": later,
    }  # fmt: skip


def _letter(
    number: int, address: str, at: datetime, later: datetime
) -> Iterator[tuple[sa.Table, dict[str, Any]]]:
    sent = f"<{number}.letter@desk.bench.example>"
    yield schema_work.outbox, {
        "id": number, "ticket_id": number, "journal_id": number, "kind": "ack", "message_id": sent, "sender": "",
        "draft": "{}", "created_at": at,
    }  # fmt: skip
    yield schema_work.outbox_recipient, {
        "outbox_id": number, "address": address, "domain": "customers.test", "state": "sent", "attempts": 1,
        "first_attempt_at": at, "settled_at": later,
    }  # fmt: skip
    yield schema.message_id, {
        "message_id": sent, "digest": "out", "ticket_id": number, "journal_id": None, "outbox_kind": "none",
    }  # fmt: skip


def _id(number: int) -> str:
    return f"<{number}@customers.test>"
