"""`mailgate ticket set|note|reply|merge|split`: an agent's work on a ticket, from the command line.

The modules that decide are imported when a change is made: `ticket list` does without them.
"""

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mailgate.cli.exits import Exit
from mailgate.cli.house import House, house
from mailgate.cli.options import Config, Json
from mailgate.cli.output import emit, facts, lines_of, moment, rfc3339, wrapped
from mailgate.cli.which import ticket_number
from mailgate.cli.who import As, speaker
from mailgate.config.schema import AgentTable
from mailgate.errors import Unparseable
from mailgate.model.decision import ReplyMeans
from mailgate.operations.printable import printable
from mailgate.store import views_tickets

if TYPE_CHECKING:
    from mailgate.cli.ticket_change import Outcome

# `tag -new` is an argument and no option, whatever letters follow the sign.
LENIENT = {"ignore_unknown_options": True}
STDIN = "-"
_WHERE = {True: "to the customer", False: "a note, inside", None: None}
Ref = Annotated[str, typer.Argument(metavar="REF", help="As in EX-26-000042-K.")]
Do = Annotated[
    list[str] | None,
    typer.Option("--do", metavar="COMMAND", help='A command, such as "prio high"; repeat.'),
]
Text = Annotated[
    list[str] | None, typer.Argument(metavar="[TEXT|-]", help="The words; none, or -: from standard input.")
]


def set_(
    reference: Ref,
    command: Annotated[list[str] | None, typer.Argument(metavar="COMMAND...", help="As in a mail: prio high")] = None,
    as_: As = None,
    do: Do = None,
    as_json: Json = False,
    config: Config = None,
) -> None:  # fmt: skip
    """Carry out an agent's commands, all of them or none.

    The words after the reference are one command; further ones are given with --do. Exits with 1 when a command is
    refused: then nothing was done.
    """
    commands = [*([" ".join(command)] if command else []), *(do or [])]
    if not all(c.strip(" #") for c in commands) or not commands:
        raise typer.BadParameter("name a command, such as: prio high")
    _act(config, reference, as_, tuple(commands), "", ReplyMeans.REPLY, as_json=as_json)


def note(
    reference: Ref, text: Text = None, as_: As = None, do: Do = None, as_json: Json = False, config: Config = None
) -> None:  # fmt: skip
    """Write a note, which stays inside."""
    _act(config, reference, as_, tuple(do or ()), _words(text), ReplyMeans.NOTE, as_json=as_json)


def reply(
    reference: Ref, text: Text = None, as_: As = None, do: Do = None, as_json: Json = False, config: Config = None
) -> None:  # fmt: skip
    """Answer the customer; it leaves after the time for second thoughts (`outbound.undo_window`).

    Exits with 1 when it is refused or kept back: a question is answered with `ticket set REF send`, `note` or `drop`.
    """
    _act(config, reference, as_, tuple(do or ()), _words(text), ReplyMeans.REPLY, as_json=as_json)


def merge(
    reference: Ref,
    into: Annotated[str, typer.Argument(metavar="INTO", help="The ticket that goes on.")],
    as_: As = None,
    as_json: Json = False,
    config: Config = None,
) -> None:
    """Merge a ticket into another; its number stays valid."""
    with house(config) as place:
        agent = speaker(place.settings, as_)
        [(survivor, _)] = place.store.read_now(lambda tx: views_tickets.heads(tx, [ticket_number(tx, into)]))
        outcome = _done(place, reference, agent, (f"merge {survivor}",))
    _tell(outcome, agent.name, as_json=as_json)


def split(
    reference: Ref,
    subject: Annotated[list[str] | None, typer.Argument(metavar="[SUBJECT]", help="Of the new ticket.")] = None,
    as_: As = None,
    as_json: Json = False,
    config: Config = None,
) -> None:  # fmt: skip
    """Split the customer's newest message off as a ticket of its own."""
    command = " ".join(["split", *(subject or ())])
    _act(config, reference, as_, (command,), "", ReplyMeans.REPLY, as_json=as_json)


