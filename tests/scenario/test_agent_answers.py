"""An agent answers by mail: what reaches the customer, and what never does."""

import email
import hashlib
from email import policy
from email.message import EmailMessage
from typing import cast

import pytest

from mailgate.model.journal import Fate
from mailgate.model.outgoing import Draft
from mailgate.model.ticket import Status
from tests.scenario.desk import TestDesk
from tests.scenario.post import ANNA, ANNA_HOME, BO, EVE, KIM, answer, mail, reply_address
from tests.scenario.stage import Carried

AUTH = {"auth_user": "Anna Berg"}


def opened(desk: TestDesk) -> int:
    """Kim's ticket, of which Anna was told."""
    return desk.ticket_of(desk.post(mail())).id


def to_kim(desk: TestDesk) -> list[Carried]:
    return [c for c in desk.deliver() if c.recipient == "kim@customer.test"]


def parsed(carried: Carried) -> EmailMessage:
    return email.message_from_bytes(carried.message, policy=policy.default)


def text_of(carried: Carried) -> str:
    body = parsed(carried).get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


@pytest.mark.parametrize("how", ["login", "results"])
def test_an_agents_answer_reaches_the_customer(desk: TestDesk, how: str) -> None:
    """
    Kim -> support          ticket
    support -> Anna         notification, Reply-To a token
    Anna -> token           vouched for by her login, or by the neighbour's results
    support -> Kim          her words after the undo window, from the mailbox, with her signature
    """
    ticket = opened(desk)
    desk.deliver()
    raw = answer(
        desk.letter("notification").draft, "Please switch it off.", sender=ANNA, vouched=how == "results"
    )
    entry = desk.post(raw, **(AUTH if how == "login" else {}))
    assert desk.fate(entry) is Fate.APPENDED, desk.reasons(entry)
    assert to_kim(desk) == [], "the undo window is not over"
    desk.advance(31)
    (sent,) = to_kim(desk)
    assert parsed(sent)["From"] == '"Anna Berg, Example Support" <support@example.com>'
    said, _, after = text_of(sent).partition("Anna Berg, Example Support\n")
    assert said.startswith("Please switch it off.\n")
    assert "> It began this morning." in after, "the public history follows the signature"
    assert desk.ticket(ticket).status is Status.WAITING
    assert desk.ticket(ticket).assignee == "Anna Berg"


def test_the_agents_quoted_text_and_address_stay_inside(desk: TestDesk) -> None:
    """
    Anna -> token   quotes the whole notification, from her private address
    support -> Kim  neither the facts of the notification nor any address of hers
    """
    opened(desk)
    desk.deliver()
    raw = answer(desk.letter("notification").draft, "Please switch it off.", sender=ANNA_HOME)
    desk.post(raw)
    desk.advance(31)
    (sent,) = to_kim(desk)
    assert b"staff.example.net" not in sent.message
    assert b"anna.home" not in sent.message
    assert "Your reply to this mail" not in text_of(sent)
    assert "priority" not in text_of(sent)
    token = reply_address(desk.letter("notification").draft).encode()
    assert token not in sent.message


def test_attachments_arrive_octet_for_octet(desk: TestDesk) -> None:
    opened(desk)
    desk.deliver()
    content = bytes(range(256)) * 3000 + b"\r\n\n\r.\r\n"
    raw = answer(
        desk.letter("notification").draft,
        "See the plan.",
        sender=ANNA,
        files=[("plan.bin", content), ("bør.txt", b"")],
    )
    desk.post(raw)
    desk.advance(31)
    (sent,) = to_kim(desk)
    files = {p.get_filename(): p.get_payload(decode=True) for p in parsed(sent).iter_attachments()}
    assert set(files) == {"plan.bin", "bør.txt"}
    assert hashlib.sha256(cast("bytes", files["plan.bin"])).digest() == hashlib.sha256(content).digest()


def test_the_answer_threads_in_the_customers_client(desk: TestDesk) -> None:
    opened(desk)
    desk.deliver()
    question = desk.messages(1)[0].message_id
    desk.post(answer(desk.letter("notification").draft, "Off.", sender=ANNA))
    letter = desk.letter("reply").draft
    assert letter.in_reply_to == question
    assert letter.references[-1] == question
    assert desk.ticket(1).reference in letter.subject


