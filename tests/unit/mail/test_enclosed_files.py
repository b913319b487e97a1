"""Files inside a part keep their exact octets, and damaged streams never cost the mail."""

import binascii
import random
import struct

import pytest

from mailgate.errors import NotFound
from mailgate.mail.read import read
from mailgate.mail.structure import StoredMail, attachment_bytes
from mailgate.mail.tnef import read_tnef

HEAD = b"From: Anna <anna@example.com>\r\nSubject: x\r\n"


def uuencoded(octets: bytes) -> bytes:
    lines = (binascii.b2a_uu(octets[at : at + 45]) for at in range(0, len(octets), 45))
    return b"begin 644 a.bin\n" + b"".join(lines) + b"`\nend\n"


def attribute(kind: int, value: bytes) -> bytes:
    return struct.pack("<BII", 2, kind, len(value)) + value + b"\0\0"


def winmail(*files: bytes) -> bytes:
    stream = b"\x78\x9f\x3e\x22\x01\x00"
    for octets in files:
        stream += attribute(0x69002, b"\0" * 14) + attribute(0x18010, b"a.bin\0") + attribute(0x6800F, octets)
    return stream


@pytest.mark.parametrize("octets", [b"x", bytes(range(256)) * 9, b"\0" * 100, b"   end\nend\n"])
def test_a_uuencoded_file_comes_back_exactly_and_leaves_the_words(octets: bytes) -> None:
    raw = HEAD + b"\r\nbefore\n" + uuencoded(octets) + b"after\n"
    mail = read(raw)
    (attachment,) = mail.attachments
    assert attachment.path == "1!1"
    assert attachment_bytes(raw, "1!1") == octets
    assert mail.text == "before\nafter"


def test_the_files_of_a_winmail_have_paths_of_their_own() -> None:
    raw = (
        HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nhi\r\n--b\r\n"
        b"Content-Type: application/ms-tnef\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + binascii.b2a_base64(winmail(b"one", b"\0two"))
        + b"--b--\r\n"
    )
    assert [one.path for one in read(raw).attachments] == ["2!1", "2!2"]
    assert attachment_bytes(raw, "2!2") == b"\0two"


@pytest.mark.parametrize("path", ["1!0", "1!2", "1!x", "1!", "2!1", "1!1!1", "1!99999999999"])
def test_a_place_where_no_file_is_is_not_found(path: str) -> None:
    with pytest.raises(NotFound):
        attachment_bytes(HEAD + b"\r\n" + uuencoded(b"x"), path)


@pytest.mark.parametrize("seed", range(5))
def test_a_damaged_winmail_gives_what_came_before_and_never_raises(seed: int) -> None:
    chance = random.Random(seed)
    whole = winmail(b"one" * 20, b"two" * 20)
    for _ in range(200):
        stream = bytearray(whole)
        for _ in range(chance.randint(1, 6)):
            stream[chance.randrange(4, len(stream))] = chance.randrange(256)
        assert len(read_tnef(bytes(stream[: chance.randrange(len(stream))])).files) <= 200


def test_what_lies_in_a_text_that_calls_itself_a_winmail_is_found_again_by_its_path() -> None:
    """A mutation found it: the name says TNEF, the octets are a text with an encrypted block."""
    raw = (
        b"From: kim@customer.test\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; name=winmail.dat\r\n\r\n"
        b"Hello\r\n-----BEGIN PGP MESSAGE-----\r\n\r\nhF4Dexample\r\n=Zz9x\r\n-----END PGP MESSAGE-----\r\n"
    )
    (found,) = read(raw).attachments
    assert len(StoredMail(raw).octets(found.path)) == found.size
