"""Every question and change of an agent's mail finds its rows by an index, on either database, however much is stored."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from mailgate.failpoints import Unit
from mailgate.model.held import HeldState
from mailgate.store import (
    Store,
    Tx,
    agent_lists,
    agent_views,
    agents,
    deeds,
    held,
    history,
    regroup,
    sleepers,
    threads,
)

NOW = datetime(2026, 3, 2, tzinfo=UTC)
ASKED: dict[str, Callable[[Tx], Any]] = {
    "what an agent had seen": lambda tx: agent_views.made_at(tx, ["<a@example.com>", "<b@example.com>"]),
    "what was said since": lambda tx: agent_views.said_since(tx, 1, NOW),
    "notes that may not leave": lambda tx: agent_views.notes(tx, 1),
    "what customers know": lambda tx: agent_views.published(tx, 1),
    "who solved it": lambda tx: agent_views.solved_by(tx, 1, NOW),
    "customers' messages": lambda tx: agent_views.customer_messages(tx, 1),
    "an author": lambda tx: agent_views.author_of(tx, 1),
    "files": lambda tx: agent_views.files_of(tx, 1),
    "a timeline": lambda tx: agent_views.timeline(tx, 1),
    "former tickets": lambda tx: agent_views.former(tx, 1, 2),
    "a customer's tickets": lambda tx: agent_lists.list_of(tx, "kim@example.net"),
    "what an agent is asked about": lambda tx: agent_lists.held_of(tx, "Anna Berg"),
    "kept back by number": lambda tx: held.of_number(tx, 1),
    "kept back by its mail": lambda tx: held.of_entry(tx, 1),
    "kept back on a ticket": lambda tx: held.waiting_on(tx, 1, "Anna Berg"),
    "kept back settled": lambda tx: held.settle(tx, 1, HeldState.SENT, NOW),
    "an agent's last deed": lambda tx: deeds.last(tx, 1, "Anna Berg"),
    "of a deed, its answer": lambda tx: deeds._message(tx, 1, 1),
    "of a deed, its mails": lambda tx: deeds._unsent(tx, 1, 1),
    "a promise open again": lambda tx: deeds.reopen_promise(tx, 1),
    "tickets that follow": lambda tx: threads.following(tx, 1, "kim@example.net"),
    "a sender's open tickets": lambda tx: threads.open_tickets_of(tx, "kim@example.net", NOW),
    "recognising": lambda tx: threads.recognise(tx, 1, "example.net", ""),
    "due reminders": lambda tx: agents.due_reminders(tx, NOW, 50),
    "the next reminder": agents.next_reminder,
    "told with the digest": lambda tx: agents.take_told_later(tx, "Anna Berg"),
    "tickets that wake": lambda tx: sleepers.take_awake(tx, NOW, 50),
    "the next to wake": sleepers.next_waking,
    "a merge": lambda tx: regroup.merge(tx, 1, 2, NOW),
    "a split": lambda tx: regroup.take_messages(tx, 1, [1]),
    "leaving": lambda tx: regroup.leave(tx, 1, "kim@example.net", NOW),
    "muting": lambda tx: regroup.mute(tx, 1, "kim@example.net"),
    "a recall": lambda tx: regroup.recall(tx, 1, [1], NOW),
    "a release": lambda tx: regroup.publish(tx, 1, "Anna Berg", NOW, "x"),
    "history": lambda tx: history.recent(tx, [1]),
    "notes": lambda tx: history.notes(tx, 1),
}
# Walks along a partial index visit what waits, and nothing else; a list of values is no table.
_BOUNDED = re.compile(
    r"ix_reminder_at|ix_held_waiting|ix_ticket_postponed_until|CONSTANT ROW|subquery|SCAN LIST"
)
_STATEMENT = re.compile(r"\s*(?:SELECT|WITH|UPDATE|DELETE|INSERT)\b", re.IGNORECASE)


@pytest.mark.parametrize("name", ASKED)
def test_nothing_that_an_agents_mail_asks_scans_a_table(store: Store, name: str) -> None:
    scans: list[str] = []
    looked: list[str] = []

    def explain(connection: sa.Connection, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if _STATEMENT.match(statement):
            looked.append(statement)
            scans.extend(_scans(connection, cursor, statement, parameters))

    sa.event.listen(store.engine, "before_cursor_execute", explain)
    store.write_now(Unit.OPERATOR, ASKED[name])
    sa.event.remove(store.engine, "before_cursor_execute", explain)
    assert looked
    assert scans == []


def _scans(connection: sa.Connection, cursor: Any, statement: str, parameters: Any) -> list[str]:
    raw = cursor.connection.cursor()
    if connection.dialect.name == "sqlite":
        rows = raw.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
        return [row[3] for row in rows if row[3].startswith("SCAN") and not _BOUNDED.search(row[3])]
    # Few rows are always read as they lie; where there is no other way, they are so with this off, too.
    raw.execute("SET LOCAL enable_seqscan = off")
    raw.execute(f"EXPLAIN {statement}", parameters)
    return [row[0].strip() for row in raw.fetchall() if "Seq Scan" in row[0]]