def test_an_unproven_agents_mail_is_held(desk: TestDesk) -> None:
    """
    "Anna" -> token, nobody vouches   held; told to Anna's configured address alone; nothing to Kim
    """
    ticket = opened(desk)
    desk.deliver()
    raw = answer(desk.letter("notification").draft, "Send money.", sender=ANNA_HOME, vouched=False)
    entry = desk.post(raw, peer="192.0.2.66")
    assert desk.fate(entry) is Fate.HELD
    assert [(x.kind, x.recipient) for x in desk.letters()[2:]] == [("notice", "anna@staff.example.net")]
    assert desk.messages(ticket)[-1].public is False
    desk.advance(hours=1)
    assert to_kim(desk) == []
    assert desk.ticket(ticket).first_response_at is None


def test_mail_that_the_agents_domain_disowns_is_held(desk: TestDesk) -> None:
    opened(desk)
    failed = {"Authentication-Results": "mx.example.com; dmarc=fail header.from=staff.example.net"}
    raw = answer(desk.letter("notification").draft, "x", sender=ANNA, vouched=False, headers=failed)
    assert desk.fate(desk.post(raw)) is Fate.HELD
    assert desk.letters("reply") == []


def test_another_agents_login_does_not_make_annas_word(desk: TestDesk) -> None:
    """
    Bo logs in -> token, as Anna   held
    """
    opened(desk)
    raw = answer(desk.letter("notification").draft, "x", sender=ANNA, vouched=False)
    assert desk.fate(desk.post(raw, auth_user="Bo Lund")) is Fate.HELD
    assert desk.letters("reply") == []


def test_annas_token_in_bos_hands_sends_nothing(desk: TestDesk) -> None:
    opened(desk)
    entry = desk.post(answer(desk.letter("notification").draft, "x", sender=BO))
    assert desk.fate(entry) is Fate.APPENDED
    assert desk.messages(1)[-1].public is False
    assert desk.letters("reply") == []


def test_a_leaked_token_lets_a_stranger_write_nothing_to_the_customer(desk: TestDesk) -> None:
    """
    Eve -> Anna's token   an outsider's note; no status, no letter to Kim
    """
    ticket = opened(desk)
    desk.post(answer(desk.letter("notification").draft, "I am Anna.", sender=EVE))
    assert desk.messages(ticket)[-1].public is False
    assert desk.ticket(ticket).status is Status.NEW
    assert desk.letters("reply") == []


@pytest.mark.parametrize("line", ["#solve", "  #solve", "＃note", "#sovle", "{#note}"])
def test_a_line_that_looks_like_a_command_is_never_sent(desk: TestDesk, line: str) -> None:
    opened(desk)
    desk.deliver()
    entry = desk.post(answer(desk.letter("notification").draft, f"Switch it off.\n{line}\n", sender=ANNA))
    assert desk.fate(entry) is Fate.HELD
    desk.advance(hours=1)
    assert to_kim(desk) == []
    assert "#" in desk.letter("notice").draft.text


@pytest.mark.parametrize("text", ["", "\n \n", "\u200b"])
def test_an_empty_reply_sends_nothing(desk: TestDesk, text: str) -> None:
    """
    Anna -> token   only the quoted notification, no word of her own: held, nothing to Kim (P4)
    """
    opened(desk)
    entry = desk.post(answer(desk.letter("notification").draft, text, sender=ANNA))
    assert desk.fate(entry) is Fate.HELD
    assert desk.letters("reply") == []


def test_an_empty_reply_without_quotation_sends_nothing(desk: TestDesk) -> None:
    opened(desk)
    entry = desk.post(answer(desk.letter("notification").draft, "", sender=ANNA, quote=False))
    assert desk.fate(entry) is Fate.HELD
    assert desk.letters("reply") == []


def test_a_reply_that_only_quotes_a_part_of_the_notification_sends_nothing(desk: TestDesk) -> None:
    opened(desk)
    entry = desk.post(
        answer(desk.letter("notification").draft, "> Team      support", sender=ANNA, quote=False)
    )
    assert desk.fate(entry) is Fate.HELD
    assert desk.letters("reply") == []


def test_what_an_agent_sent_to_the_customer_directly_is_not_sent_again(desk: TestDesk) -> None:
    """
    Anna -> token, Cc Kim   recorded as an observed answer; it satisfies the deadline; no second copy
    """
    ticket = opened(desk)
    entry = desk.post(answer(desk.letter("notification").draft, "Off.", sender=ANNA, cc=KIM))
    assert desk.fate(entry) is Fate.APPENDED
    assert desk.letters("reply") == []
    assert desk.events(ticket, "message")[-1].detail["observed"] is True
    assert desk.timers(ticket)["first_response"].state == "satisfied"
    assert desk.ticket(ticket).status is Status.WAITING


