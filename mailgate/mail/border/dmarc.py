"""What does the author's domain want done with mail that it does not vouch for? DMARC (RFC 7489, RFC 9989)."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from mailgate.mail.border.domains import organisation
from mailgate.mail.border.lookup import Failure, Kind, Question, Steps
from mailgate.mail.border.tags import parse_tags

_LONGEST = 4096


class Wish(StrEnum):
    """The policy for mail that fails."""

    NONE = "none"
    QUARANTINE = "quarantine"
    REJECT = "reject"


@dataclass(frozen=True, slots=True)
class Policy:
    """A published policy, as far as it concerns the author's domain."""

    wish: Wish
    strict_dkim: bool = False
    strict_spf: bool = False
    testing: bool = False  # the owner is still trying it out: only a part of failing mail, or none, is meant

    @property
    def disowns(self) -> bool:
        """Whether failing mail is not the owner's word.

        A policy in test counts one degree less (RFC 7489 section 6.6.4, RFC 9989 section 4.7). Drawing lots for each
        mail was rejected: the same mail would be judged in two ways.
        """
        return self.wish is Wish.REJECT or (self.wish is Wish.QUARANTINE and not self.testing)

    def __str__(self) -> str:
        return f"p={self.wish}" + (", in test" if self.testing else "")


@dataclass(frozen=True, slots=True)
class NoPolicy:
    """Nobody published one."""


@dataclass(frozen=True, slots=True)
class UnknownPolicy:
    """There may be one, and it cannot be read."""

    result: str  # temperror or permerror
    reason: str


Found = Policy | NoPolicy | UnknownPolicy


def find_policy(author: str) -> Steps[Found]:
    """The policy of the domain itself, else of its organisational domain (RFC 7489 section 6.6.3)."""
    found = yield from _at(author, own=True)
    above = organisation(author)
    if isinstance(found, NoPolicy) and above not in (None, author):
        return (yield from _at(str(above), own=False))
    return found


def _at(domain: str, *, own: bool) -> Steps[Found]:
    answer = yield Question(f"_dmarc.{domain}", Kind.TXT)
    if isinstance(answer, Failure):
        return UnknownPolicy("temperror", f"dns: {answer.reason}")
    return parse_policy(answer.values, own=own)


def parse_policy(records: Sequence[str], *, own: bool) -> Found:
    """The policy in these TXT records; `own` where they stand at the author's domain and not above it."""
    found = [r for r in records if r.partition(";")[0].replace(" ", "") == "v=DMARC1"]
    if not found:
        return NoPolicy()
    tags = parse_tags(found[0]) if len(found) == 1 and len(found[0]) <= _LONGEST else None
    if tags is None:
        return UnknownPolicy("permerror", "several policies" if len(found) > 1 else "the policy is malformed")
    wish = _wish(tags, own=own)
    if wish is None:
        return UnknownPolicy("permerror", "the policy names no wish")
    testing = tags.get("pct", "100") != "100" or tags.get("t") == "y"
    return Policy(wish, tags.get("adkim") == "s", tags.get("aspf") == "s", testing)


def _wish(tags: dict[str, str], *, own: bool) -> Wish | None:
    """Without one it is "none" (RFC 9989 section 4.7); an invalid one as well, if the owner at least wants reports."""
    named = (tags.get("p", "") if own else tags.get("sp", tags.get("p", ""))).lower()
    if named in set(Wish):
        return Wish(named)
    return Wish.NONE if not named or tags.get("rua") else None
