"""Signed and encrypted mail: the words come out of the signature, and damage never costs the mail."""

import base64
import random

import pytest

from mailgate.errors import NotFound
from mailgate.mail import structure
from mailgate.mail.enclosed import EnclosedFile
from mailgate.mail.pgp import unwrap
from mailgate.mail.read import read
from mailgate.mail.smime import Cms, read_cms
from mailgate.mail.structure import StoredMail, Tree, attachment_bytes

HEAD = b"From: Anna <anna@example.com>\r\nSubject: x\r\n"
SIGNED = bytes.fromhex("06092a864886f70d010702")
ENVELOPED = bytes.fromhex("06092a864886f70d010703")
DATA = bytes.fromhex("06092a864886f70d010701")
END = b"\0\0"
SIGNED_TEXT = b"-----BEGIN PGP SIGNED MESSAGE-----\n%s-----END PGP SIGNATURE-----"


def der(tag: int, content: bytes) -> bytes:
    if len(content) < 0x80:
        return bytes((tag, len(content))) + content
    size = len(content).to_bytes((len(content).bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(size))) + size + content


def ber(tag: int, content: bytes) -> bytes:
    """The same of indefinite length."""
    return bytes((tag, 0x80)) + content + END


def packed(strings: bytes, wrap: object = der) -> bytes:
    """A SignedData around this octet string, without a signature."""
    element = ber if wrap is ber else der
    enclosed = element(0x30, DATA + element(0xA0, strings))
    algorithms = element(0x31, element(0x30, b"\x06\x01\x01"))
    return element(0x30, SIGNED + element(0xA0, element(0x30, b"\x02\x01\x01" + algorithms + enclosed)))


def signed_mail(entity: bytes) -> bytes:
    kind = b"Content-Type: application/pkcs7-mime; smime-type=signed-data\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    return kind + base64.encodebytes(packed(der(0x04, entity)))


@pytest.mark.parametrize("wrap", [der, ber])
@pytest.mark.parametrize(
    ("strings", "content"),
    [
        (der(0x04, b"words"), b"words"),
        (der(0x24, der(0x04, b"wo") + der(0x04, b"rds")), b"words"),
        (ber(0x24, der(0x04, b"wo") + der(0x04, b"rds")), b"words"),
        (ber(0x24, ber(0x24, der(0x04, b"wo")) + der(0x24, der(0x04, b"rd")) + der(0x04, b"s")), b"words"),
        (der(0x04, b"w" * 70_000), b"w" * 70_000),
        (der(0x04, b""), b""),
    ],
)
def test_the_content_comes_out_of_definite_and_indefinite_lengths(
    wrap: object, strings: bytes, content: bytes
) -> None:
    assert read_cms(packed(strings, wrap)) == Cms(signed=True, content=content)


def test_a_detached_signature_holds_nothing_and_an_envelope_is_not_opened() -> None:
    detached = der(0x30, SIGNED + der(0xA0, der(0x30, b"\x02\x01\x01" + der(0x31, b"") + der(0x30, DATA))))
    assert read_cms(detached) == Cms(signed=True)
    assert read_cms(der(0x30, ENVELOPED + der(0xA0, der(0x30, b"\x02\x01\x00")))) == Cms(encrypted=True)


@pytest.mark.parametrize(
    "octets",
    [b"", b"0", b"\x30\x80", b"\x30\x85", b"\x30\x81", b"\x1f\xff\xff", packed(ber(0x24, b"\x24\x80" * 50_000)),
     packed(der(0x24, b"\x04\x00" * 600_000)), packed(ber(0x24, der(0x04, b"x") + END * 3))[:50], packed(der(0x02, b"x"))],
)  # fmt: skip
def test_what_is_no_signed_mail_has_no_content(octets: bytes) -> None:
    assert read_cms(octets).content == b""


@pytest.mark.parametrize("seed", range(5))
def test_damage_never_raises(seed: int) -> None:
    chance = random.Random(seed)
    whole = packed(ber(0x24, der(0x04, b"words ") * 5), ber)
    for _ in range(500):
        octets = bytearray(whole)
        for _ in range(chance.randint(1, 5)):
            octets[chance.randrange(len(octets))] = chance.randrange(256)
        assert len(read_cms(bytes(octets[: chance.randrange(len(octets))])).content) <= len(whole)


