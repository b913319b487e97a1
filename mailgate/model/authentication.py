"""Who vouches for the sender of a mail?"""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What all evidence together says of the From address."""

    PASS = "pass"  # noqa: S105 - a verdict, not a password
    NONE = "none"  # nobody vouches, nobody objects; temporary errors count here
    FAIL = "fail"  # the domain's owner disowns the mail


@dataclass(frozen=True, slots=True)
class Authentication:
    """The verdict with its evidence, stored with the message and shown by `explain`."""

    verdict: Verdict = Verdict.NONE
    method: str = ""  # "submission", "command line", "dmarc", "dkim", "spf": what the verdict rests on
    evidence: tuple[str, ...] = ()
    dkim_domain: str = ""  # a passing signature's domain, aligned or not: recognises a participant later
    network: str = ""  # the sending network, /24 or /48
