"""When does the sending loop look again? What is due and cannot be taken must not hide what falls due soon."""

import asyncio
from datetime import datetime, timedelta

from mailgate.outbound.deliver import LEASE
from mailgate.store import outbox
from mailgate.store.outbox import Outgoing
from tests.scenario.desk import TestDesk


def _waiting(desk: TestDesk, name: str, at: datetime) -> None:
    one = Outgoing("notice", f"<{name}@example.com>", "", "{}", (f"{name}@customer.test",), not_before=at)
    desk.write(
        lambda tx: outbox.put(
            tx, [one], ticket_id=None, message_pk=None, journal_id=None, now=desk.clock.now()
        )
    )


def test_a_mail_under_way_does_not_hide_the_next_that_falls_due(desk: TestDesk) -> None:
    now = desk.clock.now()
    _waiting(desk, "kim", now)
    desk.write(lambda tx: outbox.claim(tx, "another", now, LEASE, 1))
    _waiting(desk, "eve", now + timedelta(seconds=1))
    assert asyncio.run(desk.deliverer()._look()) == ([], 1.0)


def test_what_waits_for_nobody_else_is_taken(desk: TestDesk) -> None:
    now = desk.clock.now()
    _waiting(desk, "kim", now)
    _waiting(desk, "eve", now + timedelta(seconds=1))
    due, _ = asyncio.run(desk.deliverer()._look())
    assert [one.address for one in due] == ["kim@customer.test"]
