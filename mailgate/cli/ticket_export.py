"""`mailgate ticket export`: tickets taken along, as files in folders or as one mbox."""

import sys
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from mailgate.cli.exported import Exported, write_folder, write_mbox
from mailgate.cli.house import House, house
from mailgate.cli.options import Config, Json
from mailgate.cli.output import emit_array, table
from mailgate.cli.progress import progress
from mailgate.cli.which import ticket_number
from mailgate.store import views_tickets
from mailgate.store.views_tickets import TicketView

STDOUT = "-"


def export(
    references: Annotated[list[str], typer.Argument(metavar="REF...", help="As in EX-26-000042-K.")],
    out: Annotated[
        str, typer.Option("--out", metavar="DIR|-", help="Where the folders are made; -: an mbox to standard output.")
    ] = ".",
    as_json: Json = False,
    config: Config = None,
) -> None:  # fmt: skip
    """Write out tickets with their mails and attachments.

    A folder for each ticket, named by its reference, with `ticket.json` as `show --json` gives it, `mails` and
    `attachments`. It holds notes and commands: it is for the desk, not for the customer.
    """
    if out == STDOUT and as_json:
        raise typer.BadParameter("an mbox on standard output leaves no room for --json")
    with house(config) as place:
        numbers = place.store.read_now(
            lambda tx: list(dict.fromkeys(ticket_number(tx, text) for text in references))
        )
        done: list[Exported] = []
        with progress("exporting", len(numbers)) as advance:
            for number in numbers:
                [ticket] = place.store.read_now(partial(views_tickets.tickets, ids=[number]))
                if out == STDOUT:
                    write_mbox(place.store, ticket, sys.stdout.buffer)
                else:
                    done.append(_written(place, ticket, Path(out)))
                advance(1)
    if as_json:
        emit_array(one.as_json() for one in done)
    elif out != STDOUT:
        rows = [(one.reference, one.mails, one.attachments, len(one.missing), one.folder) for one in done]
        table(("Reference", "Mails", "Attachments", "Missing", "Folder"), rows, empty="")


def _written(place: House, ticket: TicketView, parent: Path) -> Exported:
    try:
        return write_folder(place.store, ticket, parent)
    except FileExistsError as refused:
        problem = f"{refused.filename} is there already: remove it, or choose another place"
        raise typer.BadParameter(problem, param_hint="--out") from None
    except OSError as refused:
        problem = f"{refused.filename or parent} cannot be written: {refused.strerror}"
        raise typer.BadParameter(problem, param_hint="--out") from None
