"""What a notification says and brings along: whom a reply reaches, the ticket's facts, the files (SPEC section 11.1)."""

import email
from email import policy
from email.message import EmailMessage

import pytest

from mailgate.agents.seals import SEAL_MARK
from mailgate.model.outgoing import Draft
from mailgate.pipeline import enclosures
from tests.scenario.desk import TestDesk
from tests.scenario.post import ANNA, EVE, KIM, SUPPORT, answer, mail
from tests.scenario.stage import AGENTS_TOML

ANNAS = "anna@staff.example.net"
ORGANISATION = '\n[[organisation]]\nname = "Customer Ltd"\ndomains = ["customer.test"]\n'


def told(desk: TestDesk) -> Draft:
    return desk.letter("notification", to=ANNAS).draft


def both(draft: Draft) -> tuple[str, str]:
    assert draft.html is not None
    return draft.text, draft.html


def pictured(*sizes: int) -> bytes:
    """Kim's mail with a page that shows images of these sizes, and a file."""
    made = EmailMessage(policy=policy.SMTP)
    made["Authentication-Results"] = "mx.example.com; dmarc=pass header.from=customer.test"
    made["From"], made["To"], made["Subject"], made["Message-ID"] = (
        KIM,
        SUPPORT,
        "Printer",
        "<pictures@client.test>",
    )
    made.set_content("It smokes.")
    images = "".join(f'<img src="cid:{n}@client.test">' for n in range(len(sizes)))
    made.add_alternative(f"<p>It smokes.</p>{images}", subtype="html")
    for n, size in enumerate(sizes):
        page = list(made.iter_parts())[1]
        page.add_related(
            b"x" * size,
            "image",
            "png",
            cid=f"<{n}@client.test>",
            disposition="inline",
            filename=f"image{n}.png",
        )
    made.add_attachment(b"plan" * 300, maintype="application", subtype="pdf", filename="plan.pdf")
    return made.as_bytes()


def files(desk: TestDesk) -> list[str]:
    """The names of the files that Anna got with the newest notification."""
    while desk.deliver():
        pass
    carried = [c for c in desk.courier.carried if c.recipient == ANNAS][-1]
    found = email.message_from_bytes(carried.message, policy=policy.default)
    return [part.get_filename("") for part in found.walk() if part.get_content_disposition() == "attachment"]


def test_logos_are_counted_and_everything_else_comes_along(desk: TestDesk) -> None:
    """
    Kim -> support   a logo of 2 KiB, a screenshot of 40 KiB, a plan
    support -> Anna  the screenshot and the plan; the logo is mentioned
    """
    desk.post(pictured(2_000, 40_000))
    for said in both(told(desk)):
        assert "image1.png (39 KiB)" in said
        assert "plan.pdf (1 KiB)" in said
        assert "image0.png" not in said
        assert "logos, left out: 1" in said
    assert files(desk) == ["image1.png", "plan.pdf"]


def test_a_file_that_most_servers_would_refuse_stays_on_the_ticket(
    desk: TestDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(enclosures, "MOST_OCTETS", 2_000)
    desk.post(mail(files=[("a.bin", b"a" * 1_500), ("film.bin", b"f" * 9_000), ("b.bin", b"b" * 400)]))
    for said in both(told(desk)):
        assert "film.bin (9 KiB, too large to send along)" in said
        assert "a.bin (1 KiB)" in said
    assert files(desk) == ["a.bin", "b.bin"]


def test_many_files_are_listed_up_to_a_number(desk: TestDesk) -> None:
    desk.post(mail(files=[(f"{n}.bin", b"%d" % n) for n in range(enclosures.MOST + 3)]))
    for said in both(told(desk)):
        assert "19.bin" in said
        assert "20.bin" not in said
        assert "and 3 more" in said
    assert len(files(desk)) == enclosures.MOST


def test_the_customers_organisation_and_their_other_tickets_are_named(desk: TestDesk) -> None:
    desk.configure(agents=AGENTS_TOML + ORGANISATION)
    desk.post(mail("Paper"))
    desk.post(mail("Toner"))
    for said in both(told(desk)):
        assert "Customer Ltd" in said
        assert desk.ticket(1).reference in said
        assert "Paper" in said


def test_a_stranger_who_writes_on_a_ticket_is_not_named_as_who_gets_the_reply(desk: TestDesk) -> None:
    """
    Eve -> Kim's token   filed as unverified
    support -> Anna      a reply goes to Kim; that Eve wrote stands below
    """
    desk.post(mail())
    desk.post(answer(desk.letter("ack").draft, "It is me.", sender=EVE))
    draft = told(desk)
    assert draft.text.startswith("Your reply to this mail goes to Kim Holm (kim@customer.test).")
    assert "eve@stranger.test" in draft.text
    assert "not verified" in draft.text
    desk.post(answer(draft, "Please switch it off.", sender=ANNA))
    assert [x.recipient for x in desk.letters("reply")] == ["kim@customer.test"]


def test_whoever_joins_with_the_mail_gets_the_reply_and_is_counted(desk: TestDesk) -> None:
    desk.configure(mailbox='cc = "join"')
    desk.post(mail(cc="lea@customer.test, Ole <ole@customer.test>"))
    assert told(desk).text.startswith(
        "Your reply to this mail goes to Kim Holm (kim@customer.test) and 2 others."
    )
    desk.post(answer(told(desk), "Please switch it off.", sender=ANNA))
    assert len(desk.letters("reply")) == 3


def test_a_deadline_that_has_passed_is_overdue(desk: TestDesk) -> None:
    desk.post(mail())
    assert "Due       today at 13:00 CET: first answer\n" in told(desk).text
    desk.advance(hours=5)
    desk.post(answer(desk.letter("ack").draft, "Hello?"))
    assert "Overdue   today at 13:00 CET: first answer\n" in told(desk).text


def test_an_empty_mail_says_so_and_a_notification_without_a_mail_does_not(desk: TestDesk) -> None:
    desk.post(mail(text=""))
    assert "(The mail holds no text.)" in told(desk).text
    desk.post(answer(told(desk), "#remind 1 h", sender=ANNA))
    desk.advance(hours=2)
    desk.tick()
    assert "asked to be reminded" in told(desk).text
    assert "holds no text" not in told(desk).text


def test_a_customers_markup_is_shown_as_words(desk: TestDesk) -> None:
    desk.post(
        mail(
            "<b>Printer</b>",
            "<script>alert(1)</script>\n<img src=x>",
            sender='"<i>Kim</i>" <kim@customer.test>',
        )
    )
    _, page = both(told(desk))
    assert "<script" not in page
    assert "<i>" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert SEAL_MARK not in page
