"""`mailgate doctor`: what is wrong, whose fault is it, and what is to be done?"""

import asyncio
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from mailgate.cli.check import examine, room_checks
from mailgate.cli.doctor_mailboxes import mailboxes
from mailgate.cli.doctor_round import ANSWER_S, Round
from mailgate.cli.house import settings_of
from mailgate.cli.options import Config, Json
from mailgate.cli.output import emit, table, wrapped
from mailgate.cli.progress import progress
from mailgate.clock import SystemClock
from mailgate.config.nameserver import parse_nameserver
from mailgate.config.place import place
from mailgate.config.schema import Settings
from mailgate.errors import Fault
from mailgate.operations.doctor import Finding, State, Whose, exit_number, ok, summary
from mailgate.operations.printable import printable
from mailgate.pipeline.resolver import DnsResolver

_LONGEST = 500
_MARKS = {State.OK: "✓", State.WARNING: "!", State.FAULT: "✗", State.SKIPPED: "-"}


def doctor(
    no_dns: Annotated[bool, typer.Option("--no-dns", help="Ask the DNS nothing.")] = False,
    probe: Annotated[
        str | None,
        typer.Option("--probe", metavar="ADDRESS", help="Send a mail there that must come back to us."),
    ] = None,
    wait: Annotated[
        float,
        typer.Option("--wait", min=1, max=3600, metavar="SECONDS", help="How long to wait for the probe."),
    ] = 120,
    as_json: Json = False,
    config: Config = None,
) -> None:
    """Look for what is wrong: store, clock, DNS, certificates, logins.

    Exits with 0 when nothing is at fault, 1 otherwise, 69 when the database cannot be used, 78 when the configuration is
    wrong.
    """
    if probe is not None and not _is_address(probe):
        raise typer.BadParameter("write an address such as support@example.com", param_hint="--probe")
    found = _configuration(config)
    if exit_number(found) == 0:
        found += _looked(settings_of(config), probe, wait, no_dns=no_dns)
    if as_json:
        emit({"ok": exit_number(found) == 0, "findings": [asdict(finding) for finding in found]})
    else:
        _readable(found)
    raise typer.Exit(exit_number(found))


def _looked(settings: Settings, probe: str | None, wait: float, *, no_dns: bool) -> list[Finding]:
    clock = SystemClock()
    servers = tuple(parse_nameserver(text) for text in settings.border.nameservers)
    dns = None if no_dns else DnsResolver(servers, lifetime=ANSWER_S, clock=clock)
    logins = mailboxes(settings)
    planned = Round(settings, clock, dns, logins, probe, wait)
    with progress("looking", planned.count()) as advance:
        going = Round(settings, clock, dns, logins, probe, wait, advance, _tell)
        return asyncio.run(going.go())


def _configuration(config: Path | None) -> list[Finding]:
    """What `mailgate check` has to say; beside faults nothing else could be trusted."""
    report = examine(place(config, os.environ), os.environ, room_checks())
    found = [_of(each, State.FAULT) for each in report.faults] + [
        _of(each, State.WARNING) for each in report.warnings
    ]
    return found or [ok("config", str(report.directory), "the configuration is right")]


def _of(each: Fault, state: State) -> Finding:
    return Finding("config", f"{each.file}: {each.key}", state, each.problem, Whose.CONFIG, each.remedy)


def _readable(found: Sequence[Finding]) -> None:
    """A table of everything, then each thing to do in full."""
    rows = [(_MARKS[f.state], f.check, f.subject, f.detail) for f in found]
    table(("", "Check", "What", "Finding"), rows, empty="nothing was looked at")
    for finding in found:
        if finding.state in (State.FAULT, State.WARNING):
            what = f"{finding.check} {finding.subject}".strip()
            whose = f" ({finding.whose.value})" if finding.whose.value else ""
            # Other servers' words are in it.
            said = printable(f"{what}{whose}: {finding.detail}", _LONGEST)
            print(*wrapped(said, f"{_MARKS[finding.state]} "), sep="\n")
            print(*wrapped(printable(finding.remedy, _LONGEST), "  -> "), sep="\n")
    print(summary(found))


def _tell(stage: str) -> None:
    """How far the probe is, for whoever watches; programs read standard output."""
    print(f"probe: {stage}", file=sys.stderr)


def _is_address(text: str) -> bool:
    local, at, domain = text.rpartition("@")
    return bool(local and at and domain) and text.isprintable() and not any(c in ' <>,;"' for c in text)
