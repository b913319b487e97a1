"""Who looks whether all is well? The watch: every half minute it gathers facts, and carries out what they change.

Theory of operation
- Alarms are rows. They change in one transaction with the letters that tell of them, so that each is told once, after a
  restart and beside another process on the same database too.
- While the database takes nothing, nothing can be stored or mailed: the log says it at once, and the mail follows when the
  database is back.
"""

import shutil
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from mailgate.clock import Clock
from mailgate.config.certificate_dates import not_after
from mailgate.config.schema import Settings
from mailgate.errors import MailgateError
from mailgate.events import AlarmEnded, AlarmRaised, Event, EventSink
from mailgate.failpoints import Unit
from mailgate.operations.alarm_facts import AlarmFacts, CertificateFact, NoSources, Sources
from mailgate.operations.alarm_findings import LOOKS, findings
from mailgate.operations.alarm_gather import Own, gather
from mailgate.operations.alarm_kinds import ABOUT, Alarm
from mailgate.operations.alarms import GONE, Active, Changes, Ended, Raised, Viewpoint, changes
from mailgate.operations.login_tally import LoginTally
from mailgate.operations.survey import active
from mailgate.pipeline.desk import ALWAYS, Desk
from mailgate.pipeline.operator_letters import OperatorLetters
from mailgate.sla.calendar import Calendar
from mailgate.store import Store, Tx, alarms, refused_logins

LOOK_S = 30
_HOUR = timedelta(hours=1)


def free_octets(volume: Path) -> int | None:
    """Free space for this user; None where it cannot be asked."""
    try:
        return shutil.disk_usage(volume).free
    except OSError:
        return None


class Watch:
    """Raises and ends alarms; `look` is called again and again, and never at the same time twice."""

    def __init__(
        self,
        store: Store,
        desk: Callable[[], Desk],
        letters: OperatorLetters,
        clock: Clock,
        events: EventSink,
        *,
        node: str,
        volume: Path | None = None,
        tally: LoginTally | None = None,
    ) -> None:
        self._store, self._desk, self._letters = store, desk, letters
        self._clock, self._events, self._node, self._volume = clock, events, node, volume
        self._tally = tally or LoginTally(frozenset)
        self.sources: Sources = NoSources()  # set by whoever fetches mail
        self.free: Callable[[Path], int | None] = free_octets
        self.posted: Callable[[], None] = lambda: None
        self._pace = _Pace(clock)
        self._down_since: float | None = None
        self._down_told = False
        self._commits: deque[float] = deque(maxlen=LOOKS)

    async def look(self) -> None:
        """One look: facts, judgement, and what follows."""
        jumped = self._pace.jumped()
        own = self._own(jumped)
        refused = self._tally.take()
        try:
            facts = await self._store.read(lambda tx: gather(tx, own))
            began = self._clock.monotonic()
            done, posted = await self._store.write(Unit.TICK, lambda tx: self._settle(tx, facts, refused))
        except MailgateError:
            self._tally.give_back(refused)
            self._is_down()
            return
        self._commits.append(self._clock.monotonic() - began)
        self._pace.seen()
        for event in _events(done, own.now):
            # What was told while the database was away is not told again.
            if not (
                self._down_told and isinstance(event, AlarmRaised) and event.alarm == Alarm.STORE_UNWRITABLE
            ):
                self._events.emit(event)
        self._down_since, self._down_told = None, False
        if posted:
            self.posted()

    def _own(self, jumped: float) -> Own:
        settings, now = self._desk().settings, self._clock.now()
        down = self._clock.monotonic() - self._down_since if self._down_since is not None else 0.0
        return Own(
            now=now,
            node=self._node,
            calendar=_working_time(self._desk()),
            disk_free=self.free(self._volume) if self._volume is not None else None,
            certificates=_certificates(settings),
            commit_s=tuple(self._commits),
            store_down_s=down,
            clock_jump_s=jumped,
            sources=tuple(self.sources.facts()),
            configured_sources=self.sources.configured(),
        )

    def _settle(self, tx: Tx, facts: AlarmFacts, refused: dict[str, int]) -> tuple[Changes, int]:
        """What this look changes, written down with the letters that tell it; how many letters."""
        limits, now = self._desk().settings.alarms, facts.now
        lasting = tuple(active(row) for row in alarms.lasting(tx))
        view = Viewpoint(
            self._node, now, timedelta(seconds=limits.calm), facts.configured_sources,
            alarms.not_looked_since(tx, now - GONE), alarms.told_since(tx, now - _HOUR),
        )  # fmt: skip
        found = changes(findings(facts, limits), lasting, view)
        posted = sum(self._raise(tx, one, now) for one in found.raised)
        posted += sum(self._end(tx, one, now) for one in found.ended)
        for calmed in found.calmed:
            alarms.calm(tx, calmed.active.id, calmed.since)
        if found.raised:
            alarms.forget(tx, now)
        refused_logins.add(tx, refused, now)
        alarms.looked(tx, self._node, now)
        return found, posted

    def _raise(self, tx: Tx, new: Raised, now: datetime) -> int:
        key = (new.alarm.value, new.subject, new.node)
        alarms.begin(tx, key=key, since=new.since, what=new.what, told=new.tell, now=now)
        facts = _facts(new.alarm, new.subject, new.node, new.what)
        return self._letters.raised(tx, facts, new.since, now) if new.tell else 0

    def _end(self, tx: Tx, over: Ended, now: datetime) -> int:
        was = over.active
        if not alarms.end(tx, was.id, now) or not was.told or was.alarm not in set(Alarm):
            return 0
        facts = _facts(Alarm(was.alarm), was.subject, was.node, was.what)
        return self._letters.ended(tx, facts, was.since, over.at, over.why, now)

    def _is_down(self) -> None:
        """The database takes nothing: said once in the log; its mail must wait until it does again."""
        mono = self._clock.monotonic()
        if self._down_since is None:
            self._down_since = mono
        limit = self._desk().settings.alarms.store_unwritable
        if not self._down_told and 0 < limit <= mono - self._down_since:
            self._down_told = True
            what = "the database takes nothing; the mail about it follows when it does again"
            self._events.emit(AlarmRaised(Alarm.STORE_UNWRITABLE.value, self._node, what))


