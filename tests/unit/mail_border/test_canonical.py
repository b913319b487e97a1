"""How a mail is written down before it is hashed: the examples of RFC 6376, and time that grows with the mail only."""

import base64
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailgate.mail.border.canonical import body_hash, header_hash
from mailgate.mail.border.signed_fields import SignedField, split_mail
from mailgate.mail.fields import read_block

BODY = b" C \r\nD \t E\r\n\r\n\r\n"


@pytest.mark.parametrize(
    ("body", "relaxed", "written"),
    [
        (BODY, True, b" C\r\nD E\r\n"),
        (BODY, False, b" C \r\nD \t E\r\n"),
        (b"", True, b""),
        (b"", False, b"\r\n"),
        (b"\r\n\r\n", True, b""),
        (b"\r\n\r\n", False, b"\r\n"),
        (b"x", True, b"x\r\n"),
        (b"x", False, b"x\r\n"),
        (b" \r\n\t\r\n", True, b""),
        (b"x\r\n\r\r\n", False, b"x\r\n\r\r\n"),
        (b"x\n\r\n\r\n", False, b"x\n\r\n"),
        (b"x\r\n\n", False, b"x\r\n\n\r\n"),
    ],
)
def test_the_body_is_written_as_the_specification_says(body: bytes, relaxed: bool, written: bytes) -> None:
    """The first two are the examples of RFC 6376 section 3.4.5."""
    assert body_hash(body, relaxed=relaxed) == hashlib.sha256(written).digest()


def test_the_hashes_of_an_empty_body_are_those_that_the_specification_prints() -> None:
    """RFC 6376 sections 3.4.3 and 3.4.4."""
    assert base64.b64encode(body_hash(b"", relaxed=False)) == b"frcCV1k9oG9oKj3dpUqdJg1PxRT2RSN/XKdLCPjaYaY="
    assert base64.b64encode(body_hash(b"", relaxed=True)) == b"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="


@pytest.mark.parametrize(
    ("relaxed", "written"),
    [
        (True, b"a:X\r\nb:Y Z\r\ndkim-signature:b="),
        (False, b"A: X\r\nB : Y\t\r\n\tZ  \r\nDKIM-Signature: b="),
    ],
)
def test_the_header_is_written_as_the_specification_says(relaxed: bool, written: bytes) -> None:
    """The example of RFC 6376 section 3.4.5."""
    mail = split_mail(b"DKIM-Signature: b=abc\r\nA: X\r\nB : Y\t\r\n\tZ  \r\n\r\n")
    found = header_hash(mail.fields, mail.fields[0], ["a", "b"], relaxed=relaxed)
    assert found == hashlib.sha256(written).digest()


def test_a_field_is_taken_from_the_bottom_and_once() -> None:
    mail = split_mail(b"DKIM-Signature: b=abc; c=d\r\nX: 1\r\nX: 2\r\n\r\n")
    found = header_hash(mail.fields, mail.fields[0], ["x", "x", "x", "dkim-signature"], relaxed=False)
    assert found == hashlib.sha256(b"X: 2\r\nX: 1\r\nDKIM-Signature: b=; c=d").digest()


@pytest.mark.parametrize(
    ("body", "relaxed", "simple"),
    [
        (b"\r\n" * 2_000_000, b"", b"\r\n"),
        (b"\r" * 4_000_000, b"\r" * 4_000_000 + b"\r\n", b"\r" * 4_000_000 + b"\r\n"),
        (b"\n\r\n" * 1_300_000, b"\n\r\n" * 1_300_000, b"\n\r\n" * 1_300_000),
        (b" \t" * 2_000_000, b"", b" \t" * 2_000_000 + b"\r\n"),
        (b" \r\n" * 1_300_000 + b"x", b"\r\n" * 1_300_000 + b"x\r\n", b" \r\n" * 1_300_000 + b"x\r\n"),
    ],
    ids=["empty lines", "CR", "LF CR LF", "blanks", "blank lines"],
)
def test_four_million_hostile_octets_are_hashed(body: bytes, relaxed: bytes, simple: bytes) -> None:
    """Work that grows with the square of them would not end before the test is given up."""
    assert body_hash(body, relaxed=True) == hashlib.sha256(relaxed).digest()
    assert body_hash(body, relaxed=False) == hashlib.sha256(simple).digest()


@given(st.binary(max_size=300))
def test_any_octets_are_split(raw: bytes) -> None:
    split_mail(raw)


_LINES = st.sampled_from(
    [b"A: b", b"From: x@y.example", b" c", b"\td", b"", b"junk", b"B :", b"a:b:c", b"From x", b":"]
)


@given(st.lists(_LINES, max_size=8))
def test_a_header_without_damage_has_the_fields_that_the_reader_of_mail_sees(lines: list[bytes]) -> None:
    """Otherwise a signature could cover one From while another is shown."""
    raw = b"\r\n".join(lines) + b"\r\n\r\nbody\r\n"
    mail = split_mail(raw)
    if not mail.fields:
        return
    block = read_block(raw, 0, len(raw))
    assert [(f.name.decode(), _unfolded(f)) for f in mail.fields] == list(block.fields.items)
    assert raw[block.body :] == mail.body
    assert not block.fields.defects


def _unfolded(field: SignedField) -> bytes:
    return field.value.replace(b"\r\n", b"").strip()


def test_a_header_too_large_to_be_read_is_not_verified() -> None:
    mail = split_mail(b"From: a@b.example\r\nX: " + b"x" * 300_000 + b"\r\n\r\n")
    assert (mail.fields, mail.damage) == ((), "its header is too large")
