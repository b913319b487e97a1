"""Whoever knows an id, a number or a token, but is not its owner: what it is worth to them (P5, P2)."""

from typing import Any

import pytest

from mailgate.model.decision import ReplyMeans
from mailgate.model.journal import Fate
from mailgate.model.ticket import Status
from mailgate.threading import tokens
from mailgate.threading.sealed import KeyRing
from tests.scenario.desk import Letter, TestDesk
from tests.scenario.post import ANNA, BO, EVE, KIM, SUPPORT, answer, mail, reply_address

ELSEWHERE = {"peer": "203.0.113.9", "mail_from": "eve@stranger.test"}
LARS = "Lars <lars@other.test>"


def answered(desk: TestDesk, **first: Any) -> Letter:
    """Kim's ticket, answered by Anna; the letter that Kim has."""
    desk.post(mail(**first))
    desk.post(answer(desk.letter("notification").draft, "Off.", sender=ANNA))
    desk.advance(60)
    desk.deliver()
    return desk.letter("reply")


def stripped(raw: bytes, *names: bytes) -> bytes:
    """The mail without some of its header lines, as somebody who copied it would send it."""
    head, _, body = raw.partition(b"\r\n\r\n")
    unfolded = head.replace(b"\r\n ", b" ").split(b"\r\n")
    kept = [line for line in unfolded if line.partition(b":")[0].lower() not in names]
    return b"\r\n".join(kept) + b"\r\n\r\n" + body


POINTERS = (b"to", b"in-reply-to", b"references", b"authentication-results")


# ids


def test_a_public_id_named_by_an_outsider_pulls_nobodys_mail(desk: TestDesk) -> None:
    """
    a list carries <post>
    Eve -> support, Cc Kim   names <post>
    Kim -> support           answers <post>: a ticket of her own; Eve gets none of her words
    """
    public = {"References": "<post@lists.test>"}
    desk.post(mail("Hi", "mine", sender=EVE, cc=KIM, headers=public))
    entry = desk.post(mail("Re: it", "the secret of Kim", headers={"In-Reply-To": "<post@lists.test>"}))
    assert desk.fate(entry) is Fate.TICKET
    assert desk.ticket_of(entry).id == 2
    desk.post(answer(desk.letters("notification")[0].draft, "Answer.", sender=ANNA))
    assert [x.recipient for x in desk.letters("reply")] == ["eve@stranger.test"]
    assert all("secret" not in x.draft.text for x in desk.letters(to="eve@stranger.test"))


def test_a_copied_id_with_the_victim_in_cc_leaks_nothing(desk: TestDesk) -> None:
    """
    Kim -> support           <kims>, on a list that Eve reads
    Eve -> support, Cc Kim   answers <kims>: a ticket of Eve's own, and none of Kim's words in what she gets
    Kim -> support           answers Eve's mail, which she was sent: nothing goes to Eve either
    """
    desk.configure(mailbox='cc = "join"')
    answered(desk, message_id="<kims@client.test>", text="the secret of Kim")
    raw = mail(
        "Re: it",
        "And?",
        sender=EVE,
        cc=KIM,
        message_id="<eves@x.test>",
        headers={"References": "<kims@client.test>"},
    )
    entry = desk.post(raw)
    assert desk.fate(entry) is Fate.TICKET
    assert [p.address for p in desk.ticket(1).participants] == ["kim@customer.test"]
    desk.post(
        mail("Re: it", "more secret", cc=EVE, headers={"References": "<kims@client.test> <eves@x.test>"})
    )
    desk.post(answer(desk.letters("notification")[0].draft, "Off again.", sender=ANNA))
    for letter in desk.letters(to="eve@stranger.test"):
        assert "secret" not in letter.draft.text
        assert "Off" not in letter.draft.text
        assert desk.ticket(1).reference not in letter.draft.subject + letter.draft.text


def test_a_strangers_copy_that_came_first_does_not_swallow_the_mail(desk: TestDesk) -> None:
    """
    Eve -> support   Kim's answer word for word, without its token: filed as unverified
    Kim -> token     the answer itself: appended, Anna is told
    Kim -> token     again, by an SMTP retry: a duplicate (P2)
    """
    genuine = answer(answered(desk).draft, "Please look again.")
    copy = desk.post(stripped(genuine, *POINTERS), rcpt_to=SUPPORT, **ELSEWHERE)
    assert desk.messages(1)[-1].verified is False, desk.reasons(copy)
    assert desk.ticket(1).status is Status.WAITING
    told = len(desk.letters("notification"))
    entry = desk.post(genuine)
    assert (desk.fate(entry), desk.messages(1)[-1].verified) == (Fate.APPENDED, True)
    assert desk.ticket(1).status is Status.OPEN
    assert len(desk.letters("notification")) == told + 1
    assert desk.fate(desk.post(genuine)) is Fate.DUPLICATE
    assert len(desk.messages(1)) == 4


