"""`mailgate rules`: what do the rules say, why, and what would others say?"""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from mailgate.cli import explain as explaining
from mailgate.cli.exits import Exit
from mailgate.cli.house import House, house, settings_of
from mailgate.cli.options import Config, From, Json, To
from mailgate.cli.output import emit, facts, table
from mailgate.cli.rules_trial import compared, of_files, of_store, rules_at, tell
from mailgate.inbound.inject import Way
from mailgate.mail.read import read
from mailgate.pipeline.desk import build
from mailgate.pipeline.gather import belongs, gather
from mailgate.pipeline.ruling import facts_of, in_force
from mailgate.rules.evaluate import explain as explain_rules
from mailgate.rules.known import rules_of
from mailgate.rules.lint import lint
from mailgate.rules.rule import Rules
from mailgate.store import Tx, lookups, views_replay
from mailgate.store.journal import Claimed
from mailgate.threading.sealed import KeyRing

_USUAL = "30 d"
app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None, help="Rules.")


@app.callback()
def _group() -> None:
    """Rules."""


@app.command("lint")
def lint_(as_json: Json = False, config: Config = None) -> None:
    """Find rules that never apply, undo each other, or are slow; exit 1 if there are any.

    Rules that can never apply are faults, and reported by `mailgate check`, too.
    """
    found = lint(rules_of(settings_of(config)))
    if as_json:
        emit([{**asdict(finding), "sort": finding.sort.value} for finding in found])
    else:
        rows = [(f.line, f.sort.value, f.rule, f"{f.problem}; {f.remedy}") for f in found]
        table(("Line", "Finding", "Rule", "What"), rows, empty="Nothing is wrong with the rules.")
    if found:
        raise typer.Exit(Exit.NEGATIVE)


@app.command()
def explain(
    what: Annotated[
        str, typer.Argument(metavar="FILE|JOURNAL_ID", help="A file, - for standard input, or an entry.")
    ],
    to: To = None,
    sender: From = None,
    as_json: Json = False,
    config: Config = None,
) -> None:
    """Show for each rule whether it applies to a mail, and if not, which condition fails."""
    with house(config) as place:
        claimed, raw = explaining.mail_of(place, what, Way(sender, tuple(to or ())))
        shape = place.store.read_now(lambda tx: _explained(tx, place, claimed, raw))
    if as_json:
        emit(shape)
        return
    captures = [("Captured", f"{name} = {value}") for name, value in shape["captures"].items()]
    cut = ("Searched in part", ", ".join(shape["cut"]))
    facts([("Opens a ticket", "yes" if shape["new"] else "no"), *captures, cut])
    rows = [(r["line"], r["rule"], "applies" if r["applied"] else "no", r["why"]) for r in shape["rules"]]
    table(("Line", "Rule", "", "Why"), rows, empty="There are no rules.")


def _explained(tx: Tx, place: House, claimed: Claimed, raw: bytes) -> dict[str, Any]:
    mail = read(raw, mail_from=claimed.envelope.mail_from)
    (kept,) = views_replay.stored(tx, [claimed.id]) or (None,)
    context = gather(
        tx, mail, claimed, build(place.settings), KeyRing(lookups.keys(tx)), place.clock.now(), lookups.agents(tx),
        kept.own if kept is not None else None,
    )  # fmt: skip
    ticket = belongs(mail, context)
    found = explain_rules(in_force(context), facts_of(mail, context, ticket))
    return {
        "new": ticket is None,
        "captures": dict(found.captures),
        "cut": list(found.cut),
        "rules": [{"rule": t.rule, "line": t.line, "applied": t.applied, "why": t.why} for t in found.traces],
        "did": [{"rule": a.rule, "did": list(a.actions), "skipped": list(a.skipped)} for a in found.applied],
    }


@app.command("test")
def try_others(
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="[FILES]", help="Mails; else those that are stored.")
    ] = None,
    since: Annotated[
        str, typer.Option("--since", metavar="DURATION|DATE", help="Stored mail that came since.")
    ] = _USUAL,
    old: Annotated[
        Path | None, typer.Option("--old", metavar="PATH", help="rules.toml, or its directory, to compare with.")
    ] = None,
    new: Annotated[
        Path | None, typer.Option("--new", metavar="PATH", help="The same for the rules that are tried.")
    ] = None,
    as_json: Json = False,
    config: Config = None,
) -> None:  # fmt: skip
    """Decide mail by two sets of rules and show what would change; nothing is changed.

    The rules in force are tried, against those of --old, or none; with --new those are tried against the rules in
    force. Each mail is decided as when it came, by what the store holds now, and finds what the mails before it would
    have caused. Ctrl-C shows what was found so far.
    """
    with house(config) as place:
        in_use = rules_of(place.settings)
        before = (
            rules_at(old, place.settings) if old is not None else (in_use if new is not None else Rules())
        )
        after = rules_at(new, place.settings) if new is not None else in_use
        mails = of_files(place, files) if files else of_store(place, since)
        found = compared(place, (before, after), mails)
    if as_json:
        emit(found.as_json())
    else:
        tell(found)
    if found.interrupted:
        raise typer.Exit(Exit.NEGATIVE)
