"""Addresses that no server could take are named as defects and reach nobody."""

import pytest

from mailgate.mail.read import read

BODY = b"\r\nSubject: x\r\n\r\nhi"


@pytest.mark.parametrize(
    "address",
    [
        b"a" * 320 + b"@example.com",
        b"a@" + b"b" * 252 + b".com",
        "ø".encode() * 160 + b"@example.com",
        b"a@" + b"b." * 500 + b"c",
    ],
)
@pytest.mark.parametrize(
    "form", [b"%s", b"<%s>", b"Anna <%s>", b"bo@example.org, Anna <%s>;", b'"Berg, A" <%s>, bo@example.org']
)
def test_an_address_beyond_the_length_of_smtp_is_cut_out(form: bytes, address: bytes) -> None:
    mail = read(b"From: " + form % address + b"\r\nTo: " + form % address + BODY)
    kept = {one.address for one in (*mail.senders, *mail.to)}
    assert all(len(one.encode()) <= 320 and len(one.rpartition("@")[2]) <= 255 for one in kept)
    assert kept <= {"bo@example.org"} or not any(one in address.decode() for one in kept)
    assert any("too long to be an address" in defect for defect in mail.defects)
    assert all(len(defect) < 200 for defect in mail.defects)


@pytest.mark.parametrize(
    "address",
    [
        b"a" * 64 + b"@example.com",
        b"reply+" + b"A" * 90 + b"@reply.example.com",
        b"a@" + b"b" * 60 + b"." + b"c" * 60 + b".example.com",
    ],
)
def test_long_reply_tokens_and_domains_are_kept(address: bytes) -> None:
    mail = read(b"From: Anna <" + address + b">" + BODY)
    assert mail.from_ is not None
    assert mail.from_.address == address.decode()
    assert mail.defects == ()
