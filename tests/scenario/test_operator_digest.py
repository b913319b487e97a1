"""The operators hear once a day of what no agent was told, and of nothing when there is nothing."""

import asyncio

import pytest

from mailgate.daemon.operator_day import OperatorDay
from mailgate.daemon.watch import Watch
from mailgate.events import LoginFailed
from mailgate.operations.login_tally import OTHERS, LoginTally
from mailgate.pipeline.operator_digest import OperatorDigest
from mailgate.pipeline.operator_letters import OperatorLetters
from tests.scenario.desk import TestDesk
from tests.scenario.post import mail

OPERATOR = "ops@example.net"
MORE = f'[operator]\naddress = "{OPERATOR}"\n'
DUE = "2026-11-24T06:00:00+00:00"  # 07:00 in Copenhagen


@pytest.fixture
def day(desk: TestDesk) -> OperatorDay:
    desk.configure(more=MORE)
    letters = OperatorLetters(lambda: desk.current, lambda: desk.mint)
    return OperatorDay(desk.store, OperatorDigest(letters), desk.clock, desk.sink)


def look(day: OperatorDay, times: int = 1) -> None:
    for _ in range(times):
        asyncio.run(day.look())


def watch_of(desk: TestDesk, tally: LoginTally | None = None) -> Watch:
    letters = OperatorLetters(lambda: desk.current, lambda: desk.mint)
    return Watch(
        desk.store, lambda: desk.current.desk, letters, desk.clock, desk.sink, node="one", tally=tally
    )


def texts(desk: TestDesk) -> list[str]:
    return [f"{x.draft.subject}\n{x.draft.text}" for x in desk.letters(to=OPERATOR)]


def machine(number: int, header: str = "Auto-Submitted: auto-replied") -> bytes:
    return (
        f"From: robot{number}@shop.test\r\nTo: support@example.com\r\nSubject: away\r\n"
        f"Message-ID: <m{number}@shop.test>\r\n{header}\r\n\r\nNote {number}.\r\n"
    ).encode()


def test_it_comes_once_a_day_at_its_hour_also_after_a_restart(desk: TestDesk, day: OperatorDay) -> None:
    desk.clock.set("2026-11-24T05:59:59+00:00")
    look(day)
    assert texts(desk) == []
    desk.clock.set(DUE)
    look(day, 2)
    look(OperatorDay(desk.store, day._digest, desk.clock, desk.sink))
    assert len(texts(desk)) == 1
    desk.advance(hours=23.9)
    look(day)
    assert len(texts(desk)) == 1
    desk.advance(hours=0.2)
    look(day)
    assert len(texts(desk)) == 2


def test_a_day_without_anything_is_told_too(desk: TestDesk, day: OperatorDay) -> None:
    desk.clock.set(DUE)
    look(day)
    (text,) = texts(desk)
    assert text.startswith("[Example Support] The desk's day: all is well\n")
    assert "There is nothing to tell" in text


def test_two_processes_send_it_once(desk: TestDesk, day: OperatorDay) -> None:
    other = OperatorDay(desk.store, day._digest, desk.clock, desk.sink)
    desk.clock.set(DUE)

    async def at_once() -> None:
        await asyncio.gather(day.look(), other.look(), day.look())

    asyncio.run(at_once())
    assert len(texts(desk)) == 1


def test_whatever_opened_no_ticket_is_listed_by_reason(desk: TestDesk, day: OperatorDay) -> None:
    """
    7 automatic answers and one report that belongs to nothing   8 mails, in two lines
    a customer's mail                                            not there: it has its ticket
    """
    for number in range(7):
        desk.post(machine(number))
    desk.post(
        machine(7, "Content-Type: text/plain\r\nAuto-Submitted: auto-notified; x=y\r\nX-Autoreply: yes")
    )
    desk.post(mail())
    desk.clock.set(DUE)
    look(day)
    (text,) = texts(desk)
    assert "8 mails opened no ticket" in text.splitlines()[0]
    assert "7  recorded: a machine made it: Auto-Submitted: auto-replied" in text
    assert "(entries 1, 2, 3, 4, 5 and 2 more)" in text
    assert "(entries 8)" in text


def test_yesterdays_mail_is_told_yesterday(desk: TestDesk, day: OperatorDay) -> None:
    desk.post(machine(1))
    desk.clock.set(DUE)
    look(day)
    desk.advance(days=1)
    look(day)
    assert ["opened no ticket" in text for text in texts(desk)] == [True, False]


def test_it_tells_alarms_quarantine_withheld_acknowledgements_and_refused_logins(
    desk: TestDesk, day: OperatorDay
) -> None:
    agents = '[[agent]]\nname = "Anna Berg"\naddresses = ["anna@staff.example.net"]\nteams = ["support"]\n'
    desk.configure(more=MORE, agents=f'[[team]]\nname = "support"\n[[team]]\nname = "billing"\n{agents}')
    tally = LoginTally(lambda: {"anna"})
    for login in ("anna", "root", "admin", "anna"):
        tally.emit(LoginFailed(login, "192.0.2.1"))
    desk.post(machine(1, "Precedence: bulk\r\nList-Unsubscribe: <mailto:x@shop.test>"))
    for _ in range(3):
        desk.post(b"\0\r\n")
    asyncio.run(watch_of(desk, tally).look())
    assert tally.take() == {}
    desk.clock.set(DUE)
    look(day)
    text = next(t for t in texts(desk) if "The desk's day" in t)
    assert "1 alarm, 3 in quarantine, 4 refused logins" in text.splitlines()[0]
    assert "quarantine_growing: 3 mails went into quarantine within an hour; since" in text
    assert "Acknowledgements withheld: 1" in text
    assert "2  anna" in text
    assert f"2  {OTHERS}" in text
    assert "root" not in text


@pytest.mark.parametrize("more", ["", f'{MORE}[alarms]\ndigest = ""\n'], ids=["no address", "turned off"])
def test_who_wants_none_gets_none(desk: TestDesk, day: OperatorDay, more: str) -> None:
    desk.configure(more=more)
    desk.clock.set(DUE)
    look(day)
    assert desk.letters() == []


def test_an_hour_that_the_clock_jumps_over_is_no_day_without_a_digest(
    desk: TestDesk, day: OperatorDay
) -> None:
    desk.configure(more=f'{MORE}[alarms]\ndigest = "02:30"\n')
    desk.clock.set("2027-03-28T01:30:00+00:00")  # 03:30 in Copenhagen, half an hour after 02:00 became 03:00
    look(day)
    assert len(texts(desk)) == 1
