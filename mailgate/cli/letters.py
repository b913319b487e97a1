"""`mailgate letters`: what our letters say, in any language, before somebody gets one; and what is not translated."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from mailgate.agents.seals import SEAL_MARK
from mailgate.cli.explain import letters_of
from mailgate.cli.house import House, house, settings_of
from mailgate.cli.options import Config, Json
from mailgate.cli.output import emit, lines_of, table
from mailgate.cli.which import ticket_number
from mailgate.clock import SystemClock
from mailgate.config.schema import MailboxTable, Settings
from mailgate.errors import NotFound
from mailgate.letters import holidays, samples
from mailgate.letters.book import LetterBook, Words
from mailgate.letters.times import MANNERS, by, day, span
from mailgate.mail.quote_marks import SEPARATOR_MARK
from mailgate.model.decision import LetterKind
from mailgate.model.ticket import TicketState
from mailgate.operations.printable import printable
from mailgate.pipeline import notifications
from mailgate.pipeline.desk import build
from mailgate.pipeline.tongues import urgent
from mailgate.pipeline.wakes import about
from mailgate.store import Tx, lookups

_SOON, _EARLIER = timedelta(hours=6), timedelta(days=400)

app = typer.Typer(
    no_args_is_help=True, add_completion=False, rich_markup_mode=None, help="What is written to people."
)


@app.command()
def preview(
    kind: Annotated[LetterKind, typer.Argument(metavar="KIND", help="As in docs/letters.md: ack, reply, held, ...")],
    ticket: Annotated[str | None, typer.Option(metavar="REF", help="With what is true of this ticket.")] = None,
    language: Annotated[str | None, typer.Option(metavar="L", help="Default: the ticket's, else the mailbox's.")] = None,
    mailbox: Annotated[str | None, typer.Option(metavar="ADDR", help="Default: the ticket's, else the first.")] = None,
    html: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the page there; look at it in a browser.")] = None,
    text: Annotated[bool, typer.Option("--text", help="Print the text; so it does unless --html is given.")] = False,
    as_json: Json = False,
    config: Config = None,
) -> None:  # fmt: skip
    """Show a letter as its reader would get it; nothing is sent.

    What a ticket does not know, and all of it without --ticket, is made up: a letter in which everything is there.
    """
    if ticket is None:
        settings = settings_of(config)
        box = _mailbox(settings, mailbox)
        words = _sample(letters_of(settings), kind, language or box.language, box, {})
    else:
        with house(config) as place:
            words = _of_ticket(place, kind, ticket, language, mailbox)
    if as_json:
        emit({"kind": kind.value, "language": words.language, "subject": words.subject, "text": words.text,
              "html": words.html})  # fmt: skip
        return
    if html is not None:
        html.write_text(words.html or "", encoding="utf-8")
        print(f"{printable(str(html))}: {len(words.html or '')} characters, language {words.language}")
    if text or html is None:
        print(f"Subject: {printable(words.subject)}\n")
        print(*lines_of(words.text), sep="\n")


@app.command()
def languages(as_json: Json = False, config: Config = None) -> None:
    """List in which languages each letter is there; one that is not there is read in English."""
    made = letters_of(settings_of(config))
    rows: list[dict[str, Any]] = []
    for code in sorted(MANNERS):
        lacking = {name.split(".")[0] for name in made.lacking(code) if name.endswith(".txt")}
        rows += [
            {"kind": k.value, "language": code, "there": code == "en" or k.value not in lacking}
            for k in LetterKind
        ]
    if as_json:
        emit(rows)
        return
    lines = [
        (k.value, ", ".join(str(r["language"]) for r in rows if r["kind"] == k.value and r["there"])) for k in LetterKind
    ]  # fmt: skip
    table(("Letter", "Languages"), lines, empty="There are no letters.")


def _mailbox(settings: Settings, address: str | None) -> MailboxTable:
    found = settings.mailbox_of(address) if address else settings.mailbox[0]
    if found is None:
        raise NotFound(
            f"there is no mailbox {address}; there are {', '.join(m.address for m in settings.mailbox)}"
        )
    return found


def _of_ticket(
    place: House, kind: LetterKind, which: str, language: str | None, mailbox: str | None
) -> Words:
    desk = build(place.settings)

    def work(tx: Tx) -> tuple[TicketState, dict[str, object]]:
        number = ticket_number(tx, which)
        found = lookups.tickets(tx, [number])[number]
        context = about(tx, found, desk, place.clock.now())
        return found, notifications.of_ticket(found, context, "A new ticket.")

    found, facts = place.store.read_now(work)
    facts["reference"] = found.reference
    box = _mailbox(place.settings, mailbox or found.mailbox)
    return _sample(letters_of(place.settings), kind, language or found.language, box, facts)


def _sample(
    made: LetterBook, kind: LetterKind, language: str, mailbox: MailboxTable, known: dict[str, object]
) -> Words:
    """The letter with sample facts, those of the mailbox and the ticket in their places."""
    now = SystemClock().now()
    facts = {**samples.FULL[kind], **_times(now, mailbox, language)}
    own = {"desk": mailbox.name, "separator": SEPARATOR_MARK, "seal": SEAL_MARK}
    facts |= {**own, **{name: value for name, value in known.items() if name in facts and value is not None}}
    return made.render(kind, language, facts, mailbox=mailbox.address)


def _times(now: datetime, mailbox: MailboxTable, language: str) -> dict[str, object]:
    now = now.replace(minute=0, second=0, microsecond=0)
    at = by(now + _SOON, now, mailbox.zone)
    earlier, today = now - _EARLIER, now.date()
    return {
        "by": by(now + timedelta(days=2), now, mailbox.zone), "leaves": at, "until": at,
        "closed": span(today, today + timedelta(days=2), language), "urgent": urgent(mailbox, language),
        "closed_until": by(now + timedelta(days=3), now, mailbox.zone), "holiday": holidays.called(("Easter",), language),
        "deadlines": [{"kind": "first_response", "by": at, "missed": False}],
        "former": [
            {"reference": "EX-25-000001-K", "status": "closed", "at": day(earlier, now, mailbox.zone), "subject": "Paper"}
        ],
    }  # fmt: skip
