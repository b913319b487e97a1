"""Facts against thresholds, and what they change: each row of a table is one look."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from mailgate.config.alarms import AlarmsTable
from mailgate.operations.alarm_facts import AlarmFacts, CertificateFact, SourceFact
from mailgate.operations.alarm_findings import findings
from mailgate.operations.alarm_kinds import ABOUT, Alarm
from mailgate.operations.alarms import MOST_AN_HOUR, Active, Changes, Viewpoint, changes

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
LIMITS = AlarmsTable()
GIB = 1024**3
ACCOUNT = SourceFact("imap:support@imap.example.com", NOW, since=NOW - timedelta(days=1))


def ago(**span: float) -> datetime:
    return NOW - timedelta(**span)


def source(**fields: object) -> AlarmFacts:
    return AlarmFacts(NOW, sources=(replace(ACCOUNT, **fields),))  # type: ignore[arg-type]


def failing(what: str, minutes: float) -> AlarmFacts:
    return source(**{f"{what}_failing_since": ago(minutes=minutes)})


def certificate(days: float) -> AlarmFacts:
    return AlarmFacts(NOW, certificates=(CertificateFact("smtp.crt", NOW + timedelta(days=days)),))


# Each alarm: beyond its threshold, within it (None: nothing is said there), and well.
TABLE = [
    (Alarm.NOT_POLLED, source(last_ok_at=ago(minutes=15)), source(last_ok_at=ago(minutes=14.9))),
    (
        Alarm.NOT_POLLED,
        source(last_ok_at=None, since=ago(minutes=16)),
        source(last_ok_at=None, since=ago(minutes=1)),
    ),
    (Alarm.IDLE_DEAD, failing("idle", 35), failing("idle", 34)),
    (Alarm.LOGIN_FAILING, failing("login", 5), failing("login", 4.9)),
    (Alarm.TOKEN_FAILING, failing("token", 6), failing("login", 6)),
    (
        Alarm.TOKEN_EXPIRING,
        source(ends_at=NOW + timedelta(days=13)),
        source(ends_at=NOW + timedelta(days=15)),
    ),
    (Alarm.QUARANTINE_GROWING, AlarmFacts(NOW, quarantined_lately=3), AlarmFacts(NOW, quarantined_lately=0)),
    (Alarm.JOURNAL_OLD, AlarmFacts(NOW, journal_age_s=600), AlarmFacts(NOW, journal_age_s=300)),
    (Alarm.OUTBOX_OLD, AlarmFacts(NOW, outbox_age_s=3600), AlarmFacts(NOW, outbox_age_s=1800)),
    (
        Alarm.NO_MAIL,
        AlarmFacts(NOW, silent_working_s=16 * 3600),
        AlarmFacts(NOW, silent_working_s=16 * 3600 - 1),
    ),
    (Alarm.DISK_LOW, AlarmFacts(NOW, disk_free=GIB - 1), AlarmFacts(NOW, disk_free=GIB * 5 // 4)),
    (Alarm.CERTIFICATE_EXPIRING, certificate(14), certificate(14.1)),
    (Alarm.CERTIFICATE_EXPIRING, certificate(-1), certificate(90)),
    (Alarm.STORE_SLOW, AlarmFacts(NOW, commit_s=(2.1,) * 4), AlarmFacts(NOW, commit_s=(1.0,) * 4)),
    (Alarm.STORE_UNWRITABLE, AlarmFacts(NOW, store_down_s=60), AlarmFacts(NOW, store_down_s=59)),
    (Alarm.TIMERS_LATE, AlarmFacts(NOW, timers_lag_s=300), AlarmFacts(NOW, timers_lag_s=0)),
    (Alarm.CLOCK_JUMPED, AlarmFacts(NOW, clock_jump_s=120), AlarmFacts(NOW, clock_jump_s=-119)),
    (Alarm.CLOCK_JUMPED, AlarmFacts(NOW, clock_jump_s=-3600), AlarmFacts(NOW)),
]


def verdict(alarm: Alarm, facts: AlarmFacts, limits: AlarmsTable = LIMITS) -> bool | None:
    found = {f.alarm: f.bad for f in findings(facts, limits)}
    return found.get(alarm)


def test_every_alarm_is_in_the_table() -> None:
    assert {row[0] for row in TABLE} == set(Alarm) == set(ABOUT)


@pytest.mark.parametrize(("alarm", "bad", "well"), TABLE)
def test_an_alarm_is_raised_at_its_threshold_and_not_before(
    alarm: Alarm, bad: AlarmFacts, well: AlarmFacts
) -> None:
    assert verdict(alarm, bad) is True
    assert verdict(alarm, well) is False


@pytest.mark.parametrize(("alarm", "bad", "well"), TABLE)
def test_an_alarm_that_is_turned_off_is_never_bad(alarm: Alarm, bad: AlarmFacts, well: AlarmFacts) -> None:
    off = LIMITS.model_copy(update={ABOUT[alarm].setting: 0})
    assert verdict(alarm, bad, off) is False


@pytest.mark.parametrize(
    ("alarm", "between"),
    [
        (Alarm.QUARANTINE_GROWING, AlarmFacts(NOW, quarantined_lately=2)),
        (Alarm.OUTBOX_OLD, AlarmFacts(NOW, outbox_age_s=1900)),
        (Alarm.DISK_LOW, AlarmFacts(NOW, disk_free=GIB)),
        (Alarm.STORE_SLOW, AlarmFacts(NOW, commit_s=(2.1, 2.1, 1.5, 2.1))),
        (Alarm.STORE_SLOW, AlarmFacts(NOW, commit_s=(9.0,) * 3)),
        (Alarm.JOURNAL_OLD, AlarmFacts(NOW)),
    ],
)
def test_between_bad_and_well_nothing_is_said(alarm: Alarm, between: AlarmFacts) -> None:
    assert verdict(alarm, between) is None


def test_a_finding_says_what_in_numbers_and_since_when() -> None:
    (found,) = [f for f in findings(AlarmFacts(NOW, outbox_age_s=7500, outbox_waiting=3), LIMITS) if f.bad]
    assert found.what == "3 mails wait, the oldest for 2 h"
    assert found.since == ago(seconds=7500)
    refused = failing("login", 10)
    refused = replace(refused, sources=(replace(refused.sources[0], detail="AUTHENTICATIONFAILED"),))
    (found,) = [f for f in findings(refused, LIMITS) if f.bad]
    assert (found.subject, found.what) == (ACCOUNT.name, "it has failed for 10 min: AUTHENTICATIONFAILED")


# One alarm over several looks.

BAD, WELL = AlarmFacts(NOW, outbox_age_s=9000), AlarmFacts(NOW, outbox_age_s=0)
VIEW = Viewpoint("desk-1", NOW, timedelta(minutes=5), frozenset())


def lasting(alarm: Alarm = Alarm.OUTBOX_OLD, **fields: object) -> Active:
    base = Active(1, alarm.value, "", "", ago(hours=1), "what", None, told=True)
    return replace(base, **fields)  # type: ignore[arg-type]


def look(facts: AlarmFacts, *active: Active, view: Viewpoint = VIEW) -> Changes:
    return changes(findings(facts, LIMITS), active, view)


def test_an_alarm_is_raised_once() -> None:
    (raised,) = look(BAD).raised
    assert (raised.alarm, raised.node, raised.tell) == (Alarm.OUTBOX_OLD, "", True)
    assert look(BAD, lasting()) == Changes()


def test_it_ends_when_the_calm_has_lasted_and_not_before() -> None:
    (calmed,) = look(WELL, lasting()).calmed
    assert calmed.since == NOW
    assert look(WELL, lasting(calm_since=ago(minutes=4.9))) == Changes()
    (ended,) = look(WELL, lasting(calm_since=ago(minutes=5))).ended
    assert (ended.at, ended.why) == (ago(minutes=5), "")


def test_a_calm_that_is_broken_begins_anew() -> None:
    (calmed,) = look(BAD, lasting(calm_since=ago(minutes=4))).calmed
    assert calmed.since is None


def test_what_cannot_be_looked_at_neither_raises_nor_ends() -> None:
    assert look(AlarmFacts(NOW), lasting(calm_since=ago(hours=1))) == Changes()


def test_an_alarm_of_one_process_is_its_own() -> None:
    low, room = AlarmFacts(NOW, disk_free=1), AlarmFacts(NOW, disk_free=99 * GIB)
    theirs = lasting(Alarm.DISK_LOW, node="desk-2", calm_since=ago(hours=1))
    (raised,) = look(low, theirs).raised
    assert raised.node == "desk-1"
    assert look(room, theirs) == Changes()
    (ended,) = look(room, theirs, view=replace(VIEW, gone={"desk-2"})).ended
    assert ended.why == "desk-2 has not reported for an hour"


def test_an_account_that_another_process_fetches_is_left_to_it_until_it_is_removed() -> None:
    theirs = lasting(Alarm.NOT_POLLED, subject=ACCOUNT.name)
    known = replace(VIEW, configured_sources={ACCOUNT.name})
    assert look(AlarmFacts(NOW), theirs, view=known) == Changes()
    (ended,) = look(AlarmFacts(NOW), theirs).ended
    assert ended.why == "the account is configured no more"
    over = look(source(), replace(theirs, calm_since=ago(hours=1)), view=known)
    assert [e.active for e in over.ended] == [replace(theirs, calm_since=ago(hours=1))]


def test_an_alarm_that_only_a_newer_version_knows_is_ended() -> None:
    (ended,) = look(WELL, replace(lasting(), alarm="moon_full")).ended
    assert ended.why == "this version does not know it"


def test_a_flood_of_alarms_is_logged_but_not_mailed() -> None:
    many = AlarmFacts(
        NOW, certificates=tuple(CertificateFact(f"{n}.crt", NOW) for n in range(MOST_AN_HOUR + 3))
    )
    told = [raised.tell for raised in look(many).raised]
    assert told == [True] * MOST_AN_HOUR + [False] * 3
    assert not any(r.tell for r in look(many, view=replace(VIEW, told_lately=MOST_AN_HOUR)).raised)
