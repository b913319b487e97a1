"""May a mail be acknowledged, and how fully? Each reason in its order, each cap."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from mailgate.letters.caps import Cap, reached
from mailgate.letters.may_answer import Acquaintance, Asking, may_answer, recognised
from mailgate.model.authentication import Authentication, Verdict
from mailgate.model.decision import AckForm
from mailgate.model.mail import Automatic, Made, Silence

PASS, NONE, FAIL = (
    Authentication(Verdict.PASS, "dmarc"),
    Authentication(),
    Authentication(Verdict.FAIL, "dmarc"),
)
ASKING = Asking(Automatic(), Silence(), PASS, None, "minimal")
CAPS = (
    Cap("per_address_day", "mette@example.org", 3, timedelta(days=1)),
    Cap("per_domain_hour", "example.org", 20, timedelta(hours=1)),
    Cap("new_addresses_minute", "*", 60, timedelta(minutes=1)),
)

# In the order in which they are asked; a mail with several of them gets the first.
REASONS: list[tuple[dict[str, Any], str]] = [
    ({"deliverable": False}, "the mail names no address to answer"),
    ({"of_ours": True}, "it comes from an address of ours"),
    ({"by_agent": True}, "it comes from an agent's address"),
    ({"quiet": True}, "it is old or imported mail"),
    ({"null_sender": True}, "its reverse-path is null"),
    ({"automatic": Automatic(Made.VACATION)}, "a machine made it (vacation)"),
    ({"silence": Silence(True)}, "it asks for no automatic answer"),
    ({"authentication": FAIL}, "its sender's domain disowns the mail"),
]


@pytest.mark.parametrize(("fact", "reason"), REASONS)
def test_each_reason_withholds_the_acknowledgement(fact: dict[str, Any], reason: str) -> None:
    found = may_answer(replace(ASKING, **fact), CAPS, {})
    assert (found.form, found.reason) == (AckForm.WITHHELD, reason)


@pytest.mark.parametrize(("earlier", "later"), list(pairwise(REASONS)))
def test_the_first_reason_is_the_one_that_is_kept(
    earlier: tuple[dict[str, Any], str], later: tuple[dict[str, Any], str]
) -> None:
    found = may_answer(replace(ASKING, **earlier[0], **later[0]), CAPS, {})
    assert found.reason == earlier[1]


@pytest.mark.parametrize("kind", [k for k in Made if k is not Made.NONE])
@pytest.mark.parametrize("by_words", [False, True])
def test_no_machine_of_any_kind_is_answered(kind: Made, by_words: bool) -> None:
    found = may_answer(replace(ASKING, automatic=Automatic(kind, by_words=by_words)), (), {})
    assert found.form is AckForm.WITHHELD


@pytest.mark.parametrize("cap", CAPS, ids=lambda c: c.name)
@pytest.mark.parametrize("past", [0, 1, 100])
def test_each_cap_withholds_once_it_is_reached(cap: Cap, past: int) -> None:
    full = may_answer(ASKING, CAPS, {cap.key: cap.limit - 1})
    assert full.form is AckForm.FULL
    found = may_answer(ASKING, CAPS, {cap.key: cap.limit + past})
    assert found.form is AckForm.WITHHELD
    assert cap.name in found.reason
    assert cap.subject in found.reason


def test_a_reason_comes_before_a_cap_and_a_cap_before_the_form() -> None:
    hits = {c.key: 1_000 for c in CAPS}
    assert may_answer(replace(ASKING, quiet=True), CAPS, hits).reason == "it is old or imported mail"
    assert "per_address_day" in may_answer(replace(ASKING, damaged=True), CAPS, hits).reason


def test_the_hits_of_others_do_not_count() -> None:
    hits = {("per_address_day", "lars@example.org"): 99, ("per_domain_hour", "mette@example.org"): 99}
    assert reached(CAPS, hits) is None


def test_a_cap_of_zero_lets_nothing_through() -> None:
    none = Cap("per_address_day", "mette@example.org", 0, timedelta(days=1))
    assert reached((none,), {}) is none


@pytest.mark.parametrize("cap", CAPS, ids=lambda c: c.name)
def test_hits_are_counted_in_pieces_much_smaller_than_the_window(cap: Cap) -> None:
    assert timedelta(0) < cap.bucket * 24 <= cap.window


KNOWN = Acquaintance("example.org", "203.0.113.0/24")


@pytest.mark.parametrize(
    ("authentication", "known", "unverified", "form"),
    [
        (PASS, None, "minimal", AckForm.FULL),
        (PASS, None, "none", AckForm.FULL),
        (NONE, None, "minimal", AckForm.MINIMAL),
        (NONE, None, "none", AckForm.WITHHELD),
        (Authentication(dkim_domain="example.org"), KNOWN, "none", AckForm.FULL),
        (Authentication(network="203.0.113.0/24"), KNOWN, "none", AckForm.FULL),
        (
            Authentication(dkim_domain="evil.example", network="192.0.2.0/24"),
            KNOWN,
            "minimal",
            AckForm.MINIMAL,
        ),
        (NONE, KNOWN, "minimal", AckForm.MINIMAL),
        (NONE, Acquaintance("", ""), "minimal", AckForm.MINIMAL),
        (Authentication(Verdict.FAIL, dkim_domain="example.org"), KNOWN, "minimal", AckForm.WITHHELD),
    ],
)
def test_only_a_sender_somebody_vouches_for_gets_the_full_form(
    authentication: Authentication, known: Acquaintance | None, unverified: str, form: AckForm
) -> None:
    asking = replace(ASKING, authentication=authentication, acquaintance=known, unverified=unverified)
    found = may_answer(asking, CAPS, {})
    assert found.form is form
    assert found.reason


def test_a_mail_that_was_not_read_in_full_gets_the_minimal_form_even_from_a_known_sender() -> None:
    assert may_answer(replace(ASKING, damaged=True), CAPS, {}).form is AckForm.MINIMAL


def test_a_disowned_mail_is_recognised_by_nothing() -> None:
    disowned = Authentication(Verdict.FAIL, dkim_domain="example.org", network="203.0.113.0/24")
    assert recognised(replace(ASKING, authentication=disowned, acquaintance=KNOWN)) is None
