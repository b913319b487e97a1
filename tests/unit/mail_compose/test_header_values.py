from email import message_from_bytes
from email.header import decode_header, make_header
from email.policy import default
from email.utils import getaddresses

import pytest

from mailgate.mail.header_values import (
    LONGEST_TEXT,
    PREFERRED_LINE,
    Mailbox,
    MessageId,
    Text,
    Token,
    UnsafeValue,
    fold,
    is_message_id,
    needs_smtputf8,
    wire_address,
)
from mailgate.model.mail import Address

FORBIDDEN = [*map(chr, range(0x20)), "\x7f", "\x85", "\x9b", "\u2028", "\u2029", "\ud800", "\udfff"]


@pytest.mark.parametrize("character", FORBIDDEN, ids=lambda c: f"U+{ord(c):04X}")
def test_no_type_takes_a_character_that_could_end_a_line(character: str) -> None:
    for make in (
        lambda: Text(f"a{character}b"),
        lambda: Mailbox(f"a{character}b", "a@example.com"),
        lambda: Mailbox("", f"a{character}b@example.com"),
        lambda: Mailbox("", f'"a{character}b"@example.com'),
        lambda: Mailbox("", f"a@exa{character}mple.com"),
        lambda: MessageId(f"<a{character}b@example.com>"),
        lambda: Token(f"a{character}"),
        lambda: fold("Subject", [f"a{character}b"]),
        lambda: fold(f"Sub{character}ject", ["a"]),
    ):
        with pytest.raises(UnsafeValue):
            make()


@pytest.mark.parametrize("character", FORBIDDEN[:-2], ids=lambda c: f"U+{ord(c):04X}")
def test_a_strangers_control_character_becomes_a_space(character: str) -> None:
    assert Text.cleaned(f"a{character}{character}b{character}").value == "a b"


@pytest.mark.parametrize(
    ("words", "cleaned"),
    [
        ("Hello\r\nBcc: victim@example.org", "Hello Bcc: victim@example.org"),
        ("  a \t b  ", "a b"),
        ("", ""),
        ("\r\n", ""),
        ("a\ud800b", "a\ufffdb"),
        ("nbsp\u00a0stays", "nbsp\u00a0stays"),
        ("x" * 2000, "x" * (LONGEST_TEXT - 1) + "…"),
    ],
)
def test_a_strangers_words_reach_the_reader_as_one_line(words: str, cleaned: str) -> None:
    assert Text.cleaned(words).value == cleaned


@pytest.mark.parametrize(
    "text",
    [
        "",
        "plain words",
        "[EX-26-000001-K] Føler mig ikke hørt — 50% æøå",
        "=?utf-8?q?=0D=0ABcc:_victim@example.org?=",
        "the =?broken",
        "w" * 300,
        "日本語の件名がここに入りますので長くなるかもしれません。よろしくお願いします。",
        "👩‍👩‍👧‍👦" * 20,
        "word " * 100 + "end",
        "a=b_c?d.e,f;g:h",
    ],
)
def test_a_subject_reads_back_as_written_on_lines_of_78(text: str) -> None:
    header = fold("Subject", Text.cleaned(text).words())
    assert message_from_bytes(header + b"\r\n", policy=default)["Subject"] == Text.cleaned(text).value
    assert all(len(line) <= PREFERRED_LINE for line in header.decode("ascii").split("\r\n"))
    assert header.split(b"\r\n")[0].strip() != b"Subject:" or not text


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Anna Berg",
        "Berg, Anna",
        'say "hi" \\ there',
        "Anna <evil@example.net>",
        "anna@example.org",
        "Søren Østergård (Salg)",
        "=?utf-8?q?=22=2C_evil=40example=2Enet?=",
        "山田 太郎",
        "x" * 100,
        "Dr. O'Neil; group: a, b;",
    ],
)
def test_a_name_stays_a_name_whatever_it_holds(name: str) -> None:
    # Decoded by the older parser: the newer one of Python 3.11 puts spaces between encoded words of a name.
    mailbox = Mailbox.of(Address("anna@example.org", name))
    header = message_from_bytes(fold("From", mailbox.words()) + b"\r\n")["From"]
    [(display_name, address)] = getaddresses([header.replace("\r\n", "")])
    assert str(make_header(decode_header(display_name))) == mailbox.name
    assert address == "anna@example.org"


@pytest.mark.parametrize(
    ("address", "wire"),
    [
        ("anna@example.org", "anna@example.org"),
        ("Anna+tag@Example.ORG", "Anna+tag@Example.ORG"),
        ("anna@blåbær.example", "anna@xn--blbr-roah.example"),
        ("anna@straße.example", "anna@xn--strae-oqa.example"),
        ("søren@blåbær.example", "søren@xn--blbr-roah.example"),
        ("a..b.@example.org", '"a..b."@example.org'),
        ('"anna berg"@example.org', '"anna berg"@example.org'),
        (r'"a\"b@c"@example.org', r'"a\"b@c"@example.org'),
        ("anna@[192.0.2.1]", "anna@[192.0.2.1]"),
        ("anna@[IPv6:2001:db8::1]", "anna@[IPv6:2001:db8::1]"),
        ("anna@under_score.example", "anna@under_score.example"),
        ("bounce=anna=example.org@desk.example.com", "bounce=anna=example.org@desk.example.com"),
    ],
)
def test_an_address_has_one_form_on_the_wire(address: str, wire: str) -> None:
    assert wire_address(address) == wire
    assert wire_address(wire) == wire


@pytest.mark.parametrize(
    "address",
    [
        "",
        "@",
        "anna",
        "@example.org",
        "anna@",
        "an na@example.org",
        "anna@exam ple.org",
        "<anna@example.org>",
        "anna@example.org>",
        "anna@example.org,evil@example.net",
        "anna(comment)@example.org",
        "anna@example..org",
        "anna@-\u2024.example",
        'an"na@example.org',
        '"anna@example.org',
        "anna\u00a0b@example.org",
        "anna\u202e@example.org",
        "anna@" + "a" * 64 + ".example",
        "anna@" + "ab." * 90 + "example",
        "ö" * 200 + "@example.org",
        "anna@[evil]",
    ],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(UnsafeValue):
        wire_address(address)


def test_only_the_local_part_needs_smtputf8() -> None:
    assert needs_smtputf8("søren@example.org")
    assert not needs_smtputf8("soren@blåbær.example")


@pytest.mark.parametrize(
    ("value", "writable"),
    [
        ("<a.b@example.com>", True),
        ("<no-at-sign>", True),
        ("<" + "a" * 898 + ">", True),
        ("<" + "a" * 899 + ">", False),
        ("a@example.com", False),
        ("<a b@example.com>", False),
        ("<a@example.com><b@example.com>", False),
        ("<ä@example.com>", False),
        ("<>", False),
        ("<a@example.com>\n", False),
    ],
)
def test_an_id_is_written_only_as_it_is(value: str, writable: bool) -> None:
    assert is_message_id(value) is writable


def test_a_line_that_servers_would_cut_is_refused() -> None:
    with pytest.raises(UnsafeValue, match="998"):
        fold("Subject", ["x" * 1000])


def test_ids_are_never_cut_or_encoded_however_long() -> None:
    ids = [f"<{'x' * length}@example.com>" for length in (10, 100, 500, 800)]
    header = fold("References", ids)
    assert message_from_bytes(header + b"\r\n", policy=default)["References"] == " ".join(ids)
    assert header == ("References: " + "\r\n ".join(ids) + "\r\n").encode()
