"""An operator hears of trouble once, and once of its end: over restarts, and with two processes on one database."""

import asyncio
from collections.abc import Callable
from email import message_from_bytes, policy
from pathlib import Path

import pytest
import sqlalchemy as sa

from mailgate.daemon.watch import Watch
from mailgate.errors import StoreUnavailable
from mailgate.failpoints import Unit
from mailgate.mail.read import read
from mailgate.operations.alarm_facts import SourceFact
from mailgate.operations.survey import Live, survey
from mailgate.outbound.outcome import Outcome, OutcomeState
from mailgate.pipeline.operator_letters import OperatorLetters
from mailgate.store import Store
from mailgate.store.schema import journal
from mailgate.store.schema_work import outbox
from tests.scenario.desk import TestDesk
from tests.scenario.post import mail
from tests.scenario.stage import Collected

OPERATOR = "ops@example.net"
MORE = f'[operator]\naddress = "{OPERATOR}"\n[alarms]\ntimers_late = "0 s"\n'  # no story here has a tick
LATER = Outcome(OutcomeState.DEFERRED, 451, "4.7.1", "later", "fake")
GIB = 1024**3

MakeWatch = Callable[..., Watch]


@pytest.fixture
def make(desk: TestDesk) -> MakeWatch:
    """A watch as a process of this name has it; a new one is a restart."""
    desk.configure(more=MORE)

    def made(node: str = "one", store: Store | None = None, volume: Path | None = None) -> Watch:
        letters = OperatorLetters(lambda: desk.current, lambda: desk.mint)
        return Watch(
            store or desk.store,
            lambda: desk.current.desk,
            letters,
            desk.clock,
            desk.sink,
            node=node,
            volume=volume,
        )

    return made


def looks(watch: Watch, desk: TestDesk, minutes: int = 0) -> None:
    """One look at once, then one each minute."""

    async def all_of_them() -> None:
        await watch.look()
        for _ in range(minutes):
            desk.advance(60)
            await watch.look()

    asyncio.run(all_of_them())


def told(desk: TestDesk) -> list[str]:
    return [letter.draft.subject for letter in desk.letters(to=OPERATOR)]


def raised(sink: Collected) -> list[tuple[str, str]]:
    """Alarms of the log, in order: their events and names."""
    return [(e.name(), str(e.values()["alarm"])) for e in sink.events if e.name().startswith("alarm_")]


def test_mail_that_does_not_leave_is_told_once_and_its_end_once(desk: TestDesk, make: MakeWatch) -> None:
    """
    the smarthost answers 451 for two hours   one alarm, also over two restarts
    it takes mail again                       one end notice, after five calm minutes
    """
    desk.post(mail())
    for letter in desk.letters():
        desk.courier.answers[letter.recipient] = LATER
    desk.deliver()
    looks(make(), desk, 59)
    assert told(desk) == []
    for _ in range(3):
        looks(make(), desk, 20)
    assert told(desk) == ["[Example Support] Alarm: Mail does not leave"]
    desk.courier.answers.clear()
    desk.advance(hours=3)
    desk.deliver()
    looks(make(), desk, 4)
    assert len(told(desk)) == 1
    looks(make(), desk, 30)
    assert told(desk)[1:] == ["[Example Support] Over: Mail does not leave"]
    assert raised(desk.sink) == [("alarm_raised", "outbox_old"), ("alarm_ended", "outbox_old")]


def test_the_letter_says_what_since_when_and_what_to_do(
    desk: TestDesk, make: MakeWatch, tmp_path: Path
) -> None:
    watch = make(volume=tmp_path)
    watch.free = lambda _: 100 * 1024**2
    looks(watch, desk)
    (carried,) = desk.deliver()
    assert (carried.sender, carried.recipient) == ("", OPERATOR)
    sent = message_from_bytes(carried.message, policy=policy.default)
    assert sent["Auto-Submitted"] == "auto-generated"
    assert sent["Reply-To"] is None
    text = sent.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "The disk is nearly full (one): 100 MiB are free." in text
    assert "Since: today at 09:00 CET" in text
    assert "Free space on the volume" in text
    assert "mailgate status" in text
    assert sent.get_body(("html",)) is not None


