"""A desk to tell stories with: mail in, a decision, letters out, on a real store and without a network."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from mailgate.config.load import load
from mailgate.config.starter import starter_templates
from mailgate.errors import Unparseable
from mailgate.failpoints import Unit
from mailgate.letters.book import LetterBook
from mailgate.mail.read import read
from mailgate.model.journal import Arrival, Envelope, Fate
from mailgate.model.outgoing import Draft, draft_from_json
from mailgate.model.ticket import Status, TicketState
from mailgate.outbound.deliver import BATCH, Deliverer
from mailgate.pipeline import edited
from mailgate.pipeline.carry import Carrier, Current, Readable
from mailgate.pipeline.desk import build
from mailgate.pipeline.digest import Digests
from mailgate.pipeline.tick import Ticked, tick
from mailgate.pipeline.undelivered import Undelivered
from mailgate.pipeline.wakes import Wakes
from mailgate.store import Store, Tx, journal, lookups, nodes
from mailgate.store.due_mail import Due
from mailgate.store.lookups import TimerState
from mailgate.store.schema import event, message, ticket, ticket_link
from mailgate.store.schema import journal as journal_table
from mailgate.store.schema_work import outbox, outbox_recipient, promise, timer
from mailgate.store.tickets import change_ticket
from tests.scenario.post import SUPPORT
from tests.scenario.stage import (
    AGENTS_TOML,
    CALENDARS_TOML,
    SLA_TOML,
    Carried,
    Collected,
    FakeClock,
    FakeCourier,
    configured,
    fixed_mint,
)

TRUSTED = "10.0.0.5"  # the neighbour whose Authentication-Results count


@dataclass(frozen=True)
class Letter:
    """A mail in the outbox."""

    id: int
    kind: str
    ticket_id: int | None
    recipient: str
    state: str
    sender: str
    due_at: datetime | None
    draft: Draft


class TestDesk:
    """What a story needs; the names are those of its sentences."""

    __test__ = False

    def __init__(self, store: Store, clock: FakeClock, sink: Collected, directory: Path) -> None:
        self.store, self.clock, self.sink, self._directory = store, clock, sink, directory
        self.mint, self.courier = fixed_mint(), FakeCourier()
        self.configure()

    def configure(
        self,
        *,
        mailbox: str = "",
        more: str = "",
        sla: str = SLA_TOML,
        agents: str = AGENTS_TOML,
        rules: str = "",
        calendars: str = CALENDARS_TOML,
    ) -> None:
        """Writes another configuration and lets it be in force."""
        self.settings = configured(
            self._directory, self.store.url, mailbox=mailbox, more=more, sla=sla, agents=agents, rules=rules,
            calendars=calendars,
        )  # fmt: skip
        overrides = self._directory / "templates"
        book = LetterBook(starter_templates(), overrides if overrides.is_dir() else None)
        self.current = Current(build(self.settings), book)
        names = [a.name for a in self.settings.agent]
        self.write(lambda tx: nodes.ensure_agents(tx, names))

    def edit_calendar(self, more: str) -> None:
        """Adds these keys to the calendar, and loads the configuration anew."""
        path = self._directory / "calendars.toml"
        path.write_text(path.read_text(encoding="utf-8") + more + "\n", encoding="utf-8")
        self.settings = load(self._directory, {})
        self.current = Current(build(self.settings), LetterBook(starter_templates()))

    def calendar_text(self) -> str:
        """What the operator wrote about calendars."""
        return (self._directory / "calendars.toml").read_text(encoding="utf-8")

    def count_anew(self) -> int:
        """Walks along the deadlines that count by an edited calendar, as the daemon does after a load."""
        done, after, now = 0, 0, self.clock.now()
        while (
            found := self.read(partial(edited.look, desk=self.current.desk, after=after, limit=50))
        ) is not None:
            work = partial(edited.count_anew, now=now, wakes=self.wakes, found=found)
            done, after = done + self.store.write_now(Unit.TICK, work), found.upto
        return done

    def macro(self, name: str, text: str, **beside: bytes) -> None:
        """Writes a canned answer with files beside it, `_` for `.` in their names; loads the configuration anew."""
        (self._directory / "macros").mkdir(exist_ok=True)
        (self._directory / "macros" / name).write_text(text, encoding="utf-8")
        for file, octets in beside.items():
            (self._directory / "macros" / file.replace("_", ".")).write_bytes(octets)
        self.current = Current(build(self.settings), LetterBook(starter_templates()))

    @cached_property
    def wakes(self) -> Wakes:
        return Wakes(lambda: self.current, lambda: self.mint)

    @cached_property
    def morning(self) -> Digests:
        return Digests(lambda: self.current, lambda: self.mint)

    @cached_property
    def carrier(self) -> Carrier:
        return Carrier(self.store, lambda: self.current, self.mint, self.clock, self.sink)

    # mail in

    def receive(
        self,
        raw: bytes,
        *,
        rcpt_to: str | Sequence[str] | None = None,
        mail_from: str | None = None,
        peer: str = TRUSTED,
        auth_user: str | None = None,
        quiet: bool = False,
        source: str = "smtp:127.0.0.1:8025",
    ) -> int:
        """Accepts a mail; its envelope is what its header says, unless told otherwise."""
        seen = read(raw) if raw.strip(b"\0\r\n") else None
        author = seen.from_.address if seen and seen.from_ else ""
        named = [a.address for a in (*seen.to, *seen.cc) if a.domain == "example.com"] if seen else []
        recipients = (rcpt_to,) if isinstance(rcpt_to, str) else tuple(rcpt_to or named or (SUPPORT,))
        envelope = Envelope(
            source="inject" if quiet else source,
            mail_from=author if mail_from is None else mail_from,
            rcpt_to=recipients,
            peer="" if quiet else peer,
            auth_user=auth_user,
            quiet=quiet,
        )
        arrival = Arrival(envelope, raw, self.clock.now())
        made: int = self.write(lambda tx: journal.append(tx, [arrival])[0])
        return made

    def process(self) -> None:
        """Gives every waiting mail its fate, in order of arrival."""
        asyncio.run(self._process())

    def post(self, raw: bytes, **envelope: Any) -> int:
        """Receives one mail and processes it."""
        entry = self.receive(raw, **envelope)
        self.process()
        return entry

    async def _process(self) -> None:
        now, lease = self.clock.now(), timedelta(minutes=5)
        while claimed := self.write(lambda tx: journal.claim(tx, "test", now, lease, 20)):
            for one in claimed:
                raw = self.read(partial(journal.body, journal_id=one.id)) or b""
                try:
                    found = read(raw, mail_from=one.envelope.mail_from)
                except Unparseable as error:
                    await self.carrier.quarantine(one, str(error))
                else:
                    await self.carrier.carry([Readable(one, found, 0.0, self.clock.monotonic())])

    # letters out

    def deliver(self) -> list[Carried]:
        """Sends what is due; returns what the courier took just now."""
        before = len(self.courier.carried)
        asyncio.run(sweep(self.deliverer()))
        return self.courier.carried[before:]

    def deliverer(self) -> Deliverer:
        return Deliverer(
            self.store, lambda: self.courier, self._sender, self.clock, self.sink, lambda: 0.0, node="test",
            tell=Undelivered(lambda: self.current, lambda: self.mint).tell, configuration=lambda: self._directory,
        )  # fmt: skip

    def _sender(self, due: Due) -> str:
        box = self.settings.mailbox_of(due.sender) if due.sender else None
        if box is None:
            return due.sender
        return self.mint.bounce_address(box.address, box.tokens, due.outbox_id, due.id)

    # what is there now

    def fate(self, entry: int) -> Fate | None:
        found = self._row(sa.select(journal_table.c.fate).where(journal_table.c.id == entry))
        return Fate(found.fate) if found.fate else None

    def reasons(self, entry: int) -> str:
        found = self._row(sa.select(journal_table.c.reasons).where(journal_table.c.id == entry))
        return " | ".join(found.reasons or ())

    def ticket_of(self, entry: int) -> TicketState:
        found = self._row(sa.select(journal_table.c.ticket_id).where(journal_table.c.id == entry))
        assert found.ticket_id is not None, "the mail belongs to no ticket"
        return self.ticket(found.ticket_id)

    def ticket(self, which: int | str) -> TicketState:
        """By number or by reference."""
        number = which if isinstance(which, int) else int(which.split("-")[2])
        found: TicketState = self.read(lambda tx: lookups.tickets(tx, [number]))[number]
        return found

    def tickets(self) -> list[TicketState]:
        numbers = [r.id for r in self.rows(sa.select(ticket.c.id).order_by(ticket.c.id))]
        return [self.ticket(n) for n in numbers]

    def letters(self, kind: str | None = None, *, to: str | None = None) -> list[Letter]:
        """Everything that was ever put into the outbox, oldest first."""
        query = sa.select(
            outbox.c.id, outbox.c.kind, outbox.c.ticket_id, outbox.c.sender, outbox.c.draft,
            outbox_recipient.c.address, outbox_recipient.c.state, outbox_recipient.c.next_attempt_at,
        ).join(outbox_recipient, outbox_recipient.c.outbox_id == outbox.c.id)  # fmt: skip
        found = [
            Letter(r.id, r.kind, r.ticket_id, r.address, r.state, r.sender, r.next_attempt_at, draft_from_json(r.draft))
            for r in self.rows(query.order_by(outbox_recipient.c.id))
        ]  # fmt: skip
        return [x for x in found if kind in (None, x.kind) and to in (None, x.recipient)]

    def letter(self, kind: str, *, to: str | None = None) -> Letter:
        """The newest letter of a kind."""
        return self.letters(kind, to=to)[-1]

    def messages(self, ticket_id: int) -> list[Any]:
        return self.rows(sa.select(message).where(message.c.ticket_id == ticket_id).order_by(message.c.id))

    def events(self, ticket_id: int, kind: str | None = None) -> list[Any]:
        found = self.rows(sa.select(event).where(event.c.ticket_id == ticket_id).order_by(event.c.id))
        return [e for e in found if kind in (None, e.kind)]

    def links(self, ticket_id: int) -> list[tuple[str, int]]:
        rows = self.rows(sa.select(ticket_link).where(ticket_link.c.ticket_id == ticket_id))
        return [(r.kind, r.other_id) for r in rows]

    def timers(self, ticket_id: int) -> dict[str, TimerState]:
        found = self.read(lambda tx: lookups.timers(tx, [ticket_id])).get(ticket_id, ())
        return {t.kind: t for t in found}

    def timer_row(self, ticket_id: int, kind: str = "first_response") -> Any:
        return self._row(sa.select(timer).where(timer.c.ticket_id == ticket_id, timer.c.kind == kind))

    def promise_row(self, ticket_id: int) -> Any:
        return self._row(sa.select(promise).where(promise.c.ticket_id == ticket_id))

    # time and operators

    def advance(self, seconds: float = 0, *, hours: float = 0, days: float = 0) -> None:
        self.clock.advance(seconds, hours=hours, days=days)

    def tick(self) -> Ticked:
        now, wakes = self.clock.now(), self.wakes
        return self.store.write_now(Unit.TICK, lambda tx: tick(tx, now, wakes))

    def digests(self) -> int:
        now = self.clock.now()
        return self.store.write_now(Unit.TICK, lambda tx: self.morning.work(tx, now))

    def change(self, ticket_id: int, **fields: object) -> None:
        """Sets fields of a ticket, as a command will that does not exist yet."""
        now = self.clock.now()
        self.write(lambda tx: change_ticket(tx, ticket_id, fields, now))

    def solve(self, ticket_id: int) -> None:
        self.change(ticket_id, status=Status.SOLVED.value, solved_at=self.clock.now())

    def close(self, ticket_id: int) -> None:
        self.change(ticket_id, status=Status.CLOSED.value, closed_at=self.clock.now())

    def write(self, fn: Any) -> Any:
        return self.store.write_now(Unit.OPERATOR, fn)

    def read(self, fn: Any) -> Any:
        return self.store.read_now(fn)

    def rows(self, query: sa.Select[Any]) -> list[Any]:
        def fetch(tx: Tx) -> list[Any]:
            return list(tx.execute(query).all())

        return self.store.read_now(fetch)

    def _row(self, query: sa.Select[Any]) -> Any:
        (row,) = self.rows(query)
        return row


async def sweep(deliverer: Deliverer) -> int:
    """One round of the sending loop, waited for to its end; says how many recipients were claimed."""
    due, _ = await deliverer._look() if deliverer._courier() is not None else ([], 0.0)
    assert len(due) <= BATCH
    async with asyncio.TaskGroup() as group:
        for one in due:
            await deliverer._slots.acquire()
            group.create_task(deliverer._one(one))
    return len(due)
