"""Does it take longer to find a mail's ticket the more Message-IDs are stored? The same replies at two stores, in turns.

Measured is what threading asks of the store and what it makes of the answers: ids, aliases, tickets with their people, the
sender's open tickets. SQLite works in this process, so that its CPU time counts; PostgreSQL works elsewhere, and the time
on the clock counts.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Self

import sqlalchemy as sa
from rich.table import Table

from bench.databases import Database
from bench.desk import MAILBOX
from bench.findings import Demand
from bench.measure import Series
from bench.preload import preload
from bench.statements import Statements
from mailgate.model.authentication import Authentication, Verdict
from mailgate.model.decision import ReplyMeans
from mailgate.model.journal import Envelope
from mailgate.model.mail import Address, Mail
from mailgate.model.reference import Reference
from mailgate.pipeline.candidates import candidates, sender
from mailgate.store import engine, lookups
from mailgate.store.schema import message_id
from mailgate.threading import evidence, message_ids, tokens
from mailgate.threading.resolve import resolve
from mailgate.threading.sealed import KeyRing

FEW, MANY = 1_000, 1_000_000
WANTED = 1.5
MAILS = 400
TICKETS = 400  # with two ids each
CHAIN = 20  # ids that a reply names
_CHUNK = 50_000
_WARM_UP = 40
_RING = KeyRing({1: b"k" * 32})
_NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
_VOUCHED = Authentication(Verdict.PASS, "dmarc")


@dataclass(frozen=True, slots=True)
class Cost:
    """What finding the ticket of one mail costs at one store."""

    ids: int
    statements: float
    scans: tuple[str, ...]
    seconds: Series  # a mail, over the rounds


@dataclass(frozen=True, slots=True)
class Scale:
    """The two stores."""

    mails: int
    few: Cost
    many: Cost


def run(database: Callable[[], Database], rounds: int, few: int = FEW, many: int = MANY) -> Scale:
    """Fills both stores and measures them in turns; `database` gives an empty one of either kind."""
    with ExitStack() as stack:
        small, large = (stack.enter_context(_Store(database(), ids)) for ids in (few, many))
        found: dict[int, list[float]] = {few: [], many: []}
        for number in range(1, rounds + 1):
            for store in (small, large)[:: 1 if number % 2 else -1]:
                found[store.ids].append(store.seconds_per_mail())
        return Scale(MAILS, small.cost(found[few]), large.cost(found[many]))


def demands(found: Scale | None) -> Iterator[Demand]:
    """The same statements, no scan, and hardly more time."""
    if found is None:
        return
    at = f"to find a ticket among {found.many.ids:,} ids, × {found.few.ids:,}"
    ratio = found.many.seconds.over(found.few.seconds)
    yield Demand(f"time {at}", f"≤ {WANTED:g}", ratio.median, ratio.low, ratio.high, ratio.median <= WANTED)
    more = found.many.statements / found.few.statements
    yield Demand(f"statements {at}", "= 1", more, more, more, more == 1)
    scans = float(len(found.many.scans))
    yield Demand("statements that scan to find a ticket", "≤ 0", scans, scans, scans, scans == 0)


def table(found: Scale) -> Table:
    """A row for each store."""
    grid = Table(title=f"finding a mail's ticket, {found.mails} mails", title_justify="left")
    for title in ("ids stored", "µs a mail", "range", "statements a mail"):
        grid.add_column(title, justify="right")
    for cost in (found.few, found.many):
        spread = f"{cost.seconds.low * 1e6:.0f}–{cost.seconds.high * 1e6:.0f}"
        grid.add_row(f"{cost.ids:,}", f"{cost.seconds.median * 1e6:.0f}", spread, f"{cost.statements:.2f}")
    return grid


def plain(found: Scale | None) -> dict[str, object] | None:
    """As JSON takes it."""
    return asdict(found) if found is not None else None


class _Store:
    """One database with so many ids, and the mails that answer some of them."""

    def __init__(self, database: Database, ids: int) -> None:
        self.ids = ids
        self._database = database
        self._home = TemporaryDirectory(prefix="bench-threading-")

    def __enter__(self) -> Self:
        url = self._database.fresh(Path(self._home.name))
        preload(url, TICKETS)
        self._engine = engine.create(url)
        self._clock = time.process_time if self._engine.dialect.name == "sqlite" else time.perf_counter
        _fill(self._engine, self.ids - 2 * TICKETS)
        self._mails = list(islice(_mails(self.ids - 2 * TICKETS), MAILS))
        self._connection = self._engine.connect()
        self._thread(self._mails[:_WARM_UP])
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()
        self._engine.dispose()
        self._database.drop()
        self._home.cleanup()

    def seconds_per_mail(self) -> float:
        began = self._clock()
        self._thread(self._mails)
        return (self._clock() - began) / len(self._mails)

    def cost(self, seconds: list[float]) -> Cost:
        seen = Statements()
        with seen.watching(self._engine):
            self._thread(self._mails)
        with self._connection.begin():
            scans = tuple(seen.scans(self._connection))
        return Cost(self.ids, seen.total / len(self._mails), scans, Series.of(seconds))

    def _thread(self, mails: list[tuple[Mail, Envelope]]) -> None:
        for mail, envelope in mails:
            with self._connection.begin():
                _resolve(self._connection, mail, envelope)


def _resolve(tx: sa.Connection, mail: Mail, envelope: Envelope) -> None:
    """The way of a mail through threading, as the pipeline gathers it."""
    pointers = evidence.collect(mail, envelope)
    known = lookups.known_ids(tx, {mail.message_id, *pointers.ids, *pointers.quoted_ids})
    found = candidates(tx, mail, pointers, known, _RING, (), (), _NOW, same_subject=True)
    resolve(found, sender(mail, _VOUCHED, is_agent=False))


def _fill(store: sa.Engine, rows: int) -> None:
    """Ids that were only named: the most frequent kind."""
    with store.connect() as connection:
        for first in range(0, rows, _CHUNK):
            with connection.begin():
                chunk = [_row(number) for number in range(first, min(first + _CHUNK, rows))]
                connection.execute(sa.insert(message_id), chunk)
        if connection.dialect.name == "postgresql":
            with connection.begin():
                connection.execute(sa.text("ANALYZE"))


def _row(number: int) -> dict[str, Any]:
    return {
        "message_id": _named(number), "digest": "named", "ticket_id": number % TICKETS + 1, "journal_id": None,
        "outbox_kind": None,
    }  # fmt: skip


def _named(number: int) -> str:
    return f"<{number * 2_654_435_761 % 2**32:08x}.{number}@mail.customers.test>"


def _mails(rows: int) -> Iterator[tuple[Mail, Envelope]]:
    """Replies by every kind of evidence, and new mails, over all tickets and all over the stored ids."""
    kinds = cycle((_by_token, _by_our_id, _by_chain, _by_subject, _by_quote, _new))
    number = 0
    while True:
        number += 1
        ticket = number * 7 % TICKETS + 1
        chain = tuple(_named((number * 7_919 + step * 104_729) % rows) for step in range(CHAIN))
        person = f"person{(ticket - 1) // 2 + 1}@customers.test"
        mail = Mail(
            digest=f"{number:032x}", message_id=f"<reply{number}@customers.test>", message_id_given=True,
            senders=(Address(person),), subject=f"Order {ticket}",
        )  # fmt: skip
        yield next(kinds)(mail, ticket, chain)


def _by_token(mail: Mail, ticket: int, chain: tuple[str, ...]) -> tuple[Mail, Envelope]:
    token = tokens.mint(_RING, ReplyMeans.CUSTOMER, ticket, ticket)
    return replace(mail, references=chain), _to(tokens.address(MAILBOX, "+", token), mail)


def _by_our_id(mail: Mail, ticket: int, chain: tuple[str, ...]) -> tuple[Mail, Envelope]:
    ours = message_ids.mint(_RING, ticket, ticket, "example.com")
    return replace(mail, references=(*chain, ours), in_reply_to=(ours,)), _to(MAILBOX, mail)


def _by_chain(mail: Mail, _ticket: int, chain: tuple[str, ...]) -> tuple[Mail, Envelope]:
    return replace(mail, references=chain, in_reply_to=chain[-1:]), _to(MAILBOX, mail)


def _by_subject(mail: Mail, ticket: int, _chain: tuple[str, ...]) -> tuple[Mail, Envelope]:
    return replace(mail, subject=f"Re: [{Reference('EX', 24, ticket)}] Order"), _to(MAILBOX, mail)


def _by_quote(mail: Mail, ticket: int, _chain: tuple[str, ...]) -> tuple[Mail, Envelope]:
    ours = message_ids.mint(_RING, ticket, ticket, "example.com")
    return replace(mail, quoted_text=f"> Message-ID: {ours}\n" + "> an earlier line\n" * 40), _to(
        MAILBOX, mail
    )


def _new(mail: Mail, _ticket: int, _chain: tuple[str, ...]) -> tuple[Mail, Envelope]:
    return mail, _to(MAILBOX, mail)


def _to(address: str, mail: Mail) -> Envelope:
    return Envelope("smtp:127.0.0.1:25", mail.senders[0].address, (address,))
