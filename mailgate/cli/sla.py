"""`mailgate sla`: deadlines, computed, shown, and tried on a story before anybody signs them."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from mailgate.cli.calendar import calendar_named
from mailgate.cli.exits import Exit
from mailgate.cli.house import house, settings_of
from mailgate.cli.lazy import complain
from mailgate.cli.options import Config, Json
from mailgate.cli.output import emit, facts, rfc3339, table, wrapped
from mailgate.cli.sla_show import differences, recomputed, stored, timer_shape
from mailgate.cli.which import ticket_number
from mailgate.errors import ConfigError, Unparseable
from mailgate.model.duration import DurationError, format_duration, parse_duration
from mailgate.operations.printable import printable
from mailgate.pipeline.desk import Desk, build
from mailgate.sla.calendar import Calendar, due, elapsed
from mailgate.sla.localtime import parse_local
from mailgate.sla.play import World
from mailgate.sla.simulate import Outcome, simulate
from mailgate.sla.story import read_story
from mailgate.sla.timer import Timer, passed
from mailgate.store import Tx, views_tickets
from mailgate.store.views_tickets import TicketView

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None, help="Deadlines.")

CalendarName = Annotated[
    str, typer.Option("--calendar", metavar="NAME", help="Of calendars.toml, or always.")
]
Start = Annotated[
    str, typer.Option("--from", metavar="TIME", help="Local to the calendar's zone, or RFC 3339.")
]
End = Annotated[str, typer.Option("--to", metavar="TIME", help="Local to the calendar's zone, or RFC 3339.")]
Target = Annotated[str, typer.Option("--target", metavar="DURATION", help="As 8 h, 8h or 90 min.")]


@app.command("due")
def due_(
    calendar: CalendarName, start: Start, target: Target, as_json: Json = False, config: Config = None
) -> None:
    """Show by when a target's working time is used up."""
    chosen = calendar_named(calendar, build(settings_of(config)).calendars)
    begun, seconds = _instant(start, chosen, "--from"), _duration(target)
    until = due(chosen, begun, seconds)
    if as_json:
        emit({"due_at": rfc3339(until), "elapsed_s": elapsed(chosen, begun, until)})
    else:
        print(_local(until, chosen.zone))


@app.command("elapsed")
def elapsed_(
    calendar: CalendarName, start: Start, end: End, as_json: Json = False, config: Config = None
) -> None:
    """Show how much working time lies between two instants."""
    chosen = calendar_named(calendar, build(settings_of(config)).calendars)
    seconds = elapsed(chosen, _instant(start, chosen, "--from"), _instant(end, chosen, "--to"))
    if as_json:
        emit({"elapsed_s": seconds})
    else:
        print(format_duration(seconds))


@app.command()
def show(
    reference: Annotated[str, typer.Argument(metavar="REF", help="The ticket, as in EX-26-000042-K.")],
    recompute: Annotated[
        bool,
        typer.Option(
            "--recompute", help="Compare with what the ticket's events say; exit 1 on a difference."
        ),
    ] = False,
    as_json: Json = False,
    config: Config = None,
) -> None:
    """Show the deadlines of a ticket."""
    with house(config) as place:
        desk = build(place.settings)
        now = place.clock.now()

        def look(tx: Tx) -> tuple[TicketView, tuple[Timer, ...] | None]:
            found = views_tickets.tickets(tx, [ticket_number(tx, reference)])[0]
            return found, recomputed(tx, found.row["id"], desk, now) if recompute else None

        ticket, again = place.store.read_now(look)
    kept = stored(ticket)
    # A breach that no tick has marked yet is no difference: both are looked at as of now.
    found = [] if again is None else differences([passed(t, now) for t in kept], again)
    if as_json:
        told = None if again is None else [timer_shape(t) for t in again]
        shapes = [timer_shape(t) for t in kept]
        emit({"ref": ticket.reference, "policy": ticket.row["policy"], "timers": shapes, "recomputed": told,
              "differences": found})  # fmt: skip
    else:
        _show(ticket.reference, ticket.row["policy"], [timer_shape(t) for t in kept])
        if recompute:
            rows = [(d["kind"], d["instance"], d["field"], d["stored"], d["recomputed"]) for d in found]
            nothing = "The ticket is older than its clocks: there are no events to recompute it from."
            same = nothing if again is None else "The events of the ticket give the same."
            table(("Timer", "Instance", "What", "Stored", "Recomputed"), rows, empty=same)
    if found:
        raise typer.Exit(Exit.NEGATIVE)


