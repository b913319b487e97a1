"""Which stored mail can be decided again, and what was found of its sender then? Read-only, in the order of arrival."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from mailgate.model.authentication import Authentication, Verdict
from mailgate.model.journal import EntryState, Fate
from mailgate.store import journal as ledger
from mailgate.store.journal import Claimed
from mailgate.store.schema import journal, message
from mailgate.store.store import Tx


@dataclass(frozen=True, slots=True)
class Stored:
    """A settled entry with its raw bytes; `opened` is the ticket that it opened."""

    claimed: Claimed
    raw: bytes
    own: Authentication | None  # the verdict of then: the DNS is not asked again
    opened: int | None


def settled_since(tx: Tx, since: datetime) -> list[int]:
    """The settled entries that arrived then or later; duplicates say nothing new. Reads the ledger, not the mails."""
    mine = sa.select(journal.c.id).where(
        journal.c.state == EntryState.SETTLED.value,
        journal.c.fate != Fate.DUPLICATE.value,
        journal.c.arrived_at >= since,
    )
    return list(tx.execute(mine.order_by(journal.c.id)).scalars())


def stored(tx: Tx, numbers: Sequence[int]) -> list[Stored]:
    """These entries, without those whose raw mail is gone."""
    raws = ledger.bodies(tx, numbers)
    fates = sa.select(journal.c.id, journal.c.fate, journal.c.ticket_id).where(journal.c.id.in_(raws))
    opened = {r.id: r.ticket_id for r in tx.execute(fates) if r.fate == Fate.TICKET.value}
    filed = sa.select(message.c.journal_id, message.c.authentication).where(message.c.journal_id.in_(raws))
    verdicts = {r.journal_id: _verdict(r.authentication) for r in tx.execute(filed)}
    found = ((number, ledger.entry(tx, number)) for number in numbers if number in raws)
    return [
        Stored(claimed, raws[number], verdicts.get(number), opened.get(number))
        for number, claimed in found
        if claimed is not None
    ]


def _verdict(kept: dict[str, object] | None) -> Authentication | None:
    if not kept:
        return None
    evidence = kept.get("evidence")
    words = tuple(str(word) for word in evidence) if isinstance(evidence, list) else ()
    return Authentication(Verdict(str(kept["verdict"])), str(kept["method"]), words)