def test_files_inside_a_signature_have_paths_that_lead_to_their_octets() -> None:
    file = b"--b\r\nContent-Type: application/x; name=a\r\n\r\n\0\1exact\r\n"
    entity = (
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nSee the file.\r\n" + file + b"--b--\r\n"
    )
    raw = HEAD + signed_mail(signed_mail(entity))
    mail = read(raw)
    assert mail.text == "See the file."
    assert [one.path for one in mail.attachments] == ["1!1!2"]
    assert attachment_bytes(raw, "1!1!2") == b"\0\1exact"
    for path in ("1!3", "1!1!3", "1!1!2!1", "1!", "1!1!"):
        with pytest.raises(NotFound):
            attachment_bytes(raw, path)


def test_signatures_are_opened_three_deep_and_no_further() -> None:
    entity = b"Content-Type: text/plain\r\n\r\nwords"
    for _ in range(4):
        entity = signed_mail(entity)
    mail = read(HEAD + entity)
    assert "cannot be read here" in mail.text
    (one,) = mail.attachments
    assert one.path == "1!1!1!1"
    assert attachment_bytes(HEAD + entity, one.path) == packed(
        der(0x04, b"Content-Type: text/plain\r\n\r\nwords")
    )


def test_a_limit_inside_a_signature_leaves_the_mail_packed() -> None:
    crowd = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\n" * 2_000
    mail = read(HEAD + signed_mail(crowd))
    assert "parts" in mail.limits
    assert [one.path for one in mail.attachments] == ["1", ""]


def test_many_files_are_cut_out_of_one_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    part = b"--b\r\nContent-Type: application/x\r\n\r\n%d\r\n"
    parts = b"".join(part % n for n in range(150))
    stored = StoredMail(HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + parts + b"--b--")
    assert stored.octets("1") == b"0"

    def again(_raw: bytes) -> Tree:
        raise AssertionError("the structure is read a second time")

    monkeypatch.setattr(structure, "read_structure", again)
    assert [stored.octets(f"{n + 1}") for n in range(150)] == [b"%d" % n for n in range(150)]


def test_a_part_with_many_files_is_opened_once(monkeypatch: pytest.MonkeyPatch) -> None:
    stored = StoredMail(HEAD + b"\r\n" + b"begin 644 a\n#86)C\n`\nend\n" * 40)
    assert stored.octets("1!1") == b"abc"

    def again(_octets: bytes, *, tnef: bool) -> tuple[EnclosedFile, ...]:
        raise AssertionError(f"the part is opened a second time (tnef {tnef})")

    monkeypatch.setattr(structure, "enclosed_files", again)
    assert {stored.octets(f"1!{n}") for n in range(1, 41)} == {b"abc"}


@pytest.mark.parametrize(
    ("text", "words", "sealed"),
    [
        (b"no armour", b"no armour", 0),
        (SIGNED_TEXT % b"\nhi\n-----BEGIN PGP SIGNATURE-----\n", b"hi\n", 0),
        (SIGNED_TEXT % b"\n- - a\n- -b\n-----BEGIN PGP SIGNATURE-----\n" + b"\nrest", b"- a\n-b\nrest", 0),
        (SIGNED_TEXT % b"Hash: SHA512\n\n" + b"\nrest", b"-----END PGP SIGNATURE-----\nrest", 0),
        (b"a\n-----BEGIN PGP MESSAGE-----\nx\n-----END PGP MESSAGE-----\nb", b"a\nNOTE\nb", 1),
        (b"> -----BEGIN PGP MESSAGE-----\n> x\n", b"> -----BEGIN PGP MESSAGE-----\n> x\n", 0),
        (b"-----BEGIN PGP MESSAGE-----\n" * 5, b"-----BEGIN PGP MESSAGE-----\n" * 5, 0),
    ],
)  # fmt: skip
def test_armour_is_taken_off_whole_blocks_only(text: bytes, words: bytes, sealed: int) -> None:
    found = unwrap(text, b"NOTE\n")
    assert found.words == words
    assert len(found.sealed) == sealed
