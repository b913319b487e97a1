"""`mailgate status`: is it well? The daemon is asked; where none answers, the store is read without it."""

from typing import Any

import typer

from mailgate.cli.exits import Exit
from mailgate.cli.house import opened, settings_of
from mailgate.cli.live import ask
from mailgate.cli.options import Config, Json
from mailgate.cli.output import emit, facts, table
from mailgate.clock import SystemClock
from mailgate.config.schema import Settings
from mailgate.errors import StoreUnavailable
from mailgate.model.duration import format_duration
from mailgate.operations.status import Status
from mailgate.operations.survey import Live, survey, without_store
from mailgate.version import VERSION


def status(as_json: Json = False, config: Config = None) -> None:
    """Show whether the service is well.

    Exits with 0 when mail is accepted, with 1 when the daemon runs and does not accept any, with 69 when no daemon
    answers or the store cannot be read.
    """
    settings = settings_of(config)
    shape, code = look(settings)
    if as_json:
        emit(shape)
    else:
        _readable(shape)
    if code is not Exit.DONE:
        raise typer.Exit(code)


def look(settings: Settings) -> tuple[dict[str, Any], Exit]:
    """The status as JSON, and the exit code that says it in one number."""
    health = settings.operator.health
    answer = ask(health) if health else None
    if answer is None:
        return _alone(settings)
    if "journal" in answer:
        return answer, Exit.DONE if answer["ready"] else Exit.NEGATIVE
    problems = tuple(str(p) for p in answer.get("problems", ()))
    said = Status(ready=False, version=VERSION, store="; ".join(problems), problems=problems)
    return said.as_json(), Exit.UNAVAILABLE


def _alone(settings: Settings) -> tuple[dict[str, Any], Exit]:
    """What the store says; without `operator.health` nobody can be asked whether mail is accepted."""
    health = settings.operator.health
    if health:
        live = Live(accepting=False, problems=(f"no daemon answers at {health}: is it running?",))
    else:
        live = Live(accepting=True, problems=("the daemon cannot be asked: operator.health is off",))
    try:
        with opened(settings) as store:
            now = SystemClock().now()
            found = store.read_now(lambda tx: survey(tx, settings, now, live, VERSION))
    except StoreUnavailable as trouble:
        return without_store(str(trouble), live, VERSION).as_json(), Exit.UNAVAILABLE
    return found.as_json(), Exit.DONE if found.ready else Exit.UNAVAILABLE


def _readable(shape: dict[str, Any]) -> None:
    journal, outbox, timers = shape["journal"], shape["outbox"], shape["timers"]
    facts(
        [
            ("Ready", "yes" if shape["ready"] else "no"),
            ("Version", shape["version"]),
            ("Store", shape["store"]),
            ("Accepted", f"{journal['received']}, of which {journal['waiting']} wait{_for(journal)}"),
            (
                "Outbox",
                f"{outbox['waiting']} wait{_for(outbox)}{', sending is paused' if outbox['paused'] else ''}",
            ),
            ("Quarantine", shape["quarantine"]),
            ("Timers", f"{timers['armed']} armed, {timers['due']} due"),
        ]
    )
    if shape["sources"]:
        rows = [(s["name"], s["state"], s["last_ok_at"], s["detail"]) for s in shape["sources"]]
        table(("Source", "State", "Last well", "Detail"), rows, empty="")
    facts(("Problem", problem) for problem in shape["problems"])


def _for(waiting: dict[str, Any]) -> str:
    return f", the oldest for {format_duration(int(waiting['oldest_s']))}" if waiting["waiting"] else ""
