"""What a former start of a node claimed is free to the next one, even if its COMMIT lands late; others' claims are not."""

from datetime import UTC, datetime, timedelta

import pytest

from mailgate.failpoints import Unit
from mailgate.model.journal import Arrival, Envelope
from mailgate.store import Store, Tx, journal, outbox
from mailgate.store.claims import claimant
from mailgate.store.outbox import Outgoing

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
LEASE = timedelta(minutes=10)
OLD, NEW = claimant("mx/1", "aaaaaaaa"), claimant("mx/1", "bbbbbbbb")


@pytest.fixture
def full(store: Store) -> Store:
    """One mail to process and one to send."""
    envelope = Envelope("smtp:127.0.0.1:8025", "kim@customer.test", ("support@example.com",), "10.0.0.5")
    store.write_now(
        Unit.INTAKE, lambda tx: journal.append(tx, [Arrival(envelope, b"Subject: x\r\n\r\n", NOW)])
    )
    mail = Outgoing("ack", "<m@example.com>", "", "{}", ("kim@customer.test",), NOW)
    store.write_now(
        Unit.PROCESS,
        lambda tx: outbox.put(tx, [mail], ticket_id=None, message_pk=None, journal_id=None, now=NOW),
    )
    return store


def claimed(store: Store, who: str, now: datetime = NOW) -> tuple[int, int]:
    def claim(tx: Tx) -> tuple[int, int]:
        return len(journal.claim(tx, who, now, LEASE, 10)), len(outbox.claim(tx, who, now, LEASE, 10))

    return store.write_now(Unit.CLAIM_JOURNAL, claim)


def test_a_claim_that_lands_after_the_new_start_freed_the_old_ones_holds_up_nothing(full: Store) -> None:
    """
    the old process is killed; the new one frees its claims
    the COMMIT of an old claim lands                          the new one takes it at once, not after the lease
    """
    full.write_now(Unit.START, lambda tx: (journal.release(tx, "mx/1"), outbox.release(tx, "mx/1")))
    assert claimed(full, OLD) == (1, 1)
    assert claimed(full, NEW) == (1, 1)
    assert claimed(full, NEW) == (0, 0)


@pytest.mark.parametrize(
    "other", ["mx/2/bbbbbbbb", "mx/1/x/bbbbbbbb", "mx/bbbbbbbb", "mx/1", "mx/1.bbbbbbbb", "m%/1/bbbbbbbb"]
)
def test_another_nodes_claims_are_its_own_until_the_lease_ends(full: Store, other: str) -> None:
    assert claimed(full, OLD) == (1, 1)
    assert claimed(full, other) == (0, 0)
    assert claimed(full, other, NOW + LEASE + timedelta(seconds=1)) == (1, 1)


def test_a_start_frees_what_all_former_starts_of_its_name_have_claimed(full: Store) -> None:
    assert claimed(full, OLD) == (1, 1)
    assert [freed(full, node) for node in ("mx", "mx/2", "mx/1")] == [(0, 0), (0, 0), (1, 1)]


def freed(store: Store, node: str) -> tuple[int, int]:
    return store.write_now(Unit.START, lambda tx: (journal.release(tx, node), outbox.release(tx, node)))
