"""The evidence ladder of SPEC section 7.2: which ticket, for whom, how surely."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from mailgate.model.authentication import Authentication, Verdict
from mailgate.model.decision import ReplyMeans, ThreadVerdict
from mailgate.model.ticket import Participant, Priority, Status, TicketKind, TicketState
from mailgate.threading import tokens
from mailgate.threading.found import Found, IdMatch, Quoted
from mailgate.threading.ladder import LADDER as RUNGS
from mailgate.threading.resolve import Sender, resolve, similar
from mailgate.threading.sealed import KeyRing
from mailgate.threading.tokens import Token

RING = KeyRing({1: b"k" * 32})
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
METTE, LARS, EVE, COLLEAGUE, ANNA = (
    "mette@customer.example", "lars@other.example", "eve@evil.example", "bo@customer.example", "anna@example.com",
)  # fmt: skip
PASS, NONE, FAIL = (
    Authentication(Verdict.PASS, "dmarc"),
    Authentication(),
    Authentication(Verdict.FAIL, "dmarc"),
)
SAME_SIGNER = Authentication(dkim_domain="customer.example", network="198.51.100.0/24")
SAME_NETWORK = Authentication(dkim_domain="elsewhere.example", network="203.0.113.0/24")
KNOWN_BUT_FAILS = replace(SAME_SIGNER, verdict=Verdict.FAIL)


def _person(number: int, address: str, role: str = "requester") -> Participant:
    return Participant(
        number, number, address, "", role, NOW, dkim_domain="customer.example", network="203.0.113.0/24"
    )


def _ticket(number: int, *people: Participant, merged_into: int | None = None) -> TicketState:
    return TicketState(
        number, f"EX-26-{number:06d}-X", "Printer", Status.OPEN, TicketKind.CUSTOMER, Priority.NORMAL, None, "support",
        None, "support@example.com", "en", "UTC", NOW, merged_into=merged_into, participants=people,
    )  # fmt: skip


ONE = _ticket(1, _person(11, METTE))
TWO = _ticket(2, _person(22, LARS))
NOBODYS = _ticket(3, _person(33, ""))
TICKETS = {t.id: t for t in (ONE, TWO, NOBODYS)}


def _token(means: ReplyMeans, ticket: int = 1, person: int = 11) -> Token:
    found = tokens.read(tokens.mint(RING, means, ticket, person))
    assert found is not None
    return found


OURS = Found(ids=(IdMatch("<ours@example.com>", 1, ours=True),), tickets=TICKETS)
KNOWN = Found(
    ids=(IdMatch("<known@customer.example>", 1, ours=False, addresses=frozenset({METTE, LARS, ""})),),
    tickets=TICKETS,
)
NUMBER = Found(numbers=(1,), tickets=TICKETS)
QUOTES = Found(quoted=(Quoted(1, "our mail <ours@example.com>", sure=True),), tickets=TICKETS)
SIMILAR = Found(similar=(1,), tickets=TICKETS)
BY_TOKEN = Found(tokens=(_token(ReplyMeans.CUSTOMER),), tickets=TICKETS)
BY_AGENT_TOKEN = Found(tokens=(_token(ReplyMeans.REPLY),), tickets=TICKETS)

VERIFIED, UNVERIFIED, OUTSIDE = "verified", "unverified", "outside"


def _said(verdict: ThreadVerdict) -> tuple[int | None, str]:
    if verdict.ticket_id is None:
        return verdict.level, OUTSIDE
    return verdict.level, VERIFIED if verdict.verified else UNVERIFIED


LADDER = [
    # evidence, sender, agent?, authentication, level, outcome
    (BY_TOKEN, METTE, False, PASS, 1, VERIFIED),
    (BY_TOKEN, METTE, False, NONE, 1, VERIFIED),
    (BY_TOKEN, METTE, False, FAIL, 1, UNVERIFIED),
    (BY_TOKEN, EVE, False, PASS, 1, UNVERIFIED),
    (BY_TOKEN, EVE, False, NONE, 1, UNVERIFIED),
    (BY_TOKEN, "", False, NONE, 1, UNVERIFIED),
    (BY_TOKEN, ANNA, True, PASS, 1, UNVERIFIED),
    (BY_AGENT_TOKEN, ANNA, True, PASS, 1, VERIFIED),
    (BY_AGENT_TOKEN, EVE, False, PASS, 1, UNVERIFIED),
    (BY_AGENT_TOKEN, METTE, False, PASS, 1, UNVERIFIED),
    (OURS, METTE, False, PASS, 2, VERIFIED),
    (OURS, METTE, False, NONE, 2, VERIFIED),
    (OURS, METTE, False, FAIL, 6, OUTSIDE),
    (OURS, METTE, False, KNOWN_BUT_FAILS, 6, OUTSIDE),
    (OURS, EVE, False, PASS, 6, OUTSIDE),
    (OURS, COLLEAGUE, False, PASS, 6, OUTSIDE),
    (OURS, "", False, NONE, 6, OUTSIDE),
    (OURS, ANNA, True, PASS, 2, VERIFIED),
    (OURS, ANNA, True, NONE, 2, VERIFIED),
    (OURS, ANNA, True, FAIL, 6, OUTSIDE),
    (KNOWN, METTE, False, PASS, 3, VERIFIED),
    (KNOWN, METTE, False, SAME_SIGNER, 3, VERIFIED),
    (KNOWN, METTE, False, SAME_NETWORK, 3, VERIFIED),
    (KNOWN, METTE, False, NONE, 3, UNVERIFIED),
    (KNOWN, METTE, False, FAIL, 6, OUTSIDE),
    (KNOWN, METTE, False, KNOWN_BUT_FAILS, 6, OUTSIDE),
    (KNOWN, LARS, False, PASS, 3, UNVERIFIED),
    (KNOWN, LARS, False, SAME_SIGNER, 3, UNVERIFIED),
    (KNOWN, COLLEAGUE, False, PASS, 3, UNVERIFIED),
    (KNOWN, COLLEAGUE, False, NONE, 3, UNVERIFIED),
    (KNOWN, EVE, False, PASS, 6, OUTSIDE),
    (KNOWN, "", False, NONE, 6, OUTSIDE),
    (KNOWN, ANNA, True, PASS, 3, VERIFIED),
    (KNOWN, ANNA, True, NONE, 6, OUTSIDE),
    (NUMBER, METTE, False, PASS, 4, VERIFIED),
    (NUMBER, METTE, False, SAME_SIGNER, 4, VERIFIED),
    (NUMBER, METTE, False, SAME_NETWORK, 4, VERIFIED),
    (NUMBER, METTE, False, NONE, 4, UNVERIFIED),
    (NUMBER, METTE, False, FAIL, 6, OUTSIDE),
    (NUMBER, COLLEAGUE, False, PASS, 6, OUTSIDE),
    (NUMBER, EVE, False, PASS, 6, OUTSIDE),
    (NUMBER, ANNA, True, PASS, 4, VERIFIED),
    (NUMBER, ANNA, True, NONE, 6, OUTSIDE),
    (Found(numbers=(3,), tickets=TICKETS), "", False, SAME_NETWORK, 6, OUTSIDE),
    (QUOTES, METTE, False, PASS, 5, VERIFIED),
    (QUOTES, METTE, False, SAME_SIGNER, 5, VERIFIED),
    (QUOTES, METTE, False, SAME_NETWORK, 5, VERIFIED),
    (QUOTES, METTE, False, NONE, 5, UNVERIFIED),
    (QUOTES, METTE, False, FAIL, 6, OUTSIDE),
    (QUOTES, COLLEAGUE, False, PASS, 6, OUTSIDE),
    (QUOTES, EVE, False, PASS, 6, OUTSIDE),
    (QUOTES, "", False, PASS, 6, OUTSIDE),
    (QUOTES, ANNA, True, PASS, None, OUTSIDE),
    (QUOTES, ANNA, True, FAIL, None, OUTSIDE),
    (SIMILAR, METTE, False, PASS, 7, OUTSIDE),
    (SIMILAR, METTE, False, FAIL, 7, OUTSIDE),
    (Found(tickets=TICKETS), METTE, False, PASS, None, OUTSIDE),
    (Found(ids=(IdMatch("<gone@example.com>", 99, ours=True),), tickets=TICKETS), METTE, False, PASS, None, OUTSIDE),
]  # fmt: skip


@pytest.mark.parametrize(("found", "address", "agent", "authentication", "level", "outcome"), LADDER)
def test_every_step_of_the_ladder(
    found: Found, address: str, agent: bool, authentication: Authentication, level: int | None, outcome: str
) -> None:
    verdict = resolve(found, Sender(address, authentication, is_agent=agent))
    assert _said(verdict) == (level, outcome)
    assert verdict.reasons


@pytest.mark.parametrize("address", [LARS, COLLEAGUE])
def test_a_familiar_newcomer_is_verified_only_in_the_company_of_a_participant(address: str) -> None:
    """Anybody can copy a public id into a mail of their own: it must not pull other people's answers to their ticket."""
    alone = resolve(KNOWN, Sender(address, PASS))
    together = resolve(KNOWN, Sender(address, PASS, addressed=frozenset({METTE})))
    assert _said(alone) == (3, UNVERIFIED)
    assert _said(together) == (3, VERIFIED)
    assert _said(resolve(KNOWN, Sender(address, NONE, addressed=frozenset({METTE})))) == (3, UNVERIFIED)


