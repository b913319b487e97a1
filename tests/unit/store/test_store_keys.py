"""The key ring turns: new keys sign, old ones verify until they are retired."""

from datetime import UTC, datetime

import pytest

from mailgate.failpoints import Unit
from mailgate.store import Store, lookups, nodes, views_keys
from mailgate.threading import message_ids
from mailgate.threading.sealed import KeyRing

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def ring(store: Store) -> KeyRing:
    return KeyRing(store.read_now(lookups.keys))


def rotate(store: Store) -> int:
    return store.write_now(Unit.OPERATOR, lambda tx: nodes.add_key(tx, lambda n: b"k" * n, NOW))


def test_what_an_older_key_sealed_is_known_until_that_key_is_retired(store: Store) -> None:
    store.write_now(Unit.START, lambda tx: nodes.ensure_key(tx, bytes, NOW))
    before = message_ids.mint(ring(store), 7, 1, "example.com")
    kid = rotate(store)
    after = message_ids.mint(ring(store), 7, 2, "example.com")
    assert [message_ids.ticket_of(i, ring(store)) for i in (before, after)] == [7, 7]
    assert [k.signs for k in store.read_now(views_keys.keys)] == [False, True]
    assert store.write_now(Unit.OPERATOR, lambda tx: nodes.retire_key(tx, kid - 1, NOW))
    assert [message_ids.ticket_of(i, ring(store)) for i in (before, after)] == [None, 7]


def test_the_key_that_signs_cannot_be_retired(store: Store) -> None:
    store.write_now(Unit.START, lambda tx: nodes.ensure_key(tx, bytes, NOW))
    assert not store.write_now(Unit.OPERATOR, lambda tx: nodes.retire_key(tx, 1, NOW))
    assert ring(store).current == 1


def test_the_ring_ends_where_its_number_no_longer_fits(store: Store) -> None:
    store.write_now(Unit.START, lambda tx: nodes.ensure_key(tx, bytes, NOW))
    for _ in range(nodes.MAX_KEYS - 1):
        rotate(store)
    with pytest.raises(ValueError, match="used up"):
        rotate(store)
