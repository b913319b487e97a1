"""`mailgate trace`: what became of a mail."""

from typing import Annotated, Any

import typer

from mailgate.cli.house import house
from mailgate.cli.options import LARGEST, Config, Json, Limit
from mailgate.cli.outgoing_shape import delivery_shape, progress_of
from mailgate.cli.output import emit, facts, rfc3339, shown, table
from mailgate.errors import NotFound
from mailgate.model.journal import EntryState
from mailgate.store import Tx, views, views_outbox
from mailgate.store.views import EntryView
from mailgate.store.views_outbox import OutgoingView

_EVERY = 100_000


def trace(
    what: Annotated[
        str,
        typer.Argument(metavar="MESSAGE_ID|JOURNAL_ID|ADDRESS", help="Of any mail; an entry; a sender."),
    ],
    limit: Limit = 20,
    as_json: Json = False,
    config: Config = None,
) -> None:  # fmt: skip
    """Show what became of a mail.

    Several are listed oldest first; with --json each is one line. The Message-ID of a mail of ours leads to the
    mail that caused it. Exits with 1 when there is none.
    """
    with house(config) as place:
        traces = place.store.read_now(lambda tx: found(tx, what.strip(), limit or _EVERY))
    if not traces:
        raise NotFound(f"no accepted mail is known by {what}")
    for entry, outgoing in traces:
        if as_json:
            emit(trace_shape(entry, outgoing))
        else:
            lines(entry, outgoing)


def found(tx: Tx, what: str, limit: int) -> list[tuple[EntryView, list[OutgoingView]]]:
    """The entries that are meant, each with what it caused to be sent."""
    return [(e, views_outbox.caused_by(tx, e.id, e.ticket_id)) for e in _entries(tx, what, limit)]


def _entries(tx: Tx, what: str, limit: int) -> list[EntryView]:
    if what.isdecimal():
        entry = views.entry(tx, int(what)) if int(what) <= LARGEST else None
        return [entry] if entry is not None else []
    if not what.startswith("<"):
        by_address = views.entries_of_address(tx, what, limit)
        if by_address:
            return by_address
    return views.entries_with_message_id(tx, what if what.startswith("<") else f"<{what}>", limit)


def trace_shape(entry: EntryView, outgoing: list[OutgoingView]) -> dict[str, Any]:
    """The shape of `trace --json` (SPEC section 16.5)."""
    return {
        "journal_id": entry.id,
        "source": entry.source,
        "arrived_at": rfc3339(entry.arrived_at),
        "message_id": entry.message_id,
        "size": entry.size,
        "fate": entry.fate,
        "ticket": entry.ticket,
        "reasons": list(entry.reasons),
        "steps": steps(entry),
        "outgoing": [_outgoing(mail) for mail in outgoing],
    }


def steps(entry: EntryView) -> list[dict[str, Any]]:
    """What happened to the entry, in order."""
    envelope = f"from <{entry.mail_from}> to {', '.join(entry.rcpt_to) or 'nobody'} by {entry.source}"
    first = {"at": rfc3339(entry.arrived_at), "step": "accepted", "detail": envelope}
    between = [
        {"at": s["at"].replace("+00:00", "Z"), "step": s["step"], "detail": s["detail"]} for s in entry.steps
    ]
    if entry.state == EntryState.WAITING:
        tries = f"after {entry.attempts} failed attempts" if entry.attempts else ""
        return [first, *between, {"at": rfc3339(entry.next_attempt_at), "step": "waiting", "detail": tries}]
    last = {"at": rfc3339(entry.settled_at), "step": "settled", "detail": entry.fate}
    return sorted([first, *between, last], key=lambda step: str(step["at"]))


def lines(entry: EntryView, outgoing: list[OutgoingView]) -> None:
    """Prints one entry for people."""
    facts(
        [
            ("Entry", entry.id),
            ("Message-ID", entry.message_id or "not read yet"),
            ("Size", f"{entry.size} bytes"),
            ("Fate", entry.fate or "none yet: it waits"),
            ("Ticket", entry.ticket),
            ("Why", "; ".join(entry.reasons)),
            *((shown(s["at"]), f"{s['step']} {s['detail'] or ''}".rstrip()) for s in steps(entry)),
        ]
    )
    if outgoing:
        rows = [(m.id, m.kind, ", ".join(r.address for r in m.recipients), progress_of(m)) for m in outgoing]
        table(("Outbox", "Kind", "To", "State"), rows, empty="")
    print()


def _outgoing(mail: OutgoingView) -> dict[str, Any]:
    return {
        "outbox_id": mail.id,
        "kind": mail.kind,
        "message_id": mail.message_id,
        "subject": mail.draft.subject,
        "recipients": [delivery_shape(r) for r in mail.recipients],
    }