@pytest.mark.parametrize("case", [case for case in LADDER if case[4] == 6])
def test_an_outsider_gets_a_claim_and_nothing_else(case: Sequence[object]) -> None:
    found, address, agent, authentication = case[:4]
    assert isinstance(found, Found)
    assert isinstance(authentication, Authentication)
    verdict = resolve(found, Sender(str(address), authentication, is_agent=bool(agent)))
    assert verdict.claims in TICKETS
    assert (verdict.ticket_id, verdict.participant, verdict.verified) == (None, None, False)


def test_the_strongest_evidence_that_fits_wins_and_the_rest_is_noted() -> None:
    found = Found(
        tokens=(_token(ReplyMeans.CUSTOMER),),
        ids=(IdMatch("<ours@example.com>", 2, ours=True),),
        numbers=(2,),
        tickets=TICKETS,
    )
    verdict = resolve(found, Sender(METTE, NONE))
    assert (verdict.level, verdict.ticket_id) == (1, 1)
    assert any(TWO.reference in reason for reason in verdict.reasons)


def test_a_stronger_pointer_that_does_not_fit_gives_way_and_is_kept_as_a_reason() -> None:
    found = Found(ids=(IdMatch("<ours@example.com>", 2, ours=True),), numbers=(1,), tickets=TICKETS)
    verdict = resolve(found, Sender(METTE, PASS))
    assert (verdict.level, verdict.ticket_id, verdict.claims) == (4, 1, None)
    assert verdict.reasons[0].startswith("level 2")
    assert "takes no part" in verdict.reasons[0]