def test_a_strangers_copy_without_any_pointer_swallows_nothing_either(desk: TestDesk) -> None:
    """
    Eve -> support   Kim's answer without token, ids and number: a ticket beside Kim's
    Kim -> token     appended to her own; its retry is a duplicate
    """
    genuine = answer(answered(desk).draft, "Please look again.", subject="Hello", quote=False)
    copy = desk.post(stripped(genuine, *POINTERS), rcpt_to=SUPPORT, **ELSEWHERE)
    assert desk.ticket_of(copy).id == 2
    entry = desk.post(genuine)
    assert (desk.fate(entry), desk.ticket_of(entry).id) == (Fate.APPENDED, 1)
    assert desk.fate(desk.post(genuine)) is Fate.DUPLICATE
    assert len(desk.messages(1)) == 3


def test_the_retry_of_a_mail_to_a_closed_ticket_opens_no_second(desk: TestDesk) -> None:
    letter = answered(desk)
    desk.close(1)
    raw = answer(letter.draft, "It smokes again.", subject="Hello")
    assert [desk.fate(desk.post(raw)) for _ in range(3)] == [Fate.TICKET, Fate.DUPLICATE, Fate.DUPLICATE]
    desk.change(1, status="open", closed_at=None)
    assert len(desk.tickets()) == 2


def test_a_list_does_not_silence_a_customers_answer(desk: TestDesk) -> None:
    """
    Kim -> her list -> token   List-Id, Precedence: list: appended, Anna is told, open, not acknowledged
    """
    letter = answered(desk)
    before = len(desk.letters())
    through = {"List-Id": "<support.customer.test>", "Precedence": "list"}
    entry = desk.post(answer(letter.draft, "It still smokes!", headers=through))
    assert (desk.fate(entry), desk.messages(1)[-1].public) == (Fate.APPENDED, True)
    assert desk.ticket(1).status is Status.OPEN
    assert [(x.kind, x.recipient) for x in desk.letters()[before:]] == [
        ("notification", "anna@staff.example.net")
    ]


# numbers


def test_knowing_the_number_makes_nobody_an_acquaintance(desk: TestDesk) -> None:
    """
    "Kim" -> support     forged, from Eve's network; Anna answers (to Kim)
    "Kim" -> support     the number in the subject, from Eve's network
    "Kim" -> support     a new mail: still acknowledged as by somebody unknown
    """
    desk.post(mail(vouched=False), **ELSEWHERE)
    desk.post(answer(desk.letter("notification").draft, "Off.", sender=ANNA))
    desk.advance(60)
    desk.post(mail(f"[{desk.ticket(1).reference}] more", "z", vouched=False), **ELSEWHERE)
    desk.post(mail("BUY PILLS at evil.test", "z", vouched=False), **ELSEWHERE)
    ack = desk.letter("ack")
    assert ack.recipient == "kim@customer.test"
    assert "PILLS" not in ack.draft.subject + ack.draft.text


def test_the_network_of_a_forged_first_mail_lets_nobody_join(desk: TestDesk) -> None:
    """
    "Kim" -> support            forged, from Eve's network: a ticket in Kim's name
    Kim -> her token            what she knows
    "Kim" -> support, Cc Eve    the number, from Eve's network: Eve does not join, the next answer is Kim's alone
    """
    desk.configure(mailbox='cc = "join"')
    desk.post(mail(vouched=False), **ELSEWHERE)
    desk.post(answer(desk.letter("notification").draft, "Off.", sender=ANNA))
    desk.post(answer(desk.letter("reply").draft, "the secret of Kim"))
    desk.post(mail(f"[{desk.ticket(1).reference}] x", "z", cc=EVE, vouched=False), **ELSEWHERE)
    desk.post(answer(desk.letter("notification").draft, "Yes.", sender=ANNA))
    assert [p.address for p in desk.ticket(1).participants] == ["kim@customer.test"]
    assert desk.letters(to="eve@stranger.test") == []


