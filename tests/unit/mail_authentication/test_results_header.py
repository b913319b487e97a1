"""Authentication-Results in all its forms (RFC 8601), and what strangers write into it."""

import pytest

from mailgate.mail.read import read
from mailgate.mail.results import Results, parse, topmost


def _found(value: str) -> Results:
    found = parse(value)
    assert found is not None
    return found


def _said(value: str) -> list[str]:
    return [str(r) for r in _found(value).results]


@pytest.mark.parametrize(
    ("value", "results"),
    [
        ("mx.example.com; none", []),
        ("mx.example.com 1; none", []),
        ("mx.example.com; spf=pass smtp.mailfrom=example.net", ["spf=pass smtp.mailfrom=example.net"]),
        ("mx.example.com; auth=pass (cram-md5) smtp.auth=sender@example.net", ["auth=pass smtp.auth=sender@example.net"]),
        ("MX.example.com;DKIM=PASS HEADER.D=Example.NET", ["dkim=pass header.d=example.net"]),
        (
            "mx.example.com;\r\n\tdkim=pass (good signature)\r\n\t header.d=example.com;\r\n dmarc=none",
            ["dkim=pass header.d=example.com", "dmarc=none"],
        ),
        (
            ("foo.example.net (foobar) 1 (baz);\tdkim (Because I like it) / 1 (One yay) = (wait for it) fail\t"
            "policy (A dot can go here) . (like that) expired (this surprised me) = (as I wasn't expecting it) 1362471462"),
            ["dkim=fail"],  # RFC 8601 allows spaces around the dot; nobody writes them, and the property is left out
        ),
        (
            ("mx.google.com; dkim=pass header.i=@example.com header.s=s1 header.b=aBc+/=;"
            " spf=pass (google.com: domain of a@example.com designates 192.0.2.1 as permitted sender)"
            ' smtp.mailfrom=a@example.com; dmarc=pass (p=REJECT sp=NONE dis=NONE) header.from=example.com'),
            [
                "dkim=pass header.i=@example.com header.s=s1 header.b=abc+/=",
                "spf=pass smtp.mailfrom=a@example.com",
                "dmarc=pass header.from=example.com",
            ],
        ),
        ("mx.example.com; dkim=pass(ok)header.d=example.com", ["dkim=pass header.d=example.com"]),
        ("mx.example.com; spf=pass ((deep (er))) smtp.helo=a.example", ["spf=pass smtp.helo=a.example"]),
        ('"mx.example.com"; dkim=pass header.d="example.com"', ["dkim=pass header.d=example.com"]),
        ('mx.example.com; dkim=fail reason="bad; (really)" header.d=example.com', ["dkim=fail header.d=example.com"]),
        ("mx.example.com; dkim/1=pass header.d=example.com", ["dkim=pass header.d=example.com"]),
        ("mx.example.com; ; nonsense; =pass; dkim=pass; 7=8", ["dkim=pass"]),
        ("mx.example.com; spf=pass smtp.mailfrom=a=b@example.com", ["spf=pass smtp.mailfrom=a=b@example.com"]),
    ],
)  # fmt: skip
def test_every_form_that_servers_write_is_read(value: str, results: list[str]) -> None:
    assert _said(value) == results


@pytest.mark.parametrize(
    "value",
    [
        "",
        ";",
        "  ; dkim=pass",
        "reason=a.b",
        "mx.example.com 2; dmarc=pass",
        "mx.example.com (unclosed; dmarc=pass header.from=example.com",
        "mx.example.com); dmarc=pass header.from=example.com",
        'mx.example.com; spf=pass smtp.mailfrom="a; dmarc=pass header.from=example.com',
        "mx.example.com; spf=pass smtp.mailfrom=a\\; dmarc=pass",
        "mx.example.com; " + "(" * 20 + ")" * 20,
        "mx.example.com; " + "x" * 9_000,
    ],
)
def test_what_is_no_even_statement_of_a_named_server_says_nothing(value: str) -> None:
    assert parse(value) is None


NAMELESS = (
    "spf=pass (sender IP is 192.0.2.1)\r\n smtp.mailfrom=example.com; dkim=pass (signature was verified)\r\n"
    " header.d=example.com;dmarc=pass action=none\r\n header.from=example.com;compauth=pass reason=100"
)


def test_microsofts_header_has_no_name_and_is_read_to_its_first_word() -> None:
    assert _found(NAMELESS).authserv_id == ""
    assert _said(NAMELESS) == [
        "spf=pass smtp.mailfrom=example.com",
        "dkim=pass header.d=example.com",
        "dmarc=pass header.from=example.com",
        "compauth=pass",
    ]