@pytest.mark.parametrize(
    ("subject", "headers", "text"),
    [
        ("Automatic reply: notification", {"Auto-Submitted": "auto-replied"}, "I am away until Monday."),
        ("Out of Office", {}, "I am out of the office until Monday 30 November."),
    ],
)
def test_an_agents_vacation_reply_goes_nowhere(
    desk: TestDesk, subject: str, headers: dict[str, str], text: str
) -> None:
    """
    Anna's responder -> token   never public, never to Kim, no status, whether a header says it or only words
    """
    ticket = opened(desk)
    raw = answer(
        desk.letter("notification").draft, text, sender=ANNA, subject=subject, headers=headers, quote=False
    )
    desk.post(raw, **AUTH)
    assert desk.letters("reply") == []
    assert [m.public for m in desk.messages(ticket)] == [True, False]
    assert desk.ticket(ticket).status is Status.NEW
    assert desk.timers(ticket)["first_response"].state == "running"


def test_a_responder_that_answers_notices_gets_no_second_notice(desk: TestDesk) -> None:
    """
    Anna's responder (words only) -> token of a notification   may be told once
    Anna's responder -> token of that notice                   nothing more: no loop (P6)
    """
    opened(desk)

    def respond(letter: Draft) -> None:
        text = "I am out of the office until Monday 30 November."
        desk.post(answer(letter, text, sender=ANNA, subject="Out of Office", quote=False))

    respond(desk.letter("notification").draft)
    notices = desk.letters("notice")
    assert len(notices) <= 1
    for notice in notices:
        respond(notice.draft)
    assert len(desk.letters("notice")) == len(notices)


def test_an_acknowledgement_that_has_not_left_is_cancelled_by_the_answer(desk: TestDesk) -> None:
    """
    Kim -> support    acknowledgement waits
    Anna -> token     answers first
    support -> Kim    the answer alone
    """
    ticket = opened(desk)
    desk.post(answer(desk.letter("notification").draft, "Off.", sender=ANNA))
    desk.advance(31)
    assert [b"Off." in c.message for c in to_kim(desk)] == [True]
    assert desk.letter("ack").state == "cancelled"
    assert desk.events(ticket, "cancelled")


def test_a_reply_by_message_id_alone_is_an_answer_too(desk: TestDesk) -> None:
    """
    Anna -> support, In-Reply-To the notification, its token lost   an answer, if she is proven
    """
    opened(desk)
    raw = answer(desk.letter("notification").draft, "Off.", sender=ANNA, token=False)
    assert desk.fate(desk.post(raw)) is Fate.APPENDED
    assert len(desk.letters("reply")) == 1


def test_an_agents_mail_that_answers_nothing_of_ours_stays_a_note(desk: TestDesk) -> None:
    """
    Anna -> support, the number in the subject   a note, and she is told that it was not sent
    """
    opened(desk)
    raw = mail(f"[{desk.ticket(1).reference}] printer", "Looks like the fuser.", sender=ANNA)
    assert desk.fate(desk.post(raw)) is Fate.HELD
    assert desk.letters("reply") == []
    assert desk.letter("notice").recipient == "anna@staff.example.net"


def test_an_answer_to_a_note_stays_inside(desk: TestDesk) -> None:
    """
    Anna -> token, unproven      held; a notice whose token means "note"
    Anna -> the notice, proven   a note
    """
    opened(desk)
    desk.post(answer(desk.letter("notification").draft, "x", sender=ANNA, vouched=False))
    entry = desk.post(answer(desk.letter("notice").draft, "Ah.", sender=ANNA))
    assert desk.fate(entry) is Fate.APPENDED
    assert desk.messages(1)[-1].public is False
    assert desk.letters("reply") == []


def test_an_agent_is_not_told_of_her_own_mail(desk: TestDesk) -> None:
    opened(desk)
    before = len(desk.letters("notification"))
    desk.post(answer(desk.letter("notification").draft, "Off.", sender=ANNA))
    assert len(desk.letters("notification")) == before


def test_an_unproven_mail_from_an_agents_address_opens_a_marked_ticket_without_acknowledgement(
    desk: TestDesk,
) -> None:
    entry = desk.post(mail(sender=ANNA, vouched=False))
    assert desk.fate(entry) is Fate.TICKET
    assert "unverified" in desk.ticket_of(entry).tags
    assert desk.letters("ack") == []
