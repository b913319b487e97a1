"""The ledger of accepted mail: append, claim, settle, look up."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa

from mailgate.model.journal import Arrival, EntryState, Envelope, Fate
from mailgate.store import prepared
from mailgate.store.claims import of_former, of_node
from mailgate.store.prepared import among, matching
from mailgate.store.schema import ENTRY_QUARANTINED, ENTRY_WAITS, journal, raw
from mailgate.store.store import Tx
from mailgate.store.types import Instant

_WAITING = EntryState.WAITING.value
REPLAYED = "replayed"
_INSERT = sa.insert(journal).returning(journal.c.id, sort_by_parameter_order=True)
_INSERT_RAW = sa.insert(raw)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A journal entry that this process may work on until its lease ends."""

    id: int
    envelope: Envelope
    arrived_at: datetime
    size: int
    attempts: int
    ticket_id: int | None = None  # the stub ticket of a mail that was quarantined before
    released: bool = False  # an operator let it out of quarantine


@dataclass(frozen=True, slots=True)
class Settlement:
    """The final word on an entry."""

    fate: Fate
    ticket_id: int | None
    reasons: tuple[str, ...]
    message_id: str | None
    digest: str | None


def append(tx: Tx, arrivals: Sequence[Arrival]) -> list[int]:
    """Makes mails part of the ledger and returns their ids in order; the caller's commit makes them durable."""
    ids = prepared.insert_ids(tx, _INSERT, [_row(a) for a in arrivals])
    raws = [{"journal_id": i, "body": a.raw} for i, a in zip(ids, arrivals, strict=True)]
    prepared.change_each(tx, _INSERT_RAW, raws)
    return ids


def claim(tx: Tx, node: str, now: datetime, lease: timedelta, limit: int) -> list[Claimed]:
    """Takes the oldest waiting entries that nobody works on; SKIP LOCKED keeps two nodes apart."""
    values = {"now": now, "room": limit, "node": node, "until": now + lease}
    return sorted((_claimed(row) for row in prepared.rows(tx, _CLAIM, values)), key=lambda c: c.id)


def body(tx: Tx, journal_id: int) -> bytes | None:
    """The raw bytes as they came, None after retention removed them."""
    found: bytes | None = tx.execute(sa.select(raw.c.body).where(raw.c.journal_id == journal_id)).scalar()
    return found


def bodies(tx: Tx, journal_ids: Sequence[int]) -> dict[int, bytes]:
    """The raw bytes of several entries in one look-up."""
    return {row.journal_id: row.body for row in matching(tx, _bodies, journal_ids)}


@cache
def _bodies(size: int) -> sa.Select[*tuple[Any, ...]]:
    return sa.select(raw.c.journal_id, raw.c.body).where(among(raw.c.journal_id, size))


_SETTLE = (
    sa.update(journal)
    .where(journal.c.id == sa.bindparam("entry"), ENTRY_WAITS)
    .values(
        state=sa.bindparam("new_state"),
        fate=sa.bindparam("new_fate"),
        ticket_id=sa.bindparam("ticket"),
        reasons=sa.bindparam("why"),
        message_id=sa.bindparam("mid"),
        digest=sa.bindparam("stable"),
        settled_at=sa.bindparam("at"),
        claimed_by=None,
        lease_until=None,
        next_attempt_at=None,
    )
)


def settle(tx: Tx, journal_id: int, outcome: Settlement, now: datetime) -> bool:
    """Gives an entry its one fate; False when it already had one, so the caller must roll back its work."""
    state = EntryState.QUARANTINED if outcome.fate is Fate.QUARANTINED else EntryState.SETTLED
    values = {
        "entry": journal_id,
        "new_state": state.value,
        "new_fate": outcome.fate.value,
        "ticket": outcome.ticket_id,
        "why": list(outcome.reasons),
        "mid": outcome.message_id,
        "stable": outcome.digest,
        "at": now,
    }
    return prepared.change(tx, _SETTLE, values) == 1


def retry_later(tx: Tx, journal_id: int, error: str, now: datetime, at: datetime) -> None:
    """Counts a failed attempt and frees the entry for a later one."""
    steps = tx.execute(sa.select(journal.c.steps).where(journal.c.id == journal_id)).scalar() or []
    steps = [*steps, {"at": now.isoformat(timespec="milliseconds"), "step": "failed", "detail": error}]
    tx.execute(
        sa.update(journal)
        .where(journal.c.id == journal_id, ENTRY_WAITS)
        .values(
            attempts=journal.c.attempts + 1,
            next_attempt_at=at,
            claimed_by=None,
            lease_until=None,
            steps=steps,
        )
    )