def test_the_newest_id_wins_over_older_ones() -> None:
    ids = (IdMatch("<new@example.com>", 1, ours=True), IdMatch("<old@example.com>", 2, ours=True))
    both = _ticket(2, _person(23, METTE))
    verdict = resolve(Found(ids=ids, tickets={1: ONE, 2: both}), Sender(METTE, PASS))
    assert verdict.ticket_id == 1


def test_a_level_one_claim_is_remembered_before_weaker_ones() -> None:
    found = Found(ids=(IdMatch("<a@example.com>", 2, ours=False),), numbers=(1,), tickets=TICKETS)
    assert resolve(found, Sender(EVE, PASS)).claims == 2


@pytest.mark.parametrize("evidence", ["ids", "numbers", "tokens"])
def test_mail_to_a_merged_ticket_is_mail_to_the_survivor(evidence: str) -> None:
    chain = {
        5: _ticket(5, merged_into=6), 6: _ticket(6, merged_into=1), 1: ONE,
    }  # fmt: skip
    given = {
        "ids": Found(ids=(IdMatch("<ours@example.com>", 5, ours=True),), tickets=chain),
        "numbers": Found(numbers=(5,), tickets=chain),
        "tokens": Found(tokens=(_token(ReplyMeans.CUSTOMER, ticket=5),), tickets=chain),
    }
    assert resolve(given[evidence], Sender(METTE, PASS)).ticket_id == 1


@pytest.mark.parametrize(
    "tickets",
    [
        {5: _ticket(5, merged_into=5)},
        {5: _ticket(5, merged_into=6), 6: _ticket(6, merged_into=5)},
        {5: _ticket(5, merged_into=99)},
        {n: _ticket(n, merged_into=n + 1) for n in range(5, 500)},
    ],
    ids=["itself", "a pair", "a hole", "without end"],
)
def test_a_circle_of_merges_leads_nowhere(tickets: dict[int, TicketState]) -> None:
    verdict = resolve(Found(numbers=(5,), tickets=tickets), Sender(METTE, PASS))
    assert (verdict.level, verdict.ticket_id, verdict.claims) == (None, None, None)


def test_a_bounce_address_is_no_way_into_a_ticket() -> None:
    bounce = tokens.read(tokens.mint_bounce(RING, 1, 11))
    assert bounce is not None
    verdict = resolve(Found(tokens=(bounce,), tickets=TICKETS), Sender(METTE, PASS))
    assert verdict.level is None


