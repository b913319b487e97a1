"""May this mail act in an agent's name? Three separate facts, asked separately (SPEC section 11.4).

The facts: a genuine token (or the id of a mail that we sent to agents), the From address is that agent's, and somebody
vouches for the mail. Only all three together make an agent's word.
"""

from dataclasses import dataclass
from enum import StrEnum

from mailgate.model.authentication import Authentication, Verdict
from mailgate.model.decision import ReplyMeans


class Authority(StrEnum):
    """What the facts together allow."""

    FULL = "full"
    NOTE = "note"  # an agent, but what a reply means is unknown: internal is always free
    UNPROVEN = "unproven"  # token and address, but nobody vouches: kept back
    OUTSIDER = "outsider"  # a genuine token in a stranger's hands
    DISOWNED = "disowned"  # the agent's own domain says the mail is forged


@dataclass(frozen=True, slots=True)
class Claim:
    """The facts of one mail."""

    author: str | None  # the agent whose address stands in From
    owner: str | None  # the agent whose token it carries; None without an agent's token
    means: ReplyMeans | None  # from the token, or from the mail of ours that is answered
    authentication: Authentication
    reply_to_differs: bool = False


@dataclass(frozen=True, slots=True)
class Ruling:
    """What is allowed, and why."""

    authority: Authority
    reason: str


def rule(claim: Claim) -> Ruling:
    """Weighs the three facts."""
    if claim.author is None or claim.owner not in (None, claim.author):
        whose = f"a token of {claim.owner}" if claim.owner else "an agent's token"
        return Ruling(Authority.OUTSIDER, f"{whose}, but not an address of theirs")
    if claim.authentication.verdict is Verdict.FAIL:
        return Ruling(
            Authority.DISOWNED, f"the mail claims to be by {claim.author}, and its domain disowns it"
        )
    if claim.authentication.verdict is not Verdict.PASS:
        return Ruling(Authority.UNPROVEN, f"nobody vouches that {claim.author} wrote it")
    if claim.reply_to_differs:
        return Ruling(Authority.UNPROVEN, "its From and Reply-To disagree")
    if claim.means is None:
        return Ruling(Authority.NOTE, "it answers no mail that says what a reply means")
    return Ruling(Authority.FULL, f"{claim.author}, vouched for by {claim.authentication.method}")
