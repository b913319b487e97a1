"""Statements without a layer in between give what SQLAlchemy gives: the same rows, the same refusals."""

from functools import cache, partial
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import exc

from mailgate.errors import Bug, Conflict, StoreUnavailable
from mailgate.failpoints import Unit
from mailgate.store import Store, Tx, prepared
from mailgate.store.prepared import among, matching
from mailgate.store.schema import journal as ledger
from mailgate.store.schema import raw
from mailgate.store.schema_work import agent_state, lease
from mailgate.store.statements import change, insert_id, insert_new, insert_new_id
from tests.unit.store.test_store_outages import disconnect
from tests.unit.store.test_store_units import NOW, append

LEASES = sa.select(lease)
ENTRY: dict[str, Any] = {
    "arrived_at": NOW, "source": "smtp:test", "peer": "192.0.2.1", "helo": "", "mail_from": "kim@customer.test",
    "rcpt_to": ["\N{SNOWMAN}@example.com", None], "auth_user": None, "tls": True, "quiet": False, "size": 2**40,
    "sha256": "", "state": "waiting", "attempts": 0, "reasons": None, "steps": {"b": 1, "a": [True, 1.5]},
}  # fmt: skip


def held(name: str) -> dict[str, Any]:
    return {"name": name, "holder": "a", "fencing": 1, "until": NOW}


@cache
def _of_names(size: int) -> sa.Select[*tuple[Any, ...]]:
    return sa.select(agent_state.c.name).where(among(agent_state.c.name, size)).order_by(agent_state.c.id)


@cache
def _of_numbers(size: int) -> sa.Select[*tuple[Any, ...]]:
    return sa.select(ledger.c.id).where(among(ledger.c.id, size)).order_by(ledger.c.id)


def test_values_of_every_type_are_stored_and_read_as_sqlalchemy_does(store: Store) -> None:
    octets = bytes(range(256))

    def both_ways(tx: Tx) -> tuple[list[Any], list[Any]]:
        ours = prepared.value(tx, insert_id(ledger), ENTRY)
        theirs = tx.execute(sa.insert(ledger).returning(ledger.c.id), ENTRY).scalar_one()
        prepared.change(tx, sa.insert(raw), {"journal_id": ours, "body": octets})
        tx.execute(sa.insert(raw), {"journal_id": theirs, "body": octets})
        question = (
            sa.select(ledger, raw.c.body).join(raw, raw.c.journal_id == ledger.c.id).order_by(ledger.c.id)
        )
        return prepared.rows(tx, question), list(tx.execute(question))

    ours, theirs = store.write_now(Unit.PROCESS, both_ways)
    assert [tuple(row) for row in ours] == [tuple(row) for row in theirs]
    assert ours[0]._replace(id=0) == ours[1]._replace(id=0)
    assert {name: getattr(ours[0], name) for name in ENTRY} == ENTRY
    assert ours[0].body == octets
    assert type(ours[0].tls) is bool


@pytest.mark.parametrize("wanted", [0, 1, 2, 4, 5, 16, 17, 70])
def test_a_list_of_any_length_finds_its_rows_and_no_other(store: Store, wanted: int) -> None:
    ids = append(store, 75)
    found = store.read_now(lambda tx: matching(tx, _of_numbers, ids[2 : 2 + wanted]))
    assert [row.id for row in found] == ids[2 : 2 + wanted]


def test_a_list_may_be_any_collection_of_words(store: Store) -> None:
    names = ["anna", "bo", "it's", "%s", "?"]
    new = [{"name": name, "token_epoch": 0} for name in names]
    store.write_now(Unit.START, lambda tx: prepared.change_each(tx, sa.insert(agent_state), new))
    for wanted in ({"it's", "%s", "?", "nobody"}, dict.fromkeys(names), ("anna",), frozenset[str]()):
        found = store.read_now(partial(matching, shape=_of_names, wanted=wanted))
        assert [row.name for row in found] == [n for n in names if n in wanted]


@pytest.mark.parametrize("many", [0, 1, 2, 40])
def test_ids_come_in_the_order_of_the_values(store: Store, many: int) -> None:
    new = [{"name": f"{number}", "token_epoch": 0} for number in reversed(range(many))]
    ids = store.write_now(Unit.START, lambda tx: prepared.insert_ids(tx, insert_id(agent_state), new))
    stored = store.read_now(lambda tx: tx.execute(sa.select(agent_state).order_by(agent_state.c.id)).all())
    assert [(row.id, row.name) for row in stored] == [(i, n["name"]) for i, n in zip(ids, new, strict=True)]


