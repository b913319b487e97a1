"""What would change under other rules? Mail of the store or of files, decided by both, and the difference."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import typer

from mailgate.cli.house import House
from mailgate.cli.output import table
from mailgate.cli.progress import Advance, progress
from mailgate.cli.rules_shape import Differences
from mailgate.config.layout import RULES
from mailgate.config.quantities import parse_duration
from mailgate.config.schema import Settings
from mailgate.errors import Unparseable
from mailgate.inbound.inject import Way, arrival
from mailgate.inbound.mailfiles import Form, pieces
from mailgate.mail.read import read
from mailgate.pipeline.desk import build
from mailgate.pipeline.rehearse import Rehearsal
from mailgate.rules.known import known, text_of
from mailgate.rules.read import load
from mailgate.rules.rule import Rules
from mailgate.store import Tx, lookups, views_replay
from mailgate.store.journal import Claimed
from mailgate.store.views_replay import Stored
from mailgate.threading.sealed import KeyRing

_TOGETHER = 50  # mails in one look at the store


@dataclass(frozen=True)
class Mails:
    """What is decided again, a few at a time, and how many there are, where that is known."""

    some: Iterable[list[Stored]]
    total: int | None


def rules_at(path: Path, settings: Settings) -> Rules:
    """The rules of a file or of a configuration directory, read as part of this configuration."""
    file = path / RULES if path.is_dir() else path
    if not file.exists():
        raise typer.BadParameter(f"there is no {file}")
    return load(text_of(file), known(settings), str(file))


def of_store(place: House, since: str) -> Mails:
    """The settled mail since a date, or for so long."""
    begin = _since(place.clock.now(), since)
    numbers = place.store.read_now(lambda tx: views_replay.settled_since(tx, begin))
    return Mails(_pages(place, numbers), len(numbers))


def of_files(place: House, files: Sequence[Path]) -> Mails:
    """The mails of files, mboxes and folders, as if they came now."""
    return Mails(_pieces(place, files), None)


def compared(place: House, sides: tuple[Rules, Rules], mails: Mails) -> Differences:
    """Both decisions on each mail; Ctrl-C ends it early, with what was found. Nothing is changed."""
    with progress("testing", mails.total) as advance:
        return compare(place, sides, mails, advance)


def compare(place: House, sides: tuple[Rules, Rules], mails: Mails, advance: Advance) -> Differences:
    """As `compared`; `advance` is told of each few."""
    desk, ring = build(place.settings), place.store.read_now(lambda tx: KeyRing(lookups.keys(tx)))
    one, other = (Rehearsal(replace(desk, rules=rules), ring) for rules in sides)
    found = Differences(old=one.applied, new=other.applied)
    try:
        for some in mails.some:
            place.store.read_now(lambda tx, some=some: _both(tx, some, one, other, found))  # type: ignore[misc]
            advance(len(some))
    except KeyboardInterrupt:
        found.interrupted = True
    return found


def _both(tx: Tx, some: list[Stored], one: Rehearsal, other: Rehearsal, found: Differences) -> None:
    agents = lookups.agents(tx)
    for entry in some:
        try:
            mail = read(entry.raw, mail_from=entry.claimed.envelope.mail_from)
        except Unparseable:
            found.unreadable += 1
            continue
        old, new = (side.of(tx, mail, entry, agents) for side in (one, other))
        found.add(str(entry.claimed.id or "file"), mail.subject, old, new)


def _pages(place: House, numbers: list[int]) -> Iterator[list[Stored]]:
    for at in range(0, len(numbers), _TOGETHER):
        page = numbers[at : at + _TOGETHER]
        yield place.store.read_now(lambda tx, page=page: views_replay.stored(tx, page))  # type: ignore[misc]


def _pieces(place: House, files: Sequence[Path]) -> Iterator[list[Stored]]:
    for file in files:
        for piece in pieces(file, Form.AUTO, place.settings.smtp.max_size):
            if piece.problem:
                raise Unparseable(f"{piece.label}: {piece.problem}")
            taken = arrival(piece.raw, Way(None, ()), place.clock.now())
            claimed = Claimed(0, taken.envelope, taken.arrived_at, len(piece.raw), 0)
            yield [Stored(claimed, piece.raw, None, None)]


def _since(now: datetime, text: str) -> datetime:
    try:
        return now - timedelta(seconds=parse_duration(text))
    except ValueError:
        pass
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter("write 30 d, or 2026-11-01", param_hint="--since") from None
    return found if found.tzinfo is not None else found.replace(tzinfo=now.tzinfo)


def tell(found: Differences) -> None:
    """The differences for people."""
    if found.interrupted:
        print("Interrupted; this is what was found so far.")
    more = f", {found.unreadable} could not be read" if found.unreadable else ""
    print(f"{found.mails} mails, {found.changed} would be handled differently{more}.\n")
    table(("What", "Before", "After", "Mails", "Such as"), found.rows(), empty="Nothing would change.")
    if found.left_out():
        print(f"\nand {found.left_out()} more kinds of change; --json has all of them")
