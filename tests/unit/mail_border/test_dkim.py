"""Signatures: the mails that the specifications print, tampering, and what a signature does not prove."""

import base64
from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given
from hypothesis import strategies as st

from mailgate.mail.border.dkim import MOST_SIGNATURES, DkimFinding, check_dkim, prepare
from mailgate.mail.border.signed_fields import split_mail
from tests.unit.mail_border.rfc_mails import RFC_6376, RFC_6376_ZONE, RFC_8463, RFC_8463_ZONE
from tests.unit.mail_border.signing import COVERED, RSA, ed25519_record, rsa_record, sign
from tests.unit.mail_border.zone import BROKEN, Zone

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MAIL = (
    b"From: Mette <mette@customer.example>\r\nTo: support@example.com\r\nSubject: Printer\r\n"
    b"Date: Mon, 23 Nov 2026 08:59:00 +0000\r\nMessage-ID: <1@customer.example>\r\n\r\nIt burns.\r\n"
)
ZONE = {"key._domainkey.customer.example TXT": (ed25519_record(),)}
SIGNED_RSA = sign(MAIL, "customer.example", key=RSA)


def found(raw: bytes, zone: Zone | None = None, author: str = "customer.example") -> list[DkimFinding]:
    zone = zone or Zone(ZONE)
    return [zone.walk(check_dkim(one)) for one in prepare(split_mail(raw), author, AT)]


def said(raw: bytes, records: Mapping[str, tuple[str, ...]] = ZONE) -> str:
    return "; ".join(map(str, found(raw, Zone(records))))


PASS = "dkim=pass header.d=customer.example"


def test_the_mail_that_rfc_8463_prints_passes_with_both_its_keys() -> None:
    assert said(RFC_8463, RFC_8463_ZONE) == "; ".join(["dkim=pass header.d=football.example.com"] * 2)


def test_the_mail_that_rfc_6376_prints_passes() -> None:
    assert said(RFC_6376, RFC_6376_ZONE) == "dkim=pass header.d=example.com"


@pytest.mark.parametrize("raw", [RFC_8463, RFC_6376])
@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"dinner", b"supper"),
        (b"We lost", b"We won"),
        (b"Joe SixPack", b"Jim SixPack"),
        (b"Joe.\r\n", b"Joe.\r\nX\r\n"),
    ],
)
def test_one_changed_word_of_a_printed_mail_fails(raw: bytes, old: bytes, new: bytes) -> None:
    results = [f.result for f in found(raw.replace(old, new), Zone({**RFC_8463_ZONE, **RFC_6376_ZONE}))]
    assert results
    assert set(results) == {"fail"}


@pytest.mark.parametrize("canon", ["simple/simple", "simple/relaxed", "relaxed/simple", "relaxed/relaxed"])
def test_every_canonicalisation_with_both_kinds_of_key(canon: str) -> None:
    records = {"key._domainkey.customer.example TXT": (rsa_record(),)}
    assert said(sign(MAIL, "customer.example", key=RSA, canon=canon), records) == PASS
    assert said(sign(MAIL, "customer.example", canon=canon)) == PASS


@pytest.mark.parametrize(
    ("canon", "old", "new", "result"),
    [
        ("relaxed/relaxed", b"It burns.", b"Itburns.", "fail"),
        ("relaxed/relaxed", b"It burns.\r\n", b"It \t burns. \t\r\n\r\n\r\n", "pass"),
        ("relaxed/simple", b"It burns.\r\n", b"It burns. \r\n", "fail"),
        ("relaxed/simple", b"It burns.\r\n", b"It burns.\r\n\r\n\r\n", "pass"),
        ("relaxed/simple", b"It burns.\r\n", b"\r\nIt burns.\r\n", "fail"),
        ("relaxed/relaxed", b"Subject: Printer", b"SUBJECT:\r\n\t  Printer  ", "pass"),
        ("simple/relaxed", b"Subject: Printer", b"Subject:  Printer", "fail"),
        ("simple/relaxed", b"Subject: Printer", b"subject: Printer", "fail"),
    ],
)
def test_what_a_canonicalisation_lets_a_relay_change(canon: str, old: bytes, new: bytes, result: str) -> None:
    changed = sign(MAIL, "customer.example", canon=canon).replace(old, new)
    assert [f.result for f in found(changed)] == [result]