def _act(
    config: Path | None, reference: str, as_: str | None, commands: tuple[str, ...], text: str, means: ReplyMeans,
    *, as_json: bool,
) -> None:  # fmt: skip
    with house(config) as place:
        agent = speaker(place.settings, as_)
        if len(text) > place.settings.smtp.max_size:
            raise Unparseable("the text is larger than a mail may be (smtp.max_size)")
        outcome = _done(place, reference, agent, commands, text, means)
    _tell(outcome, agent.name, as_json=as_json)


def _done(
    place: House, reference: str, agent: AgentTable, commands: tuple[str, ...], text: str = "",
    means: ReplyMeans = ReplyMeans.REPLY,
) -> "Outcome":  # fmt: skip
    from mailgate.cli.agent_mail import Wish  # noqa: PLC0415 - see above
    from mailgate.cli.ticket_change import change  # noqa: PLC0415

    return change(place, reference, Wish(agent, commands, text, means))


def _words(text: list[str] | None) -> str:
    """The text as it was typed, or all of standard input."""
    if text and text != [STDIN]:
        words = " ".join(text)
    elif sys.stdin.isatty() and not text:
        raise typer.BadParameter("write the text behind the reference, or pipe it in")
    else:
        try:
            words = sys.stdin.buffer.read().decode()
        except UnicodeDecodeError:
            raise Unparseable("standard input is not UTF-8") from None
    if not words.strip():
        raise typer.BadParameter("the text is empty")
    return words


def outcome_shape(outcome: "Outcome") -> dict[str, Any]:
    """The shape of `ticket set --json` and of the other changes."""
    return {
        "ref": outcome.reference,
        "done": outcome.done,
        "journal_id": outcome.journal_id,
        "fate": outcome.fate.value if outcome.fate else None,
        "commands": [
            {"line": e.line, "ok": e.ok, "reason": e.reason, "nearest": e.nearest} for e in outcome.lines
        ],
        "why": list(outcome.why),
        "status": outcome.status.value,
        "public": outcome.public,
        "leaves_at": rfc3339(outcome.leaves_at),
        "opened": list(outcome.opened),
        "shown": [{"title": s["title"], "lines": s["lines"]} for s in outcome.shown],
    }


def _tell(outcome: "Outcome", agent: str, *, as_json: bool) -> None:
    if outcome.left_out:
        print("mailgate: what reads as a quoted mail or as a signature was left out", file=sys.stderr)
    if as_json:
        emit(outcome_shape(outcome))
    else:
        _readable(outcome, agent)
    if not outcome.done:
        raise typer.Exit(Exit.NEGATIVE)


def _readable(outcome: "Outcome", agent: str) -> None:
    for entry in outcome.lines:
        print(*wrapped(printable(str(entry), 500), ""), sep="\n")
    command = f"mailgate ticket set {outcome.reference} --as {shlex.quote(agent)}"
    for question in outcome.why if all(e.ok for e in outcome.lines) else ():
        print(*wrapped(printable(question.partition("\n")[0], 500), "- "), sep="\n")
    if outcome.journal_id is None:
        print("Refused: nothing was done and nothing was sent.")
        return
    if not outcome.done:
        print(f"Kept back. Settle it with one of:\n  {command} send\n  {command} note\n  {command} drop")
        return
    for section in outcome.shown:
        lines = section["lines"]
        print("", printable(str(section["title"])), sep="\n")
        print(*lines_of("\n".join(map(str, lines)) if isinstance(lines, list) else ""), sep="\n")
    leaves = outcome.leaves_at
    facts(
        [
            ("Ticket", f"{outcome.reference}, {outcome.status.value}"),
            ("Opened", ", ".join(outcome.opened)),
            ("Text", _WHERE[outcome.public]),
            ("Leaves", f"{moment(leaves)}; until then `{command} undo` takes it back" if leaves else None),
        ]
    )
