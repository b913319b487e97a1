"""Mail that pretends to be an agent's: nothing of it reaches a customer, and the agent hears of it within a cap (P4)."""

from collections.abc import Sequence

import pytest

from mailgate.model.journal import Fate
from mailgate.model.ticket import Status
from tests.scenario.desk import TestDesk
from tests.scenario.post import ANNA, EVE, answer, mail

ELSEWHERE = {"peer": "203.0.113.9", "mail_from": "eve@stranger.test"}
PASS = b"mx.example.com; dmarc=pass header.from=staff.example.net"


def opened(desk: TestDesk) -> bytes:
    """Kim's ticket; an answer with the right token and Anna's address, for which nobody vouches."""
    desk.post(mail())
    return answer(desk.letter("notification").draft, "Send money to Eve.", sender=ANNA, vouched=False)


def with_results(raw: bytes, values: Sequence[bytes]) -> bytes:
    return b"".join(b"Authentication-Results: " + v + b"\r\n" for v in values) + raw


def assert_nothing_left(desk: TestDesk, entry: int) -> None:
    assert desk.fate(entry) in (Fate.HELD, Fate.APPENDED, Fate.RECORDED), desk.reasons(entry)
    assert desk.messages(1)[-1].public is False
    assert desk.letters("reply") == []
    assert desk.ticket(1).status is Status.NEW
    assert desk.ticket(1).first_response_at is None
    assert desk.timers(1)["first_response"].state == "running"


def test_the_genuine_header_is_believed(desk: TestDesk) -> None:
    """The mail of all the tests below, with the header as our own server writes it: they fail for the right reason."""
    entry = desk.post(with_results(opened(desk), [PASS]))
    assert desk.fate(entry) is Fate.APPENDED
    assert len(desk.letters("reply")) == 1


@pytest.mark.parametrize(
    "values",
    [
        [b"mx.example.com; dmarc=none", PASS],
        [b"mx.example.com; none", PASS],
        [b"other.test; dmarc=pass header.from=staff.example.net", PASS],
        [b"mx.example.com.evil.test; dmarc=pass header.from=staff.example.net"],
        [b"=?utf-8?q?mx=2Eexample=2Ecom?=; dmarc=pass header.from=staff.example.net"],
        [b"mx.example.com; =?utf-8?q?dmarc=3Dpass?= header.from=staff.example.net"],
        [b"mx.example.com (; dmarc=pass header.from=staff.example.net"],
        [b'mx.example.com; spf=none smtp.mailfrom="x; dmarc=pass header.from=staff.example.net"@evil.test'],
        [b"mx.example.com; spf=none smtp.mailfrom=x (; dmarc=pass header.from=staff.example.net)"],
        [b"mx.example.com; dmarc=pass header.from=evil.test"],
        [b"mx.example.com; dkim=pass header.d=evil.test; spf=pass smtp.mailfrom=evil.test"],
        [b"mx.example.com; dkim=pass header.d=net"],
        [b"mx.example.com; dmarc=fail header.from=staff.example.net; dmarc=pass header.from=staff.example.net"],
        [b"mx.example.com; x-dmarc=pass header.from=staff.example.net"],
        [b"mx.example.com; dmarc=passed header.from=staff.example.net"],
        [b"mx.example.com 2; dmarc=pass header.from=staff.example.net"],
        [b"", PASS],
    ],
)  # fmt: skip
def test_a_forged_header_of_our_server_vouches_for_nobody(desk: TestDesk, values: list[bytes]) -> None:
    """
    "Anna" -> her token, through our own server, with what Eve wrote into the header or below it
    """
    assert_nothing_left(desk, desk.post(with_results(opened(desk), values), mail_from="eve@stranger.test"))


@pytest.mark.parametrize("peer", ["203.0.113.9", "127.0.0.1", "::1", "10.0.0.6", ""])
def test_the_right_header_from_the_wrong_neighbour_vouches_for_nobody(desk: TestDesk, peer: str) -> None:
    entry = desk.post(with_results(opened(desk), [PASS]), peer=peer, mail_from="eve@stranger.test")
    assert_nothing_left(desk, entry)


@pytest.mark.parametrize("order", ["before", "after"])
def test_two_from_lines_are_nobodys(desk: TestDesk, order: str) -> None:
    """
    From: Anna, From: Eve   our server vouches for one of them: for which?
    """
    raw = with_results(opened(desk), [PASS])
    other = b"From: Eve <eve@stranger.test>\r\n"
    first = raw.index(b"From: Anna")
    at = first if order == "before" else raw.index(b"\r\n", first) + 2
    assert_nothing_left(desk, desk.post(raw[:at] + other + raw[at:], mail_from="eve@stranger.test"))


def test_two_authors_in_one_from_are_nobodys(desk: TestDesk) -> None:
    raw = with_results(opened(desk), [PASS]).replace(b"From: Anna", b"From: Eve <eve@stranger.test>, Anna", 1)
    assert_nothing_left(desk, desk.post(raw))


