"""`mailgate ticket`: tickets, looked at; what changes one is in `ticket_acts`, what takes one along in `ticket_export`."""

from collections.abc import Iterator
from itertools import islice
from typing import Annotated, Any

import typer

from mailgate.cli import ticket_acts
from mailgate.cli.house import House, house
from mailgate.cli.options import Config, Json, Limit
from mailgate.cli.output import emit, emit_array, facts, lines_of, moment, shown, table
from mailgate.cli.ticket_alias import alias
from mailgate.cli.ticket_export import export
from mailgate.cli.ticket_shape import messages_shape, ticket_shape
from mailgate.cli.which import ticket_number
from mailgate.model.event_words import for_people, said
from mailgate.model.ticket import Priority, Status
from mailgate.operations.printable import printable
from mailgate.store import Tx, views_tickets
from mailgate.store.views_tickets import Row, TicketView, Wanted

_BATCH = 50  # tickets that are in memory at once

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None, help="Tickets.")


@app.command("list")
def list_(
    status: Annotated[Status | None, typer.Option(help="Those with this status.")] = None,
    team: Annotated[str | None, typer.Option(help="Those of this team.")] = None,
    assignee: Annotated[str | None, typer.Option(help="Those of this agent.")] = None,
    mailbox: Annotated[
        str | None, typer.Option(metavar="ADDR", help="Those that came to this mailbox.")
    ] = None,
    requester: Annotated[str | None, typer.Option(metavar="ADDR", help="Those of this customer.")] = None,
    limit: Limit = 50,
    as_json: Json = False,
    config: Config = None,
) -> None:
    """List tickets, newest first; with --json each as `show` gives it."""
    wanted = Wanted(status, team, assignee, mailbox, requester)
    with house(config) as place:
        numbers = place.store.read_now(lambda tx: views_tickets.numbers(tx, wanted, limit or None))
        if as_json:
            emit_array(ticket_shape(t) for batch in _batches(numbers) for t in _whole(place, batch))
        else:
            heads = [h for batch in _batches(numbers) for h in _heads(place, batch)]
            table(
                _HEADINGS,
                [_line(reference, row) for reference, row in heads],
                empty="There are no such tickets.",
            )


@app.command()
def show(
    reference: Annotated[str, typer.Argument(metavar="REF", help="As in EX-26-000042-K; brackets and case do not matter.")],
    as_json: Json = False,
    config: Config = None,
) -> None:  # fmt: skip
    """Show one ticket with its messages and its timeline."""
    with house(config) as place:
        ticket = place.store.read_now(lambda tx: _one(tx, reference))
    if as_json:
        emit(ticket_shape(ticket))
    else:
        _readable(ticket)


app.command("set", context_settings=ticket_acts.LENIENT)(ticket_acts.set_)
app.command(context_settings=ticket_acts.LENIENT)(ticket_acts.note)
app.command(context_settings=ticket_acts.LENIENT)(ticket_acts.reply)
app.command()(ticket_acts.merge)
app.command(context_settings=ticket_acts.LENIENT)(ticket_acts.split)
app.command()(alias)
app.command()(export)

_HEADINGS = ("Reference", "Status", "With", "Requester", "Created", "Subject")


def _one(tx: Tx, reference: str) -> TicketView:
    return views_tickets.tickets(tx, [ticket_number(tx, reference)])[0]


def _batches(numbers: list[int]) -> Iterator[list[int]]:
    left = iter(numbers)
    while batch := list(islice(left, _BATCH)):
        yield batch


def _whole(place: House, numbers: list[int]) -> list[TicketView]:
    return place.store.read_now(lambda tx: views_tickets.tickets(tx, numbers))


def _heads(place: House, numbers: list[int]) -> list[tuple[str, Row]]:
    return place.store.read_now(lambda tx: views_tickets.heads(tx, numbers))


def _line(reference: str, row: Row) -> tuple[Any, ...]:
    urgent = f", {row['priority']}" if row["priority"] in (Priority.HIGH, Priority.URGENT) else ""
    keeper = row["assignee"] or row["team"]
    created = moment(row["created_at"])[:10]
    return (reference, row["status"] + urgent, keeper, row["requester_address"], created, row["subject"])


def _readable(ticket: TicketView) -> None:
    row, shape = ticket.row, ticket_shape(ticket)
    facts(
        [
            ("Ticket", ticket.reference),
            ("Subject", row["subject"]),
            ("Status", f"{row['status']}, {row['priority']}"),
            ("Category", row["category"]),
            ("Tags", ", ".join(row["tags"])),
            ("Team", row["team"]),
            ("Assignee", row["assignee"]),
            ("Mailbox", row["mailbox"]),
            *((p["role"].capitalize(), _person(p)) for p in ticket.participants),
            ("Created", row["created_at"]),
            ("Answered", row["first_response_at"]),
            ("Solved", row["solved_at"]),
            *(
                (f"Due {t['kind']}", f"{moment(t['due_at'])}, {t['state']}")
                for t in ticket.timers
                if t["due_at"]
            ),
            *((kind.replace("_", " ").capitalize(), other) for kind, other in ticket.links),
        ]
    )
    for message in messages_shape(ticket):
        _message(message)
    print("\nTimeline")
    rows = [
        (shown(e["at"]), e["kind"], e["actor"], said(e["detail"], ": "))
        for e in shape["events"]
        if for_people(e["kind"], e["detail"])
    ]
    table(("At", "What", "Who", "Detail"), rows, empty="  nothing")


def _message(m: dict[str, Any]) -> None:
    sender = m["from"] or {"name": "", "address": "nobody"}
    marks = [m["kind"], "" if m["public"] else "internal", "" if m["verified"] else "unverified"]
    print(
        f"\n-- {shown(m['arrived_at'])} {m['direction']}: {printable(_person(sender))} ({', '.join(filter(None, marks))})"
    )
    print(*(f"   {line}".rstrip() for line in lines_of(m["new_text"])), sep="\n")
    for a in m["attachments"]:
        print(f"   [{printable(a['name'])}, {printable(a['content_type'])}, {a['size']} bytes]")
    for d in m["delivery"]:
        print(f"   -> {printable(d['address'])}: {d['state']} {printable(d['detail'])}".rstrip())


def _person(who: Any) -> str:
    return f"{who['name']} <{who['address']}>" if who["name"] else str(who["address"])
