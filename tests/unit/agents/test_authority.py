"""Three facts make an agent's word: the token, the address, and somebody who vouches for it."""

from itertools import product

import pytest

from mailgate.agents.authority import Authority, Claim, rule
from mailgate.model.authentication import Authentication, Verdict
from mailgate.model.decision import ReplyMeans

ANNA, BO = "Anna Berg", "Bo Lund"
AUTHORS = (ANNA, BO, None)
OWNERS = (ANNA, None)
MEANS = (ReplyMeans.REPLY, ReplyMeans.NOTE, None)
VERDICTS = tuple(Verdict)
EVERY = list(product(AUTHORS, OWNERS, MEANS, VERDICTS, (False, True)))


def _expected(
    author: str | None, owner: str | None, means: ReplyMeans | None, verdict: Verdict, elsewhere: bool
) -> Authority:
    if author is None or (owner is not None and owner != author):
        return Authority.OUTSIDER
    if verdict is Verdict.FAIL:
        return Authority.DISOWNED
    if verdict is Verdict.NONE or elsewhere:
        return Authority.UNPROVEN
    return Authority.NOTE if means is None else Authority.FULL


@pytest.mark.parametrize(("author", "owner", "means", "verdict", "elsewhere"), EVERY)
def test_every_combination_of_the_facts(
    author: str | None, owner: str | None, means: ReplyMeans | None, verdict: Verdict, elsewhere: bool
) -> None:
    ruling = rule(Claim(author, owner, means, Authentication(verdict, "dmarc"), reply_to_differs=elsewhere))
    assert ruling.authority is _expected(author, owner, means, verdict, elsewhere)
    assert ruling.reason
    assert "None" not in ruling.reason


def test_full_authority_takes_all_three_facts() -> None:
    full = [
        case for case in EVERY
        if rule(Claim(*case[:3], Authentication(case[3]), reply_to_differs=case[4])).authority is Authority.FULL
    ]  # fmt: skip
    assert full
    assert all(c[0] and c[1] in (None, c[0]) and c[2] and c[3] is Verdict.PASS and not c[4] for c in full)
