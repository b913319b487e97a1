"""A customer writes again: which ticket it joins, by which evidence, and what a number alone is worth."""

import pytest

from mailgate.model.journal import Fate
from mailgate.model.ticket import Status
from tests.scenario.desk import Letter, TestDesk
from tests.scenario.post import ANNA, EVE, KIM, answer, mail


def answered(desk: TestDesk) -> Letter:
    """Kim's ticket, answered by Anna; the letter that Kim has."""
    desk.post(mail())
    desk.post(answer(desk.letter("notification").draft, "Off.", sender=ANNA))
    desk.advance(60)
    desk.deliver()
    return desk.letter("reply")


@pytest.mark.parametrize(
    ("token", "ids", "headers", "level"),
    [
        (True, False, {}, 1),
        (False, True, {}, 2),
        (False, False, {"References": "{root} {id}"}, 2),
        (False, False, {"X-Microsoft-Original-Message-ID": "{id}"}, 2),
        (False, False, {"References": "<unknown@client.test> {root}"}, 2),
        (False, False, {}, 4),
    ],
    ids=["token", "in-reply-to", "references", "original-id", "root alone", "subject"],
)
def test_a_reply_finds_its_ticket(
    desk: TestDesk, token: bool, ids: bool, headers: dict[str, str], level: int
) -> None:
    """
    Kim -> support, Anna -> Kim
    Kim -> support   by whatever evidence her client left in the mail
    """
    letter = answered(desk).draft
    known = {k: v.format(root=letter.references[0], id=letter.message_id) for k, v in headers.items()}
    entry = desk.post(answer(letter, "It still smokes.", token=token, ids=ids, headers=known))
    assert desk.fate(entry) is Fate.APPENDED, desk.reasons(entry)
    assert f"level {level}:" in desk.reasons(entry)
    assert desk.ticket(1).status is Status.OPEN
    assert desk.letter("notification").recipient == "anna@staff.example.net"
    assert "It still smokes." in desk.letter("notification").draft.text


def test_a_reply_to_her_own_first_mail_joins_too(desk: TestDesk) -> None:
    """
    Kim -> support               <a>
    Kim -> support, answers <a>  level 3
    """
    desk.post(mail(message_id="<a@client.test>"))
    entry = desk.post(mail("Re: smoke", "And now fire.", headers={"In-Reply-To": "<a@client.test>"}))
    assert desk.fate(entry) is Fate.APPENDED
    assert "level 3:" in desk.reasons(entry)


def test_a_reply_with_all_evidence_stripped_opens_a_ticket(desk: TestDesk) -> None:
    letter = answered(desk).draft
    entry = desk.post(answer(letter, "Hello?", token=False, ids=False, subject="Hello", quote=False))
    assert desk.fate(entry) is Fate.TICKET


def test_a_typo_in_a_reference_never_hits_another_ticket(desk: TestDesk) -> None:
    desk.post(mail())
    desk.post(mail())
    wrong = desk.ticket(1).reference.replace("000001", "000002")
    entry = desk.post(mail(f"[{wrong}] more"))
    assert desk.fate(entry) is Fate.TICKET
    assert desk.ticket_of(entry).id == 3


def test_a_token_from_another_address_only_files_the_mail(desk: TestDesk) -> None:
    """
    Kim's token, From another address   appended as unverified: no status, nobody joins, nothing to Kim
    """
    letter = answered(desk).draft
    entry = desk.post(answer(letter, "From my other account.", sender="Kim <kim@elsewhere.test>"))
    assert desk.fate(entry) is Fate.APPENDED
    assert desk.messages(1)[-1].verified is False
    assert desk.ticket(1).status is Status.WAITING
    assert [p.address for p in desk.ticket(1).participants] == ["kim@customer.test"]
    assert {x.recipient for x in desk.letters()[3:]} <= {"anna@staff.example.net"}


@pytest.mark.parametrize("evidence", ["subject", "ids"])
def test_a_stranger_who_knows_the_number_gets_a_ticket_of_their_own(desk: TestDesk, evidence: str) -> None:
    """
    Eve -> support, Kim's number or ids   own ticket, internal link; Kim's ticket is as before (P5)
    """
    letter = answered(desk).draft
    before, messages = desk.ticket(1), len(desk.messages(1))
    entry = desk.post(
        answer(letter, "What is new?", sender=EVE, token=False, ids=evidence == "ids", quote=False)
    )
    assert desk.fate(entry) is Fate.TICKET
    own = desk.ticket_of(entry)
    assert desk.links(own.id) == [("claims", 1)]
    assert (desk.ticket(1), len(desk.messages(1))) == (before, messages)
    assert [p.address for p in own.participants] == ["eve@stranger.test"]
    for told in desk.letters(to="eve@stranger.test"):
        shown = told.draft.subject + told.draft.text
        assert before.reference not in shown
        assert "Off." not in shown
    assert "claims to belong to" in desk.letter("notification").draft.text


