"""How far was a folder taken? Each mail by UID once, in the transaction that makes it durable.

Theory of operation. A folder's row says up to which UID everything was taken, under which UIDVALIDITY. `take` moves it
forward and appends the mails to the ledger, all or nothing; whoever finds that it stands elsewhere than expected has lost a
race, and so has one whose lease another holds by now (the fencing number). What is done to the mail at its server comes
later, and may come twice.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

import sqlalchemy as sa

from mailgate.errors import Conflict
from mailgate.model.journal import Arrival
from mailgate.store import journal
from mailgate.store.schema_imap import UNTIDIED, imap_folder, imap_mail
from mailgate.store.schema_work import lease
from mailgate.store.store import Tx

_CHUNK = 500  # values in one statement


@dataclass(frozen=True, slots=True)
class Position:
    """Where a folder stands."""

    id: int
    uidvalidity: int
    last_uid: int
    rescan_to: int  # up to here a mail may be too old, or known under an older UIDVALIDITY
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Start:
    """Where a folder stands when it is connected for the first time."""

    uidvalidity: int
    last_uid: int
    rescan_to: int
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Tenancy:
    """The right to fetch an account: who has it, and its fencing number."""

    lease: str
    holder: str
    fencing: int


@dataclass(frozen=True, slots=True)
class Fetched:
    """A mail that was read from a folder; untidied if it shall be moved or flagged afterwards."""

    uid: int
    arrival: Arrival
    tidied: bool


def position(tx: Tx, account: str, folder: str) -> Position | None:
    """Where the folder stands; None for one that was never connected."""
    found = sa.select(imap_folder).where(imap_folder.c.account == account, imap_folder.c.folder == folder)
    row = tx.execute(found).one_or_none()
    return (
        Position(row.id, row.uidvalidity, row.last_uid, row.rescan_to, row.since) if row is not None else None
    )


def begin(tx: Tx, account: str, folder: str, start: Start, now: datetime) -> None:
    """The first connection: from which UID on mails are taken, and from which day on."""
    values = {"account": account, "folder": folder, "connected_at": now, **asdict(start)}
    tx.execute(sa.insert(imap_folder), values)


def renumber(tx: Tx, at: Position, uidvalidity: int, rescan_to: int) -> None:
    """The server gave the folder new UIDs (RFC 3501 section 2.3.1.1): all are looked at anew, known mails are known."""
    moved = tx.execute(
        sa.update(imap_folder)
        .where(imap_folder.c.id == at.id, imap_folder.c.uidvalidity == at.uidvalidity)
        .values(uidvalidity=uidvalidity, last_uid=0, rescan_to=rescan_to)
    )
    if moved.rowcount != 1:
        raise Conflict("another process has this folder")


def take(
    tx: Tx, tenancy: Tenancy, at: Position, upto: int, mails: Sequence[Fetched], now: datetime
) -> list[int | None]:
    """Makes mails part of the ledger and the folder's row say so; journal ids, None for one that was known.

    Conflict when the folder or the lease is another's by now: nothing is kept, and the mails are still at their server.
    """
    _fence(tx, tenancy, now)
    moved = tx.execute(
        sa.update(imap_folder)
        .where(
            imap_folder.c.id == at.id,
            imap_folder.c.uidvalidity == at.uidvalidity,
            imap_folder.c.last_uid == at.last_uid,
        )
        .values(last_uid=upto)
    )
    if moved.rowcount != 1:
        raise Conflict("another process has this folder")
    digests = [hashlib.sha256(m.arrival.raw).hexdigest() for m in mails]
    again = [d for d, m in zip(digests, mails, strict=True) if m.uid <= at.rescan_to]
    known = _known(tx, at, again) if again else {}
    new = [m for d, m in zip(digests, mails, strict=True) if d not in known]
    fresh = dict(
        zip((m.uid for m in new), journal.append(tx, [m.arrival for m in new]) if new else [], strict=True)
    )
    rows = [
        {
            "folder_id": at.id, "uidvalidity": at.uidvalidity, "uid": m.uid, "sha256": d, "tidied": m.tidied,
            "journal_id": fresh.get(m.uid) or known[d],
        }
        for d, m in zip(digests, mails, strict=True)
    ]  # fmt: skip
    if rows:
        tx.execute(sa.insert(imap_mail), rows)
    return [fresh.get(m.uid) for m in mails]


def untidied(tx: Tx, at: Position, limit: int) -> list[int]:
    """UIDs of mails that are ours and were not yet moved or flagged."""
    found = sa.select(imap_mail.c.uid).where(
        imap_mail.c.folder_id == at.id, imap_mail.c.uidvalidity == at.uidvalidity, UNTIDIED
    )
    return list(tx.execute(found.order_by(imap_mail.c.uid).limit(limit)).scalars())


def tidied(tx: Tx, at: Position, uids: Sequence[int]) -> None:
    """These were moved or flagged, or are gone."""
    for start in range(0, len(uids), _CHUNK):
        tx.execute(
            sa.update(imap_mail)
            .where(
                imap_mail.c.folder_id == at.id,
                imap_mail.c.uidvalidity == at.uidvalidity,
                imap_mail.c.uid.in_(uids[start : start + _CHUNK]),
            )
            .values(tidied=True)
        )


def _fence(tx: Tx, tenancy: Tenancy, now: datetime) -> None:
    """Holds the lease's row until the commit: nobody takes it over in between."""
    row = tx.execute(sa.select(lease).where(lease.c.name == tenancy.lease).with_for_update()).one_or_none()
    if row is None or (row.holder, row.fencing) != (tenancy.holder, tenancy.fencing) or row.until <= now:
        raise Conflict("the lease of this account is over")


def _known(tx: Tx, at: Position, digests: Sequence[str]) -> dict[str, int]:
    """Mails with these very bytes that were taken from this folder under another UIDVALIDITY."""
    found = sa.select(imap_mail.c.sha256, imap_mail.c.journal_id).where(
        imap_mail.c.folder_id == at.id,
        imap_mail.c.uidvalidity != at.uidvalidity,
        imap_mail.c.sha256.in_(digests),
    )
    return {row.sha256: row.journal_id for row in tx.execute(found)}
