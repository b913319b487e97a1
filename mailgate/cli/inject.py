"""`mailgate inject`: mail from a pipe, files, mbox or Maildir takes the same way in as mail by SMTP."""

import shutil
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from mailgate.cli.exits import Exit
from mailgate.cli.house import House, house
from mailgate.cli.lazy import complain
from mailgate.cli.options import Config, From, Json, To
from mailgate.cli.output import emit
from mailgate.cli.progress import Advance, progress
from mailgate.errors import ConfigError, Conflict, MailgateError, StoreUnavailable
from mailgate.failpoints import Unit
from mailgate.inbound.inject import Way, arrival
from mailgate.inbound.mailfiles import Form, Piece, mbox_of, pieces, single
from mailgate.model.journal import Arrival
from mailgate.operations.printable import printable
from mailgate.store import journal
from mailgate.store.engine import sqlite_path

_BATCH_MAILS = 50
_BATCH_BYTES = 16 * 1024 * 1024
STDIN = "-"


@dataclass
class Tally:
    """What became of the call's mails."""

    taken: list[int]
    refused: list[Piece]

    def as_json(self) -> dict[str, object]:
        refused = [{"file": p.label, "problem": p.problem} for p in self.refused]
        return {"injected": len(self.taken), "journal_ids": self.taken, "refused": refused}


def inject(
    files: Annotated[list[Path] | None, typer.Argument(help="Files or folders; none, or -: one mail piped in.")] = None,
    to: To = None,
    sender: From = None,
    imported: Annotated[bool, typer.Option("--import", help="Old mail: filed and threaded, causes no letter.")] = False,
    form: Annotated[Form, typer.Option("--as", help="What the files are.")] = Form.AUTO,
    as_json: Json = False,
    config: Config = None,
) -> None:  # fmt: skip
    """Take in mail from standard input, files, mbox or Maildir.

    Injecting the same mail again is harmless: a copy is recognised. Exits with 75 when the same call may succeed
    later, with 65 when a file could not be read; all others are taken all the same.
    """
    piped = not files or files == [Path(STDIN)]
    if piped and sys.stdin.isatty():
        raise typer.BadParameter("name files, or pipe a mail in")
    try:
        with house(config) as place:
            tally = _take_all(place, files or [], Way(sender, tuple(to or ()), imported), form, piped=piped)
    except (StoreUnavailable, Conflict, ConfigError) as error:
        complain(error)
        raise typer.Exit(_retry_code(error, piped=piped)) from None
    _report(tally, as_json=as_json)
    if tally.refused:
        raise typer.Exit(Exit.BAD_DATA)


def _retry_code(error: MailgateError, *, piped: bool) -> Exit:
    """The exit code for mail that was not taken.

    A mail server that pipes to us returns the mail to its sender for any code but 75, even when the fault is a typing
    error in our configuration. Somebody who names files is at the keyboard and is told what it is.
    """
    return Exit.BAD_CONFIG if isinstance(error, ConfigError) and not piped else Exit.TRY_AGAIN


def _take_all(place: House, files: list[Path], way: Way, form: Form, *, piped: bool) -> Tally:
    limit = place.settings.smtp.max_size
    found = _standard_input(form, limit) if piped else (p for f in files for p in pieces(f, form, limit))
    tally = Tally([], [])
    with progress("injecting") as advance:
        for batch in _batches(_arrivals(found, way, place, tally)):
            _refuse_full_disk(place)
            _append(place, batch, tally, advance)
    return tally


def _standard_input(form: Form, limit: int) -> Iterator[Piece]:
    stream = sys.stdin.buffer
    return mbox_of(stream, STDIN, limit) if form is Form.MBOX else single(stream, STDIN, limit)


def _arrivals(found: Iterable[Piece], way: Way, place: House, tally: Tally) -> Iterator[Arrival]:
    for piece in found:
        if piece.problem:
            tally.refused.append(piece)
        elif not piece.raw.strip():
            tally.refused.append(Piece(piece.label, problem="is empty"))
        else:
            yield arrival(piece.raw, way, place.clock.now())


def _batches(arrivals: Iterable[Arrival]) -> Iterator[list[Arrival]]:
    """Several mails a commit: a commit costs more than the rows of a mail."""
    batch: list[Arrival] = []
    size = 0
    for one in arrivals:
        if batch and (len(batch) == _BATCH_MAILS or size + len(one.raw) > _BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(one)
        size += len(one.raw)
    if batch:
        yield batch


def _append(place: House, batch: list[Arrival], tally: Tally, advance: Advance) -> None:
    try:
        tally.taken += place.store.write_now(Unit.INTAKE, lambda tx: journal.append(tx, batch))
    except StoreUnavailable as error:
        raise StoreUnavailable(
            f"{error}; {len(tally.taken)} were taken before, all may be injected again"
        ) from error
    advance(len(batch))


def _refuse_full_disk(place: House) -> None:
    """The watermark of SMTP's 452 holds here too."""
    path = sqlite_path(place.settings.store.url)
    if path is not None and shutil.disk_usage(path.parent).free < place.settings.store.low_disk:
        raise StoreUnavailable(f"less than store.low_disk is free on the disk of {path}; make room")


def _report(tally: Tally, *, as_json: bool) -> None:
    if as_json:
        emit(tally.as_json())
        return
    for piece in tally.refused:
        print(f"mailgate: {printable(piece.label)}: {piece.problem}", file=sys.stderr)
    if sys.stdout.isatty() or len(tally.taken) > 1:
        print(
            f"{len(tally.taken)} taken in; `mailgate trace {tally.taken[-1]}` shows what becomes of the last"
            if tally.taken
            else "none taken in"
        )
