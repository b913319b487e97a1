"""SPF: the examples of RFC 7208, its limits, and records made to hurt."""

import ipaddress
from collections.abc import Iterable, Mapping
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailgate.mail.border.lookup import Failure
from mailgate.mail.border.spf import SpfFinding, check_spf
from mailgate.mail.border.spf_macros import expand, shortened
from mailgate.mail.border.spf_record import BrokenRecord, parse_record
from tests.unit.mail_border.zone import BROKEN, Zone

Records = Mapping[str, Iterable[str] | Failure]


def found(
    records: Records, client: str, mail_from: str = "a@example.com", helo: str = "mx.example.net"
) -> SpfFinding:
    return Zone(records).walk(check_spf(ipaddress.ip_address(client), mail_from, helo))


def of(record: str, client: str = "192.0.2.1", more: Records | None = None) -> str:
    return found({"example.com TXT": (record,), **(more or {})}, client).result.value


# RFC 7208 appendix A.
APPENDIX: dict[str, tuple[str, ...]] = {
    "example.com MX": ("mail-a.example.com", "mail-b.example.com"),
    "example.com A": ("192.0.2.10", "192.0.2.11"),
    "amy.example.com A": ("192.0.2.65",),
    "bob.example.com A": ("192.0.2.66",),
    "mail-a.example.com A": ("192.0.2.129",),
    "mail-b.example.com A": ("192.0.2.130",),
    "example.org MX": ("mail-c.example.org",),
    "mail-c.example.org A": ("192.0.2.140",),
    "10.2.0.192.in-addr.arpa PTR": ("example.com",),
    "65.2.0.192.in-addr.arpa PTR": ("amy.example.com",),
    "66.2.0.192.in-addr.arpa PTR": ("bob.example.com",),
    "140.2.0.192.in-addr.arpa PTR": ("mail-c.example.org",),
    "4.0.0.10.in-addr.arpa PTR": ("bob.example.com",),
}


@pytest.mark.parametrize(
    ("record", "passing", "failing"),
    [
        ("v=spf1 +all", ["192.0.2.1", "2001:db8::1"], []),
        ("v=spf1 a -all", ["192.0.2.10", "192.0.2.11"], ["192.0.2.129"]),
        ("v=spf1 a:example.org -all", [], ["192.0.2.10", "192.0.2.140"]),
        ("v=spf1 mx -all", ["192.0.2.129", "192.0.2.130"], ["192.0.2.10"]),
        ("v=spf1 mx:example.org -all", ["192.0.2.140"], ["192.0.2.129"]),
        ("v=spf1 mx mx:example.org -all", ["192.0.2.129", "192.0.2.140"], ["192.0.2.65"]),
        ("v=spf1 mx/30 mx:example.org/30 -all", ["192.0.2.131", "192.0.2.143"], ["192.0.2.132"]),
        ("v=spf1 ptr -all", ["192.0.2.10", "192.0.2.65"], ["192.0.2.140", "10.0.0.4"]),
        ("v=spf1 ip4:192.0.2.128/28 -all", ["192.0.2.129"], ["192.0.2.65"]),
    ],
)
def test_the_examples_of_the_specification(record: str, passing: list[str], failing: list[str]) -> None:
    zone = {**APPENDIX, "example.com TXT": (record,)}
    assert {found(zone, client).result.value for client in passing} <= {"pass"}
    assert {found(zone, client).result.value for client in failing} <= {"fail"}


@pytest.mark.parametrize(
    ("macro", "text"),
    [
        ("%{s}", "strong-bad@email.example.com"),
        ("%{o}", "email.example.com"),
        ("%{d}", "email.example.com"),
        ("%{d4}", "email.example.com"),
        ("%{d2}", "example.com"),
        ("%{d1}", "com"),
        ("%{dr}", "com.example.email"),
        ("%{d2r}", "example.email"),
        ("%{l}", "strong-bad"),
        ("%{l-}", "strong.bad"),
        ("%{lr}", "strong-bad"),
        ("%{lr-}", "bad.strong"),
        ("%{l1r-}", "strong"),
        ("%{ir}.%{v}._spf.%{d2}", "3.2.0.192.in-addr._spf.example.com"),
        ("%{lr-}.lp._spf.%{d2}", "bad.strong.lp._spf.example.com"),
        ("%{d2}.trusted-domains.example.net", "example.com.trusted-domains.example.net"),
        ("%%%_%-", "% %20"),
        ("%{S}", "strong-bad%40email.example.com"),
    ],
)
def test_the_macros_of_the_specification(macro: str, text: str) -> None:
    """The table of RFC 7208 section 7.4."""
    values = {
        "s": "strong-bad@email.example.com", "l": "strong-bad", "o": "email.example.com", "d": "email.example.com",
        "i": "192.0.2.3", "v": "in-addr", "h": "mx.example.org", "p": "unknown",
    }  # fmt: skip
    assert expand(macro, values) == text


def test_a_name_that_macros_made_too_long_loses_labels_from_its_left() -> None:
    assert shortened("a." * 200 + "example.com.") == "a." * 121 + "example.com"