def test_a_header_without_name_counts_only_for_who_trusts_no_name() -> None:
    assert topmost([NAMELESS], [""]) == parse(NAMELESS)
    assert topmost([NAMELESS], ["mx.example.com"]) is None
    assert topmost(["mx.example.com; dmarc=pass", NAMELESS], [""]) is None
    assert topmost(["", NAMELESS], [""]) is None


FORGED = "dmarc=pass header.from=victim.example"
INJECTIONS = [
    f'mx.example.com; spf=pass smtp.mailfrom="x; {FORGED} "@evil.example; dmarc=fail header.from=victim.example',
    f'mx.example.com; spf=pass (domain of "a) ; {FORGED} ("@evil.example) smtp.mailfrom=evil.example',
    f'mx.example.com; spf=pass (domain of "a\\" ) ; {FORGED} ("@evil.example) smtp.mailfrom=evil.example',
    f'mx.example.com; dkim=pass reason="{FORGED}" header.d=evil.example',
    f'mx.example.com; spf=pass smtp.mailfrom="a b; {FORGED}; c"@evil.example',
    f"mx.example.com; spf=pass (a (b) ; {FORGED} ) smtp.mailfrom=evil.example",
]


@pytest.mark.parametrize("value", INJECTIONS)
def test_a_strangers_local_part_adds_no_result(value: str) -> None:
    found = parse(value)
    assert found is None or not any(r.value == "pass" for r in found.of("dmarc"))


@pytest.mark.parametrize(
    ("value", "name", "domain"),
    [
        ('mx; spf=pass smtp.mailfrom="victim.example"@evil.example', "smtp.mailfrom", "evil.example"),
        ('mx; spf=pass smtp.mailfrom="a@victim.example"@evil.example', "smtp.mailfrom", "evil.example"),
        ('mx; spf=pass smtp.mailfrom="a b"@evil.example', "smtp.mailfrom", "evil.example"),
        ("mx; spf=pass smtp.mailfrom=a@victim.example@evil.example", "smtp.mailfrom", "evil.example"),
        ('mx; spf=pass smtp.mailfrom=x"@victim.example"', "smtp.mailfrom", ""),
        ('mx; spf=pass smtp.mailfrom="a@example.com"', "smtp.mailfrom", "example.com"),
        ("mx; spf=pass smtp.mailfrom=<>", "smtp.mailfrom", "<>"),
        ('mx; dkim=pass reason="header.d=victim.example" header.d=evil.example', "header.d", "evil.example"),
        ('mx; dkim=pass "header.d=victim.example" header.d=evil.example', "header.d", "evil.example"),
        ("mx; dkim=pass header.d=victim.example header.d=evil.example", "header.d", ""),
        ("mx; dkim=pass header.d=evil.example header.d=evil.example", "header.d", "evil.example"),
        ("mx; dkim=pass header.i=@sub.Example.COM.", "header.i", "sub.example.com"),
        ("mx; dkim=pass", "header.d", ""),
    ],
)
def test_the_domain_in_a_property_is_the_one_behind_the_last_sign(value: str, name: str, domain: str) -> None:
    assert _found(value).results[0].domain(name) == domain


def test_only_the_topmost_header_counts_and_only_by_a_trusted_server() -> None:
    ours, other = "mx.example.com; dmarc=pass", "mx.evil.example; dmarc=pass"
    assert topmost([ours, other], ["MX.example.com"]) == parse(ours)
    assert topmost([other, ours], ["mx.example.com"]) is None
    assert topmost(["nonsense (", ours], ["mx.example.com"]) is None
    assert topmost([ours], []) is None
    assert topmost([], ["mx.example.com"]) is None


def test_an_encoded_word_in_a_strangers_address_is_never_decoded() -> None:
    value = (
        "mx.example.com; spf=pass smtp.mailfrom==?utf-8?q?=3B_dmarc=3Dpass_header.from=3Dvictim.example_?=@evil.example;"
        " dmarc=fail header.from=victim.example"
    )
    mail = read(f"Authentication-Results: {value}\r\nFrom: a@victim.example\r\n\r\nHi\r\n".encode())
    assert mail.auth_results == (value,)
    found = topmost(mail.auth_results, ["mx.example.com"])
    assert found is not None
    assert [r.value for r in found.of("dmarc")] == ["fail"]
