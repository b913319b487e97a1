"""What is wrong now, and what is well? Facts against thresholds; pure.

Hysteresis: an alarm is raised beyond its threshold and counts as over only clearly within it. In between nothing is said
of it, so that a figure that trembles around its threshold raises one alarm and not twenty.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from mailgate.config.alarms import AlarmsTable
from mailgate.config.quantities import format_duration
from mailgate.operations.alarm_facts import AlarmFacts, SourceFact
from mailgate.operations.alarm_kinds import Alarm

LOOKS = 4  # transactions that must all be slow, so that one checkpoint or backup is none
_MORE_ROOM = 1.25  # of the disk's threshold


@dataclass(frozen=True, slots=True)
class Finding:
    """One alarm's condition: bad (beyond its threshold), or else well; `what` says it in numbers."""

    alarm: Alarm
    subject: str  # what it is about where there may be several: an account, a file; "" for the desk
    bad: bool
    what: str = ""
    since: datetime | None = None


def findings(facts: AlarmFacts, limits: AlarmsTable) -> tuple[Finding, ...]:
    """All that can be said; an alarm that is turned off is well, so that turning it off ends it."""
    return (*_mail(facts, limits), *_machine(facts, limits), *_sources(facts, limits))


def _mail(facts: AlarmFacts, limits: AlarmsTable) -> Iterator[Finding]:
    yield from _aged(
        Alarm.JOURNAL_OLD,
        facts.journal_age_s,
        limits.journal_old,
        "the oldest accepted mail has waited for {}",
        facts.now,
    )
    mails = "1 mail waits" if facts.outbox_waiting == 1 else f"{facts.outbox_waiting} mails wait"
    yield from _aged(
        Alarm.OUTBOX_OLD, facts.outbox_age_s, limits.outbox_old, f"{mails}, the oldest for {{}}", facts.now
    )
    yield from _aged(
        Alarm.TIMERS_LATE,
        facts.timers_lag_s,
        limits.timers_late,
        "the oldest due timer is {} late",
        facts.now,
    )
    if (count := facts.quarantined_lately) is not None:
        what = f"{count} mails went into quarantine within an hour"
        yield from _beyond(
            Alarm.QUARANTINE_GROWING,
            bad=0 < limits.quarantine <= count,
            well=count == 0 or not limits.quarantine,
            what=what,
        )
    if (silent := facts.silent_working_s) is not None:
        last = f"; the last came at {facts.last_mail_at:%Y-%m-%d %H:%M} UTC" if facts.last_mail_at else ""
        what = f"no mail in {span(silent)} of working time{last}"
        bad = 0 < limits.no_mail <= silent
        # Any mail ends it: there is no half of "none".
        yield Finding(Alarm.NO_MAIL, "", bad, what)


def _machine(facts: AlarmFacts, limits: AlarmsTable) -> Iterator[Finding]:
    if (free := facts.disk_free) is not None:
        what = f"{free // 1024**2} MiB are free"
        yield from _beyond(
            Alarm.DISK_LOW, bad=free < limits.disk, well=free >= limits.disk * _MORE_ROOM, what=what
        )
    for certificate in facts.certificates:
        if certificate.ends_at is None:
            continue
        left = (certificate.ends_at - facts.now).total_seconds()
        yield Finding(
            Alarm.CERTIFICATE_EXPIRING, certificate.file, bool(limits.certificate) and left <= limits.certificate,
            _ends(certificate.ends_at, left),
        )  # fmt: skip
    if len(facts.commit_s) >= LOOKS:
        slow, limit = min(facts.commit_s[-LOOKS:]), limits.store_slow
        yield from _beyond(
            Alarm.STORE_SLOW, bad=bool(limit) and slow > limit, well=not limit or max(facts.commit_s[-LOOKS:]) <= limit / 2,
            what=f"a small transaction takes more than {slow:.1f} s",
        )  # fmt: skip
    down = facts.store_down_s
    yield Finding(
        Alarm.STORE_UNWRITABLE, "", 0 < limits.store_unwritable <= down, f"the database took nothing for {span(down)}",
        facts.now - timedelta(seconds=down),
    )  # fmt: skip
    jump = facts.clock_jump_s
    way = "forward" if jump > 0 else "back"
    yield Finding(
        Alarm.CLOCK_JUMPED,
        "",
        0 < limits.clock_jump <= abs(jump),
        f"the clock went {way} by {span(abs(jump))}",
    )


def _sources(facts: AlarmFacts, limits: AlarmsTable) -> Iterator[Finding]:
    """Of the accounts that this process fetches; what another one fetches is left to it."""
    for source in facts.sources:
        yield from _source(source, facts.now, limits)


def _source(source: SourceFact, now: datetime, limits: AlarmsTable) -> Iterator[Finding]:
    seen = source.last_ok_at or source.since
    quiet = (now - seen).total_seconds() if seen is not None else 0.0
    yield _of(source, Alarm.NOT_POLLED, quiet, limits.not_polled, f"nothing fetched for {span(quiet)}", seen)
    for alarm, since, limit in (
        (Alarm.IDLE_DEAD, source.idle_failing_since, limits.idle_dead),
        (Alarm.LOGIN_FAILING, source.login_failing_since, limits.login_failing),
        (Alarm.TOKEN_FAILING, source.token_failing_since, limits.token_failing),
    ):
        lasted = (now - since).total_seconds() if since is not None else 0.0
        yield _of(source, alarm, lasted, limit, f"it has failed for {span(lasted)}", since)
    if source.ends_at is not None:
        left, limit = (source.ends_at - now).total_seconds(), limits.token_expiring
        what = _ends(source.ends_at, left)
        yield Finding(Alarm.TOKEN_EXPIRING, source.name, bool(limit) and left <= limit, what)


def _of(
    source: SourceFact, alarm: Alarm, lasted: float, limit: int, what: str, since: datetime | None
) -> Finding:
    told = f"{what}: {source.detail}" if source.detail else what
    return Finding(alarm, source.name, 0 < limit <= lasted, told, since)


def _aged(alarm: Alarm, age_s: float | None, limit: int, what: str, now: datetime) -> Iterator[Finding]:
    if age_s is not None:
        told, since = what.format(span(age_s)), now - timedelta(seconds=age_s)
        bad, well = 0 < limit <= age_s, not limit or age_s <= limit / 2
        yield from _beyond(alarm, bad=bad, well=well, what=told, since=since)


def _beyond(
    alarm: Alarm, *, bad: bool, well: bool, what: str, since: datetime | None = None
) -> Iterator[Finding]:
    if bad or well:
        yield Finding(alarm, "", bad, what, since)


def _ends(at: datetime, left: float) -> str:
    """The day it ends, and how soon."""
    if left <= 0:
        return f"it ended on {at:%Y-%m-%d}"
    return f"it ends on {at:%Y-%m-%d}, in {span(left)}"


def span(seconds: float) -> str:
    """Whole days, hours or minutes, once there are some: nobody counts the seconds of an hour."""
    whole = int(seconds)
    for unit in (86400, 3600, 60):
        if whole >= 2 * unit:
            return format_duration(whole // unit * unit)
    return format_duration(whole)
