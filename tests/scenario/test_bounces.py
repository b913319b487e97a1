"""What comes back is kept with its mail, told once, and mutes a dead address; a forger mutes nobody (SPEC section 6.2)."""

from collections.abc import Callable
from typing import Any

import pytest

from mailgate.model.journal import Fate
from mailgate.model.reference import Reference
from mailgate.outbound.outcome import refused
from mailgate.store import scores, views_outbox
from mailgate.threading import message_ids, tokens
from mailgate.threading.sealed import KeyRing
from tests.scenario.desk import Letter, TestDesk
from tests.scenario.post import ANNA, KIM, SUPPORT, answer, bounce, mail
from tests.scenario.stage import KEY, Carried

KIMS, ANNAS, EVES = "kim@customer.test", "anna@staff.example.net", "eve@stranger.test"
RING = KeyRing({1: KEY})


def answered(desk: TestDesk, sender: str = KIM, text: str = "It smokes.") -> Letter:
    """Somebody asks, Anna answers, the answer has left; the answer."""
    desk.post(mail(text=text, sender=sender))
    desk.post(answer(desk.letter("notification").draft, "Please switch it off.", sender=ANNA))
    desk.advance(60)
    desk.deliver()
    return desk.letter("reply")


def left(desk: TestDesk, letter: Letter) -> Carried:
    """The mail as it left the house."""
    wanted = letter.draft.message_id.encode()
    return next(c for c in desk.courier.carried if wanted in c.message and c.recipient == letter.recipient)


def returned(
    desk: TestDesk, letter: Letter, failed: str = "", status: str = "5.1.1", action: str = "failed"
) -> int:
    """The report of the customer's server, to the bounce address."""
    raw = bounce(failed or letter.recipient, to=left(desk, letter).sender)
    raw = raw.replace(b"Status: 5.1.1", f"Status: {status}".encode())
    raw = raw.replace(b"Action: failed", f"Action: {action}".encode())
    if status != "5.1.1":
        raw = raw.replace(b"550 5.1.1 no such user", f"{status[0]}50 {status} not now".encode())
    return desk.post(raw, rcpt_to=left(desk, letter).sender, mail_from="")


def score(desk: TestDesk, address: str) -> Any:
    found = desk.read(lambda tx: scores.of(tx, address))
    return (found.score.hard, found.score.soft) if found is not None else None


def muted(desk: TestDesk, address: str) -> bool:
    found = desk.read(lambda tx: scores.of(tx, address))
    return found is not None and found.score.muted(desk.clock.now())


def test_a_bounce_is_kept_with_the_mail_and_recipient_that_it_speaks_of(desk: TestDesk) -> None:
    reply = answered(desk)
    entry = returned(desk, reply)
    (view,) = desk.read(lambda tx: [m for m in views_outbox.of_tickets(tx, [1]) if m.id == reply.id])
    (report,) = view.recipients[0].reports
    assert (report.journal_id, report.action, report.status, report.reason) == (
        entry,
        "failed",
        "5.1.1",
        "unknown-user",
    )
    assert (desk.fate(entry), len(desk.tickets())) == (Fate.TRANSIT, 1)


def test_the_assignee_hears_of_a_bounce_once(desk: TestDesk) -> None:
    """
    her server -> us      the same failure, reported three times
    mailgate -> Anna      one letter, with her server's words
    """
    reply = answered(desk)
    for _ in range(3):
        returned(desk, reply)
    (told,) = desk.letters("notice", to=ANNAS)
    assert "did not arrive" in told.draft.subject
    assert "5.1.1" in told.draft.text
    assert "no such user" in told.draft.text
    assert KIMS in told.draft.text
    assert score(desk, KIMS) == (1, 0)


def test_a_bounce_on_a_merged_ticket_is_told_on_the_survivor(desk: TestDesk) -> None:
    first = answered(desk, text="one")
    answered(desk, text="two")
    desk.change(1, status="merged", merged_into=2)
    returned(desk, first)
    assert [told.ticket_id for told in desk.letters("notice", to=ANNAS)] == [2]
    assert (len(desk.events(1, "report")), len(desk.events(2, "report"))) == (0, 1)


def test_a_delay_is_told_once_counts_nothing_and_a_failure_after_it_is_told_too(desk: TestDesk) -> None:
    reply = answered(desk)
    for _ in range(2):
        returned(desk, reply, status="4.4.1", action="delayed")
    (told,) = desk.letters("notice", to=ANNAS)
    assert "delayed" in told.draft.subject
    assert score(desk, KIMS) is None
    returned(desk, reply)
    assert len(desk.letters("notice", to=ANNAS)) == 2
    returned(desk, reply, status="4.4.1", action="delayed")  # overtaken on its way
    assert len(desk.letters("notice", to=ANNAS)) == 2


