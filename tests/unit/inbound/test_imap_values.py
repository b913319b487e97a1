"""Names, responses, portions and envelopes of fetched mail, as values."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from mailgate.inbound.body import Spool
from mailgate.inbound.imap_account import Account, Role, Watched
from mailgate.inbound.imap_answers import Facts, fetched, internaldate, searched, selected
from mailgate.inbound.imap_arrival import Origin, arrival
from mailgate.inbound.imap_names import folder_name, modified_utf7, quoted
from mailgate.inbound.imap_plan import TOGETHER, Wanted, portions
from mailgate.inbound.imap_session import uid_set
from mailgate.inbound.imap_watch import Pauses
from mailgate.inbound.imap_wire import LONGEST_TEXT, NotImap, Oversize, Response, ResponseReader

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
ACCOUNT = Account("support", "imap.example.com", 993, "support@example.com", "support@example.com")
ORIGIN = Origin(ACCOUNT, ACCOUNT.folders[0], lambda a: a in ("support@example.com", "sales@example.com"))
ALL = Wanted(0, None, 1_000_000)


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("INBOX", "INBOX"),
        ("Entwürfe", "Entw&APw-rfe"),
        ("A & B", "A &- B"),
        ("~peter/mail/台北/日本語", "~peter/mail/&U,BTFw-/&ZeVnLIqe-"),  # RFC 3501 section 5.1.3
        ("über & über", "&APw-ber &- &APw-ber"),
        ("😀", "&2D3eAA-"),
        ("", ""),
    ],
)
def test_a_folders_name_is_written_in_modified_utf7(name: str, written: str) -> None:
    assert modified_utf7(name) == written
    assert folder_name(name) == f'"{written}"'


@pytest.mark.parametrize("text", ["a\r\nb", "\0", "ü", "\x7f"])
def test_a_quoted_string_never_holds_what_would_end_it(text: str) -> None:
    with pytest.raises(ValueError, match="printable"):
        quoted(text)
    assert quoted('a "b" \\c') == '"a \\"b\\" \\\\c"'


STREAM = (
    b"* OK ready {5}\r\n"
    b"* 1 FETCH (UID 7 BODY[] {11}\r\nline\r\n{3}\r\n FLAGS (\\Seen))\r\n"
    b'* 2 FETCH (UID 8 BODY[] "short" RFC822.SIZE 5)\r\n'
    b"* LIST () {3}\r\na\r\n {1}\r\nb\r\n"
    b"A1 OK done {9}\r\n"
)


def read(*pieces: bytes, largest: int = 1000) -> list[tuple[bytes, list[bytes]]]:
    reader = ResponseReader()
    reader.largest = largest
    found = [r for piece in pieces for r in reader.feed(piece)]
    assert reader.empty
    return [(r.text, [x.read() if isinstance(x, Spool) else b"-" for x in r.literals]) for r in found]


def test_whole_and_byte_by_byte_agree() -> None:
    whole = read(STREAM)
    assert whole == read(*(bytes([b]) for b in STREAM))
    assert [literals for _, literals in whole] == [[], [b"line\r\n{3}\r\n"], [], [b"a\r\n", b"b"], []]


def test_what_is_too_much_is_refused_or_read_past() -> None:
    reader = ResponseReader()
    reader.largest = 10
    (response,) = reader.feed(b"* 1 FETCH (UID 1 BODY[] {20}\r\n" + b"x" * 20 + b")\r\n")
    assert response.literals == (Oversize(20),)
    with pytest.raises(NotImap, match="literal"):
        list(reader.feed(b"* 1 FETCH (UID 1 BODY[] {50}\r\n"))
    with pytest.raises(NotImap, match="KiB"):
        list(ResponseReader().feed(b"x" * (LONGEST_TEXT + 1)))


def test_facts_are_read_in_any_order_and_broken_ones_say_nothing() -> None:
    responses = [
        Response(
            b'* 1 FETCH (RFC822.SIZE 5 INTERNALDATE " 3-Nov-2026 09:00:00 +0100" FLAGS (\\Seen $X (y)) UID 7)'
        ),
        Response(b"* 2 FETCH (FLAGS (\\Seen))"),
        Response(b"* 3 FETCH (UID x)"),
        Response(b"* 4 FETCH (UID 9"),
        Response(b"* 5 EXPUNGE"),
        Response(b"* 6 FETCH (UID 99999999999)"),
        Response(b"* 7 FETCH ()"),
    ]
    found = fetched(responses)
    assert found[7].internaldate == datetime(2026, 11, 3, 8, tzinfo=UTC)
    assert (found[7].size, found[7].flags >= {"\\seen", "$x"}) == (5, True)
    assert set(found) == {7, 9}


@pytest.mark.parametrize(
    "text", ["", "31-Feb-2026 00:00:00 +0000", "1-Xyz-2026 00:00:00 +00", "01-Jan-0001 00:00:00 +2359"]
)
def test_a_date_that_is_none_is_none(text: str) -> None:
    assert internaldate(text) is None


def test_search_and_select_are_read() -> None:
    assert searched([Response(b"* SEARCH 3 1"), Response(b"* SEARCH"), Response(b"* search 3 x -1 2")]) == [
        1,
        2,
        3,
    ]
    found = selected([Response(b"* 5 EXISTS"), Response(b"* OK [UIDVALIDITY 9] x")], b"[READ-ONLY] done")
    assert found is not None
    assert (found.uidvalidity, found.uidnext, found.exists, found.read_only) == (9, None, 5, True)
    assert selected([Response(b"* 5 EXISTS")], b"") is None


def test_uids_are_written_as_runs() -> None:
    assert uid_set([1, 2, 3, 5, 7, 8]) == "1:3,5,7:8"


def test_portions_are_bounded_and_pass_over_what_is_gone_or_too_old() -> None:
    facts = {n: Facts(n, 100, NOW) for n in range(1, 121)}
    del facts[120]
    cut = list(portions(range(1, 121), facts, ALL))
    assert [len(p.mails) for p in cut] == [TOGETHER, TOGETHER, 19]
    assert cut[-1].upto == 120
    huge = {**facts, 2: Facts(2, 2_000_000, NOW)}
    assert [(len(p.mails), p.upto, p.oversize) for p in portions([1, 2, 3], huge, ALL)] == [
        (1, 1, False), (1, 2, True), (1, 3, False),
    ]  # fmt: skip
    old = Wanted(2, NOW + timedelta(days=1), 1_000_000)
    assert [(p.upto, [m.uid for m in p.mails]) for p in portions([1, 2, 3], facts, old)] == [(3, [3])]
    assert [(p.upto, p.mails) for p in portions([1, 2], facts, old)] == [(2, ())]


def raw(*fields: str) -> bytes:
    return "\r\n".join((*fields, "From: kim@customer.test", "", "Hello")).encode()


@pytest.mark.parametrize(
    ("fields", "meant"),
    [
        (("To: x@list.example", "Delivered-To: sales@example.com"), ("sales@example.com",)),
        (("To: sales@example.com",), ()),  # the pipeline reads To and Cc itself
        (("To: x@list.example", "Delivered-To: box17@hoster.example"), ("support@example.com",)),
        (("Envelope-To: support@example.com", "To: sales@example.com"), ("support@example.com",)),
        ((), ("support@example.com",)),
    ],
)
def test_a_mail_is_for_whom_its_servers_delivered_it_to(
    fields: tuple[str, ...], meant: tuple[str, ...]
) -> None:
    assert arrival(raw(*fields), Facts(1, 5, NOW), ORIGIN, NOW).envelope.rcpt_to == meant


@pytest.mark.parametrize(
    ("age", "date", "quiet"),
    [
        (timedelta(hours=47), "", False),
        (timedelta(hours=49), "", True),
        (timedelta(0), "Date: Mon, 16 Nov 2026 08:00:00 +0000", True),  # copied here by a program
        (
            timedelta(0),
            "Received: by x; Mon, 23 Nov 2026 07:00:00 +0000\r\nDate: Sat, 1 Jan 2000 00:00:00 +0000",
            False,
        ),
        (-timedelta(hours=23), "", False),
        (-timedelta(hours=25), "", True),
        (timedelta(days=40 * 365), "", True),
    ],
)
def test_old_mail_and_mail_of_no_time_is_quiet(age: timedelta, date: str, quiet: bool) -> None:
    found = arrival(raw(*([date] if date else [])), Facts(1, 5, NOW - age), ORIGIN, NOW)
    assert found.envelope.quiet is quiet
    assert found.arrived_at <= NOW


def test_a_bounce_keeps_its_null_return_path_and_a_sent_mail_its_source() -> None:
    found = arrival(raw("Return-Path: <>"), Facts(1), ORIGIN, NOW)
    assert (found.envelope.mail_from, found.envelope.source) == ("", "imap:support")
    sent = replace(ORIGIN, folder=Watched("Sent", Role.SENT))
    assert arrival(raw(), Facts(1), sent, NOW).envelope.was_sent


def test_pauses_grow_to_five_minutes_and_are_long_after_a_refused_login() -> None:
    pauses = Pauses()
    grown = [pauses.after(n, refused=False, chance=1.0) for n in range(1, 12)]
    assert grown[:4] == [1, 2, 4, 8]
    assert grown[-1] == pauses.after(10_000, refused=False, chance=1.0) == 300
    assert pauses.after(1, refused=True, chance=0.0) == 15
