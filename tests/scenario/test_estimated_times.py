"""What the acknowledgement says when the desk knows how long answers usually take, and how it learns from that."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from mailgate.mail.read import read
from mailgate.model.decision import Promise
from mailgate.model.ticket import Status
from mailgate.pipeline import promising
from mailgate.pipeline.decide import decide
from mailgate.sla.calendar import due
from mailgate.store import answers, journal
from mailgate.store.schema import ticket
from tests.scenario.desk import TestDesk
from tests.scenario.post import ANNA, answer, mail

USUALLY = 'promise = "estimate"'


def stored(desk: TestDesk, hours: float | None, number: int = 80, days: float = 14, **fields: Any) -> None:
    """Tickets of the last days, each answered after so many working hours, or waiting."""
    now, calendar = desk.clock.now(), desk.current.desk.calendars["office"]
    rows = []
    for n in range(number):
        arrived = (now - timedelta(days=days) * (n + 1) / (number + 1)).replace(microsecond=0)
        answered = due(calendar, arrived, int(hours * 3600)) if hours is not None else None
        answered = answered if answered is not None and answered <= now else None
        rows.append(_row(arrived, answered) | fields)
    desk.write(lambda tx: tx.execute(sa.insert(ticket), rows))


def _row(arrived: datetime, answered: datetime | None) -> dict[str, Any]:
    status = Status.WAITING if answered else Status.NEW
    return {
        "prefix": "EX", "subject": "x", "status": status.value, "kind": "customer", "priority": "normal", "team": "support",
        "mailbox": "support@example.com", "watching": [], "language": "en", "zone": "UTC", "tags": [], "fields": {},
        "created_at": arrived, "updated_at": arrived, "first_response_at": answered,
    }  # fmt: skip


def look(desk: TestDesk) -> None:
    """What the daemon does every quarter of an hour."""
    made = desk.read(lambda tx: promising.estimates(tx, desk.current.desk, desk.clock.now()))
    desk.current = replace(desk.current, desk=replace(desk.current.desk, estimates=made))


def newest(desk: TestDesk) -> Any:
    return desk.promise_row(max(t.id for t in desk.tickets()))


def decided(desk: TestDesk, change: Callable[[Promise], object]) -> object:
    """A field of what would be promised to a mail that came now."""
    desk.advance(65)  # of several mails within a minute only the first is acknowledged, and promised anything
    claimed = desk.receive(mail(subject="Another"))
    raw = desk.read(lambda tx: journal.body(tx, claimed))
    entry = desk.read(lambda tx: journal.entry(tx, claimed))
    found = read(raw)
    context = desk.read(lambda tx: desk.carrier.context(tx, entry, found, desk.current.desk))
    made = decide(found, context).promise
    assert made is not None
    return change(made)


def test_without_a_history_the_policys_target_is_promised(desk: TestDesk) -> None:
    look(desk)
    desk.post(mail())
    assert newest(desk).basis == "sla"


def test_a_desk_that_is_slower_than_its_target_says_what_is_usual(desk: TestDesk) -> None:
    """Four hours are promised to nobody while answers take ten: the later of the two is said, and that it is usual."""
    stored(desk, 10.0)
    look(desk)
    desk.post(mail())
    row = newest(desk)
    assert row.basis == "estimate"
    assert row.until >= due(desk.current.desk.calendars["office"], desk.clock.now(), 10 * 3600)
    assert {"cell", "level", "effective", "estimate"} <= row.detail.keys()
    assert row.detail["level"] == 0.8
    said = desk.letter("ack").draft.text
    assert "We usually answer by" in said
    assert "You will have" not in said
    assert decided(desk, lambda p: p.firm) is False


def test_a_desk_that_is_faster_keeps_to_its_target_and_remembers_what_it_estimated(desk: TestDesk) -> None:
    stored(desk, 0.5)
    look(desk)
    desk.post(mail())
    row = newest(desk)
    assert row.basis == "sla"
    assert datetime.fromisoformat(row.detail["estimate"]) < row.until
    assert "You will have an answer by" in desk.letter("ack").draft.text
    assert decided(desk, lambda p: p.firm) is True


def test_a_mailbox_may_say_what_is_usual_though_its_target_is_later(desk: TestDesk) -> None:
    desk.configure(mailbox=USUALLY)
    stored(desk, 0.5)
    look(desk)
    desk.post(mail())
    assert newest(desk).basis == "estimate"


def test_a_policy_may_stand_by_its_target(desk: TestDesk) -> None:
    desk.configure(mailbox='promise = "sla"')
    stored(desk, 10.0)
    look(desk)
    desk.post(mail())
    assert newest(desk).basis == "sla"


def test_a_longer_queue_is_told_at_once_not_at_the_next_look(desk: TestDesk) -> None:
    stored(desk, 6.0)
    look(desk)
    before = decided(desk, lambda p: p.until)
    stored(desk, None, number=120, days=0.1)
    assert decided(desk, lambda p: p.until) > before  # type: ignore[operator]


def test_other_teams_and_spam_are_not_in_the_queue(desk: TestDesk) -> None:
    stored(desk, None, number=3)
    stored(desk, None, number=4, team="billing")
    stored(desk, None, number=5, status="spam")
    stored(desk, None, number=6, kind="internal")
    stored(desk, None, number=7, days=60)
    since = desk.clock.now() - timedelta(days=28)
    assert (
        desk.read(lambda tx: answers.waiting(tx, "support", since)) == 3 + 3
    )  # of the seven three are young enough


def test_a_long_queue_is_counted_to_a_bound(desk: TestDesk) -> None:
    stored(desk, None, number=answers.MOST_COUNTED + 50)
    since = desk.clock.now() - timedelta(days=28)
    assert desk.read(lambda tx: answers.waiting(tx, "support", since)) == answers.MOST_COUNTED


def test_the_level_learns_from_estimates_whose_time_has_come(desk: TestDesk) -> None:
    """
    Kim -> support    estimated; Anna answers in time        kept, once its time has passed
    Kim -> support    estimated; nobody answers              missed
    Kim -> support    estimated; solved without a word       nothing to learn
    """
    desk.configure(mailbox=USUALLY)
    stored(desk, 2.0)
    look(desk)
    for number in (11, 12, 13):
        desk.post(mail(subject=f"Question {number}"))
        desk.advance(65)
    first, _, quiet = desk.tickets()[-3:]
    note = next(x for x in desk.letters("notification") if x.ticket_id == first.id)
    desk.post(answer(note.draft, "Off.", sender=ANNA))
    desk.solve(quiet.id)
    since = desk.clock.now() - timedelta(days=90)
    assert desk.read(lambda tx: answers.judged(tx, since, desk.clock.now())) == {}
    desk.advance(days=3)
    assert sorted(desk.read(lambda tx: answers.judged(tx, since, desk.clock.now()))["support"]) == [
        False,
        True,
    ]
    look(desk)
    assert desk.current.desk.estimates.teams["support"].level == pytest.approx(0.8 - 0.004 + 0.016)


def test_a_look_reads_what_was_answered_since(desk: TestDesk) -> None:
    stored(desk, 2.0)
    stored(desk, None, number=5)
    stored(desk, None, number=2, status="solved")
    look(desk)
    team = desk.current.desk.estimates.teams["support"]
    assert team.waiting == 5 + sum(1 for t in desk.tickets() if t.status is Status.NEW) - 5
    assert {str(cell) for cell, _ in team.today()} >= {"all", "normal"}


def test_a_policys_own_way_beats_the_mailboxs(desk: TestDesk) -> None:
    text = (desk.settings.directory / "sla.toml").read_text()
    desk.configure(
        mailbox='promise = "sla"', sla=text.replace("[[policy]]", '[[policy]]\npromise = "later_of"')
    )
    stored(desk, 10.0)
    look(desk)
    desk.post(mail())
    assert newest(desk).basis == "estimate"
