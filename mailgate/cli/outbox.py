"""`mailgate outbox`: mail to be sent, and the switch that stops all of it."""

from typing import Annotated

import typer

from mailgate.cli.house import House, house
from mailgate.cli.options import LARGEST, Config, Json, Limit
from mailgate.cli.outgoing_shape import next_try, outgoing_shape, progress_of, state_of
from mailgate.cli.output import emit, emit_array, facts, lines_of, table
from mailgate.cli.which import ticket_number
from mailgate.errors import NotFound
from mailgate.failpoints import Unit
from mailgate.store import Tx, outbox, views_outbox
from mailgate.store.views_outbox import OutgoingView

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None, help="Mail to be sent.")
Number = Annotated[int, typer.Argument(min=1, max=LARGEST, metavar="ID", help="As `list` shows it.")]


@app.command("list")
def list_(
    every: Annotated[bool, typer.Option("--all", help="What was sent, refused or cancelled too.")] = False,
    ticket: Annotated[str | None, typer.Option(metavar="REF", help="All mail of this ticket.")] = None,
    limit: Limit = 50,
    as_json: Json = False,
    config: Config = None,
) -> None:
    """List the mail that waits to be sent, oldest first."""
    with house(config) as place:
        mails, paused = place.store.read_now(
            lambda tx: (_mails(tx, ticket, limit or None, every=every), outbox.paused(tx))
        )
    if as_json:
        emit_array(outgoing_shape(m) for m in mails)
        return
    rows = [
        (
            m.id,
            m.kind,
            m.ticket,
            ", ".join(r.address for r in m.recipients),
            progress_of(m),
            next_try(m),
            _last(m),
        )
        for m in mails
    ]
    table(
        ("Id", "Kind", "Ticket", "To", "State", "Next try", "Last answer"),
        rows,
        empty="Nothing waits to be sent.",
    )
    if paused is not None:
        print(f"Sending is paused: {paused}")


@app.command()
def show(number: Number, as_json: Json = False, config: Config = None) -> None:
    """Show one mail with its text and how far it is for each recipient."""
    with house(config) as place:
        mail = place.store.read_now(lambda tx: _mail(tx, number))
    if as_json:
        reply_to = mail.draft.reply_to
        emit(
            {
                **outgoing_shape(mail),
                "reply_to": reply_to.address if reply_to else None,
                "text": mail.draft.text,
            }
        )
        return
    facts(
        [
            ("Id", mail.id),
            ("Kind", mail.kind),
            ("Ticket", mail.ticket),
            ("Caused by", f"entry {mail.journal_id}" if mail.journal_id else None),
            ("Message-ID", mail.message_id),
            ("Subject", mail.draft.subject),
            ("Written", mail.created_at),
            ("Expires", mail.expires_at),
        ]
    )
    rows = [
        (r.address, state_of(r), r.attempts, r.next_attempt_at, r.code, r.detail) for r in mail.recipients
    ]
    table(("To", "State", "Tries", "Next try", "Code", "Last answer"), rows, empty="It has no recipients.")
    back = [(r.address, b.at, b.action, b.status, b.diagnostic or b.reason, b.journal_id)
            for r in mail.recipients for b in r.reports]  # fmt: skip
    if back:
        table(("Came back", "At", "Action", "Status", "Reason", "Entry"), back, empty="")
    print("", *lines_of(mail.draft.text), sep="\n")


@app.command()
def retry(
    number: Annotated[
        int | None, typer.Argument(min=1, max=LARGEST, metavar="ID", help="As `list` shows it.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="All that waits.")] = False,
    as_json: Json = False,
    config: Config = None,
) -> None:
    """Try a mail that failed before again now, instead of when it is due."""
    if (number is None) is not every:
        raise typer.BadParameter("name a mail, or choose --all")
    with house(config) as place:
        hurried = _hurry(place, number)
    _report("due_now", hurried, as_json=as_json)


@app.command()
def release(number: Number, as_json: Json = False, config: Config = None) -> None:
    """Let a mail that waits go now: before its time for second thoughts is over, and although sending is paused."""
    with house(config) as place:
        hurried = _hurry(place, number, released=True)
    _report("due_now", hurried, as_json=as_json)


@app.command()
def cancel(
    number: Number,
    why: Annotated[str, typer.Option(help="Kept with the mail.")] = "cancelled by an operator",
    as_json: Json = False,
    config: Config = None,
) -> None:
    """Cancel a mail for everybody who has not got it; one that is being sent now may still arrive."""
    with house(config) as place:
        now = place.clock.now()
        place.store.read_now(lambda tx: _mail(tx, number))
        cancelled = place.store.write_now(Unit.OPERATOR, lambda tx: outbox.cancel(tx, number, why, now))
    _report("cancelled", cancelled, as_json=as_json)


@app.command()
def pause(
    why: Annotated[str, typer.Argument(help="Shown by `status` while it lasts.")] = "by an operator",
    as_json: Json = False,
    config: Config = None,
) -> None:
    """Stop sending until `resume`; mail is accepted and processed as ever, and waits."""
    with house(config) as place:
        now = place.clock.now()
        place.store.write_now(Unit.OPERATOR, lambda tx: outbox.pause(tx, why, now))
    if as_json:
        emit({"paused": why})
    else:
        print("Sending is paused; `mailgate outbox resume` ends it, `outbox release` lets one mail go.")


@app.command()
def resume(as_json: Json = False, config: Config = None) -> None:
    """Let mail leave again."""
    with house(config) as place:
        place.store.write_now(Unit.OPERATOR, outbox.resume)
    if as_json:
        emit({"paused": None})
    else:
        print("Sending is resumed.")


def _mails(tx: Tx, ticket: str | None, limit: int | None, *, every: bool) -> list[OutgoingView]:
    if ticket is not None:
        return views_outbox.of_tickets(tx, [ticket_number(tx, ticket)])[:limit]
    return views_outbox.newest(tx, limit) if every else views_outbox.waiting(tx, limit)


def _mail(tx: Tx, number: int) -> OutgoingView:
    mail = views_outbox.outgoing(tx, number)
    if mail is None:
        raise NotFound(f"there is no mail {number} in the outbox")
    return mail


def _hurry(place: House, number: int | None, *, released: bool = False) -> int:
    now = place.clock.now()
    if number is not None:
        place.store.read_now(lambda tx: _mail(tx, number))
    return place.store.write_now(Unit.OPERATOR, lambda tx: outbox.hurry(tx, number, now, released=released))


def _report(verb: str, recipients: int, *, as_json: bool) -> None:
    if as_json:
        emit({verb: recipients})
    else:
        print(f"{verb.replace('_', ' ')}: {recipients} recipient{'' if recipients == 1 else 's'}")
    if not recipients:
        raise NotFound("nobody waits for this mail: it was sent, refused, cancelled, or is being sent now")


def _last(mail: OutgoingView) -> str:
    back = (f"{r.failure.status} {r.failure.diagnostic}".strip() for r in mail.recipients if r.failure)
    return next(back, "") or next((r.detail for r in mail.recipients if r.detail), "")
