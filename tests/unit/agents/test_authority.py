"""Three facts make an agent's word: the token, the address, and somebody who vouches for it."""

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest

from mailgate.agents.authority import CONFIRM_LIFE, Authority, Claim, may, rule
from mailgate.agents.commands import Needs
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
    if verdict is Verdict.FAIL or elsewhere:
        return Authority.DISOWNED
    if verdict is Verdict.NONE:
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


PROVEN = Claim(ANNA, ANNA, ReplyMeans.REPLY, Authentication(Verdict.PASS, "dmarc"))
UNPROVEN = replace(PROVEN, authentication=Authentication(Verdict.NONE))


def test_the_answer_to_a_confirm_mail_is_the_third_fact() -> None:
    assert rule(UNPROVEN).authority is Authority.UNPROVEN
    assert rule(replace(UNPROVEN, confirmed=True)).authority is Authority.FULL
    assert "confirmed" in rule(replace(UNPROVEN, confirmed=True)).reason
    assert timedelta(hours=24) == CONFIRM_LIFE


def test_a_confirmation_heals_neither_a_forgery_nor_a_strangers_token() -> None:
    disowned = replace(UNPROVEN, authentication=Authentication(Verdict.FAIL), confirmed=True)
    assert rule(disowned).authority is Authority.DISOWNED
    assert rule(replace(UNPROVEN, reply_to_differs=True, confirmed=True)).authority is Authority.DISOWNED
    assert rule(replace(UNPROVEN, author=BO, confirmed=True)).authority is Authority.OUTSIDER


def test_an_agent_is_asked_to_confirm_unless_they_do_not_want_it() -> None:
    assert rule(UNPROVEN).confirm
    assert not rule(replace(UNPROVEN, asks=False)).confirm
    assert not rule(PROVEN).confirm


@pytest.mark.parametrize("author", [None, BO])
def test_a_token_in_other_hands_is_told_of_and_revoked(author: str | None) -> None:
    ruling = rule(replace(PROVEN, author=author))
    assert (ruling.authority, ruling.tell, ruling.revoke) == (Authority.OUTSIDER, ANNA, ANNA)


def test_without_a_token_there_is_none_to_revoke() -> None:
    ruling = rule(replace(PROVEN, author=None, owner=None))
    assert (ruling.tell, ruling.revoke) == (None, None)


@pytest.mark.parametrize(
    "claim",
    [replace(PROVEN, authentication=Authentication(Verdict.FAIL)), replace(PROVEN, reply_to_differs=True)],
)
def test_what_the_domain_disowns_or_contradicts_itself_alarms(claim: Claim) -> None:
    ruling = rule(claim)
    assert (ruling.authority, ruling.alert, ruling.tell, ruling.revoke) == (
        Authority.DISOWNED,
        True,
        ANNA,
        None,
    )


def test_nothing_else_alarms() -> None:
    for claim in (PROVEN, UNPROVEN, replace(PROVEN, means=None), replace(PROVEN, author=None)):
        assert not rule(claim).alert


@pytest.mark.parametrize(
    ("authority", "allowed"),
    [
        (Authority.FULL, set(Needs)),
        (Authority.NOTE, {Needs.NOTE, Needs.PROVEN}),
        (Authority.UNPROVEN, {Needs.NOTE}),
        (Authority.OUTSIDER, set()),
        (Authority.DISOWNED, set()),
    ],
)
def test_what_each_authority_is_enough_for(authority: Authority, allowed: set[Needs]) -> None:
    assert {needs for needs in Needs if may(authority, needs)} == allowed