@pytest.mark.parametrize("apart", [0, 3600], ids=["in one instant", "an hour later"])
def test_a_newcomer_gets_nothing_from_before_they_joined(desk: TestDesk, apart: int) -> None:
    """
    Kim -> support             private words
    Kim -> support, Cc Lars    he joins
    Anna -> token              Kim's copy holds the history, that of Lars does not
    """
    desk.configure(mailbox='cc = "join"')
    desk.post(mail(text="private words"))
    desk.advance(apart)
    desk.post(mail(f"Re: [{desk.ticket(1).reference}]", "now with Lars", cc=LARS))
    desk.post(answer(desk.letter("notification").draft, "Off.", sender=ANNA))
    got = {x.recipient: x.draft.text for x in desk.letters("reply")}
    assert "private words" in got["kim@customer.test"]
    assert "private words" not in got["lars@other.test"]


def test_what_a_stranger_wrote_is_not_repeated_to_the_customer(desk: TestDesk) -> None:
    answered(desk)
    desk.post(mail(f"Re: [{desk.ticket(1).reference}]", "Pay to account 666", vouched=False), **ELSEWHERE)
    desk.post(answer(desk.letter("notification").draft, "Hello again.", sender=ANNA))
    assert all("666" not in x.draft.text for x in desk.letters("reply"))


# tokens


@pytest.mark.parametrize(
    ("sender", "vouched"), [(EVE, True), (EVE, False), (KIM, True), (BO, True), (ANNA, False)]
)
def test_a_leaked_token_of_an_agent_files_a_note_and_no_more(
    desk: TestDesk, sender: str, vouched: bool
) -> None:
    """
    anybody but Anna herself -> Anna's token   an unverified note; status, timers and customers as before
    """
    desk.post(mail())
    before, timers = desk.ticket(1), desk.timers(1)
    desk.post(
        answer(desk.letter("notification").draft, "I am Anna.", sender=sender, vouched=vouched), **ELSEWHERE
    )
    note = desk.messages(1)[-1]
    assert (note.kind, note.public, note.verified) == ("note", False, False)
    assert (desk.ticket(1), desk.timers(1)) == (before, timers)
    assert {x.recipient for x in desk.letters()[2:]} <= {"anna@staff.example.net"}


def test_a_customers_token_in_a_strangers_hands_reads_and_changes_nothing(desk: TestDesk) -> None:
    """
    Eve -> Kim's token, before and after the ticket is closed   no number, no word of the ticket to Eve
    """
    letter = answered(desk)
    desk.post(answer(letter.draft, "I am Eve", sender=EVE, quote=False, subject="Hello"))
    assert desk.ticket(1).status is Status.WAITING
    desk.close(1)
    entry = desk.post(answer(letter.draft, "I am Eve again", sender=EVE, quote=False, subject="Hello"))
    assert desk.ticket_of(entry).id == 2
    for told in desk.letters(to="eve@stranger.test"):
        assert desk.ticket(1).reference not in told.draft.subject + told.draft.text
        assert told.draft.references[0] != letter.draft.references[0]


def test_a_token_sealed_with_another_key_is_none(desk: TestDesk) -> None:
    answered(desk)
    forged = tokens.mint(KeyRing({1: b"x" * 32}), ReplyMeans.CUSTOMER, 1, 1)
    entry = desk.post(mail("Hi", sender=EVE, to=f"support+{forged}@example.com"))
    assert (desk.fate(entry), desk.links(2)) == (Fate.TICKET, [])


def test_a_bounce_token_writes_into_no_ticket(desk: TestDesk) -> None:
    """
    Kim's server knows the envelope sender of what it got; so does whoever reads its log
    """
    answered(desk)
    sent = next(c for c in desk.courier.carried if c.recipient == "kim@customer.test" and c.sender)
    entry = desk.post(mail("Hi", "let me in", sender=EVE, to=sent.sender))
    assert (desk.fate(entry), desk.ticket_of(entry).id) == (Fate.TICKET, 2)


def test_a_token_is_not_shown_to_anybody_else(desk: TestDesk) -> None:
    """
    Kim and Lars take part: nobody's letter holds the other's token or an agent's
    """
    desk.configure(mailbox='cc = "join"')
    desk.post(mail(cc=LARS))
    desk.post(mail(f"[{desk.ticket(1).reference}] x", cc=LARS))
    desk.post(answer(desk.letter("notification").draft, "Off.", sender=ANNA))
    desk.advance(60)
    desk.deliver()
    own = {x.recipient: reply_address(x.draft) for x in desk.letters("reply")}
    assert len(set(own.values())) == 2
    agents = [reply_address(x.draft) for x in desk.letters("notification")]
    for carried in desk.courier.carried:
        if carried.recipient in own:
            others = [t for who, t in own.items() if who != carried.recipient]
            assert not any(t.encode() in carried.message for t in (*others, *agents))
