"""Rich text of a winmail.dat: what the specification packs comes out, and no stream costs more than its cap."""

import random
import struct

import pytest

from mailgate.mail.lzfu import unpack
from mailgate.mail.rtf import Rtf, read_packed_rtf, read_rtf

PACKED, PLAIN = 0x75465A4C, 0x414C454D
# The two examples of MS-OXRTFCP section 4.1.
SIMPLE = bytes.fromhex(
    "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"
)
OVERLAPPING = bytes.fromhex("1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0")


def stream(kind: int, body: bytes, announced: int = 0) -> bytes:
    return struct.pack("<IIII", len(body) + 12, announced, kind, 0) + body


@pytest.mark.parametrize(
    ("packed", "rtf"),
    [
        (SIMPLE, b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"),
        (OVERLAPPING, b"{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}"),
    ],
)
def test_the_examples_of_the_specification_come_out(packed: bytes, rtf: bytes) -> None:
    assert unpack(packed, 1_000) == rtf


def test_what_comes_out_is_bounded_by_the_cap_and_not_by_the_header() -> None:
    repeated = b"\x01a" + b"\xff" + b"\x0c\xff" * 8 * 10_000
    assert len(unpack(stream(PACKED, b"\0abcdefgh" * 10_000, 2**31), 500)) == 500
    assert len(unpack(stream(PACKED, repeated, 2**31), 500)) <= 500
    assert len(unpack(stream(PLAIN, b"x" * 10_000, 2**31), 500)) == 500


@pytest.mark.parametrize(
    "octets", [b"", b"x" * 15, stream(7, b"abc"), stream(PACKED, b""), stream(PACKED, b"\xff\x00")]
)
def test_a_stream_of_another_kind_gives_nothing(octets: bytes) -> None:
    assert unpack(octets, 1_000) == b""


def test_a_reference_to_what_was_never_written_ends_the_stream() -> None:
    assert unpack(stream(PACKED, b"\x02a\xff\xf0bcdefg"), 1_000) == b"a"


@pytest.mark.parametrize("seed", range(5))
def test_damaged_streams_are_read_as_far_as_they_go(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(300):
        packed = bytearray(SIMPLE)
        for _ in range(chance.randint(1, 8)):
            packed[chance.randrange(len(packed))] = chance.randrange(256)
        assert len(read_packed_rtf(bytes(packed[: chance.randrange(len(packed))])).text) <= 5_000


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        (rb"one\par two\line three", "one\ntwo\nthree"),
        (rb"\{a\}\\b\~c\_d\-e", "{a}\\b\u00a0c\u2011de"),
        (rb"\'e9\ansicpg1251\'e9", "éй"),
        (rb"\uc1\u8364?\u-10179?\u-8704?", "€😀"),
        (rb"\uc0\u8364 x{\uc2\u8364\'80\'80y}z", "€x€yz"),
        (rb"{\fonttbl{\f0 Arial;}}{\colortbl\red0;}{\*\unknown secret}{\pict 00ff}seen", "seen"),
        (rb"{\fonttbl{\f1\fcharset128 Gothic;}}{\f1\'83\'65}\plain\'e9", "テé"),
        (rb"a\cell b\row c", "a\tb\nc"),
        (b"broken\r\nlines {of {one} line", "brokenlines of one line"),
        (rb"\u55357?", "\ufffd"),
        (rb"lone \'zz backslash \\", "lone zz backslash \\"),
    ],
)
def test_a_person_would_read_the_same(inner: bytes, text: str) -> None:
    assert read_rtf(rb"{\rtf1\ansi\ansicpg1252 " + inner + b"}") == Rtf(text=text)


def test_a_page_inside_is_given_back_without_what_is_meant_for_other_programs() -> None:
    words = rb"\htmlrtf{\b\htmlrtf0 Hello\htmlrtf  twice}\htmlrtf0 "
    rtf = rb"{\rtf1\ansi\fromhtml1 {\*\htmltag64 <p>}%s{\*\htmltag72 </p>}}"
    assert read_rtf(rtf % words) == Rtf(html="<p>Hello</p>")


def test_depth_and_what_stands_behind_the_end_cost_nothing() -> None:
    assert read_rtf(b"{\\rtf1 a" + b"{" * 200_000 + b"b").text == "a"
    assert read_rtf(b"{\\rtf1 a}" + b"b" * 10_000).text == "a"
    assert read_rtf(b"no rich text") == Rtf()
