"""What agents' mail must never do, where the store keeps it: whose id, since when somebody takes part, which reminder."""

import asyncio
from datetime import timedelta
from functools import partial

import pytest

from mailgate.mail.read import read
from mailgate.model.ticket import Priority, Status
from mailgate.pipeline.carry import Readable
from mailgate.store import journal
from tests.scenario.desk import TestDesk
from tests.scenario.post import ANNA, BO, EVE, answer, mail
from tests.scenario.test_agent_review import (
    AT_ANNA,
    AT_BO,
    AT_KIM,
    AT_LEA,
    LEA,
    TEAM,
    notice,
    says,
    sent,
    told,
)


@pytest.fixture
def desk(desk: TestDesk) -> TestDesk:
    """Kim's ticket, of which Anna and Bo were told."""
    desk.configure(agents=TEAM)
    desk.post(mail())
    desk.deliver()
    return desk


def test_no_message_id_of_an_agent_stands_in_a_customers_mail(desk: TestDesk) -> None:
    raw = mail(
        "broken", f"#for {LEA}\nSee below.", sender=ANNA, message_id="<1.anna@laptop.staff.example.net>"
    )
    desk.post(raw)
    desk.post(answer(told(desk, AT_BO).draft, "We look at it.", sender=BO))
    desk.advance(31)
    (carried,) = [c for c in desk.deliver() if c.recipient == AT_LEA]
    assert b"staff.example.net" not in carried.message


def test_somebody_merged_in_reads_nothing_from_before(desk: TestDesk) -> None:
    """
    Lea -> support   her ticket
    Kim -> support   a second mail on his, after hers
    Anna             #merge of Lea's ticket into Kim's, then an answer: Lea does not read what Kim wrote before that
    """
    desk.post(mail("My printer too", "It is blue.", sender=LEA))
    desk.advance(60)
    desk.post(answer(desk.letter("ack", to=AT_KIM).draft, "My password is hunter2."))
    first = desk.ticket(1).reference
    letter = next(x for x in reversed(desk.letters("notification", to=AT_ANNA)) if "Lea" in x.draft.text)
    desk.advance(60)
    desk.post(answer(letter.draft, f"#merge {first}", sender=ANNA))
    assert desk.ticket(2).merged_into == 1
    desk.advance(60)
    kims = next(x for x in reversed(desk.letters("notification", to=AT_ANNA)) if "hunter2" in x.draft.text)
    desk.post(answer(kims.draft, "Please switch both off.", sender=ANNA))
    (text,) = sent(desk, AT_LEA)
    assert "hunter2" not in text


def test_commands_that_cannot_be_done_on_a_mail_that_opens_a_ticket_are_refused_or_done(
    desk: TestDesk,
) -> None:
    first = desk.ticket(1).reference
    block = f"#for kim2@customer.test\n#cc lea@customer.test\n#link {first}\n#due 2 h\n#take\n#prio urgent"
    entry = desk.post(mail("Broken", f"{block}\nSee below.", sender=ANNA))
    ticket = desk.ticket_of(entry)
    assert [p.address for p in ticket.participants] == ["kim2@customer.test", AT_LEA]
    assert ("relates", 1) in desk.links(ticket.id)
    assert ticket.due_at is not None
    assert (ticket.assignee, ticket.taken_by, ticket.status) == ("Anna Berg", "Anna Berg", Status.OPEN)
    assert ticket.priority is Priority.URGENT


def test_a_deadline_and_a_reminder_do_not_replace_each_other(desk: TestDesk) -> None:
    says(desk, "#take\n#due 2 h\n#remind 1 h")
    before = len(desk.letters("notification", to=AT_ANNA))
    desk.advance(hours=1)
    desk.tick()
    desk.advance(hours=1)
    desk.tick()
    assert len(desk.letters("notification", to=AT_ANNA)) == before + 2


def test_a_token_revoked_in_a_batch_is_void_for_the_next_mail_of_it(desk: TestDesk) -> None:
    letter = told(desk)
    desk.receive(answer(letter.draft, "Hello", sender=EVE))
    second = desk.receive(answer(letter.draft, "Hello again", sender=EVE, ids=False))
    claimed = desk.write(lambda tx: journal.claim(tx, "test", desk.clock.now(), timedelta(minutes=5), 20))
    found = [(one, read(desk.read(partial(journal.body, journal_id=one.id)))) for one in claimed]
    asyncio.run(desk.carrier.carry([Readable(one, mail, 0.0, 0.0) for one, mail in found]))
    assert len(desk.letters("notice", to=AT_ANNA)) == 1, desk.reasons(second)


def test_an_answer_that_waits_does_not_reach_who_was_taken_out(desk: TestDesk) -> None:
    says(desk, "#cc lea@customer.test\n\nPlease switch it off.")
    sent(desk)
    says(desk, "It is her fault.")
    says(desk, "#uncc lea@customer.test")
    assert len(sent(desk, AT_KIM)) == 2
    assert len(sent(desk, AT_LEA)) == 1


def test_the_digest_names_the_ticket_of_what_came_at_night(desk: TestDesk) -> None:
    quiet = 'teams = ["support"]\nquiet = "20:00-07:00"'
    desk.configure(agents=TEAM.replace('teams = ["support"]', quiet, 1))
    desk.clock.set("2026-11-23T20:00:00+00:00")
    desk.post(mail("At night", "Help!"))
    desk.clock.set("2026-11-24T06:31:00+00:00")
    desk.digests()
    text = notice(desk).draft.text.partition("While you were not told")[2]
    assert f"{desk.ticket(2).reference}  A new ticket." in text
