"""Every question of the command line is answered by an index or by a bounded look, however much is stored."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from mailgate.errors import StoreUnavailable
from mailgate.model.reference import Reference
from mailgate.model.ticket import Status
from mailgate.store import (
    Store,
    Tx,
    agenda,
    answers,
    clocks,
    deadlines,
    migrate,
    views,
    views_counts,
    views_outbox,
    views_revision,
    views_tickets,
)
from mailgate.store.portions import PORTION, portions
from mailgate.store.views_tickets import Wanted

NOW = datetime(2026, 3, 2, tzinfo=UTC)


@pytest.fixture
def sqlite_store(sqlite_template: Path, tmp_path: Path) -> Iterator[Store]:
    shutil.copy(sqlite_template, tmp_path / "desk.db")
    made = Store(f"sqlite:///{tmp_path / 'desk.db'}")
    yield made
    made.close()


QUESTIONS: dict[str, Callable[[Tx], Any]] = {
    "entry": lambda tx: views.entry(tx, 1),
    "entries by id": lambda tx: views.entries_with_message_id(tx, "<a@example.net>", 20),
    "entries by address": lambda tx: views.entries_of_address(tx, "a@example.net", 20),
    "quarantine": lambda tx: views.quarantined(tx, 50, NOW),
    "mail": lambda tx: views_outbox.outgoing(tx, 1),
    "waiting mails": lambda tx: views_outbox.waiting(tx, 50),
    "newest mails": lambda tx: views_outbox.newest(tx, 50),
    "mails of tickets": lambda tx: views_outbox.of_tickets(tx, [1, 2]),
    "caused mails": lambda tx: views_outbox.caused_by(tx, 1, 1),
    "tickets": lambda tx: views_tickets.tickets(tx, [1, 2]),
    "newest tickets": lambda tx: views_tickets.numbers(tx, Wanted(), 50),
    "tickets by status": lambda tx: views_tickets.numbers(tx, Wanted(status=Status.OPEN), 50),
    "tickets by requester": lambda tx: views_tickets.numbers(tx, Wanted(requester="a@example.net"), 50),
    "ticket by reference": lambda tx: views_tickets.number_of(tx, Reference("EX", 26, 1)),
    "received": views_counts.received,
    "journal waiting": views_counts.journal_waiting,
    "quarantined": views_counts.quarantined,
    "outbox waiting": views_counts.outbox_waiting,
    "timers": lambda tx: views_counts.timers(tx, NOW),
    "unanswered of a team": lambda tx: answers.waiting(tx, "support", NOW),
    "tickets of ninety days": lambda tx: answers.cases(tx, NOW),
    "what is due next": agenda.next_due,
    "due timers": lambda tx: deadlines.due_timers(tx, NOW, 50),
    "due moves": lambda tx: clocks.due_moves(tx, NOW, 50),
    "edited calendars": lambda tx: clocks.on_other_versions(tx, {"office": "0"}, 1, 50),
    "a ticket's history": lambda tx: clocks.details(tx, 1),
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_no_question_scans_a_table(sqlite_store: Store, name: str) -> None:
    plans: list[str] = []

    def explain(connection: sa.Connection, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            raw = cursor.connection.cursor()
            plans.extend(row[3] for row in raw.execute(f"EXPLAIN QUERY PLAN {statement}", parameters))

    sa.event.listen(sqlite_store.engine, "before_cursor_execute", explain)
    sqlite_store.read_now(QUESTIONS[name])
    assert plans
    assert not [p for p in plans if p.startswith("SCAN") and not _bounded(p, name)], plans


def _bounded(plan: str, name: str) -> bool:
    """A walk along a partial index visits only what waits; along a primary key, newest first, it ends at its LIMIT."""
    newest = {"newest mails": "SCAN outbox", "newest tickets": "SCAN ticket"}
    partial = (
        "ix_journal_waiting",
        "ix_journal_quarantined",
        "ix_outbox_recipient_waiting",
        "ix_timer_wake_at",
        "ix_held_waiting",
    )
    # How an empty list is written, and what an index found, to a bound.
    no_table = plan in {"SCAN CONSTANT ROW", "SCAN (subquery-1)", "SCAN found"}
    return no_table or newest.get(name) == plan or any(index in plan for index in partial)


def test_the_revision_is_none_before_the_first_migration(tmp_path: Path) -> None:
    empty = Store(f"sqlite:///{tmp_path / 'empty.db'}")
    assert empty.read_now(views_revision.revision) is None
    empty.close()


def test_the_revision_is_that_of_the_last_migration(store: Store) -> None:
    assert store.read_now(views_revision.revision) == migrate.head()


def test_a_file_that_is_no_database_is_an_unavailable_store(tmp_path: Path) -> None:
    (tmp_path / "odd.db").write_bytes(b"odd" * 5000)
    odd = Store(f"sqlite:///{tmp_path / 'odd.db'}")
    with pytest.raises(StoreUnavailable):
        odd.read_now(views_revision.revision)
    odd.close()


@pytest.mark.parametrize("count", [0, 1, PORTION, PORTION + 1, 3 * PORTION])
def test_portions_lose_nothing_and_fit_a_statement(count: int) -> None:
    found = list(portions(range(count)))
    assert [i for portion in found for i in portion] == list(range(count))
    assert all(0 < len(portion) <= PORTION for portion in found)
