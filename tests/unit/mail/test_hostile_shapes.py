"""The shapes of a mail bomb: each limit acts under its name, nothing is unpacked, and what is said stays readable."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from bench.hostile_shapes import BY_NAME, SENDER, SHAPES, SUBJECT, Shape, packed_gzip, packed_zip
from mailgate.mail.codec import decode, encode
from mailgate.mail.read import read
from mailgate.mail.structure import attachment_bytes
from mailgate.model.mail import Made, Mail


@dataclass(frozen=True)
class Case:
    """A shape, its octets, and what was read of them."""

    shape: Shape
    raw: bytes
    mail: Mail


@pytest.fixture(scope="module", params=SHAPES, ids=lambda shape: shape.name)
def case(request: pytest.FixtureRequest) -> Case:
    raw = request.param.make()
    return Case(request.param, raw, read(raw))


def test_the_limit_that_a_shape_breaks_is_named_and_no_other(case: Case) -> None:
    assert case.mail.limits == ((case.shape.limit,) if case.shape.limit else ())


def test_a_mail_beyond_a_limit_carries_the_whole_of_itself(case: Case) -> None:
    whole = [one.sha256 for one in case.mail.attachments if one.path == ""]
    assert whole == ([hashlib.sha256(case.raw).hexdigest()] if case.shape.limit else [])


def test_the_header_of_a_shape_is_read_whatever_its_body_is(case: Case) -> None:
    mail = case.mail
    if "bounce" in case.shape.name:
        assert mail.automatic.kind is Made.BOUNCE
    else:
        assert (mail.from_.address if mail.from_ else "", mail.subject) == (SENDER, SUBJECT)


def test_a_shape_crosses_between_processes(case: Case) -> None:
    assert decode(encode(case.mail)) == case.mail


def test_no_word_is_lost_between_new_text_quotes_and_signature(case: Case) -> None:
    mail = case.mail
    parts = f"{mail.new_text}\n{mail.quoted_text}\n{mail.signature}"
    assert sorted(parts.split()) == sorted(mail.text.split())


@pytest.mark.parametrize(("name", "packed"), [("zip", packed_zip), ("gzip", packed_gzip)])
def test_an_archive_stays_packed(name: str, packed: Callable[[], bytes]) -> None:
    raw, octets = BY_NAME[f"{name} bomb attached"].make(), packed()
    (archive,) = read(raw).attachments
    assert (archive.size, archive.sha256) == (len(octets), hashlib.sha256(octets).hexdigest())
    assert attachment_bytes(raw, archive.path) == octets


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("100 000 attributes on a tag", "seen"),
        ("60 000 nested divs", "seen"),
        ("50 000 blank lines and an x", "x"),
        ("zip bomb attached", "see the file"),
    ],
)
def test_the_words_of_a_shape_are_found(name: str, words: str) -> None:
    assert said(read(BY_NAME[name].make())) == words


def said(mail: Mail) -> str:
    return " ".join(mail.new_text.split())


def test_a_report_of_a_hundred_thousand_lines_names_a_bounded_number_of_addresses() -> None:
    bounce = read(BY_NAME["100 000 address-like lines in a bounce"].make()).bounce
    assert bounce is not None
    assert 0 < len(bounce.recipients) <= 500