def test_a_low_disk_is_told_once_and_its_end_once(desk: TestDesk, make: MakeWatch, tmp_path: Path) -> None:
    watch = make(volume=tmp_path)
    for free in (2 * GIB, GIB - 1, GIB - 2, GIB, GIB - 1, GIB - 3):
        watch.free = lambda _, free=free: free  # type: ignore[misc]
        looks(watch, desk)
    assert told(desk) == ["[Example Support] Alarm: The disk is nearly full (one)"]
    watch.free = lambda _: 5 * GIB
    looks(watch, desk, 30)
    assert told(desk)[1:] == ["[Example Support] Over: The disk is nearly full (one)"]


def test_a_growing_quarantine_is_told_once_and_its_end_once(desk: TestDesk, make: MakeWatch) -> None:
    watch = make()
    for _ in range(2):
        desk.post(b"\0\r\n")
    looks(watch, desk, 1)
    assert told(desk) == []
    for _ in range(4):
        desk.post(b"\0\r\n")
        looks(watch, desk, 1)
    assert told(desk) == ["[Example Support] Alarm: Mail cannot be processed"]
    looks(watch, desk, 70)
    assert told(desk)[1:] == ["[Example Support] Over: Mail cannot be processed"]


def test_two_processes_tell_it_once(desk: TestDesk, make: MakeWatch) -> None:
    second = Store(desk.store.url)
    try:
        pair = (make("one"), make("two", second))
        desk.post(mail())
        desk.advance(hours=2)

        async def at_once() -> None:
            for _ in range(4):
                await asyncio.gather(*(watch.look() for watch in pair))

        asyncio.run(at_once())
    finally:
        second.close()
    assert told(desk) == ["[Example Support] Alarm: Mail does not leave"]


def test_status_names_the_alarms_that_last(desk: TestDesk, make: MakeWatch) -> None:
    desk.post(mail())
    desk.advance(hours=2)
    looks(make(), desk)
    now, live = desk.clock.now(), Live(accepting=True)
    status = desk.read(lambda tx: survey(tx, desk.settings, now, live, "1"))
    assert [a.name for a in status.alarms] == ["outbox_old"]
    assert any(
        p.startswith("alarm since 2026-11-23 08:00 UTC: Mail does not leave: ") for p in status.problems
    )
    assert "alarms" not in status.as_json()


def test_an_alarm_is_given_up_when_it_could_not_leave_for_a_day(desk: TestDesk, make: MakeWatch) -> None:
    """An alarm about mail that waits must not be what waits: it raises none, and it is not sent next week."""
    desk.courier.answers[OPERATOR] = LATER
    watch = make()
    watch._volume, watch.free = Path("/"), lambda _: 1
    looks(watch, desk)
    desk.deliver()
    watch.free = lambda _: 99 * GIB
    desk.advance(hours=23)
    looks(watch, desk, 6)
    desk.courier.answers.clear()
    desk.advance(hours=2)
    assert [c.recipient for c in desk.deliver()] == [OPERATOR]  # the end notice is younger
    states = {letter.draft.subject.split()[2]: letter.state for letter in desk.letters(to=OPERATOR)}
    assert states == {"Alarm:": "cancelled", "Over:": "sent"}
    assert all(name == "disk_low" for _, name in raised(desk.sink))


def test_nothing_is_mailed_without_an_address_but_logged(desk: TestDesk, make: MakeWatch) -> None:
    watch = make()
    desk.configure()
    desk.post(mail())
    desk.advance(hours=2)
    looks(watch, desk, 1)
    assert told(desk) == []
    assert raised(desk.sink) == [("alarm_raised", "outbox_old")]