def release(tx: Tx, node: str | None) -> int:
    """Frees the claims of a node that is known to be gone (None: of all, where only one can run)."""
    mine = journal.c.claimed_by.is_not(None) if node is None else of_node(journal.c.claimed_by, node)
    freed = tx.execute(sa.update(journal).where(ENTRY_WAITS, mine).values(claimed_by=None, lease_until=None))
    return freed.rowcount


def reopen(tx: Tx, journal_id: int, now: datetime) -> bool:
    """Puts a quarantined entry back to be processed again; False when it is not quarantined."""
    found = tx.execute(sa.select(journal.c.steps).where(journal.c.id == journal_id)).scalar() or []
    steps = [
        *found,
        {"at": now.isoformat(timespec="milliseconds"), "step": REPLAYED, "detail": "by an operator"},
    ]
    done = tx.execute(
        sa.update(journal)
        .where(journal.c.id == journal_id, ENTRY_QUARANTINED)
        .values(state=_WAITING, fate=None, attempts=0, next_attempt_at=now, settled_at=None, steps=steps)
    )
    return done.rowcount == 1


_CLAIM_COLUMNS = (
    journal.c.id, journal.c.source, journal.c.mail_from, journal.c.rcpt_to, journal.c.peer, journal.c.helo,
    journal.c.auth_user, journal.c.tls, journal.c.quiet, journal.c.arrived_at, journal.c.size, journal.c.attempts,
    journal.c.ticket_id, journal.c.steps,
)  # fmt: skip
_NOW, _ROOM = sa.bindparam("now", type_=Instant()), sa.bindparam("room", type_=sa.Integer())
_FREE = (
    sa.select(journal.c.id)
    .where(
        ENTRY_WAITS,
        journal.c.next_attempt_at <= _NOW,
        sa.or_(
            journal.c.lease_until.is_(None),
            journal.c.lease_until < _NOW,
            of_former(journal.c.claimed_by, sa.bindparam("node", type_=sa.Text())),
        ),
    )
    .order_by(journal.c.quiet, journal.c.next_attempt_at, journal.c.id)  # live mail before imports
    .limit(_ROOM)
    .with_for_update(skip_locked=True)
)
_CLAIM = (
    sa.update(journal)
    .where(journal.c.id.in_(_FREE.scalar_subquery()))
    .values(claimed_by=sa.bindparam("node", type_=sa.Text()), lease_until=sa.bindparam("until"))
    .returning(*_CLAIM_COLUMNS)
)


def entry(tx: Tx, journal_id: int) -> Claimed | None:
    """One entry as a claim would give it, without claiming it; for `explain` and replay."""
    row = tx.execute(sa.select(*_CLAIM_COLUMNS).where(journal.c.id == journal_id)).one_or_none()
    return _claimed(row) if row is not None else None


def _claimed(row: Any) -> Claimed:
    envelope = Envelope(
        source=row.source, mail_from=row.mail_from, rcpt_to=tuple(row.rcpt_to), peer=row.peer, helo=row.helo,
        auth_user=row.auth_user, tls=row.tls, quiet=row.quiet,
    )  # fmt: skip
    released = any(step.get("step") == REPLAYED for step in row.steps or ())
    return Claimed(row.id, envelope, row.arrived_at, row.size, row.attempts, row.ticket_id, released)


def _row(arrival: Arrival) -> dict[str, object]:
    envelope = arrival.envelope
    return {
        "arrived_at": arrival.arrived_at, "source": envelope.source, "peer": envelope.peer, "helo": envelope.helo,
        "mail_from": envelope.mail_from, "rcpt_to": list(envelope.rcpt_to), "auth_user": envelope.auth_user,
        "tls": envelope.tls, "quiet": envelope.quiet, "size": len(arrival.raw),
        "sha256": hashlib.sha256(arrival.raw).hexdigest(), "state": _WAITING, "attempts": 0,
        "next_attempt_at": arrival.arrived_at, "steps": _noted(arrival),
    }  # fmt: skip


def _noted(arrival: Arrival) -> list[dict[str, str]] | None:
    if not arrival.note:
        return None
    at = arrival.arrived_at.isoformat(timespec="milliseconds")
    return [{"at": at, "step": "noted", "detail": arrival.note}]
