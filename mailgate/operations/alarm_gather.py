"""What is there to see? The store's figures, and those of this process, as one snapshot for the judgement."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from mailgate.operations.alarm_facts import AlarmFacts, CertificateFact, SourceFact
from mailgate.sla.calendar import Calendar, elapsed
from mailgate.store import Tx, alarms, views_counts, views_watch

QUARANTINE_WINDOW = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Own:
    """What only this process knows."""

    now: datetime
    node: str
    calendar: Calendar | None  # of the first mailbox; None where no working time is known
    disk_free: int | None = None
    certificates: tuple[CertificateFact, ...] = ()
    commit_s: tuple[float, ...] = ()
    store_down_s: float = 0.0
    clock_jump_s: float = 0.0
    sources: tuple[SourceFact, ...] = ()
    configured_sources: Collection[str] = field(default_factory=frozenset)


def gather(tx: Tx, own: Own) -> AlarmFacts:
    """One look at the store; changes nothing."""
    now = own.now
    entries, mails = views_counts.journal_waiting(tx), views_watch.outbox_waiting(tx)
    armed = views_counts.timers(tx, now)
    last = views_watch.last_arrival(tx) or views_watch.began(tx)
    return AlarmFacts(
        now=now,
        journal_age_s=_age(entries.since, now),
        outbox_age_s=_age(mails.since, now),
        outbox_waiting=mails.count,
        quarantined_lately=views_watch.quarantined_since(tx, now - QUARANTINE_WINDOW),
        timers_lag_s=_age(armed.first, now) if armed.due else 0.0,
        silent_working_s=_silent(own.calendar, last, now),
        last_mail_at=last,
        disk_free=own.disk_free,
        certificates=own.certificates,
        commit_s=own.commit_s,
        store_down_s=own.store_down_s,
        clock_jump_s=own.clock_jump_s or _set_back(alarms.last_look(tx, own.node), now),
        sources=own.sources,
        configured_sources=frozenset(own.configured_sources),
    )


def _silent(calendar: Calendar | None, last: datetime | None, now: datetime) -> int | None:
    return elapsed(calendar, last, now) if calendar is not None and last is not None else None


def _set_back(last: datetime | None, now: datetime) -> float:
    """A look before the restart that lies in the future: the clock was set back meanwhile."""
    return min(0.0, (now - last).total_seconds()) if last is not None else 0.0


def _age(since: datetime | None, now: datetime) -> float:
    return 0.0 if since is None else max(0.0, (now - since).total_seconds())
