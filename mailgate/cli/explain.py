"""`mailgate explain`: what a mail would cause, decided by the code that decides the real thing, and not done."""

import asyncio
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from mailgate.cli.consequences import Further
from mailgate.cli.drafts import PlaceholderMint, previews
from mailgate.cli.explanation import Explanation
from mailgate.cli.house import House, house
from mailgate.cli.options import LARGEST, Config, From, Json, To
from mailgate.cli.output import emit
from mailgate.config.schema import Settings
from mailgate.config.starter import starter_templates
from mailgate.errors import NotFound, Unparseable
from mailgate.events import FanOut
from mailgate.inbound.inject import Way, arrival
from mailgate.inbound.mailfiles import Form, Piece, pieces, single
from mailgate.letters.book import LetterBook
from mailgate.mail.read import read
from mailgate.model.authentication import Authentication
from mailgate.model.journal import EntryState
from mailgate.model.mail import Mail
from mailgate.pipeline.border import applies, border_of
from mailgate.pipeline.carry import Carrier, Current
from mailgate.pipeline.decide import decide
from mailgate.pipeline.desk import build
from mailgate.pipeline.promising import estimates
from mailgate.store import Tx, journal, lookups, views
from mailgate.store.journal import Claimed
from mailgate.store.views import EntryView
from mailgate.threading.sealed import KeyRing


def explain(
    what: Annotated[
        str, typer.Argument(metavar="FILE|JOURNAL_ID", help="A file, - for standard input, or an entry.")
    ],
    to: To = None,
    sender: From = None,
    no_dns: Annotated[
        bool, typer.Option("--no-dns", help="Leave out our own SPF, DKIM and DMARC, which asks the DNS.")
    ] = False,
    as_json: Json = False,
    config: Config = None,
) -> None:  # fmt: skip
    """Show what a mail would cause, without doing it.

    An entry of the ledger is decided again with its own envelope, as if it came now. In place of numbers, ids and
    tokens that do not exist yet stand NUMBER, NEW-ID and TOKEN. Where the daemon would check the sender itself, the
    DNS is asked anew, as it is today.
    """
    with house(config) as place:
        claimed, raw = mail_of(place, what, Way(sender, tuple(to or ())))
        explanation = explained(place, claimed, raw, dns=not no_dns)
    if as_json:
        emit(explanation.as_json())
    else:
        explanation.lines()


def mail_of(place: House, what: str, way: Way) -> tuple[Claimed, bytes]:
    """An entry of the ledger by its number, or a file as `inject` would take it in."""
    by_number = what.isdecimal() and not Path(what).exists()
    return _entry(place, int(what)) if by_number else _file(place, what, way)


def explained(place: House, claimed: Claimed, raw: bytes, *, dns: bool = True) -> Explanation:
    """The decision on a mail by the present settings and store; nothing is changed."""
    mail = read(raw, mail_from=claimed.envelope.mail_from)
    current = Current(build(place.settings), book(place))
    own = _checked(place, claimed, raw, mail, dns=dns) if applies(claimed.envelope, current.desk) else None

    def work(tx: Tx) -> Explanation:
        estimated = replace(current.desk, estimates=estimates(tx, current.desk, place.clock.now()))
        mint = PlaceholderMint(KeyRing(lookups.keys(tx)), lambda: 0)
        carrier = Carrier(place.store, lambda: current, mint, place.clock, FanOut())
        context = carrier.context(tx, claimed, mail, estimated, own)
        decision = decide(mail, context)
        letters = partial(previews, mail, context, book=current.book, mint=mint, journal_id=claimed.id)
        further = [Further(one, letters(one)) for one in decision.further]
        return Explanation(mail, context, decision, letters(decision), further)

    return place.store.read_now(work)


def _checked(place: House, claimed: Claimed, raw: bytes, mail: Mail, *, dns: bool) -> Authentication:
    if not dns:
        return Authentication(evidence=("our own check was left out: --no-dns",))
    border = border_of(place.settings.border, place.clock)
    return asyncio.run(border.check(raw, mail, claimed.envelope, claimed.arrived_at))


def book(place: House) -> LetterBook:
    """The letters of the house."""
    return letters_of(place.settings)


def letters_of(settings: Settings) -> LetterBook:
    """The letters, those in the configuration's own `templates` first."""
    overrides = settings.directory / "templates"
    return LetterBook(starter_templates(), overrides if overrides.is_dir() else None)


def _entry(place: House, number: int) -> tuple[Claimed, bytes]:
    """An entry as it would be claimed; the ticket that a settled one led to is no evidence for itself."""

    def look(tx: Tx) -> tuple[Claimed | None, EntryView | None, bytes | None]:
        return journal.entry(tx, number), views.entry(tx, number), journal.body(tx, number)

    claimed, seen, raw = place.store.read_now(look) if number <= LARGEST else (None, None, None)
    if claimed is None or seen is None:
        raise NotFound(f"there is no entry {number} in the ledger")
    if raw is None:
        raise NotFound(f"the raw mail of entry {number} was removed")
    return (replace(claimed, ticket_id=None) if seen.state == EntryState.SETTLED else claimed), raw


def _file(place: House, name: str, way: Way) -> tuple[Claimed, bytes]:
    """A file as `inject` would take it in."""
    limit = place.settings.smtp.max_size
    found = single(sys.stdin.buffer, name, limit) if name == "-" else pieces(Path(name), Form.MAIL, limit)
    piece = next(found, Piece(name, problem="holds no mail"))
    if piece.problem:
        raise Unparseable(f"{piece.label}: {piece.problem}")
    taken = arrival(piece.raw, way, place.clock.now())
    return Claimed(0, taken.envelope, taken.arrived_at, len(piece.raw), 0), piece.raw
