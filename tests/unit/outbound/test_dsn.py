"""DSN parameters are octets that RFC 3461 allows, whatever the address and the mail hold."""

import re

import pytest

from mailgate.outbound.dsn import mail_parameters, rcpt_parameters, xtext


@pytest.mark.parametrize(
    ("octets", "written"),
    [(b"kim", b"kim"), (b"a+b=c", b"a+2Bb+3Dc"), (b"a b", b"a+20b"), (b"\xc3\xb8", b"+C3+B8"), (b"", b"")],
)
def test_xtext_is_that_of_the_rfc(octets: bytes, written: bytes) -> None:
    assert xtext(octets) == written


def test_any_octets_become_one_word() -> None:
    assert re.fullmatch(rb"(?:[!-*,-<>-~]|\+[0-9A-F]{2})*", xtext(bytes(range(256))))


def test_a_recipient_beyond_ascii_is_named_in_utf8_with_escapes() -> None:
    assert rcpt_parameters("s@example.com", "sø+r=en@example.org")[1] == (
        "ORCPT=utf-8;sø\\x{2B}r\\x{3D}en@example.org".encode()
    )


def test_what_is_too_long_for_a_parameter_is_left_out() -> None:
    long = b"Message-ID: <" + b"m" * 101 + b"@example.com>\r\n\r\n"
    assert mail_parameters("s@example.com", long) == [b"RET=HDRS"]
    assert rcpt_parameters("s@example.com", "+" * 300 + "@example.org") == [b"NOTIFY=FAILURE,DELAY"]


def test_only_our_own_header_names_the_mail() -> None:
    body = b"Subject: x\r\n\r\nhello\r\nMessage-ID: <other@example.org>\r\n"
    assert (
        mail_parameters("s@example.com", b"Message-ID: <m1@example.com>\r\n" + body)[1]
        == b"ENVID=m1@example.com"
    )
