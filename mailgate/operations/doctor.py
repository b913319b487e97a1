"""What did the doctor find? One value for each question, with whose fault it is and what to do; and how it sums up."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How one thing stands."""

    OK = "ok"
    WARNING = "warning"  # works, and will not always, or not everywhere
    FAULT = "fault"
    SKIPPED = "skipped"  # not looked at, for the reason given


class Whose(StrEnum):
    """Who can mend it."""

    NOBODY = ""
    CONFIG = "our configuration"
    MACHINE = "this machine"
    DATABASE = "the database"
    DNS = "our DNS records"
    NETWORK = "the network"
    SMARTHOST = "the smarthost"
    MAILBOX = "the mailbox's server"


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer to one question."""

    check: str  # store, disk, clock, config, dns, certificate, smarthost, imap, probe
    subject: str  # a domain, a file, a server; "" where there is just one
    state: State
    detail: str
    whose: Whose = Whose.NOBODY
    remedy: str = ""


def ok(check: str, subject: str, detail: str) -> Finding:
    """All is well."""
    return Finding(check, subject, State.OK, detail)


def skipped(check: str, subject: str, why: str) -> Finding:
    """Not looked at."""
    return Finding(check, subject, State.SKIPPED, why)


def fault(check: str, subject: str, detail: str, whose: Whose, remedy: str) -> Finding:
    """Something does not work."""
    return Finding(check, subject, State.FAULT, detail, whose, remedy)


def warning(check: str, subject: str, detail: str, whose: Whose, remedy: str) -> Finding:
    """Something will not always work."""
    return Finding(check, subject, State.WARNING, detail, whose, remedy)


def exit_number(found: Iterable[Finding]) -> int:
    """0 where nothing is at fault; else, the gravest first: 78 configuration, 69 no database, 1 anything else."""
    faults = {finding.check for finding in found if finding.state is State.FAULT}
    if "config" in faults:
        return 78
    if "store" in faults:
        return 69
    return 1 if faults else 0


def summary(found: Sequence[Finding]) -> str:
    """The counts in one line."""
    return ", ".join(_counts(found)) or "nothing was looked at"


def _counts(found: Sequence[Finding]) -> Iterator[str]:
    for state in State:
        number = sum(finding.state is state for finding in found)
        if number:
            yield f"{number} {state.value}" if state is not State.WARNING else f"{number} to look at"