def test_a_statement_serves_every_set_of_names(store: Store) -> None:
    def changes(tx: Tx) -> list[Any]:
        prepared.change_each(tx, sa.insert(lease), [held("a"), held("b")])
        row = prepared.value(tx, insert_id(agent_state), {"name": "anna", "token_epoch": 0})
        prepared.change(tx, change(agent_state, ("token_epoch",)), {"token_epoch": 7, "row_id": row})
        away = change(agent_state, ("away_since", "token_epoch"))
        prepared.change(tx, away, {"token_epoch": 8, "away_since": NOW, "row_id": row})
        return [tuple(r) for r in prepared.rows(tx, sa.select(agent_state))]

    assert store.write_now(Unit.PROCESS, changes) == [(1, "anna", 8, NOW, None)]


def test_what_a_statement_changed_is_counted(store: Store) -> None:
    def work(tx: Tx) -> tuple[int, int, int | None]:
        prepared.change_each(tx, insert_new(tx.dialect.name, lease), [held("a"), held("b"), held("a")])
        everybody = (
            sa.update(lease).where(lease.c.holder == sa.bindparam("of")).values(fencing=sa.bindparam("to"))
        )
        twice = prepared.value(
            tx, insert_new_id(tx.dialect.name, agent_state), {"name": "a", "token_epoch": 0}
        )
        again = prepared.value(
            tx, insert_new_id(tx.dialect.name, agent_state), {"name": "a", "token_epoch": 0}
        )
        assert twice is not None
        return (
            prepared.change(tx, everybody, {"of": "a", "to": 3}),
            prepared.change(tx, everybody, {"of": "x", "to": 3}),
            again,
        )

    assert store.write_now(Unit.START, work) == (2, 0, None)


def test_a_refusal_is_sqlalchemys_and_undoes_the_unit(store: Store) -> None:
    """
    a key that is there already    IntegrityError in the unit, Conflict outside; nothing of the unit stays
    """

    def twice(tx: Tx) -> None:
        prepared.change(tx, sa.insert(lease), held("a"))
        with pytest.raises(exc.IntegrityError) as caught:
            prepared.change(tx, sa.insert(lease), held("a"))
        raise caught.value

    with pytest.raises(Conflict):
        store.write_now(Unit.OPERATOR, twice)
    assert store.read_now(lambda tx: prepared.rows(tx, LEASES)) == []


def test_a_message_does_not_repeat_the_values(store: Store) -> None:
    def impossible(tx: Tx) -> None:
        prepared.change_each(tx, sa.insert(raw), [{"journal_id": 7, "body": b"secret"}] * 2)

    with pytest.raises(exc.DBAPIError) as caught, store.engine.connect() as connection, connection.begin():
        impossible(connection)
    assert "secret" not in str(caught.value)


def test_a_value_that_the_database_never_takes_is_a_bug(store: Store) -> None:
    wrong = held("a") | {"name": object()}
    with pytest.raises(Bug):
        store.write_now(Unit.OPERATOR, lambda tx: prepared.change(tx, sa.insert(lease), wrong))


def test_a_session_that_the_server_ended_costs_one_unit(store: Store) -> None:
    if store.sqlite:
        return  # it has no server

    def cut(tx: Tx) -> None:
        prepared.change(tx, sa.insert(lease), held("a"))
        disconnect(store.url)
        prepared.rows(tx, LEASES)

    for unit in (Unit.INTAKE, Unit.PROCESS):
        with pytest.raises(StoreUnavailable):
            store.write_now(unit, cut)
        assert store.write_now(unit, lambda tx: prepared.rows(tx, LEASES)) == []


def test_who_watches_the_engine_sees_these_statements(store: Store) -> None:
    seen: list[str] = []

    def saw(_connection: object, _cursor: object, sql: str, *_rest: object) -> None:
        seen.append(sql)

    sa.event.listen(store.engine, "before_cursor_execute", saw)
    store.write_now(Unit.OPERATOR, lambda tx: prepared.change(tx, sa.insert(lease), held("a")))
    assert [sql for sql in seen if "lease" in sql] == [sql for sql in seen if sql.startswith("INSERT")] != []