@pytest.mark.parametrize(
    "line",
    [
        b"From: eve@customer.example\r\n",
        b"from : eve@customer.example\r\n",
        b"Subject: Send the money\r\n",
        b"Content-Type: text/html\r\nContent-Type: text/plain\r\n",
        b"Reply-To: eve@evil.example\r\nReply-To: mette@customer.example\r\n",
        b"this line is no field\r\n",
        b"X: a\nFrom: eve@customer.example\r\n",
        b"X: a\rFrom: eve@customer.example\r\n",
        b"X: \0\r\n",
        b"From eve@customer.example Mon Nov 23 09:00:00 2026\r\n",
        b": no name\r\n",
    ],
)
@pytest.mark.parametrize("place", ["above", "below"])
def test_a_signature_proves_nothing_where_two_readers_see_two_mails(line: bytes, place: str) -> None:
    signed = sign(MAIL, "customer.example")
    raw = line + signed if place == "above" else signed.replace(b"\r\n\r\n", b"\r\n" + line + b"\r\n", 1)
    assert not [f for f in found(raw) if f.result == "pass"]


def test_a_signer_who_covers_both_of_two_fields_meant_both() -> None:
    twice = b"MIME-Version: 1.0\r\nMime-Version: 1.0\r\n" + MAIL
    assert said(sign(twice, "customer.example", tags={"h": f"{COVERED}:mime-version:mime-version"})) == PASS
    once = said(sign(twice, "customer.example", tags={"h": f"{COVERED}:mime-version"}))
    assert once == "dkim=policy (it does not cover every mime-version field) header.d=customer.example"


def test_fields_that_mail_servers_add_leave_a_signature_valid() -> None:
    raw = b"Received: from a by b;\r\n\tMon, 23 Nov 2026 09:00:00 +0000\r\nX-Spam: no\r\n" + sign(
        MAIL, "customer.example"
    )
    assert said(raw) == PASS


def test_a_name_that_is_listed_twice_forbids_a_second_field() -> None:
    signed = sign(MAIL, "customer.example", tags={"h": COVERED + ":x-order"})
    assert said(signed) == PASS
    assert said(b"X-Order: 1\r\n" + signed).startswith("dkim=fail (the signature is wrong)")


@pytest.mark.parametrize(
    ("tags", "said_of_it"),
    [
        ({"l": "9"}, "dkim=policy (it covers a part of the body only)"),
        ({"x": "1700000000"}, "dkim=fail (it has expired)"),
        ({"x": "9999999999999"}, "dkim=permerror (its times are no numbers)"),
        ({"h": "to:subject"}, "dkim=permerror (it does not cover From)"),
        ({"v": "2"}, "dkim=permerror (of another version)"),
        ({"a": "rsa-sha1"}, "dkim=permerror (rsa-sha1 is no algorithm to rely on)"),
        ({"a": "rsa-sha256"}, "dkim=permerror (its key is of another kind)"),
        ({"c": "nofws"}, "dkim=permerror (its canonicalisation is unknown)"),
        ({"c": "relaxed/nofws"}, "dkim=permerror (its canonicalisation is unknown)"),
        ({"i": "mette@evil.example"}, "dkim=permerror (i= lies outside of d=)"),
        ({"i": "mette@evilcustomer.example"}, "dkim=permerror (i= lies outside of d=)"),
        ({"q": "http"}, "dkim=permerror (its key is not in the DNS)"),
        ({"s": "a b"}, "dkim=permerror (no key for it)"),
        ({"s": "a..b"}, "dkim=permerror (its selector is no name)"),
        ({"bh": "!!!"}, "dkim=permerror (not base64)"),
        ({"bh": ""}, "dkim=permerror (no bh=)"),
        ({"h": ":".join(["from"] * 1001)}, "dkim=permerror (it names too many fields)"),
        ({"z": "a" * 17_000}, "dkim=permerror (longer than any real one)"),
    ],
)
def test_a_signature_that_is_not_good_enough_says_why(tags: dict[str, str], said_of_it: str) -> None:
    assert said(sign(MAIL, "customer.example", tags=tags)).startswith(said_of_it)


