"""`mailgate quarantine`: accepted mail that could not be processed."""

import sys
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Annotated, Any, Protocol

import typer

from mailgate.cli.house import House, house
from mailgate.cli.options import LARGEST, Config, Json, Limit, Yes
from mailgate.cli.output import emit, emit_array, rfc3339, table
from mailgate.cli.progress import progress
from mailgate.cli.trace import lines, trace_shape
from mailgate.errors import NotFound
from mailgate.failpoints import Unit
from mailgate.model.journal import EntryState
from mailgate.store import Tx, journal, views
from mailgate.store.purge import purge as purge_entry
from mailgate.store.views import EntryView

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    help="Mail that could not be processed.",
)


class Change(Protocol):
    """What is done to one entry; says whether it was in quarantine."""

    def __call__(self, tx: Tx, number: int) -> bool: ...


Numbers = Annotated[
    list[int] | None,
    typer.Argument(min=1, max=LARGEST, metavar="JOURNAL_ID...", help="As `list` shows them."),
]
All = Annotated[bool, typer.Option("--all", help="All that is in quarantine.")]


@app.command("list")
def list_(limit: Limit = 50, as_json: Json = False, config: Config = None) -> None:
    """List what is in quarantine, oldest first."""
    with house(config) as place:
        entries = place.store.read_now(lambda tx: views.quarantined(tx, limit or None))
    if as_json:
        emit_array(quarantine_shape(e) for e in entries)
        return
    rows = [(e.id, e.arrived_at, e.mail_from or "<>", e.ticket, "; ".join(e.reasons[:1])) for e in entries]
    table(("Entry", "Arrived", "From", "Ticket", "Why"), rows, empty="The quarantine is empty.")


@app.command()
def show(
    number: Annotated[int, typer.Argument(min=1, max=LARGEST, metavar="JOURNAL_ID")],
    raw: Annotated[bool, typer.Option("--raw", help="The mail itself, octet for octet.")] = False,
    as_json: Json = False,
    config: Config = None,
) -> None:
    """Show one mail of the quarantine, or write it out."""
    with house(config) as place:
        entry, body = place.store.read_now(lambda tx: (_quarantined(tx, number), journal.body(tx, number)))
    if raw:
        sys.stdout.buffer.write(body or b"")
    elif as_json:
        emit({**quarantine_shape(entry), "steps": trace_shape(entry, [])["steps"]})
    else:
        lines(entry, [])


@app.command()
def replay(numbers: Numbers = None, every: All = False, as_json: Json = False, config: Config = None) -> None:
    """Have mails processed again, as after an upgrade; the running daemon takes them up within seconds."""
    with house(config) as place:
        chosen = _chosen(place, numbers, every=every)
        now = place.clock.now()
        done = _each(place, chosen, "replaying", lambda tx, number: journal.reopen(tx, number, now))
    _report("replayed", chosen, done, as_json=as_json)


@app.command()
def purge(
    numbers: Numbers = None,
    every: All = False,
    older_than: Annotated[
        int | None, typer.Option(min=0, max=36500, metavar="DAYS", help="All that arrived before.")
    ] = None,
    yes: Yes = False,
    as_json: Json = False,
    config: Config = None,
) -> None:
    """Remove the raw mails for good; the ledger keeps that they came and why they failed."""
    with house(config) as place:
        chosen = _chosen(place, numbers, every=every, older_than=older_than)
        if chosen and not yes:
            typer.confirm(f"Remove {len(chosen)} mails for good?", abort=True, err=True)
        now = place.clock.now()
        done = _each(place, chosen, "purging", lambda tx, number: purge_entry(tx, number, now))
    _report("purged", chosen, done, as_json=as_json)


def quarantine_shape(entry: EntryView) -> dict[str, Any]:
    """The shape of `quarantine list --json`."""
    return {
        "journal_id": entry.id,
        "source": entry.source,
        "arrived_at": rfc3339(entry.arrived_at),
        "quarantined_at": rfc3339(entry.settled_at),
        "mail_from": entry.mail_from,
        "rcpt_to": list(entry.rcpt_to),
        "message_id": entry.message_id,
        "size": entry.size,
        "ticket": entry.ticket,
        "attempts": entry.attempts,
        "reasons": list(entry.reasons),
    }


def _quarantined(tx: Tx, number: int) -> EntryView:
    entry = views.entry(tx, number)
    if entry is None or entry.state != EntryState.QUARANTINED:
        raise NotFound(f"entry {number} is not in quarantine")
    return entry


def _chosen(
    place: House, numbers: Sequence[int] | None, *, every: bool, older_than: int | None = None
) -> list[int]:
    if numbers and (every or older_than is not None):
        raise typer.BadParameter("name entries or choose all, not both")
    if numbers:
        return list(dict.fromkeys(numbers))
    if not every and older_than is None:
        raise typer.BadParameter("name entries, or choose --all")
    before = place.clock.now() - timedelta(days=older_than) if older_than is not None else None
    return [e.id for e in place.store.read_now(lambda tx: views.quarantined(tx, None, before))]


def _each(place: House, numbers: list[int], label: str, change: Change) -> list[int]:
    """One short transaction each, so that the daemon never waits for a long one."""
    done = []
    with progress(label, len(numbers)) as advance:
        for number in numbers:
            if place.store.write_now(Unit.OPERATOR, partial(change, number=number)):
                done.append(number)
            advance(1)
    return done


def _report(verb: str, chosen: list[int], done: list[int], *, as_json: bool) -> None:
    missing = [number for number in chosen if number not in set(done)]
    if as_json:
        emit({verb: done, "not_in_quarantine": missing})
    else:
        print(f"{len(done)} {verb}")
    if missing:
        raise NotFound(f"not in quarantine: {', '.join(map(str, missing))}")
