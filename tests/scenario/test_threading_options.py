"""What an operator may choose of threading: numbers, former numbers, hints, and who joins."""

from collections.abc import Callable

import pytest

from mailgate.errors import ConfigError
from mailgate.model.journal import Fate
from mailgate.store import threads
from tests.scenario.desk import TestDesk
from tests.scenario.post import ANNA, BO, EVE, KIM, answer, mail

PIA = "Pia <pia@third.test>"
NUMBERS = "numbers@example.com"
PLAIN = f'''
[[mailbox]]
address = "{NUMBERS}"
name = "Plain Numbers"
prefix = "#"
team = "support"
'''
FORMER = '[[former]]\nform = "[Ticket#{number}]"'
SIGNED = "mx.example.com; dkim=pass header.d=provider.test"  # aligned with nobody


# numbers


def test_plain_numbers_are_written_and_read_back(desk: TestDesk) -> None:
    """
    Kim -> support           "[#1]" in what she gets
    Kim -> support, "#1"     joins; old number and brackets leave the subject of what follows
    """
    desk.configure(more=PLAIN)
    desk.post(mail(to=NUMBERS))
    assert desk.ticket(1).reference == "#1"
    assert desk.letter("ack").draft.subject.startswith("[#1] ")
    entry = desk.post(mail("Re: [#1] The printer smokes", "Still.", to=NUMBERS))
    assert (desk.ticket_of(entry).id, "level 4:" in desk.reasons(entry)) == (1, True), desk.reasons(entry)
    desk.close(1)
    entry = desk.post(mail("Re: [#1] The printer smokes", "Again.", to=NUMBERS))
    assert (desk.ticket_of(entry).subject, desk.links(2)) == ("The printer smokes", [("follows", 1)])


def test_a_mistyped_plain_number_gets_nobody_into_another_ticket(desk: TestDesk) -> None:
    desk.configure(more=PLAIN)
    desk.post(mail("one", to=NUMBERS))
    desk.post(mail("two", sender=EVE, to=NUMBERS))
    before = desk.ticket(2)
    entry = desk.post(mail("[#2] Printer", "I meant 1.", to=NUMBERS))
    assert (desk.fate(entry), desk.ticket(2)) == (Fate.TICKET, before)


def test_where_numbers_are_checked_a_plain_one_is_only_words(desk: TestDesk) -> None:
    desk.post(mail())
    assert desk.fate(desk.post(mail("[#1] Printer", "Order 1."))) is Fate.TICKET
    assert desk.ticket(2).subject == "[#1] Printer"


def test_a_number_of_the_system_before_leads_to_the_ticket_that_bears_it(desk: TestDesk) -> None:
    desk.configure(more=FORMER)
    desk.post(mail())
    desk.write(lambda tx: threads.add_aliases(tx, [("Ticket#2019101110000042", 1)], "import"))
    entry = desk.post(mail("AW: [Ticket#2019101110000042] Printer", "Still."))
    assert (desk.ticket_of(entry).id, "level 4:" in desk.reasons(entry)) == (1, True), desk.reasons(entry)
    unknown = desk.post(mail("AW: [Ticket#2019101110000043] Printer", "Other."))
    assert (desk.fate(unknown), desk.ticket_of(unknown).subject) == (Fate.TICKET, "Printer")


def test_a_form_that_would_take_every_number_is_refused_at_the_start(desk: TestDesk) -> None:
    with pytest.raises(ConfigError) as refused:
        desk.configure(more='[[former]]\nform = "{number}"')
    assert "every number" in str(refused.value)


# level 7


def hinting(desk: TestDesk) -> None:
    desk.configure(mailbox='same_subject = "hint"')


def test_the_same_subject_of_the_same_sender_is_a_remark_to_the_agents(desk: TestDesk) -> None:
    """
    Kim -> support   "The printer smokes"
    Kim -> support   "Re: the printer  smokes", without any evidence: a ticket, with a remark
    """
    hinting(desk)
    desk.post(mail())
    desk.advance(65)  # past a burst
    entry = desk.post(mail("Re: the printer  smokes", "Any news?"))
    assert (desk.fate(entry), desk.links(2)) == (Fate.TICKET, [])
    assert "level 7:" in desk.reasons(entry)
    assert (
        f"{desk.ticket(1).reference} is open, from the same sender" in desk.letter("notification").draft.text
    )
    assert desk.ticket(1).reference not in desk.letter("ack").draft.text


@pytest.mark.parametrize(
    "change",
    [
        lambda desk: desk.advance(days=8),
        lambda desk: desk.solve(1),
        lambda desk: desk.close(1),
        lambda desk: desk.configure(),
    ],
    ids=["a week ago", "solved", "closed", "option off"],
)
def test_otherwise_there_is_no_hint(desk: TestDesk, change: Callable[[TestDesk], None]) -> None:
    hinting(desk)
    desk.post(mail())
    change(desk)
    assert "level 7" not in desk.reasons(desk.post(mail(text="Again.")))