@pytest.mark.parametrize(
    "author",
    [
        "anna@staff.example.net <eve@stranger.test>",
        '"anna@staff.example.net" <eve@stranger.test>',
        "Anna Berg <anna@staff.example.net.stranger.test>",
        "Anna Berg <\u0430nna@staff.example.net>",
        "Anna Berg <anna@staff.ex\u0430mple.net>",
        '"Anna Berg <anna@staff.example.net>" <eve@stranger.test>',
    ],
    ids=["bare name", "quoted name", "longer domain", "cyrillic a", "cyrillic domain", "address in the name"],
)
def test_an_address_that_only_looks_like_annas_is_not_hers(desk: TestDesk, author: str) -> None:
    """
    Eve, with a pass for the domain she writes from -> Anna's token   an outsider's note
    """
    desk.post(mail())
    raw = answer(desk.letter("notification").draft, "Send money.", sender=EVE, vouched=False)
    domain = author.rpartition("@")[2].rstrip(">")
    results = f"mx.example.com; dmarc=pass header.from={domain}".encode()
    forged = with_results(
        raw.replace(b"From: Eve <eve@stranger.test>", f"From: {author}".encode(), 1), [results]
    )
    assert_nothing_left(desk, desk.post(forged, mail_from="eve@stranger.test"))


def test_a_sender_line_of_annas_is_worth_nothing(desk: TestDesk) -> None:
    desk.post(mail())
    raw = answer(desk.letter("notification").draft, "x", sender=EVE, headers={"Sender": ANNA})
    assert_nothing_left(desk, desk.post(raw))


def test_an_agents_mail_whose_answers_go_elsewhere_is_held(desk: TestDesk) -> None:
    """
    Anna, vouched for, Reply-To Eve -> her token   held, and Anna is told
    """
    desk.post(mail())
    raw = answer(desk.letter("notification").draft, "x", sender=ANNA, headers={"Reply-To": EVE})
    entry = desk.post(raw)
    assert desk.fate(entry) is Fate.HELD
    assert_nothing_left(desk, entry)
    assert [x.recipient for x in desk.letters("notice")] == ["anna@staff.example.net"]


def test_a_customers_reply_to_is_never_written_to(desk: TestDesk) -> None:
    """
    "Kim" -> support, Reply-To Eve   no letter of any kind to Eve
    """
    desk.post(mail(headers={"Reply-To": EVE, "Return-Receipt-To": EVE, "Disposition-Notification-To": EVE}))
    desk.post(answer(desk.letter("notification").draft, "Off.", sender=ANNA))
    desk.advance(60)
    desk.deliver()
    assert "eve@stranger.test" not in desk.courier.tried


def test_an_agents_address_and_a_guessed_number_open_a_marked_ticket_and_no_more(desk: TestDesk) -> None:
    """
    "Anna" -> support, Kim's number, nobody vouches   a ticket beside Kim's, marked
    """
    desk.post(mail())
    before = desk.ticket(1)
    entry = desk.post(mail(f"[{before.reference}] x", "Send money.", sender=ANNA, vouched=False), **ELSEWHERE)
    assert desk.fate(entry) is Fate.TICKET
    assert (desk.ticket(1), len(desk.messages(1)), "unverified" in desk.ticket(2).tags) == (before, 1, True)
    assert desk.letters("reply") == []
    assert desk.letters("ack", to="anna@staff.example.net") == []


def test_vacation_words_from_an_unvouched_agents_address_are_filed_as_nobodys(desk: TestDesk) -> None:
    """
    "Anna" -> her token, in a responder's words, nobody vouches   an unverified note without an author
    """
    desk.post(mail())
    raw = answer(
        desk.letter("notification").draft, "I am away until Monday.", sender=ANNA, quote=False, vouched=False,
        subject="Automatic reply: Out of office",
    )  # fmt: skip
    entry = desk.post(raw, **ELSEWHERE)
    assert_nothing_left(desk, entry)
    note = desk.messages(1)[-1]
    assert (note.kind, note.verified, note.author) == ("note", False, None)


def test_held_notices_are_capped_by_the_hour(desk: TestDesk) -> None:
    """
    "Anna" -> Kim's ticket   thirty times, by somebody who knows an id: at most ten notices, all notes are kept
    """
    desk.post(mail())
    known = {"In-Reply-To": desk.letter("notification").draft.message_id}
    for number in range(30):
        desk.post(mail("x", f"note {number}", sender=ANNA, vouched=False, headers=known), **ELSEWHERE)
    assert len(desk.letters("notice")) == 10
    assert len(desk.messages(1)) == 31
    desk.advance(hours=2)
    desk.post(mail("x", "later", sender=ANNA, vouched=False, headers=known), **ELSEWHERE)
    assert len(desk.letters("notice")) == 11