@pytest.mark.parametrize(
    ("record", "client", "result"),
    [
        ("v=spf1 ip6:2001:db8::/32 -all", "2001:db8::7", "pass"),
        ("v=spf1 ip6:2001:db8::/32 -all", "192.0.2.1", "fail"),
        ("v=spf1 ~all", "192.0.2.1", "softfail"),
        ("v=spf1 ?all", "192.0.2.1", "neutral"),
        ("v=spf1", "192.0.2.1", "neutral"),
        ("v=spf1 mx a ip4:192.0.2.1", "192.0.2.1", "pass"),
        ("V=SPF1 IP4:192.0.2.1 -ALL", "192.0.2.1", "pass"),
        ("v=spf1 unknown=%{d} -all", "192.0.2.1", "fail"),
        ("v=spf10 +all", "192.0.2.1", "none"),
        ("no record", "192.0.2.1", "none"),
    ],
)
def test_every_result(record: str, client: str, result: str) -> None:
    assert of(record, client) == result


@pytest.mark.parametrize(
    "term",
    [
        "ip4:192.0.2", "ip4:192.0.2.1/33", "ip4:192.0.2.1/", "ip4:192.0.2.1/08", "ip4:::1", "ip6:192.0.2.1", "ip4", "ip6:",
        "a:", "a/33", "a//129", "a:nodot", "a:example.123", "a:-bad-.-com-", "all:example.com", "all/8", "include",
        "exists:", "include:", "nonsense", "nonsense:example.com", "=x", "redirect=", "redirect=nodot",
        "redirect=a.example redirect=b.example", "exp=a.example exp=b.example", "x=%", "x=%{d", "x=%{z}", "a:%{d0}.example",
        "exists:%{c}.example", "\u00e4", "a:ex ample.com", "x=" + "a" * 9000,
    ],
)  # fmt: skip
def test_a_broken_term_breaks_the_whole_record(term: str) -> None:
    """Even behind the one that matches (RFC 7208 section 4.6)."""
    assert of(f"v=spf1 ip4:192.0.2.1 {term} -all") == "permerror"


def test_two_records_are_none_to_rely_on() -> None:
    assert found({"example.com TXT": ("v=spf1 +all", "v=spf1 -all")}, "192.0.2.1").result == "permerror"


def test_includes_take_over_a_pass_and_nothing_else() -> None:
    more = {"b.example.com TXT": ("v=spf1 ip4:192.0.2.1 -all",)}
    assert of("v=spf1 include:b.example.com ?all", more=more) == "pass"
    assert of("v=spf1 include:b.example.com ?all", "192.0.2.2", more=more) == "neutral"
    assert of("v=spf1 -include:b.example.com ?all", more=more) == "fail"
    assert of("v=spf1 include:none.example.com ?all") == "permerror"


def test_a_redirect_decides_where_nothing_matched() -> None:
    more = {"b.example.com TXT": ("v=spf1 ip4:192.0.2.1 -all",)}
    assert of("v=spf1 redirect=b.example.com", more=more) == "pass"
    assert of("v=spf1 ~all redirect=b.example.com", more=more) == "softfail"
    assert of("v=spf1 redirect=none.example.com") == "permerror"


@pytest.mark.parametrize("record", ["v=spf1 include:example.com -all", "v=spf1 redirect=example.com"])
def test_a_loop_ends_at_ten_terms(record: str) -> None:
    zone = Zone({"example.com TXT": (record,)})
    result = zone.walk(check_spf(ipaddress.ip_address("192.0.2.1"), "a@example.com", ""))
    assert result.result == "permerror"
    assert len(zone.asked) == 11


@pytest.mark.parametrize(("terms", "result"), [(10, "pass"), (11, "permerror")])
def test_ten_terms_may_ask_the_dns(terms: int, result: str) -> None:
    record = " ".join(["v=spf1", *["a:b.example.com"] * terms, "ip4:192.0.2.1"])
    assert of(record, more={"b.example.com A": ("198.51.100.1",)}) == result


@pytest.mark.parametrize(("terms", "result"), [(2, "pass"), (3, "permerror")])
def test_two_terms_may_go_without_an_answer(terms: int, result: str) -> None:
    record = " ".join(["v=spf1", *["exists:none.example.com"] * terms, "ip4:192.0.2.1"])
    assert of(record) == result


def test_more_than_ten_exchanges_are_an_error_and_more_than_ten_names_are_ignored() -> None:
    many = tuple(f"mx{n}.example.com" for n in range(11))
    assert of("v=spf1 mx -all", more={"example.com MX": many}) == "permerror"
    names = {"1.2.0.192.in-addr.arpa PTR": many, "mx10.example.com A": ("192.0.2.1",)}
    assert of("v=spf1 ptr -all", more=names) == "fail"
    assert of("v=spf1 ptr -all", more={**names, "mx9.example.com A": ("192.0.2.1",)}) == "pass"


