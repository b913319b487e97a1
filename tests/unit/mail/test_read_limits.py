"""Hostile shapes end as a mail with the raw attached, whatever they are made of."""

import pytest

from mailgate.errors import NotFound, Unparseable
from mailgate.mail.limits import Limits
from mailgate.mail.prescan import prescan
from mailgate.mail.read import read
from mailgate.mail.structure import attachment_bytes

HEAD = b"From: Anna <anna@example.com>\r\nSubject: Shape\r\n"
HTML = HEAD + b"Content-Type: text/html\r\n\r\n"
MIXED = HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
DEEP = b"".join(
    b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(10_000)
)
HOSTILE = {
    "depth": (HEAD + DEEP, "depth"),
    "a million empty parts": (MIXED + b"--b\r\n\r\n" * 1_000_000, "parts"),
    "lines that look like delimiters": (MIXED + b"--b\r\n\r\n" + b"--x\n" * 400_000, "parts"),
    "one header of five megabytes": (b"X: " + b"a" * 5_000_000 + b"\r\n" + HEAD + b"\r\nhi", "headers"),
    "fifty thousand addresses": (b"To: " + b"a@b.test, " * 50_000 + b"\r\n" + HEAD + b"\r\nhi", "headers"),
    "a thousand addresses": (b"To: " + b"a@b.test, " * 1_000 + b"\r\n" + HEAD + b"\r\nhi", "addresses"),
    "many attachments": (
        MIXED + b"--b\r\nContent-Type: image/png\r\n\r\nx\r\n" * 300 + b"--b--",
        "attachments",
    ),
    "sixty thousand divs": (HTML + b"<div>" * 60_000 + b"x", "html"),
    "much text": (HEAD + b"\r\n" + b"word " * 400_000, "text"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_mail_beyond_a_limit_is_read_in_part_and_attached_whole(name: str) -> None:
    raw, limit = HOSTILE[name]
    mail = read(raw)
    assert limit in mail.limits
    assert mail.subject == "Shape"
    assert mail.from_ is not None
    assert mail.from_.address == "anna@example.com"
    assert mail.attachments[-1].path == ""
    assert mail.attachments[-1].size == len(raw)
    assert attachment_bytes(raw, "") == raw


@pytest.mark.parametrize("attributes", [b" ".join(b'a%d=">"' % n for n in range(90_000)), b"x " * 400_000])
def test_a_tag_with_a_crowd_of_attributes_keeps_its_text(attributes: bytes) -> None:
    assert "seen" in read(HTML + b"<p " + attributes + b">seen</p>").text


@pytest.mark.parametrize(
    "text",
    [
        b"\n" * 50_000 + b"x",
        b"On " + b"a " * 20_000,
        b"On 24 Nov 2026 x wrote\n" * 20_000,
        b"> a\nb\n" * 20_000,
        b"From: a\n" * 50_000,
    ],
)
def test_text_made_against_quote_readers_keeps_its_words(text: bytes) -> None:
    mail = read(HEAD + b"\r\n" + text)
    assert mail.new_text.strip()


def test_prescan_names_the_limit_without_reading_the_mail() -> None:
    assert prescan(HEAD + DEEP) == ("depth",)
    assert prescan(HEAD + b"\r\nhi") == ()
    assert prescan(MIXED + b"--b\r\n\r\n" * 5, Limits(parts=3)) == ("parts",)


@pytest.mark.parametrize("raw", [b"", b"\r\n\r\n", b"\0\0 \t"])
def test_octets_that_hold_nothing_are_unparseable(raw: bytes) -> None:
    with pytest.raises(Unparseable):
        read(raw)


def test_a_path_that_does_not_exist_is_not_found() -> None:
    with pytest.raises(NotFound):
        attachment_bytes(HEAD + b"\r\nhi", "7.7")
