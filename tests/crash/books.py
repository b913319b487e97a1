"""What the desk's database says after all crashes, compared with what the clients and the smarthost saw."""

import asyncio
import shutil
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import sqlalchemy as sa

from mailgate.store import engine
from mailgate.store.schema import event, journal, message, ticket
from mailgate.store.schema_work import UNSENT, firing, outbox, outbox_recipient, timer
from tests.crash.client import Posted
from tests.crash.sink import Delivery

Row = sa.RowMapping
LOOK_S = 0.05


@dataclass(frozen=True)
class Pages:
    """All rows that a comparison needs, read at one moment."""

    journal: Sequence[Row]
    messages: Sequence[Row]
    tickets: Sequence[Row]
    events: Sequence[Row]
    firings: Sequence[Row]
    letters: Sequence[Row]  # one for each recipient of each mail in the outbox

    @property
    def unsettled(self) -> int:
        """How much still waits: mails for their fate, letters for their way out."""
        return len([row for row in (*self.journal, *self.letters) if row["state"] in ("waiting", "sending")])

    @property
    def claimed(self) -> int:
        return sum(row["claimed_by"] is not None for row in (*self.journal, *self.letters))


@dataclass
class Books:
    """The database of one desk, seen from outside."""

    url: str
    in_doubt: Counter[tuple[str, str]] = field(default_factory=Counter)  # had left at a crash, unsettled

    def pages(self, url: str | None = None) -> Pages:
        found = engine.create(url or self.url)
        letters = sa.select(
            outbox_recipient, outbox.c.message_id, outbox.c.journal_id, outbox.c.ticket_id, outbox.c.kind
        ).join(outbox)
        with found.connect() as connection:
            read = [
                connection.execute(query).mappings().all()
                for query in (
                    sa.select(journal),
                    sa.select(message.c.journal_id, message.c.ticket_id),  # without the texts
                    sa.select(ticket.c.id),
                    sa.select(event.c.kind, event.c.cause, event.c.ticket_id),
                    sa.select(firing.c.timer_id, firing.c.generation, firing.c.step),
                    letters,
                )
            ]
        found.dispose()
        return Pages(*read)

    def after_crash(self, deliveries: Sequence[Delivery]) -> None:
        """Notes what had left but was not settled; an SQLite file is read in a copy: the daemon shall recover it."""
        path = engine.sqlite_path(self.url)
        if path is None:
            self._note(self.url, deliveries)
            return
        if not path.exists():
            return
        with tempfile.TemporaryDirectory() as place:
            for name in (path.name, f"{path.name}-wal"):
                if path.with_name(name).exists():
                    shutil.copy(path.with_name(name), Path(place) / name)
            self._note(f"sqlite:///{place}/{path.name}", deliveries)

    def _note(self, url: str, deliveries: Sequence[Delivery]) -> None:
        found = engine.create(url)
        empty = not sa.inspect(found).has_table("journal")
        found.dispose()
        if empty:
            return  # it died before it had made its tables
        pages = self.pages(url)
        sending = {(row["message_id"], row["address"]) for row in pages.letters if row["state"] == "sending"}
        self.in_doubt.update(sending & {(d.message_id, d.recipient) for d in deliveries})

    def hurry(self) -> int:
        """Makes failed mails due now; says how many there are. Ten seconds are long for a test."""
        failed = sa.and_(journal.c.attempts > 0, journal.c.state == "waiting", journal.c.claimed_by.is_(None))
        found = engine.create(self.url)
        with found.begin() as connection:
            hurried = connection.execute(
                sa.update(journal).where(failed).values(next_attempt_at=datetime.now(UTC))
            )
        found.dispose()
        return hurried.rowcount

    def deadline_passed(self) -> bool:
        found = engine.create(self.url)
        with found.connect() as connection:
            due = connection.execute(
                sa.select(sa.func.min(timer.c.wake_at, type_=timer.c.wake_at.type))
            ).scalar_one()
        found.dispose()
        return bool(due < datetime.now(UTC))

    async def settled(self) -> Pages:
        """Waits until nothing waits any more."""
        while self._waits():
            await asyncio.sleep(LOOK_S)
        return self.pages()

    def _waits(self) -> bool:
        mails = sa.exists().where(journal.c.state == "waiting")
        letters = sa.exists().where(UNSENT)
        found = engine.create(self.url)
        with found.connect() as connection:
            waits = connection.execute(sa.select(sa.or_(mails, letters))).scalar_one()
        found.dispose()
        return bool(waits)