def test_an_unvouched_reply_is_marked_and_moves_nothing(desk: TestDesk) -> None:
    """
    "Kim" -> support, her number in the subject, nobody vouches, another network   unverified
    """
    letter = answered(desk).draft
    desk.solve(1)
    raw = answer(letter, "Pay here: http://evil.test", token=False, ids=False, vouched=False)
    entry = desk.post(raw, peer="192.0.2.66")
    assert desk.fate(entry) is Fate.APPENDED
    assert desk.messages(1)[-1].verified is False
    assert desk.ticket(1).status is Status.SOLVED
    assert all(x.recipient != "kim@customer.test" for x in desk.letters()[3:])
    assert "nobody vouches" in desk.letter("notification").draft.text


@pytest.mark.parametrize(("peer", "verified"), [("192.0.2.99", True), ("192.0.3.10", False)])
def test_the_same_network_as_before_is_enough(desk: TestDesk, peer: str, verified: bool) -> None:
    """
    Kim -> support   straight from her provider's network
    Kim -> support   the number in the subject, from there again, or from elsewhere
    """
    desk.post(mail(vouched=False), peer="192.0.2.10")
    entry = desk.post(mail(f"[{desk.ticket(1).reference}] smoke", "Still.", vouched=False), peer=peer)
    assert desk.messages(1)[-1].verified is verified, desk.reasons(entry)


def test_the_network_of_our_own_relay_says_nothing(desk: TestDesk) -> None:
    """
    everybody's mail comes through the trusted neighbour: that is no sign of Kim
    """
    desk.post(mail())
    desk.post(mail(f"[{desk.ticket(1).reference}] smoke", "Still.", vouched=False))
    assert desk.messages(1)[-1].verified is False


def test_a_colleague_of_the_requester_may_answer_a_known_mail(desk: TestDesk) -> None:
    desk.post(mail(message_id="<a@client.test>"))
    raw = mail(
        "Re: smoke",
        "I saw it too.",
        sender="Pia <pia@customer.test>",
        headers={"In-Reply-To": "<a@client.test>"},
    )
    assert desk.fate(desk.post(raw)) is Fate.APPENDED


def test_a_freemail_neighbour_is_no_colleague(desk: TestDesk) -> None:
    desk.post(mail(sender="Kim <kim@gmail.com>", message_id="<a@client.test>"))
    raw = mail(
        "Re: smoke", "Me too.", sender="Eve <eve@gmail.com>", headers={"In-Reply-To": "<a@client.test>"}
    )
    assert desk.fate(desk.post(raw)) is Fate.TICKET


def test_people_in_cc_join_only_where_the_mailbox_says_so(desk: TestDesk) -> None:
    desk.configure(mailbox='cc = "join"')
    letter = answered(desk).draft
    desk.post(
        answer(
            letter, "Pia knows more.", cc="Pia <pia@third.test>, anna@staff.example.net, billing@example.com"
        )
    )
    assert [p.address for p in desk.ticket(1).participants] == ["kim@customer.test", "pia@third.test"]


def test_answers_that_arrive_before_their_question_join_it(desk: TestDesk) -> None:
    """
    Kim -> support   answers <a>, which nobody here has seen
    Kim -> support   <a>, delayed on the way: the same ticket
    """
    desk.post(mail("Re: smoke", "Any news?", headers={"In-Reply-To": "<a@client.test>"}))
    entry = desk.post(mail("smoke", message_id="<a@client.test>"))
    assert desk.fate(entry) is Fate.APPENDED
    assert len(desk.tickets()) == 1


def test_a_stranger_cannot_reserve_kims_mail_by_naming_its_id(desk: TestDesk) -> None:
    """
    Eve -> support   answers <a>, which Kim will write
    Kim -> support   <a>: a ticket of her own
    """
    desk.post(mail("Re: smoke", "mine", sender=EVE, headers={"In-Reply-To": "<a@client.test>"}))
    entry = desk.post(mail("smoke", message_id="<a@client.test>"))
    assert desk.fate(entry) is Fate.TICKET
    assert len(desk.tickets()) == 2


# closed, solved, merged


