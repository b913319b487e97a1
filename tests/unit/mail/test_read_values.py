"""Values that the document of SPEC 16.3 does not show: digests, hops, delivery addresses, ids of gateways, octets."""

import base64

import pytest

from mailgate.mail.charset import codec_of
from mailgate.mail.digest import stable_digest
from mailgate.mail.quote_marks import SEPARATOR_MARK
from mailgate.mail.quotes import split_text
from mailgate.mail.read import read
from mailgate.mail.structure import attachment_bytes
from mailgate.model.mail import Made

HEAD = b"From: Anna <anna@example.com>\r\nTo: support@example.net\r\nDate: Tue, 24 Nov 2026 09:00:00 +0100\r\nSubject: x\r\n"


def test_trace_fields_line_ends_and_blank_tails_do_not_change_the_digest() -> None:
    first = read(b"Received: by one\r\n" + HEAD + b"\r\nline\r\nend\r\n")
    second = read((HEAD + b"\r\nline\r\nend\r\n\r\n  \r\n").replace(b"\r\n", b"\n"))
    assert first.digest == second.digest
    assert not first.message_id_given
    assert first.message_id == second.message_id == f"<{first.digest[:40]}@missing.mailgate.invalid>"


@pytest.mark.parametrize("change", [b"Line\r\nend\r\n", b"line\r\n\r\nend\r\n", b" line\r\nend\r\n", b""])
def test_other_words_have_another_digest(change: bytes) -> None:
    assert read(HEAD + b"\r\n" + change).digest != read(HEAD + b"\r\nline\r\nend\r\n").digest


def test_the_digest_tells_its_fields_apart() -> None:
    assert stable_digest(b"a", b"b", b"", b"") != stable_digest(b"a", b"", b"b", b"")


def test_delivery_addresses_keep_the_order_in_which_they_are_believed() -> None:
    raw = (
        b"Envelope-To: d@example.net\r\nX-Original-To: b@example.net\r\nDelivered-To: a@example.net\r\n"
        b"Resent-To: e@example.net\r\nX-Delivered-To: c@example.net\r\n" + HEAD + b"\r\nx"
    )
    assert read(raw).delivered_to == tuple(f"{letter}@example.net" for letter in "abcde")


def test_ids_that_gateways_kept_are_found() -> None:
    raw = (
        b"X-Google-Original-Message-ID: <g@x.test>\r\nX-MS-Exchange-Parent-Message-Id: <p@x.test>\r\n"
        + HEAD
        + b"\r\nx"
    )
    assert read(raw).original_ids == ("<g@x.test>", "<p@x.test>")


@pytest.mark.parametrize(
    ("field", "hops"),
    [
        (b"", 0),
        (b"X-Mailgate-Loop: 3\r\n", 3),
        (b"X-Mailgate-Loop: x\r\n" * 2, 2),
        (b"X-Mailgate-Loop: 1\r\n" * 2, 2),
        (b"X-Mailgate-Loop: 0\r\n", 0),
        (b"X-Mailgate-Loop: 0\r\nX-Mailgate-Loop: 4\r\n", 4),
    ],
)
def test_hops_count_our_loop_field(field: bytes, hops: int) -> None:
    assert read(field + HEAD + b"\r\nx").hops == hops


def test_many_references_keep_the_first_and_the_newest() -> None:
    ids = " ".join(f"<{n}@x.test>" for n in range(1_000)).encode()
    references = read(b"References: " + ids + b"\r\n" + HEAD + b"\r\nx").references
    assert len(references) == 200
    assert (references[0], references[-1]) == ("<0@x.test>", "<999@x.test>")


def test_authentication_results_are_raw_and_topmost_first() -> None:
    raw = (
        b"Authentication-Results: mx.example.net;\r\n dmarc=pass\r\nAuthentication-Results: other; spf=fail\r\n"
        + HEAD
        + b"\r\nx"
    )
    assert read(raw).auth_results == ("mx.example.net; dmarc=pass", "other; spf=fail")


def test_an_empty_envelope_sender_is_evidence_only_when_it_is_known() -> None:
    assert read(HEAD + b"\r\nx", mail_from="").automatic.kind is Made.AUTO_REPLY
    assert read(HEAD + b"\r\nx", mail_from="").silence.value
    assert read(HEAD + b"\r\nx", mail_from="anna@example.com").automatic.kind is Made.NONE
    assert read(HEAD + b"\r\nx").automatic.kind is Made.NONE


def test_words_alone_are_marked_as_words() -> None:
    raw = b"From: a@example.com\r\nSubject: Out of Office: x\r\n\r\nBack on Monday"
    assert read(raw).automatic.by_words
    assert not read(b"Auto-Submitted: auto-replied\r\n" + raw).automatic.by_words


@pytest.mark.parametrize("octets", [b"", b"\r\n\r\n", b"a\r\n--b\r\n", bytes(range(256)) * 50, b"\n--bb"])
def test_attachment_octets_come_back_exactly(octets: bytes) -> None:
    part = b"Content-Type: application/x; name=a\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    raw = (
        HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nhi\r\n--b\r\n" + part
        + base64.encodebytes(octets).replace(b"\n", b"\r\n") + b"\r\n--b--\r\n"
    )  # fmt: skip
    (attachment,) = read(raw).attachments
    assert attachment_bytes(raw, attachment.path) == octets


@pytest.mark.parametrize("before", ["", "> ", ">> "])
def test_our_separator_ends_new_text_however_it_is_quoted(before: str) -> None:
    split = split_text(f"Answer\n\n{before}{SEPARATOR_MARK}\n{before}old words")
    assert split.new == "Answer"


@pytest.mark.parametrize(
    ("label", "codec"),
    [("UTF8", "utf-8"), ("latin1", "cp1252"), ("ISO_8859-1", "cp1252"), ("win-1251", "cp1251"), ("GB2312", "gb18030"),
     ("base64", None), ("rot13", None), ("idna", None), ("", None), ("x" * 5_000, None), ("cp\0", None)],
)  # fmt: skip
def test_a_charset_label_is_understood_as_browsers_do(label: str, codec: str | None) -> None:
    assert codec_of(label) == codec
