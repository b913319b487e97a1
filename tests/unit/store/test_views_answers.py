"""The command line's questions get the same answers on both databases."""

import asyncio

from mailgate.failpoints import Unit
from mailgate.model.reference import Reference, find
from mailgate.model.ticket import Status
from mailgate.store import journal, views, views_counts, views_outbox, views_tickets
from mailgate.store.purge import purge
from mailgate.store.views_tickets import Wanted
from tests.scenario.desk import TestDesk
from tests.scenario.post import answer, mail

KIM = "kim@customer.test"


def talked(desk: TestDesk) -> None:
    """Two tickets; the first was answered by its customer."""
    desk.post(mail("First", message_id="<first@client.test>", sender=KIM))
    desk.post(answer(desk.letter("ack").draft, "More.", sender=KIM))
    desk.post(mail("Second", message_id="<second@client.test>", sender="eve@elsewhere.test"))


def numbers(desk: TestDesk, wanted: Wanted) -> list[int]:
    found: list[int] = desk.read(lambda tx: views_tickets.numbers(tx, wanted, None))
    return found


def test_entries_are_found_in_every_way(desk: TestDesk) -> None:
    talked(desk)
    assert [e.id for e in desk.read(lambda tx: views.entries_of_address(tx, KIM.upper(), 9))] == [1, 2]
    assert [e.id for e in desk.read(lambda tx: views.entries_of_address(tx, KIM, 1))] == [2]
    [first] = desk.read(lambda tx: views.entries_with_message_id(tx, "<first@client.test>", 9))
    entry = desk.read(lambda tx: views.entry(tx, 1))
    assert entry == first
    assert entry is not None
    assert (entry.fate, entry.ticket, entry.state) == ("ticket", desk.ticket(1).reference, "settled")
    ours = desk.letter("ack").draft.message_id
    assert [e.id for e in desk.read(lambda tx: views.entries_with_message_id(tx, ours, 9))] != []


def test_tickets_are_found_by_what_they_are(desk: TestDesk) -> None:
    talked(desk)
    assert numbers(desk, Wanted()) == [2, 1]
    assert numbers(desk, Wanted(requester=KIM)) == [1]
    assert numbers(desk, Wanted(status=Status.CLOSED)) == []
    [reference] = find(desk.ticket(2).reference)
    assert desk.read(lambda tx: views_tickets.number_of(tx, reference)) == 2
    other_year = Reference(reference.prefix, 99, reference.number)
    assert desk.read(lambda tx: views_tickets.number_of(tx, other_year)) is None


def test_tickets_come_with_all_that_belongs_to_them(desk: TestDesk) -> None:
    talked(desk)
    second, first = desk.read(lambda tx: views_tickets.tickets(tx, [1, 2]))
    assert (first.reference, second.reference) == (desk.ticket(1).reference, desk.ticket(2).reference)
    assert [m["subject"] for m in first.messages][:1] == ["First"]
    assert len(first.messages) == 2
    assert [p["address"] for p in first.participants] == [KIM]
    assert {m.ticket_id for m in first.outgoing} == {1}
    assert first.events
    assert first.row["requester_address"] == KIM


def test_a_link_is_seen_from_both_sides(desk: TestDesk) -> None:
    talked(desk)
    reference = desk.ticket(1).reference
    desk.post(mail(f"Re: [{reference}]", message_id="<third@client.test>", sender="eve@elsewhere.test"))
    third, first = desk.read(lambda tx: views_tickets.tickets(tx, [1, 3]))
    assert third.links == (("claims", reference),)
    assert first.links == (("claims_by", third.reference),)


def test_outgoing_mail_is_seen_with_its_recipients(desk: TestDesk) -> None:
    talked(desk)
    waiting = desk.read(lambda tx: views_outbox.waiting(tx, None))
    assert waiting == desk.read(lambda tx: views_outbox.newest(tx, None))
    assert waiting[0] == desk.read(lambda tx: views_outbox.outgoing(tx, waiting[0].id))
    assert [m.id for m in desk.read(lambda tx: views_outbox.caused_by(tx, 1, 1))] == [
        m.id for m in waiting if m.journal_id == 1
    ]
    assert all(r.state == "waiting" for m in waiting for r in m.recipients)


def test_counts_are_of_what_waits(desk: TestDesk) -> None:
    talked(desk)
    entry = desk.receive(mail("Waits", message_id="<w@client.test>"))
    assert desk.read(views_counts.received) >= 4
    waiting = desk.read(views_counts.journal_waiting)
    assert (waiting.count, waiting.since) == (1, desk.clock.now())
    outgoing = desk.read(views_counts.outbox_waiting)
    assert outgoing.count == len(desk.read(lambda tx: views_outbox.waiting(tx, None)))
    armed = desk.read(lambda tx: views_counts.timers(tx, desk.clock.now()))
    assert (armed.armed >= 2, armed.due) == (True, 0)
    assert desk.read(views_counts.quarantined) == 0
    assert entry == 4


def test_only_a_quarantined_entry_is_purged_and_only_once(desk: TestDesk) -> None:
    talked(desk)
    number = desk.receive(mail("Cannot be read"))
    claimed = desk.read(lambda tx: journal.entry(tx, number))
    asyncio.run(desk.carrier.quarantine(claimed, "the reader was killed"))
    assert [e.id for e in desk.read(lambda tx: views.quarantined(tx, None))] == [number]
    now = desk.clock.now()

    def purged(entry: int) -> bool:
        return desk.store.write_now(Unit.OPERATOR, lambda tx: purge(tx, entry, now))

    assert [purged(1), purged(number), purged(number), purged(99)] == [False, True, False, False]
    assert desk.read(lambda tx: sorted(journal.bodies(tx, [1, number]))) == [1]
    entry = desk.read(lambda tx: views.entry(tx, number))
    assert entry is not None
    assert (entry.fate, entry.state, entry.steps[-1]["step"]) == ("quarantined", "settled", "purged")
