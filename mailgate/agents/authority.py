"""May this mail act in an agent's name? Three separate facts, asked separately (SPEC section 11.4).

The facts: a genuine token (or the id of a mail that we sent to agents), the From address is that agent's, and somebody
vouches for the mail. Only all three together make an agent's word.

Facts
- The answer to a "confirm" mail bears a nonce that only the agent's configured mailbox got: it is the third fact.
- A leaked token in a stranger's hands is to be revoked. That also takes it from the agent, whom anybody can so cut off
  who holds one: the ruling only says so, and who carries it out may make the agent a new one.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from mailgate.agents.commands import Needs
from mailgate.model.authentication import Authentication, Verdict
from mailgate.model.decision import ReplyMeans

CONFIRM_LIFE = timedelta(hours=24)  # of the nonce in a "confirm" mail; it is good for that mail, once


class Authority(StrEnum):
    """What the facts together allow."""

    FULL = "full"
    NOTE = "note"  # an agent, but what a reply means is unknown: internal is always free
    UNPROVEN = "unproven"  # token and address, but nobody vouches: a note, and the rest is confirmed first
    OUTSIDER = "outsider"  # a genuine token in a stranger's hands
    DISOWNED = "disowned"  # the agent's own domain says the mail is forged, or the mail contradicts itself


@dataclass(frozen=True, slots=True)
class Claim:
    """The facts of one mail."""

    author: str | None  # the agent whose address stands in From
    owner: str | None  # the agent whose token it carries; None without an agent's token
    means: ReplyMeans | None  # from the token, or from the mail of ours that is answered
    authentication: Authentication
    reply_to_differs: bool = False
    confirmed: bool = False  # it answers our "confirm" mail with the nonce of it
    asks: bool = True  # the agent wants "confirm" mails


@dataclass(frozen=True, slots=True)
class Ruling:
    """What is allowed, and why."""

    authority: Authority
    reason: str
    confirm: bool = False  # what a note does not cover waits for the answer to a "confirm" mail
    tell: str | None = None  # the agent whose name or token was used by somebody else
    revoke: str | None = None  # the agent whose token a stranger holds
    alert: bool = False  # operators hear of it


_ALLOWED = {
    Authority.FULL: frozenset(Needs),
    Authority.NOTE: frozenset({Needs.NOTE, Needs.PROVEN}),
    Authority.UNPROVEN: frozenset({Needs.NOTE}),
    Authority.OUTSIDER: frozenset[Needs](),
    Authority.DISOWNED: frozenset[Needs](),
}


def may(authority: Authority, needs: Needs) -> bool:
    """Whether this authority is enough for a command that needs so much."""
    return needs in _ALLOWED[authority]


def rule(claim: Claim) -> Ruling:
    """Weighs the three facts."""
    if claim.author is None or claim.owner not in (None, claim.author):
        return _stranger(claim)
    if claim.authentication.verdict is Verdict.FAIL:
        reason = f"the mail claims to be by {claim.author}, and its domain disowns it"
        return Ruling(Authority.DISOWNED, reason, tell=claim.author, alert=True)
    if claim.reply_to_differs:
        reason = "its From and Reply-To disagree"
        return Ruling(Authority.DISOWNED, reason, tell=claim.author, alert=True)
    if claim.authentication.verdict is not Verdict.PASS and not claim.confirmed:
        reason = f"nobody vouches that {claim.author} wrote it"
        return Ruling(Authority.UNPROVEN, reason, confirm=claim.asks)
    if claim.means is None:
        return Ruling(Authority.NOTE, "it answers no mail that says what a reply means")
    how = "confirmed by an answer" if claim.confirmed else f"vouched for by {claim.authentication.method}"
    return Ruling(Authority.FULL, f"{claim.author}, {how}")


def _stranger(claim: Claim) -> Ruling:
    whose = f"a token of {claim.owner}" if claim.owner else "an agent's token"
    return Ruling(
        Authority.OUTSIDER,
        f"{whose}, but not an address of theirs",
        tell=claim.owner,
        revoke=claim.owner,
    )