def test_a_closed_ticket_is_followed_by_a_new_one(desk: TestDesk) -> None:
    """
    ticket 1 closed
    Kim -> her token   ticket 2, linked; acknowledgement names the old number; the subject does not
    """
    letter = answered(desk).draft
    desk.close(1)
    desk.advance(65)  # past a burst
    entry = desk.post(
        answer(letter, "It smokes again.", subject=f"Re: [{desk.ticket(1).reference}] The printer smokes")
    )
    assert desk.fate(entry) is Fate.TICKET
    new = desk.ticket_of(entry)
    assert (new.id, new.subject, desk.links(2)) == (2, "The printer smokes", [("follows", 1)])
    assert desk.ticket(1).status is Status.CLOSED
    ack = desk.letter("ack").draft
    assert f"It continues {desk.ticket(1).reference}" in ack.text
    assert desk.ticket(1).reference not in ack.subject


def test_an_unverified_mail_to_a_closed_ticket_learns_no_old_number(desk: TestDesk) -> None:
    letter = answered(desk).draft
    desk.close(1)
    raw = answer(letter, "Hello", sender="Eve <eve@stranger.test>", subject="Hello", quote=False)
    desk.post(raw)
    for told in desk.letters(to="eve@stranger.test"):
        assert desk.ticket(1).reference not in told.draft.subject + told.draft.text


def test_a_solved_ticket_reopens_within_its_window(desk: TestDesk) -> None:
    letter = answered(desk).draft
    desk.solve(1)
    desk.advance(days=13)
    desk.post(answer(letter, "No."))
    assert (len(desk.tickets()), desk.ticket(1).status, desk.ticket(1).solved_at) == (1, Status.OPEN, None)


def test_a_solved_ticket_past_its_window_is_followed_by_a_new_one(desk: TestDesk) -> None:
    letter = answered(desk).draft
    desk.solve(1)
    desk.advance(days=14, seconds=1)
    entry = desk.post(answer(letter, "No."))
    assert desk.ticket_of(entry).id == 2
    assert desk.links(2) == [("follows", 1)]


def test_mail_to_a_merged_ticket_is_handled_on_the_survivor(desk: TestDesk) -> None:
    """
    ticket 1 merged into 2, 2 into 3
    Kim -> ticket 1's token   a message of ticket 3
    """
    letter = answered(desk).draft
    desk.post(mail("two"))
    desk.post(mail("three"))
    desk.change(1, status="merged", merged_into=2)
    desk.change(2, status="merged", merged_into=3)
    for raw in (answer(letter, "More.", token=False, ids=False), answer(letter, "Still more.", token=False)):
        entry = desk.post(raw)
        assert (desk.fate(entry), desk.ticket_of(entry).id) == (Fate.APPENDED, 3), desk.reasons(entry)


def test_tickets_merged_in_a_circle_do_not_hold_up_the_mail(desk: TestDesk) -> None:
    letter = answered(desk).draft
    desk.post(mail("two"))
    desk.change(1, status="merged", merged_into=2)
    desk.change(2, status="merged", merged_into=1)
    assert desk.fate(desk.post(answer(letter, "More."))) is Fate.TICKET


def test_a_reply_to_spam_changes_nothing(desk: TestDesk) -> None:
    letter = answered(desk).draft
    desk.change(1, status="spam")
    desk.post(answer(letter, "Hello"))
    assert desk.ticket(1).status is Status.SPAM


def test_the_sender_is_compared_without_case(desk: TestDesk) -> None:
    letter = answered(desk).draft
    entry = desk.post(
        answer(letter, "x", sender=KIM.replace("kim@customer.test", "KIM@Customer.Test"), token=False)
    )
    assert desk.fate(entry) is Fate.APPENDED


def test_each_customer_gets_the_ids_of_their_own_mails(desk: TestDesk) -> None:
    """
    Kim -> support, Anna -> Kim        the answer to Kim names Kim's mail and the acknowledgement that she got
    Anna: #cc eve, another answer      to Kim: our answer before; to Eve: the ticket's root alone
    """
    desk.post(mail(message_id="<kims@client.test>"))
    desk.deliver()
    ack = desk.letter("ack").draft
    desk.post(answer(desk.letter("notification").draft, "Off.", sender=ANNA))
    first = desk.letter("reply").draft
    assert (first.in_reply_to, ack.message_id in first.references) == ("<kims@client.test>", True)
    desk.post(answer(desk.letter("notification").draft, "#cc eve@stranger.test\n\nOn again.", sender=ANNA))
    to_kim, to_eve = (
        desk.letter("reply", to=who).draft for who in ("kim@customer.test", "eve@stranger.test")
    )
    assert first.message_id in to_kim.references
    assert to_eve.references == (first.references[0],)
    assert "<kims@client.test>" not in (to_eve.in_reply_to, *to_eve.references)