@pytest.mark.parametrize(
    "broken",
    ["example.com TXT", "b.example.com A", "example.com MX", "b.example.com TXT", "mx.example.com A"],
)
def test_a_dns_that_does_not_answer_is_a_temporary_error(broken: str) -> None:
    records: Records = {
        "example.com TXT": ("v=spf1 a:b.example.com mx include:b.example.com -all",),
        "b.example.com A": ("198.51.100.1",), "example.com MX": ("mx.example.com",), "b.example.com TXT": ("v=spf1 ?all",),
        "mx.example.com A": ("198.51.100.2",),
    }  # fmt: skip
    assert found(records, "192.0.2.1").result == "fail"
    result = found({**records, broken: BROKEN}, "192.0.2.1")
    assert str(result) == "spf=temperror (dns: timed out) smtp.mailfrom=example.com"


def test_a_failing_reverse_lookup_only_costs_the_names() -> None:
    assert of("v=spf1 ptr -all", more={"1.2.0.192.in-addr.arpa PTR": BROKEN}) == "fail"


def test_the_name_of_the_client_is_asked_for_only_where_a_macro_wants_it() -> None:
    names = {"1.2.0.192.in-addr.arpa PTR": ("mx.example.com",), "mx.example.com A": ("192.0.2.1",)}
    listed = {"mx.example.com.list.example A": ("127.0.0.2",)}
    assert of("v=spf1 exists:%{p}.list.example -all", more={**names, **listed}) == "pass"
    assert (
        of("v=spf1 exists:%{p}.list.example -all", more={"unknown.list.example A": ("127.0.0.2",)}) == "pass"
    )


def test_the_null_sender_is_judged_by_the_greeting() -> None:
    zone = {"mx.example.net TXT": ("v=spf1 ip4:192.0.2.1 -all",)}
    assert str(found(zone, "192.0.2.1", mail_from="")) == "spf=pass smtp.helo=mx.example.net"
    assert found(zone, "192.0.2.2", mail_from="").result == "fail"
    for helo in ("", "[192.0.2.1]", "localhost", "a b.example", "192.0.2.1", "-"):
        assert found(zone, "192.0.2.1", mail_from="", helo=helo).result == "none"


def test_the_null_sender_writes_as_postmaster() -> None:
    """RFC 7208 section 2.4."""
    zone = {
        "mx.example.net TXT": ("v=spf1 exists:%{l}.list.example -all",),
        "postmaster.list.example A": ("127.0.0.2",),
    }
    assert found(zone, "192.0.2.1", mail_from="").result == "pass"


@pytest.mark.parametrize(
    "mail_from", ["a@", "postmaster", "a@nodot", "a@ex..com", f"a@{'x' * 64}.com", "a@[192.0.2.1]"]
)
def test_what_is_no_domain_has_no_record(mail_from: str) -> None:
    zone = Zone({})
    assert (
        zone.walk(check_spf(ipaddress.ip_address("192.0.2.1"), mail_from, "mx.example.net")).result == "none"
    )
    assert not zone.asked


def test_a_domain_in_letters_of_the_world_is_asked_for_in_ascii() -> None:
    zone = {"xn--mnchen-3ya.example TXT": ("v=spf1 ip4:192.0.2.1 -all",)}
    assert (
        str(found(zone, "192.0.2.1", "a@M\u00fcnchen.example."))
        == "spf=pass smtp.mailfrom=xn--mnchen-3ya.example"
    )


@pytest.mark.parametrize(
    ("record", "anybody"),
    [
        ("v=spf1 +all", True),
        ("v=spf1 ip4:0.0.0.0/0 -all", True),
        ("v=spf1 include:b.example.com -all", True),
        ("v=spf1 redirect=b.example.com", True),
        ("v=spf1 ip4:192.0.2.1 +all", False),
        ("v=spf1 include:c.example.com a:d.example.com -all", False),
    ],
)
def test_a_domain_that_lets_everybody_send_is_known_as_one(record: str, anybody: bool) -> None:
    more = {
        "b.example.com TXT": ("v=spf1 all",),
        "c.example.com TXT": ("v=spf1 -all",),
        "d.example.com A": ("192.0.2.1",),
    }
    result = found({"example.com TXT": (record,), **more}, "192.0.2.1")
    assert (result.result, result.anybody) == ("pass", anybody)


def test_the_largest_answer_of_the_dns_is_refused_quickly() -> None:
    for filler in (
        " ip4:192.0.2.2",
        " a:%{d}",
        " x=" + "%%" * 20,
        "a" * 64,
        "/" * 64,
        "%{d." + "." * 60 + "}",
    ):
        assert of("v=spf1" + filler * (65_000 // len(filler))) in ("permerror", "none")


@given(st.text(st.characters(max_codepoint=255), max_size=200))
def test_any_text_is_a_record_or_broken(text: str) -> None:
    with suppress(BrokenRecord):
        parse_record(f"v=spf1 {text}")


@given(st.text(alphabet="%{}ldsiphvr012.-+/_= a:e", max_size=60), st.text(max_size=40))
def test_any_macro_and_local_part_end_in_a_result(spec: str, local: str) -> None:
    record = f"v=spf1 exists:{spec}.example.com -all"
    found({"example.com TXT": (record,)}, "192.0.2.1", f"{local}@example.com", local)
