import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailgate.inbound.body import SPOOL_ABOVE, Spool
from mailgate.inbound.limits import Budget, Limits
from mailgate.inbound.smtp_data import DataStream
from mailgate.inbound.smtp_incoming import Incoming

NASTY = st.lists(
    st.sampled_from([b"\r", b"\n", b".", b"\r\n", b"\r\n.", b"\r\n.\r\n", b"x", b"\x00"]), max_size=30
)


def _read(chunks: list[bytes], *, repair: bool = False) -> tuple[bytes, bool, bytes, bool]:
    spool = Spool()
    stream = DataStream(spool, repair=repair)
    for index, chunk in enumerate(chunks):
        stream.feed(chunk)
        if stream.ended:
            rest = stream.rest + b"".join(chunks[index + 1 :])
            return spool.read(), True, rest, stream.bare
    return spool.read(), False, b"", stream.bare


def _slowly(octets: bytes) -> tuple[bytes, bytes] | None:
    """The mail and the rest by the letter of RFC 5321 section 4.5.2, a line at a time."""
    lines = octets.split(b"\r\n")
    mail: list[bytes] = []
    for index, line in enumerate(lines[:-1]):
        if line == b".":
            return b"".join(mail), b"\r\n".join(lines[index + 1 :])
        mail.append((line[1:] if line.startswith(b".") else line) + b"\r\n")
    return None


@given(NASTY, st.lists(st.integers(min_value=0, max_value=60), max_size=6))
def test_whole_in_pieces_and_byte_by_byte_agree_with_the_rfc(parts: list[bytes], cuts: list[int]) -> None:
    octets = b"".join(parts) + b"\r\n.\r\nQUIT\r\n"
    places = [0, *sorted(c for c in cuts if c <= len(octets)), len(octets)]
    pieces = [octets[a:b] for a, b in pairwise(places)]
    whole = _read([octets])
    assert _read(pieces) == whole
    assert _read([octets[i : i + 1] for i in range(len(octets))]) == whole
    assert _slowly(octets) == (whole[0], whole[2])
    inside = octets[: len(octets) - len(whole[2])]
    assert whole[3] == bool(re.search(rb"\r(?!\n)|(?<!\r)\n", inside))


@given(NASTY)
def test_a_repaired_mail_has_no_bare_newline_however_it_comes(parts: list[bytes]) -> None:
    octets = b"".join(parts) + b"\r\n.\r\n"
    mail, ended, _, bare = _read([octets], repair=True)
    assert ended
    assert not bare
    assert not re.search(rb"\r(?!\n)|(?<!\r)\n", mail)
    assert _read([octets[i : i + 1] for i in range(len(octets))], repair=True)[0] == mail


def test_what_does_not_end_is_not_a_mail() -> None:
    assert _read([b"one\r\n.\r"])[1] is False


@pytest.mark.parametrize("size", [0, 10, SPOOL_ABOVE, SPOOL_ABOVE + 1, 3 * SPOOL_ABOVE])
def test_a_spool_gives_back_what_was_written_on_either_side_of_the_file(size: int) -> None:
    spool = Spool()
    octets = bytes(i % 251 for i in range(size))
    for start in range(0, size, 100_000):
        spool.write(octets[start : start + 100_000])
    assert spool.size == size
    assert spool.read() == octets
    assert spool.read() == octets
    spool.close()
    spool.close()


def _incoming(budget: Budget, max_size: int = 100) -> Incoming:
    return Incoming(Limits(max_size=max_size), budget.share(), repair=False, directory=None)


@pytest.mark.parametrize(
    ("octets", "limit", "reply"),
    [
        (b"x" * 98 + b"\r\n.\r\n", 1000, None),
        (b"x" * 99 + b"\r\n.\r\n", 1000, "552 5.3.4"),
        (b"a\nb\r\n.\r\n", 1000, "554 5.6.0"),
        (b"x" * 60 + b"\r\n.\r\n", 50, "452 4.3.1"),
    ],
)
def test_a_mail_is_refused_for_its_first_fault_and_frees_its_share(
    octets: bytes, limit: int, reply: str | None
) -> None:
    budget = Budget(limit)
    incoming = _incoming(budget)
    incoming.feed(octets)
    assert incoming.ended
    assert (incoming.refusal or "")[:9] == (reply or "")
    assert budget.used == (0 if reply else 100)
    incoming.close()
    assert budget.used == 0


def test_a_full_disk_is_a_temporary_refusal() -> None:
    budget = Budget()
    incoming = Incoming(Limits(), budget.share(), repair=False, directory=Path("/proc/none"))
    incoming.feed(b"x" * (SPOOL_ABOVE + 10))
    incoming.feed(b"\r\n.\r\n")
    assert incoming.ended
    assert incoming.refusal == "452 4.3.1 Insufficient system storage, try again later"
    assert budget.used == 0


def test_an_endless_mail_overruns() -> None:
    incoming = _incoming(Budget())
    incoming.feed(b"x" * 400)
    assert not incoming.overrun
    incoming.feed(b"x")
    assert incoming.overrun