def test_a_dead_address_gets_no_automatic_mail_for_sixty_days_but_answers(desk: TestDesk) -> None:
    """
    two answers to Kim come back           her address is dead
    Kim -> support                         a ticket, no acknowledgement; the reason is stored
    Anna -> Kim                            leaves all the same
    61 days later                          acknowledged again
    """
    for text in ("one", "two"):
        returned(desk, answered(desk, text=text))
    assert muted(desk, KIMS)
    assert [e.detail["address"] for number in (1, 2) for e in desk.events(number, "muted")] == [KIMS]
    before = len(desk.letters("ack"))
    entry = desk.post(mail(text="three"))
    assert (desk.fate(entry), len(desk.letters("ack"))) == (Fate.TICKET, before)
    assert any("keeps coming back" in str(e.detail) for e in desk.events(3))
    desk.post(answer(desk.letter("notification").draft, "Off.", sender=ANNA))
    desk.advance(60)
    assert [c.recipient for c in desk.deliver() if c.sender and b"Off." in c.message] == [KIMS]
    desk.advance(days=61)
    desk.post(mail(text="four"))
    assert len(desk.letters("ack")) == before + 1


def test_an_acknowledgement_that_waits_while_its_address_dies_is_cancelled(desk: TestDesk) -> None:
    first, second = answered(desk, text="one"), answered(desk, text="two")
    desk.post(mail(text="three"))
    returned(desk, first)
    returned(desk, second)
    assert KIMS not in [c.recipient for c in desk.deliver()]
    assert desk.letter("ack").state == "cancelled"
    assert "keeps coming back" in str(desk.events(3, "cancelled")[0].detail)


def test_agents_are_told_whatever_came_back_from_them(desk: TestDesk) -> None:
    """
    Anna's server says three times that there is no Anna     her notifications leave all the same
    """
    desk.courier.answers[ANNAS] = refused(550, "5.1.1", "no such user", "fake")
    for text in ("one", "two", "three"):
        desk.post(mail(text=text))
        desk.deliver()
    assert score(desk, ANNAS) is None
    desk.courier.answers.clear()
    desk.post(mail(text="four"))
    assert ANNAS in [c.recipient for c in desk.deliver()]


def test_who_answers_us_is_forgiven(desk: TestDesk) -> None:
    reply = answered(desk)
    returned(desk, reply)
    assert score(desk, KIMS) == (1, 0)
    desk.post(answer(reply.draft, "I have it now."))
    assert score(desk, KIMS) is None


def test_what_the_next_server_refuses_counts_where_it_speaks_of_the_address(desk: TestDesk) -> None:
    desk.courier.answers[KIMS] = refused(550, "5.1.1", "no such user", "fake")
    answered(desk)
    assert score(desk, KIMS) is not None
    desk.courier.answers[EVES] = refused(550, "5.7.1", "we do not like your network", "fake")
    answered(desk, sender="Eve <eve@stranger.test>")
    assert score(desk, EVES) is None


@pytest.mark.parametrize(
    ("status", "counted"), [("5.2.2", (0, 1)), ("4.2.2", (0, 1)), ("5.7.26", None), ("5.3.4", None)]
)
def test_a_full_mailbox_counts_softly_and_what_is_our_own_fault_not_at_all(
    desk: TestDesk, status: str, counted: tuple[int, int] | None
) -> None:
    returned(desk, answered(desk), status=status)
    assert score(desk, KIMS) == counted


def test_a_report_of_another_address_counts_for_the_one_that_got_the_mail(desk: TestDesk) -> None:
    """Kim's mail is forwarded, and fails there: to us her address fails, and nobody else's."""
    returned(desk, answered(desk), failed="kim.private@elsewhere.test")
    assert (score(desk, KIMS), score(desk, "kim.private@elsewhere.test")) == ((1, 0), None)


Forge = Callable[[TestDesk, Letter], tuple[bytes, str]]


def _to(address: str, original: str = "", failed: str = KIMS) -> tuple[bytes, str]:
    return bounce(failed, to=address, original_id=original), address


def _turned(text: str) -> str:
    """With its last sign but one exchanged."""
    return text[:-2] + ("b" if text[-2] == "a" else "a") + text[-1]


def _other_key(desk: TestDesk, letter: Letter) -> tuple[bytes, str]:
    token = tokens.mint_bounce(KeyRing({1: b"x" * 32}), letter.id, letter.id)
    return _to(tokens.address(SUPPORT, "+", token))


def _broken_mac(desk: TestDesk, letter: Letter) -> tuple[bytes, str]:
    local, _, domain = left(desk, letter).sender.partition("@")
    return _to(f"{_turned(local)}@{domain}")


