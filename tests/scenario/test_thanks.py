"""Thanks on a solved ticket, as clients send them: with the logo, card or signature of the sender, and with a file."""

from email.message import EmailMessage
from email.policy import SMTP

import pytest

from mailgate.model.ticket import Status
from tests.scenario.desk import Letter, TestDesk
from tests.scenario.post import ANNA, KIM, answer, mail, reply_address

LOGO = b"\x89PNG" + b"l" * 4_000
PAGE = '<html><body><p>Thank you very much!</p><p>Kim Holm</p><img src="cid:logo@x"></body></html>'


@pytest.fixture
def letter(desk: TestDesk) -> Letter:
    """Anna's answer, with which the ticket was solved."""
    desk.post(mail())
    desk.post(answer(desk.letter("notification").draft, "#solve\n\nSwitch it off.", sender=ANNA))
    desk.advance(60)
    desk.deliver()
    return desk.letter("reply")


def thanks(letter: Letter, maintype: str, subtype: str, octets: bytes, **how: str) -> bytes:
    """A page with a file beside it, as the sender's client puts it there."""
    made = EmailMessage(policy=SMTP)
    made["Authentication-Results"] = "mx.example.com; dmarc=pass header.from=customer.test"
    made["From"], made["To"], made["Message-ID"] = KIM, reply_address(letter.draft), "<thanks@client.test>"
    made["Subject"] = f"Re: {letter.draft.subject}"
    made.set_content("Thank you very much!\n\nKim Holm\n")
    made.add_alternative(PAGE, subtype="html")
    page = made.get_body(("html",))
    assert isinstance(page, EmailMessage)
    beside = page.add_related if "cid" in how else made.add_attachment
    beside(octets, maintype, subtype, **how)  # type: ignore[arg-type]
    return made.as_bytes()


@pytest.mark.parametrize(
    "how",
    [{"disposition": "inline", "filename": "image001.png"}, {}],
    ids=["inline", "without a disposition, as Outlook"],
)
def test_a_logo_makes_no_question_of_thanks(desk: TestDesk, letter: Letter, how: dict[str, str]) -> None:
    raw = thanks(letter, "image", "png", LOGO, cid="<logo@x>", **how)
    if not how:
        raw = raw.replace(b"Content-Disposition: inline\r\n", b"")
    desk.post(raw)
    assert desk.ticket(1).status is Status.SOLVED
    assert "says thank you" in desk.letter("notification").draft.text


@pytest.mark.parametrize("kind", ["application/pkcs7-signature", "text/vcard"])
def test_a_signature_or_a_card_makes_no_question_of_thanks(desk: TestDesk, letter: Letter, kind: str) -> None:
    maintype, subtype = kind.split("/")
    octets = b"BEGIN:VCARD\r\nEND:VCARD\r\n"
    desk.post(thanks(letter, maintype, subtype, octets, disposition="attachment", filename="kim"))
    assert desk.ticket(1).status is Status.SOLVED


@pytest.mark.parametrize(
    ("octets", "how"),
    [
        (LOGO, {"disposition": "attachment", "filename": "IMG_1.png", "cid": "<f_1>"}),
        (b"\x89PNG" + b"s" * 60_000, {"disposition": "inline", "cid": "<logo@x>"}),
    ],
    ids=["a photo", "a screenshot in the page"],
)
def test_a_file_is_looked_at_whatever_stands_above_it(
    desk: TestDesk, letter: Letter, octets: bytes, how: dict[str, str]
) -> None:
    desk.post(thanks(letter, "image", "png", octets, **how))
    assert desk.ticket(1).status is Status.OPEN


def test_a_word_with_a_name_below_it_is_a_word(desk: TestDesk, letter: Letter) -> None:
    """The customer's word changes nothing; a greeting below it is nothing that somebody must read."""
    desk.post(answer(letter.draft, "status\n\nBest regards\nKim Holm"))
    assert desk.ticket(1).status is Status.SOLVED
    assert "is solved" in desk.letter("notice", to="kim@customer.test").draft.text