def compare(
    pages: Pages,
    posted: Sequence[Posted],
    deliveries: Sequence[Delivery],
    doubts: Mapping[tuple[str, str], int],
) -> None:
    """Fails with the first promise of SPEC section 2, P1 to P3, that does not hold."""
    assert pages.unsettled == 0
    assert pages.claimed == 0
    rows = _entries(pages, posted)
    final = {id(mail): _one_fate(mail, rows[id(mail)]) for mail in posted}
    _tickets(pages, posted, final)
    _messages(pages, rows)
    _letters(pages)
    _left(pages, deliveries, doubts)


def _entries(pages: Pages, posted: Sequence[Posted]) -> dict[int, list[Row]]:
    """The entries of each mail: at least one for each 250, and none that nobody sent."""
    by_mail: dict[tuple[str, str], list[Row]] = {}
    for row in pages.journal:
        by_mail.setdefault((row["mail_from"], row["sha256"]), []).append(row)
    rows = {}
    for mail in posted:
        mine = by_mail.pop(_key(mail), [])
        assert mail.accepted <= len(mine) <= mail.attempts, (
            f"{mail.sender}: {len(mine)} entries, {mail.accepted} 250s"
        )
        rows[id(mail)] = mine
    assert not by_mail, f"entries that nobody sent: {list(by_mail)}"
    return rows


def _key(mail: Posted) -> tuple[str, str]:
    # What stands between DATA and the dot is what is kept; an empty mail is one empty line on the wire.
    return mail.sender, sha256(mail.raw).hexdigest()


def _one_fate(mail: Posted, rows: Sequence[Row]) -> Row:
    """The entry that is the mail; every other copy is a duplicate of it."""
    assert all(row["fate"] is not None and row["settled_at"] is not None for row in rows)
    own = [row for row in rows if row["fate"] != "duplicate"]
    fates = [row["fate"] for row in own]
    assert fates == [mail.expected], f"{mail.sender} has the fates {fates}, not {mail.expected}"
    copies = {row["ticket_id"] for row in rows}
    assert copies == {own[0]["ticket_id"]}, f"{mail.sender}: its copies are on the tickets {copies}"
    return own[0]


def _tickets(pages: Pages, posted: Sequence[Posted], final: Mapping[int, Row]) -> None:
    """One ticket for each mail that opens one, the right one for each that follows; one acknowledgement each."""
    opened = [final[id(mail)]["ticket_id"] for mail in posted if mail.on_ticket_of is None]
    assert sorted(opened) == sorted(row["id"] for row in pages.tickets)
    for mail in posted:
        if mail.on_ticket_of is not None:
            assert final[id(mail)]["ticket_id"] == final[id(mail.on_ticket_of)]["ticket_id"], mail.sender
    acknowledged = Counter(row["ticket_id"] for row in pages.letters if row["kind"] == "ack")
    assert acknowledged == Counter(opened)


def _messages(pages: Pages, rows: Mapping[int, Sequence[Row]]) -> None:
    """One message for each mail, on the ticket of its fate, however many copies came."""
    by_entry: dict[int, list[Row]] = {}
    for one in pages.messages:
        by_entry.setdefault(one["journal_id"], []).append(one)
    for entries in rows.values():
        found = [m for entry in entries for m in by_entry.pop(entry["id"], [])]
        tickets = {entry["ticket_id"] for entry in entries}
        assert len(found) == 1
        assert {found[0]["ticket_id"]} == tickets
    assert not by_entry


def _letters(pages: Pages) -> None:
    """No cause wrote to anybody twice, and every letter came to its end."""
    causes = Counter((row["journal_id"], row["kind"], row["address"]) for row in pages.letters)
    assert set(causes.values()) <= {1}, causes
    steps = Counter((row["timer_id"], row["generation"], row["step"]) for row in pages.firings)
    assert set(steps.values()) <= {1}
    told = Counter(row["ticket_id"] for row in pages.events if row["kind"] == "breached")
    assert set(told.values()) <= {1}
    assert sum(row["kind"] == "reminded" for row in pages.events) == len(steps)


def _left(pages: Pages, deliveries: Sequence[Delivery], doubts: Mapping[tuple[str, str], int]) -> None:
    """Each letter left once; again only where a crash found it being sent, and then under the same Message-ID."""
    times = Counter((d.message_id, d.recipient) for d in deliveries)
    for row in pages.letters:
        key = (row["message_id"], row["address"])
        count = times.pop(key, 0)
        if (
            row["state"] == "cancelled"
        ):  # an acknowledgement whose promised time passed while the desk was down
            assert row["kind"] == "ack"
            assert count == 0
            continue
        assert row["state"] == "sent", f"{key} is {row['state']}: {row['detail']}"
        assert 1 <= count <= 1 + doubts.get(key, 0), f"{key} left {count} times"
    assert not times, f"mails that no letter knows: {list(times)}"
