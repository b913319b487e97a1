"""Policies of domains, and which domain may vouch for which."""

import pytest

from mailgate.mail.border.dmarc import NoPolicy, Policy, UnknownPolicy, Wish, find_policy, parse_policy
from mailgate.mail.border.domains import aligned, organisation, to_ascii
from tests.unit.mail_border.zone import BROKEN, Zone


@pytest.mark.parametrize(
    ("record", "own", "below"),
    [
        ("v=DMARC1; p=reject", Policy(Wish.REJECT), Policy(Wish.REJECT)),
        ("v=DMARC1;p=Quarantine;", Policy(Wish.QUARANTINE), Policy(Wish.QUARANTINE)),
        ("v=DMARC1; p=reject; sp=none", Policy(Wish.REJECT), Policy(Wish.NONE)),
        (
            "v = DMARC1 ; p=none; adkim=s; aspf=s",
            Policy(Wish.NONE, True, True),
            Policy(Wish.NONE, True, True),
        ),
        ("v=DMARC1; p=reject; adkim=r; aspf=x", Policy(Wish.REJECT), Policy(Wish.REJECT)),
        ("v=DMARC1; p=reject; pct=20", Policy(Wish.REJECT, testing=True), Policy(Wish.REJECT, testing=True)),
        ("v=DMARC1; p=reject; t=y", Policy(Wish.REJECT, testing=True), Policy(Wish.REJECT, testing=True)),
        ("v=DMARC1", Policy(Wish.NONE), Policy(Wish.NONE)),
        ("v=DMARC1; p=no; rua=mailto:a@example.com", Policy(Wish.NONE), Policy(Wish.NONE)),
        ("v=DMARC1; p=no", UnknownPolicy("permerror", "the policy names no wish"), None),
        ("v=DMARC1; p=reject; p=none", UnknownPolicy("permerror", "the policy is malformed"), None),
        ("v=DMARC1; p=reject; x=" + "a" * 5000, UnknownPolicy("permerror", "the policy is malformed"), None),
        ("v=DMARC2; p=reject", NoPolicy(), NoPolicy()),
        ("p=reject; v=DMARC1", NoPolicy(), NoPolicy()),
        ("v=spf1 -all", NoPolicy(), NoPolicy()),
    ],
)
def test_every_form_of_a_policy(record: str, own: object, below: object) -> None:
    assert parse_policy([record], own=True) == own
    assert parse_policy(["other", record], own=False) == (own if below is None else below)


def test_two_policies_are_none_to_rely_on() -> None:
    found = parse_policy(["v=DMARC1; p=none", "v=DMARC1; p=reject"], own=True)
    assert found == UnknownPolicy("permerror", "several policies")


@pytest.mark.parametrize(
    ("policy", "disowns"),
    [
        (Policy(Wish.NONE), False),
        (Policy(Wish.QUARANTINE), True),
        (Policy(Wish.REJECT), True),
        (Policy(Wish.QUARANTINE, testing=True), False),
        (Policy(Wish.REJECT, testing=True), True),
    ],
)
def test_a_policy_in_test_counts_one_degree_less(policy: Policy, disowns: bool) -> None:
    assert policy.disowns is disowns


def test_a_domain_without_policy_has_that_of_its_organisation() -> None:
    zone = Zone({"_dmarc.customer.example TXT": ("v=DMARC1; p=reject; sp=quarantine",)})
    assert zone.walk(find_policy("a.it.customer.example")) == Policy(Wish.QUARANTINE)
    assert [q.name for q in zone.asked] == ["_dmarc.a.it.customer.example", "_dmarc.customer.example"]
    own = Zone({**zone.records, "_dmarc.it.customer.example TXT": ("v=DMARC1; p=none",)})
    assert own.walk(find_policy("it.customer.example")) == Policy(Wish.NONE)


@pytest.mark.parametrize("domain", ["customer.example", "co.uk", "github.io"])
def test_a_public_suffix_speaks_for_nobody_below_it(domain: str) -> None:
    zone = Zone({"_dmarc.uk TXT": ("v=DMARC1; p=reject",), "_dmarc.io TXT": ("v=DMARC1; p=reject",)})
    assert zone.walk(find_policy(domain)) == NoPolicy()
    assert len(zone.asked) == 1


def test_no_answer_about_a_policy_is_temporary() -> None:
    for name in ("_dmarc.it.customer.example TXT", "_dmarc.customer.example TXT"):
        found = Zone({name: BROKEN}).walk(find_policy("it.customer.example"))
        assert found == UnknownPolicy("temperror", "dns: timed out")


@pytest.mark.parametrize(
    ("author", "other", "relaxed"),
    [
        ("customer.example", "customer.example", True),
        ("customer.example", "mail.customer.example", True),
        ("it.customer.example", "customer.example", True),
        ("it.customer.example", "mail.customer.example", True),
        ("customer.example", "evilcustomer.example", False),
        ("customer.example", "customer.example.evil.example", False),
        ("customer.co.uk", "other.co.uk", False),
        ("customer.co.uk", "co.uk", False),
        ("one.github.io", "two.github.io", False),
        ("a.blogspot.com", "b.blogspot.com", False),
        ("co.uk", "co.uk", True),
        ("co.uk", "github.io", False),
        ("customer.example", "unknown", False),
    ],
)
def test_only_domains_of_one_organisation_are_aligned(author: str, other: str, relaxed: bool) -> None:
    assert aligned(author, other) is relaxed
    assert aligned(author, other, strict=True) is (author == other)


@pytest.mark.parametrize(
    ("domain", "ascii_form"),
    [
        ("Example.COM.", "example.com"),
        ("m\u00fcnchen.de", "xn--mnchen-3ya.de"),
        ("_spf.example.com", "_spf.example.com"),
        ("example", None),
        ("", None),
        ("192.0.2.1", None),
        ("[192.0.2.1]", None),
        ("a..example", None),
        ("a b.example", None),
        ("a\0.example", None),
        ("x" * 64 + ".example", None),
        ("\u2024.example", None),
        ("a@b.example", None),
    ],
)
def test_a_domain_is_asked_for_in_one_form_or_not_at_all(domain: str, ascii_form: str | None) -> None:
    assert to_ascii(domain) == ascii_form


def test_the_organisation_of_a_domain() -> None:
    assert organisation("a.b.customer.co.uk") == "customer.co.uk"
    assert organisation("co.uk") is None