class _Pace:
    """How far the clock that can be set has run away from the one that cannot, since the last look that counted."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._at, self._mono = clock.now(), clock.monotonic()

    def jumped(self) -> float:
        """Seconds forward, or back where negative."""
        passed = (self._clock.now() - self._at).total_seconds()
        return passed - (self._clock.monotonic() - self._mono)

    def seen(self) -> None:
        """From here on anew."""
        self._at, self._mono = self._clock.now(), self._clock.monotonic()


def _events(done: Changes, now: datetime) -> list[Event]:
    raised = [AlarmRaised(r.alarm.value, r.subject or r.node, r.what) for r in done.raised]
    return [*raised, *(_ended(e.active, now) for e in done.ended)]


def _ended(was: Active, now: datetime) -> AlarmEnded:
    return AlarmEnded(was.alarm, was.subject or was.node, round((now - was.since).total_seconds(), 1))


def _facts(alarm: Alarm, subject: str, node: str, what: str) -> dict[str, str]:
    about = ABOUT[alarm]
    place = ", ".join(word for word in (subject, node) if word)
    return {
        "title": about.title, "place": place, "what": what, "meaning": about.meaning, "remedy": about.remedy
    }  # fmt: skip


def _working_time(desk: Desk) -> Calendar | None:
    """That of the first mailbox; None where the desk never closes, for there a silent night is no sign of anything."""
    mailbox = next(iter(desk.settings.mailbox), None)
    name = desk.calendar_name(mailbox.team, mailbox) if mailbox is not None else ALWAYS
    return desk.calendars.get(name) if name != ALWAYS else None


def _certificates(settings: Settings) -> tuple[CertificateFact, ...]:
    chain = settings.smtp.certificate
    if chain is None:
        return ()
    try:
        return (CertificateFact(str(chain), not_after(chain)),)
    except OSError:
        return (CertificateFact(str(chain), None),)