def test_a_signature_that_is_still_valid_and_names_its_own_subdomain_passes() -> None:
    tags = {"x": "1900000000", "t": "1700000000", "i": "mette@it.customer.example", "q": "dns/txt"}
    assert said(sign(MAIL, "customer.example", tags=tags)) == PASS


@pytest.mark.parametrize(
    "tags",
    [
        "v=1;; a=b",
        "v=1; v=1; d=customer.example",
        "nonsense",
        "",
        "=1",
        "; ".join(f"t{n}=1" for n in range(200)),
    ],
)
def test_what_is_no_list_of_tags_is_no_signature(tags: str) -> None:
    assert said(f"DKIM-Signature: {tags}\r\n".encode() + MAIL).startswith("dkim=permerror")


@pytest.mark.parametrize(
    ("record", "said_of_it"),
    [
        ((), "dkim=permerror (no key for it)"),
        (("v=spf1 -all",), "dkim=permerror (no key for it)"),
        ((ed25519_record(), ed25519_record("k=rsa")), "dkim=permerror (several keys for it)"),
        (("v=DKIM1; k=ed25519; p=",), "dkim=permerror (its key was revoked)"),
        (("v=DKIM1; k=ed25519; p=AAAA",), "dkim=permerror (its key cannot be read)"),
        (("v=DKIM1; k=ed25519; p=%%%",), "dkim=permerror (its key cannot be read)"),
        ((ed25519_record().replace("DKIM1", "DKIM2"),), "dkim=permerror (its key is of another version)"),
        ((ed25519_record("k=ed25519; h=sha1"),), "dkim=permerror (its key is not for SHA-256)"),
        ((ed25519_record("k=ed25519; s=tlsrpt"),), "dkim=permerror (its key is not for mail)"),
        ((ed25519_record("k=ed25519; t=y"),), "dkim=neutral (its key is for tests)"),
        ((ed25519_record() + "; n=" + "a" * 5000,), "dkim=permerror (no key for it)"),
        ((rsa_record(),), "dkim=permerror (its key is of another kind)"),
        (("something else", ed25519_record("k=ed25519; s=email; h=sha1:sha256; t=s")), PASS),
        ((ed25519_record().removeprefix("v=DKIM1; "),), PASS),
    ],
)
def test_every_kind_of_key_record(record: tuple[str, ...], said_of_it: str) -> None:
    records = {"key._domainkey.customer.example TXT": record}
    assert said(sign(MAIL, "customer.example"), records).startswith(said_of_it)


def test_a_key_for_one_domain_only_does_not_sign_for_those_below() -> None:
    records = {"key._domainkey.customer.example TXT": (ed25519_record("k=ed25519; t=s"),)}
    signed = sign(MAIL, "customer.example", tags={"i": "@it.customer.example"})
    assert said(signed, records).startswith("dkim=permerror (its key is not for subdomains)")


@pytest.mark.parametrize("bits", [512, 768, 5120])
def test_a_key_too_short_or_too_long_proves_nothing(bits: int) -> None:
    octets = (1 << (bits - 1)) | 1
    key = _public_key(octets)
    records = {"key._domainkey.customer.example TXT": (f"v=DKIM1; p={key}",)}
    assert said(sign(MAIL, "customer.example", key=RSA), records).startswith("dkim=permerror (its key")