def test_what_answers_an_alarm_raises_nothing_and_is_answered_by_nobody(
    desk: TestDesk, make: MakeWatch, tmp_path: Path
) -> None:
    watch = make(volume=tmp_path)
    watch.free = lambda _: 1
    looks(watch, desk)
    (carried,) = desk.deliver()
    alarm = read(carried.message)
    reply = (
        f"From: {OPERATOR}\r\nTo: support@example.com\r\nSubject: Re: {alarm.subject}\r\n"
        f"In-Reply-To: {alarm.message_id}\r\nAuto-Submitted: auto-replied\r\n\r\nI am away.\r\n"
    )
    entry = desk.post(reply.encode())
    assert str(desk.fate(entry)) == "recorded"
    assert desk.deliver() == []


def test_an_account_that_refuses_our_login_is_told_with_the_servers_words(
    desk: TestDesk, make: MakeWatch
) -> None:
    class Accounts:
        def __init__(self) -> None:
            self.now = SourceFact("imap:support@imap.example.com", desk.clock.now())

        def configured(self) -> frozenset[str]:
            return frozenset({self.now.name})

        def facts(self) -> tuple[SourceFact, ...]:
            return (self.now,)

    watch, accounts = make(), Accounts()
    watch.sources = accounts
    looks(watch, desk)
    began = desk.clock.now()
    accounts.now = SourceFact(
        accounts.now.name, began, login_failing_since=began, detail="AUTHENTICATIONFAILED"
    )
    looks(watch, desk, 8)
    assert told(desk) == [
        "[Example Support] Alarm: A mailbox refuses our login (imap:support@imap.example.com)"
    ]
    assert "AUTHENTICATIONFAILED" in desk.letter("notice", to=OPERATOR).draft.text
    accounts.now = SourceFact(accounts.now.name, desk.clock.now())
    looks(watch, desk, 6)
    assert len(told(desk)) == 2


def test_a_clock_that_was_set_is_told_in_both_directions(desk: TestDesk, make: MakeWatch) -> None:
    watch = make()
    looks(watch, desk)
    desk.clock.instant = desk.clock.instant.replace(hour=6)
    looks(watch, desk)
    looks(make("two"), desk)
    desk.clock.seconds += 600
    assert told(desk) == ["[Example Support] Alarm: The clock jumped (one)"]
    assert "the clock went back by 2 h" in desk.letter("notice", to=OPERATOR).draft.text


def test_no_mail_in_working_time_is_told_and_one_mail_ends_it(desk: TestDesk, make: MakeWatch) -> None:
    """Monday 09:00 to Wednesday 09:00 is 16 hours of an office that is open from 8 to 16; the nights do not count."""
    desk.post(mail())
    watch = make()
    desk.advance(days=2, seconds=-60)
    looks(watch, desk)
    assert "no_mail" not in [name for _, name in raised(desk.sink)]
    desk.advance(61)
    looks(watch, desk)
    assert "no_mail" in [name for _, name in raised(desk.sink)]
    desk.post(mail("another", sender="Lea <lea@other.test>"))
    looks(watch, desk, 6)
    assert raised(desk.sink)[-1] == ("alarm_ended", "no_mail")


def test_a_database_that_takes_nothing_is_logged_at_once_and_mailed_when_it_is_back(
    desk: TestDesk, make: MakeWatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch, write = make(), desk.store.write

    async def refuse(unit: Unit, _work: object) -> None:
        raise StoreUnavailable(f"{unit} cannot be done now")

    looks(watch, desk)
    monkeypatch.setattr(desk.store, "write", refuse)
    looks(watch, desk, 3)
    assert raised(desk.sink) == [("alarm_raised", "store_unwritable")]
    monkeypatch.setattr(desk.store, "write", write)
    desk.advance(30)
    looks(watch, desk, 6)
    assert raised(desk.sink) == [("alarm_raised", "store_unwritable"), ("alarm_ended", "store_unwritable")]
    assert [s.split("] ")[1] for s in told(desk)] == [
        "Alarm: The database takes no changes (one)",
        "Over: The database takes no changes (one)",
    ]
    assert "took nothing for 3 min" in desk.letters(to=OPERATOR)[0].draft.text


def test_a_look_that_finds_all_well_writes_no_letter(desk: TestDesk, make: MakeWatch) -> None:
    looks(make(), desk, 5)
    assert desk.rows(sa.select(outbox.c.id)) == desk.rows(sa.select(journal.c.id)) == []