@app.command("simulate")
def simulate_(
    script: Annotated[Path, typer.Argument(metavar="SCRIPT", help="A story in TOML; see docs/sla.md.")],
    as_json: Json = False,
    config: Config = None,
) -> None:
    """Play a story and show the deadlines, reminders and breaches that it would have."""
    try:
        text = script.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as wrong:
        raise Unparseable(f"{script} cannot be read as text: {wrong}") from wrong
    world = world_of(build(settings_of(config)))
    try:
        outcome = simulate(read_story(text, str(script), tuple(world.calendars)), world, str(script))
    except ConfigError as error:  # of the story: the configuration itself was read above
        complain(error)
        raise typer.Exit(Exit.BAD_DATA) from None
    if as_json:
        emit(_outcome_shape(outcome))
    else:
        _outcome(outcome)


def world_of(desk: Desk) -> World:
    """The configuration as a story is played in it."""

    def calendar_of(team: str | None, mailbox: str) -> str | None:
        box = desk.settings.mailbox_of(mailbox)
        return desk.calendar_name(team or box.team, box) if box is not None else None

    return World(desk.calendars, desk.policies, desk.plans, calendar_of)


def _instant(text: str, calendar: Calendar, option: str) -> datetime:
    try:
        return parse_local(text, calendar.zone)
    except ValueError as wrong:
        raise typer.BadParameter(str(wrong), param_hint=option) from None


def _duration(text: str) -> int:
    try:
        return parse_duration(text)
    except DurationError as wrong:
        raise typer.BadParameter(str(wrong), param_hint="--target") from None


def _local(at: datetime, zone: str) -> str:
    local = at.astimezone(ZoneInfo(zone))
    return f"{local:%a %Y-%m-%d %H:%M:%S} {local.tzname()}"


def _show(reference: str, policy: str | None, timers: list[dict[str, Any]]) -> None:
    facts([("Ticket", reference), ("Policy", policy or "none: it has no deadlines")])
    rows = [
        (
            t["kind"],
            t["state"] + (", breached" if t["breached_at"] else ""),
            t["started_at"],
            t["due_at"],
            f"{format_duration(t['used_s'])} of {format_duration(t['target_s'])}" if t["target_s"] else "",
        )
        for t in timers
    ]
    table(("Timer", "State", "Started", "Due", "Used"), rows, empty="It has no timers.")


def _outcome(outcome: Outcome) -> None:
    """Day by day: a table would fold every time and every text."""
    print(f"Times of {outcome.zone}")
    zone, day = ZoneInfo(outcome.zone), None
    for line in outcome.lines:
        at = line.at.astimezone(zone)
        if at.date() != day:
            day = at.date()
            print(f"\n{day:%a %Y-%m-%d}")
        until = f", due {_local(line.due_at, outcome.zone)}" if line.due_at else ""
        told = f"{line.timer}: {line.text}{until}" if line.timer else line.text
        print(
            *wrapped(printable(told, 500), f"  {at:%H:%M:%S} {at.tzname():<5} {line.note.value:<9}"), sep="\n"
        )


def _outcome_shape(outcome: Outcome) -> dict[str, Any]:
    return {
        "zone": outcome.zone,
        "lines": [
            {
                "at": rfc3339(line.at),
                "note": line.note.value,
                "timer": line.timer or None,
                "text": line.text,
                "due_at": rfc3339(line.due_at),
            }
            for line in outcome.lines
        ],
        "timers": [timer_shape(t) for t in outcome.timers],
    }
