"""`mailgate parse`: what a mail says, as mailgate reads it."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from mailgate.cli.cuts import cut_rows
from mailgate.cli.exits import Exit
from mailgate.cli.mail_shape import mail_shape
from mailgate.cli.options import Json
from mailgate.cli.output import emit, facts, lines_of
from mailgate.cli.progress import progress
from mailgate.errors import Unparseable
from mailgate.inbound.mailfiles import Form, Piece, pieces, single
from mailgate.mail.read import read
from mailgate.model.mail import Address, Mail
from mailgate.operations.printable import printable

MAX_SIZE = 100 * 1024 * 1024  # octets; the reading is in this process, so a limit of its own
STDIN = Path("-")


def parse(
    files: Annotated[list[Path], typer.Argument(help="Files or folders of mails; - for standard input.")],
    as_json: Json = False,
) -> None:
    """Show what a mail says, as mailgate reads it.

    With --json each mail is one line. Exits with 65 when one of them could not be read; the others are shown.
    """
    failed = False
    with progress("reading") as advance:
        for piece in _all(files):
            failed |= not _show(piece, as_json=as_json, headed=len(files) > 1 or files[0].is_dir())
            advance(1)
    if failed:
        raise typer.Exit(Exit.BAD_DATA)


def read_piece(piece: Piece) -> Mail:
    """The mail of a file; raises Unparseable naming the file."""
    if piece.problem:
        raise Unparseable(f"{piece.label}: {piece.problem}")
    try:
        return read(piece.raw)
    except Unparseable as error:
        raise Unparseable(f"{piece.label}: {error}") from error


def _all(files: list[Path]) -> Iterator[Piece]:
    for file in files:
        if file == STDIN:
            yield from single(sys.stdin.buffer, "-", MAX_SIZE)
        else:
            yield from pieces(file, Form.AUTO, MAX_SIZE)


def _show(piece: Piece, *, as_json: bool, headed: bool) -> bool:
    try:
        mail = read_piece(piece)
    except Unparseable as error:
        print(f"mailgate: {printable(str(error), 1000)}", file=sys.stderr)
        return False
    if as_json:
        emit(mail_shape(mail))
        return True
    if headed:
        print(f"== {printable(piece.label)}")
    _readable(mail)
    return True


def _readable(mail: Mail) -> None:
    made = mail.automatic
    facts(
        [
            ("From", people(mail.senders)),
            ("To", people(mail.to)),
            ("Cc", people(mail.cc)),
            ("Reply-To", people(mail.reply_to)),
            ("Date", mail.date),
            ("Subject", mail.subject),
            ("Message-ID", mail.message_id + ("" if mail.message_id_given else " (derived)")),
            ("In-Reply-To", " ".join(mail.in_reply_to)),
            ("Language", mail.language),
            (
                "Automatic",
                f"{made.kind.value}: {'; '.join(made.evidence)}" if made.evidence else made.kind.value,
            ),
            ("Silence", "; ".join(mail.silence.evidence)),
            ("Bounce", _bounced(mail)),
            ("Forward of", people((mail.forward.from_,)) if mail.forward else None),
            *(("Attachment", f"{a.name} ({a.content_type}, {a.size} bytes)") for a in mail.attachments),
            ("Defects", "; ".join(mail.defects)),
            ("Limits", ", ".join(mail.limits)),
            *cut_rows(mail),
        ]
    )
    for title, text in (
        ("New text", mail.new_text),
        ("Quoted", mail.quoted_text),
        ("Signature", mail.signature),
    ):
        if text.strip():
            print(f"\n{title}:", *(f"  {line}".rstrip() for line in lines_of(text)), sep="\n")
    print()


def people(addresses: tuple[Address, ...]) -> str:
    """Addresses on one line, as a header shows them."""
    return ", ".join(f"{a.name} <{a.address}>" if a.name else a.address for a in addresses)


def _bounced(mail: Mail) -> str | None:
    if mail.bounce is None:
        return None
    return "; ".join(f"{r.address} {r.action} {r.status} {r.reason}".rstrip() for r in mail.bounce.recipients)