def _public_key(modulus: int) -> str:
    """SubjectPublicKeyInfo by hand: libraries refuse to make a weak one."""

    def der(tag: int, content: bytes) -> bytes:
        size = len(content)
        length = bytes([size]) if size < 128 else bytes([0x82, size >> 8, size & 255])
        return bytes([tag]) + length + content

    number = b"\0" + modulus.to_bytes((modulus.bit_length() + 7) // 8, "big")
    key = der(0x30, der(0x02, number) + der(0x02, b"\1\0\1"))
    algorithm = bytes.fromhex("300d06092a864886f70d0101010500")
    return base64.b64encode(der(0x30, algorithm + der(0x03, b"\0" + key))).decode()


def test_a_key_of_1024_bits_is_enough() -> None:
    key = rsa.generate_private_key(65537, 1024)  # the least that RFC 8301 lets a verifier take
    records = {"key._domainkey.customer.example TXT": (rsa_record(key),)}
    assert said(sign(MAIL, "customer.example", key=key), records) == PASS


def test_another_domains_key_does_not_sign_in_this_name() -> None:
    records = {"key._domainkey.customer.example TXT": (rsa_record(),)}
    forged = rsa.generate_private_key(65537, 2048)
    assert said(sign(MAIL, "customer.example", key=forged), records).startswith(
        "dkim=fail (the signature is wrong)"
    )


def test_no_answer_about_a_key_is_temporary() -> None:
    zone = Zone({"key._domainkey.customer.example TXT": BROKEN})
    assert str(found(sign(MAIL, "customer.example"), zone)[0]).startswith("dkim=temperror (dns: timed out)")


def test_a_mail_without_signature_says_so_and_asks_nothing() -> None:
    zone = Zone({})
    assert [str(f) for f in found(MAIL, zone)] == ["dkim=none"]
    assert not zone.asked


def test_a_changed_body_costs_no_question() -> None:
    zone = Zone(ZONE)
    assert found(sign(MAIL, "customer.example").replace(b"burns", b"sings"), zone)[0].result == "fail"
    assert not zone.asked


def test_at_most_five_signatures_are_looked_at_and_the_authors_first() -> None:
    raw = sign(MAIL, "customer.example")
    for n in range(12):
        raw = sign(raw, f"list{n}.example")
    zone = Zone(ZONE)
    results = found(raw, zone)
    assert len(results) == len(zone.asked) == MOST_SIGNATURES
    assert str(results[0]) == PASS


def test_a_file_with_the_line_ends_of_unix_is_checked_as_it_was_on_the_wire() -> None:
    assert said(sign(MAIL, "customer.example").replace(b"\r\n", b"\n")) == PASS


@pytest.mark.parametrize(
    "body", [b"", b"\r\n", b"\r\n\r\n\r\n", b"no line end", b"a\r\r\n\r\n", b"a\n\r\n\r\n", b" \t"]
)
@pytest.mark.parametrize("canon", ["simple/simple", "relaxed/relaxed"])
def test_odd_bodies_are_signed_and_checked_alike(body: bytes, canon: str) -> None:
    raw = MAIL.partition(b"\r\n\r\n")[0] + b"\r\n\r\n" + body
    assert said(sign(raw, "customer.example", canon=canon)) == PASS


@given(st.binary(max_size=120), st.sampled_from(["rsa", "ed25519"]))
def test_any_octets_for_a_key_end_in_a_result(octets: bytes, kind: str) -> None:
    record = f"v=DKIM1; k={kind}; p={base64.b64encode(octets).decode()}"
    raw = sign(MAIL, "customer.example", key=RSA if kind == "rsa" else None)
    result = said(raw, {"key._domainkey.customer.example TXT": (record,)})
    assert result.startswith(("dkim=permerror", "dkim=fail (the signature is wrong)"))


@given(st.integers(0, 293), st.integers(0, 255))
def test_a_key_with_one_wrong_octet_never_passes_and_never_raises(place: int, octet: int) -> None:
    der = bytearray(base64.b64decode(rsa_record().rpartition("p=")[2]))
    same = der[place] == octet
    der[place] = octet
    records = {"key._domainkey.customer.example TXT": (f"p={base64.b64encode(der).decode()}",)}
    assert said(SIGNED_RSA, records).startswith("dkim=pass") is same


@given(st.text(max_size=80))
def test_any_tags_end_in_a_result(text: str) -> None:
    assert said(f"DKIM-Signature: {text}\r\n".encode(errors="replace") + MAIL).startswith("dkim=")
