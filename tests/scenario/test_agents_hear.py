"""Small things that an agent or a customer would notice: who is told, what a mail to them says, what counts as a word."""

import pytest

from mailgate.model.journal import Fate
from mailgate.model.ticket import Status
from tests.scenario.desk import Letter, TestDesk
from tests.scenario.post import ANNA, BO, KIM, SUPPORT, answer, mail, quoted, reply_address

ALONE = """
[[team]]
name = "support"
[[team]]
name = "billing"
[[agent]]
name = "Anna Berg"
addresses = ["anna@staff.example.net"]
teams = ["support"]
[[agent]]
name = "Bo Lund"
addresses = ["bo@staff.example.net"]
teams = ["billing"]
"""
TOGETHER = ALONE.replace('"billing"]', '"billing", "support"]')
AT_ANNA, AT_BO = "anna@staff.example.net", "bo@staff.example.net"


@pytest.fixture
def desk(desk: TestDesk) -> TestDesk:
    """Kim's ticket, of which Anna and Bo were told."""
    desk.configure(agents=TOGETHER)
    desk.post(mail())
    desk.deliver()
    return desk


def told(desk: TestDesk, who: str = AT_ANNA) -> Letter:
    return desk.letter("notification", to=who)


def says(desk: TestDesk, text: str, **more: object) -> int:
    return desk.post(answer(told(desk).draft, text, sender=ANNA, **more))  # type: ignore[arg-type]


def notice(desk: TestDesk, who: str = AT_ANNA) -> str:
    return desk.letter("notice", to=who).draft.text


def to_kim(desk: TestDesk) -> list[str]:
    desk.advance(31)
    desk.deliver()
    return [x.draft.text for x in desk.letters("reply", to="kim@customer.test") if x.state == "sent"]


@pytest.mark.parametrize("word", ["#why", "#status"])
@pytest.mark.parametrize("named", [True, False])
def test_what_is_asked_about_this_ticket_is_shown(desk: TestDesk, word: str, named: bool) -> None:
    reference = desk.ticket(1).reference
    says(desk, f"{word} {reference}" if named else word)
    shown = notice(desk)
    assert ("opened by contact:kim@customer.test" if word == "#why" else "requester: Kim Holm") in shown


def test_somebody_is_told_of_mail_that_only_claims_to_be_an_agents(desk: TestDesk) -> None:
    """
    "Anna" -> support, nobody vouches   a marked ticket: Anna hears of it too, who may not have written it
    """
    desk.configure(agents=ALONE)
    before = len(desk.letters("notification"))
    entry = desk.post(mail("Pay here", "Quickly!", sender=ANNA, vouched=False))
    assert desk.fate(entry) is Fate.TICKET
    assert [x.recipient for x in desk.letters("notification")[before:]] == [AT_ANNA]
    assert "unverified" in desk.ticket_of(entry).tags


def test_a_receipt_is_never_empty(desk: TestDesk) -> None:
    head = "From: Lars Ny <lars@other.test>\nDate: Mon, 23 Nov 2026\nSubject: Lamp\nTo: Anna <anna@staff.example.net>"
    forwarded = f"---------- Forwarded message ---------\n{head}\n\nIt is dark.\n"
    entry = desk.post(mail("Fwd: Lamp", forwarded, sender=ANNA))
    reference = desk.ticket_of(entry).reference
    assert f"{reference}: A ticket for Lars Ny" in notice(desk)
    page = desk.letter("notice", to=AT_ANNA).draft.html
    assert page is not None
    assert f"{reference}: A ticket for Lars Ny" in page


def test_colleagues_read_a_forward_without_its_commands(desk: TestDesk) -> None:
    entry = desk.post(
        mail("Lars called", "#for lars@other.test\n#prio high\n\nHis lamp is dark.", sender=ANNA)
    )
    shown = told(desk, AT_BO).draft.text
    assert "His lamp is dark." in shown
    assert "#for" not in shown
    assert "#prio" not in desk.messages(desk.ticket_of(entry).id)[0].new_text


def test_nobody_releases_a_colleagues_mail_by_the_token_of_its_question(desk: TestDesk) -> None:
    desk.post(answer(told(desk, AT_BO).draft, "#slove\n\nSwitch it off.", sender=BO))
    question = desk.letter("notice", to=AT_BO)
    desk.post(answer(question.draft, "#send", sender=ANNA))
    assert to_kim(desk) == []


@pytest.mark.parametrize("line", ["*#note*", "- #note"])
def test_a_command_that_a_client_dressed_up_is_never_sent(desk: TestDesk, line: str) -> None:
    """Bold, or an item of a list: what the agent meant to keep inside stays inside (P4)."""
    entry = says(desk, f"{line}\n\nHe has never paid.")
    assert desk.fate(entry) is Fate.HELD, desk.reasons(entry)
    assert to_kim(desk) == []


@pytest.mark.parametrize("text", ["-- \nAnna Berg", "Sent from my iPhone", "--\nAnna Berg\nExample Support"])
def test_a_signature_alone_is_an_empty_answer(desk: TestDesk, text: str) -> None:
    """Nothing of it may be sent: what stands in such a mail besides is our own notification."""
    entry = says(desk, text)
    assert desk.fate(entry) is Fate.HELD
    assert "it holds no text of its own" in notice(desk)
    assert "#send" not in notice(desk).partition("reply above")[0]
    assert to_kim(desk) == []


@pytest.mark.parametrize("signed", ["Kim Holm\nACME Ltd\n+45 12 34 56 78", "Kim\nSent from my phone"])
def test_thanks_above_a_signature_without_a_mark_are_thanks(desk: TestDesk, signed: str) -> None:
    says(desk, "#solve\n\nSwitch it off.")
    to_kim(desk)
    desk.post(answer(desk.letter("reply").draft, f"Perfect, thank you!\n\n{signed}", sender=KIM))
    assert desk.ticket(1).status is Status.SOLVED


def test_a_confirmation_claims_no_more_than_is_known(desk: TestDesk) -> None:
    """The mail had no reply token of Anna's; our own id was all that it named."""
    says(desk, "#prio high", token=False, vouched=False)
    assert "Did you write this?" in desk.letter("notice", to=AT_ANNA).draft.subject
    assert "token" not in notice(desk)


def test_a_customer_may_answer_an_agents_own_mail(desk: TestDesk) -> None:
    """
    Anna -> Kim, cc support   proactive
    Kim -> Anna, cc support   on that ticket
    """
    first = mail(
        "Your printer",
        "Off, please.",
        sender=ANNA,
        to="kim@customer.test",
        cc=SUPPORT,
        message_id="<own@x.test>",
    )
    proactive = desk.ticket_of(desk.post(first)).id
    thread = {"In-Reply-To": "<own@x.test>"}
    entry = desk.post(mail("Re: Your printer", "Done, but?", to=AT_ANNA, cc=SUPPORT, headers=thread))
    assert desk.ticket_of(entry).id == proactive, desk.reasons(entry)


def test_the_stage_quotes_as_clients_do(desk: TestDesk) -> None:
    draft = told(desk).draft
    assert quoted(draft).splitlines()[0].endswith("wrote:")
    assert "+" in reply_address(draft)