def test_neither_another_sender_nor_another_subject_is_a_hint(desk: TestDesk) -> None:
    hinting(desk)
    desk.post(mail())
    assert "level 7" not in desk.reasons(desk.post(mail(sender=EVE)))
    assert "level 7" not in desk.reasons(desk.post(mail("The printer smokes again")))
    assert "level 7" not in desk.reasons(desk.post(mail("", "no subject")))
    assert "level 7" not in desk.reasons(desk.post(mail("", "no subject again")))


# who joins


def joined(desk: TestDesk) -> list[str]:
    return [p.address for p in desk.ticket(1).participants]


def test_agents_are_asked_about_people_whom_a_customer_copies(desk: TestDesk) -> None:
    """
    Kim -> support, Cc Pia   `cc = "ask"`: Pia is outside, the agents read how to let her in
    """
    desk.post(mail())
    desk.post(mail(f"[{desk.ticket(1).reference}] x", "Pia knows.", cc=f"{PIA}, {ANNA}, billing@example.com"))
    assert joined(desk) == ["kim@customer.test"]
    assert [e.detail["addresses"] for e in desk.events(1, "offered")] == [["pia@third.test"]]
    assert "#cc pia@third.test" in desk.letter("notification").draft.text


def test_agents_are_asked_at_the_first_mail_too(desk: TestDesk) -> None:
    desk.post(mail(cc=PIA))
    assert joined(desk) == ["kim@customer.test"]
    assert "#cc pia@third.test" in desk.letter("notification").draft.text


def test_no_address_of_an_outsider_stands_in_a_header_of_what_agents_get(desk: TestDesk) -> None:
    desk.post(mail(cc=PIA))
    desk.deliver()
    to_agent = next(c for c in desk.courier.carried if c.recipient == "anna@staff.example.net")
    assert b"third.test" not in to_agent.message.partition(b"\r\n\r\n")[0]


@pytest.mark.parametrize(
    ("cc", "people"), [("join", ["kim@customer.test", "pia@third.test"]), ("ignore", ["kim@customer.test"])]
)
def test_people_copied_at_the_first_mail_join_or_are_ignored_by_the_mailbox(
    desk: TestDesk, cc: str, people: list[str]
) -> None:
    desk.configure(mailbox=f'cc = "{cc}"')
    desk.post(mail(cc=PIA))
    assert joined(desk) == people
    assert desk.events(1, "offered") == []
    assert "#cc" not in desk.letter("notification").draft.text


@pytest.mark.parametrize("cc", ["ask", "join"])
def test_a_requester_for_whom_nobody_vouches_brings_nobody_in(desk: TestDesk, cc: str) -> None:
    desk.configure(mailbox=f'cc = "{cc}"')
    desk.post(mail(cc=PIA, vouched=False), peer="192.0.2.66")
    assert (joined(desk), desk.events(1, "offered")) == (["kim@customer.test"], [])


def test_an_outsiders_claim_brings_nobody_in(desk: TestDesk) -> None:
    desk.configure(mailbox='cc = "join"')
    desk.post(mail())
    desk.post(mail(f"[{desk.ticket(1).reference}] x", sender=EVE, cc=KIM))
    assert [p.address for p in desk.ticket(2).participants] == ["eve@stranger.test"]


# whom an earlier mail makes known


def test_a_participants_proven_mail_makes_the_next_one_known(desk: TestDesk) -> None:
    """
    Pia joins by Cc
    Pia -> her token      signed by her provider, which vouches for no address
    Pia -> support, number, nobody vouches, but the signature is the same: verified
    """
    desk.configure(mailbox='cc = "join"')
    desk.post(mail(cc=PIA))
    desk.post(answer(desk.letter("notification").draft, "Off.", sender=ANNA))
    letter = desk.letter("reply", to="pia@third.test").draft
    by_number = f"[{desk.ticket(1).reference}] x"
    signed = {"Authentication-Results": SIGNED}
    desk.post(mail(by_number, "Before.", sender=PIA, vouched=False, headers=signed), peer="10.0.0.5")
    assert desk.messages(1)[-1].verified is False
    desk.post(answer(letter, "It is me.", sender=PIA, vouched=False, headers=signed), peer="10.0.0.5")
    desk.post(mail(by_number, "After.", sender=PIA, vouched=False, headers=signed), peer="10.0.0.5")
    assert desk.messages(1)[-1].verified is True
    desk.post(mail(by_number, "Elsewhere.", sender=PIA, vouched=False), peer="192.0.2.66")
    assert desk.messages(1)[-1].verified is False


def test_an_agents_bare_mail_brings_nobody_in(desk: TestDesk) -> None:
    desk.configure(mailbox='cc = "join"')
    desk.post(mail(sender=BO, cc=PIA, vouched=False), peer="192.0.2.66")
    assert all("pia@third.test" not in [p.address for p in t.participants] for t in desk.tickets())
