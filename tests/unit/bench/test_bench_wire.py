"""What is laid out for the wire is what the server gets back after unstuffing."""

import pytest

from bench.corpus import corpus
from bench.wire import stuffed, wire


@pytest.mark.parametrize(
    ("raw", "data"),
    [
        (b"a\r\n", b"a\r\n.\r\n"),
        (b"a", b"a\r\n.\r\n"),
        (b".a\r\n", b"..a\r\n.\r\n"),
        (b"a\r\n.\r\nb\r\n", b"a\r\n..\r\nb\r\n.\r\n"),
        (b"a\r\n..b\r\n", b"a\r\n...b\r\n.\r\n"),
    ],
)
def test_dots_are_stuffed_and_the_end_is_marked(raw: bytes, data: bytes) -> None:
    assert stuffed(raw) == data


def test_the_corpus_has_lines_that_need_stuffing() -> None:
    assert any(b"\r\n.." in wire(specimen).data for specimen in corpus(1, 40))


def test_the_commands_are_complete() -> None:
    (specimen,) = corpus(1, 1)
    sender, size = specimen.mail_from, len(specimen.raw)
    assert wire(specimen).commands == (
        f"MAIL FROM:<{sender}> SIZE={size} BODY=8BITMIME\r\n".encode(),
        b"RCPT TO:<support@example.com>\r\n",
        b"DATA\r\n",
    )