def _other_recipient(desk: TestDesk, letter: Letter) -> tuple[bytes, str]:
    """Ours, but of a pair that never was."""
    return _to(tokens.address(SUPPORT, "+", tokens.mint_bounce(RING, letter.id, 9999)))


def _root(desk: TestDesk, letter: Letter) -> tuple[bytes, str]:
    return _to(SUPPORT, message_ids.root(RING, 1, "example.com"))


def _never_sent(desk: TestDesk, letter: Letter) -> tuple[bytes, str]:
    return _to(SUPPORT, message_ids.mint(RING, 1, 10**9, "example.com"))


def _forged_id(desk: TestDesk, letter: Letter) -> tuple[bytes, str]:
    local, _, domain = letter.draft.message_id.partition("@")
    return _to(SUPPORT, f"{_turned(local)}@{domain}")


def _her_own_token(desk: TestDesk, letter: Letter) -> tuple[bytes, str]:
    assert letter.draft.reply_to is not None
    return _to(letter.draft.reply_to.address)


def _reference_only(desk: TestDesk, letter: Letter) -> tuple[bytes, str]:
    raw, to = _to(SUPPORT)
    name = str(Reference("EX", 26, 1)).encode()
    return raw.replace(b"Subject: what was sent", b"Subject: [" + name + b"] what was sent"), to


def _nothing(desk: TestDesk, letter: Letter) -> tuple[bytes, str]:
    return _to(SUPPORT)


def _invented(desk: TestDesk, letter: Letter) -> tuple[bytes, str]:
    return _to(SUPPORT, "<forged@example.com>")


FORGERIES: dict[str, Forge] = {
    "nothing": _nothing,
    "an invented id": _invented,
    "an id with another MAC": _forged_id,
    "the ticket's root id": _root,
    "an id that was never sent": _never_sent,
    "a bounce address with another MAC": _broken_mac,
    "a bounce address under another key": _other_key,
    "a bounce address for nobody": _other_recipient,
    "her own reply token": _her_own_token,
    "the reference": _reference_only,
}


def test_a_report_without_a_proof_mutes_nobody_and_tells_nobody(desk: TestDesk) -> None:
    reply = answered(desk)
    before = len(desk.letters())
    for how, forged in FORGERIES.items():
        for _ in range(2):
            raw, to = forged(desk, reply)
            entry = desk.post(raw, rcpt_to=to, mail_from="")
            assert desk.fate(entry) in (Fate.TRANSIT, Fate.RECORDED), how
        assert score(desk, KIMS) is None, how
        assert (len(desk.letters()), len(desk.tickets())) == (before, 1), how


@pytest.mark.parametrize("how", ["bounce address", "id"])
def test_who_has_a_mail_of_ours_cannot_mute_another_with_it(desk: TestDesk, how: str) -> None:
    """Eve got an answer, and reports again and again that Kim's address fails."""
    answered(desk)
    eves = answered(desk, sender="Eve <eve@stranger.test>", text="I ask, too.")
    for _ in range(5):
        if how == "bounce address":
            raw, to = _to(left(desk, eves).sender)
        else:
            raw, to = _to(SUPPORT, eves.draft.message_id)
        desk.post(raw, rcpt_to=to, mail_from="")
    assert (score(desk, KIMS), score(desk, EVES)) == (None, (1, 0))
    assert not muted(desk, EVES)


def test_the_returned_id_of_a_mail_is_a_proof_where_the_bounce_address_was_lost(desk: TestDesk) -> None:
    reply = answered(desk)
    desk.post(bounce(KIMS, original_id=reply.draft.message_id), rcpt_to=SUPPORT, mail_from="")
    assert score(desk, KIMS) == (1, 0)


def test_a_report_that_comes_long_after_its_mail_counts_nothing(desk: TestDesk) -> None:
    reply = answered(desk)
    desk.advance(days=15)
    returned(desk, reply)
    assert score(desk, KIMS) is None


def test_a_person_who_writes_to_a_bounce_address_mutes_nobody(desk: TestDesk) -> None:
    reply = answered(desk)
    to = left(desk, reply).sender
    desk.post(mail("Undelivered", "550 5.1.1 no such user kim@customer.test", to=to), rcpt_to=to)
    assert score(desk, KIMS) is None


def test_imported_reports_count_nothing_and_tell_nobody(desk: TestDesk) -> None:
    reply = answered(desk)
    before = len(desk.letters())
    to = left(desk, reply).sender
    desk.post(bounce(KIMS, to=to), rcpt_to=to, mail_from="", quiet=True)
    assert (score(desk, KIMS), len(desk.letters())) == (None, before)