def test_colleagues_at_a_public_provider_are_strangers() -> None:
    ticket = _ticket(1, _person(11, "mette@gmail.com"))
    match = IdMatch("<known@mail.gmail.com>", 1, ours=False, addresses=frozenset({"mette@gmail.com"}))
    verdict = resolve(Found(ids=(match,), tickets={1: ticket}), Sender("eve@gmail.com", PASS))
    assert _said(verdict) == (6, OUTSIDE)


def test_a_participants_address_is_compared_without_case_and_named() -> None:
    verdict = resolve(NUMBER, Sender(METTE, PASS))
    assert verdict.participant == METTE
    assert resolve(BY_TOKEN, Sender(METTE, PASS)).participant == METTE
    assert resolve(BY_TOKEN, Sender(EVE, PASS)).participant is None


def test_every_rung_of_the_table_is_climbed_here() -> None:
    assert {case[4] for case in LADDER} - {None} == set(RUNGS)


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_what_the_table_says_of_a_rung_is_what_it_does(level: int) -> None:
    """A rung that vouches verifies a participant for whom nobody else does; a rung for agents takes a vouched agent."""
    found = {1: BY_TOKEN, 2: OURS, 3: KNOWN, 4: NUMBER, 5: QUOTES}[level]
    assert resolve(found, Sender(METTE, NONE)).verified is RUNGS[level].secret
    assert (resolve(found, Sender(ANNA, PASS, is_agent=True)).ticket_id is not None) is RUNGS[level].agents


def test_the_same_subject_is_a_hint_and_leads_nowhere() -> None:
    verdict = resolve(SIMILAR, Sender(METTE, PASS))
    assert (verdict.ticket_id, verdict.claims, verdict.verified) == (None, None, True)
    assert ONE.reference in verdict.reasons[0]
    assert similar(SIMILAR) is ONE
    assert similar(Found(tickets=TICKETS)) is None


def test_whoever_answers_everybody_writes_to_the_tokens_of_others() -> None:
    """Lars answers Kim's mail with "reply all": her token stands in To, his own evidence in References."""
    both = replace(ONE, participants=(*ONE.participants, _person(12, LARS, "cc")))
    found = Found(
        tokens=(_token(ReplyMeans.CUSTOMER),),
        ids=(IdMatch("<ours@example.com>", 1, ours=True),),
        tickets={1: both},
    )
    verdict = resolve(found, Sender(LARS, NONE))
    assert (_said(verdict), verdict.participant) == ((2, VERIFIED), LARS)
    assert verdict.reasons[0].startswith("level 1")
    assert _said(resolve(found, Sender(LARS, FAIL))) == (1, UNVERIFIED)
    assert _said(resolve(found, Sender(EVE, PASS))) == (1, UNVERIFIED)
    assert _said(resolve(found, Sender(ANNA, PASS, is_agent=True))) == (1, UNVERIFIED)


def test_evidence_for_another_ticket_proves_nobody_on_this_one() -> None:
    found = Found(
        tokens=(_token(ReplyMeans.CUSTOMER),),
        ids=(IdMatch("<ours@example.com>", 2, ours=True),),
        tickets=TICKETS,
    )
    assert _said(resolve(found, Sender(LARS, PASS))) == (1, UNVERIFIED)


def test_the_token_of_a_merged_ticket_knows_its_owner_on_the_survivor() -> None:
    """The merge gave the participant a new row: the token still names the old one."""
    old = _ticket(5, _person(55, METTE), merged_into=1)
    found = Found(tokens=(_token(ReplyMeans.CUSTOMER, ticket=5, person=55),), tickets={**TICKETS, 5: old})
    verdict = resolve(found, Sender(METTE, NONE))
    assert (verdict.ticket_id, verdict.verified, verdict.participant) == (1, True, METTE)
    left = _ticket(5, _person(55, LARS), merged_into=1)
    found = replace(found, tickets={**TICKETS, 5: left})
    assert _said(resolve(found, Sender(LARS, PASS))) == (1, UNVERIFIED)


def test_the_answer_to_a_question_leads_to_the_ticket_of_the_mail_that_was_kept_back() -> None:
    token = tokens.read(tokens.mint(RING, ReplyMeans.HELD, 900, 1))
    assert token is not None
    found = Found(tokens=(token,), tickets=TICKETS, held={900: 2})
    assert resolve(found, Sender(ANNA, PASS, is_agent=True)).ticket_id == 2
    unknown = Found(tokens=(token,), tickets={**TICKETS, 900: ONE})
    assert resolve(unknown, Sender(ANNA, PASS, is_agent=True)).ticket_id is None
