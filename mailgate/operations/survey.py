"""How does the service stand? The store's figures and the daemon's own facts put together as one status."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from mailgate.clock import Clock
from mailgate.config.schema import Settings
from mailgate.model.duration import format_duration
from mailgate.operations.alarms import Active, sentence
from mailgate.operations.status import (
    AlarmStatus,
    JournalStatus,
    OutboxStatus,
    SourceStatus,
    Status,
    TimerStatus,
)
from mailgate.store import Store, Tx, alarms, outbox, views_counts
from mailgate.store.alarms import AlarmRow
from mailgate.store.views_counts import Timers

# Beyond these an operator should look, in seconds. Processing takes less than a second, sending its 30 s of undo.
LATE_JOURNAL_S = 300.0
LATE_OUTBOX_S = 3600.0
LATE_TIMERS_S = 120.0


@dataclass(frozen=True, slots=True)
class Live:
    """What only the running daemon knows; `accepting` says whether a listener would take a mail now."""

    accepting: bool
    sources: tuple[SourceStatus, ...] = ()
    problems: tuple[str, ...] = ()


class StoreSurvey:
    """Surveys the store whenever somebody asks; a `StatusSource` for the daemon."""

    def __init__(
        self,
        store: Store,
        settings: Callable[[], Settings],
        clock: Clock,
        live: Callable[[], Live],
        version: str,
    ) -> None:
        self._store, self._settings, self._clock = store, settings, clock
        self._live, self._version = live, version

    async def status(self) -> Status:
        """The present status; raises StoreUnavailable when the store cannot be read."""
        live = self._live()
        return await self._store.read(
            lambda tx: survey(tx, self._settings(), self._clock.now(), live, self._version)
        )


def survey(tx: Tx, settings: Settings, now: datetime, live: Live, version: str) -> Status:
    """One look at the store; changes nothing."""
    received = views_counts.received(tx)
    entries = views_counts.journal_waiting(tx)
    mails = views_counts.outbox_waiting(tx)
    why_paused = outbox.paused(tx)
    armed = views_counts.timers(tx, now)
    status = Status(
        ready=live.accepting,
        version=version,
        store="ok",
        journal=JournalStatus(received, received - entries.count, entries.count, _age(entries.since, now)),
        outbox=OutboxStatus(mails.count, _age(mails.since, now), why_paused is not None),
        quarantine=views_counts.quarantined(tx),
        timers=TimerStatus(armed.armed, armed.due, _lag(armed, now)),
        sources=live.sources,
    )
    lasting = tuple(AlarmStatus(a.name, a.subject, sentence(active(a))) for a in alarms.lasting(tx))
    told = (alarm.line for alarm in lasting)
    problems = (*live.problems, *told, *_problems(status, settings, why_paused))
    return replace(status, problems=problems, alarms=lasting)


def active(row: AlarmRow) -> Active:
    """A stored alarm as the judgement takes it."""
    return Active(row.id, row.name, row.subject, row.node, row.since, row.what, row.calm_since, row.told)


def without_store(trouble: str, live: Live, version: str) -> Status:
    """The status while the store cannot be read; nothing is accepted then."""
    return Status(False, version, trouble, sources=live.sources, problems=(*live.problems, trouble))


def _problems(status: Status, settings: Settings, why_paused: str | None) -> Iterator[str]:
    if not settings.outbound.smarthosts:
        yield "no smarthost is configured: mail waits in the outbox"
    if why_paused is not None:
        yield f"sending is paused: {why_paused}; `mailgate outbox resume`"
    if status.quarantine:
        yield f"{status.quarantine} in quarantine; `mailgate quarantine list`"
    if status.journal.oldest_s > LATE_JOURNAL_S:
        yield f"accepted mail has waited for {_words(status.journal.oldest_s)} to be processed"
    if status.outbox.oldest_s > LATE_OUTBOX_S:
        yield f"mail has waited for {_words(status.outbox.oldest_s)} to be sent; `mailgate outbox list`"
    if status.timers.lag_s > LATE_TIMERS_S:
        yield f"the oldest due timer is {_words(status.timers.lag_s)} late"


def _age(since: datetime | None, now: datetime) -> float:
    return 0.0 if since is None else round(max(0.0, (now - since).total_seconds()), 3)


def _lag(armed: Timers, now: datetime) -> float:
    return _age(armed.first, now) if armed.due else 0.0


def _words(seconds: float) -> str:
    """Whole minutes once there are some: nobody counts the seconds of an hour."""
    whole = int(seconds)
    return format_duration(whole if whole < 60 else whole // 60 * 60)
