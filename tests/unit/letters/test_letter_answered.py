"""A letter that comes back: clients quote its page below, above and around an answer, and only the answer is new."""

from email.message import EmailMessage
from email.policy import SMTP

import pytest

from mailgate.agents.questions import Doubt
from mailgate.agents.reply import doubts
from mailgate.agents.seals import SEAL_MARK
from mailgate.config.starter import starter_templates
from mailgate.letters import samples
from mailgate.letters.book import LetterBook
from mailgate.mail.quote_marks import SEPARATOR_MARK
from mailgate.mail.read import read
from mailgate.model.decision import LetterKind
from mailgate.model.mail import Mail

BOOK = LetterBook(starter_templates())
MARKS: dict[str, object] = {"separator": SEPARATOR_MARK, "seal": SEAL_MARK}
ANSWER = "Please switch it off."
BLOCK = (
    "<b>From:</b> Kim via Example Support &lt;support@example.com&gt;<br><b>Sent:</b> Monday, November 23, 2026 9:05 AM<br>"
    "<b>To:</b> Anna Berg &lt;anna@staff.example.net&gt;<br><b>Subject:</b> [EX-26-000001-W] Printer"
)
# Written as the clients write them, with the letter's page in its place.
CLIENTS = {
    "gmail": '<div dir="ltr">{answer}</div><br><div class="gmail_quote gmail_quote_container">'
    '<div dir="ltr" class="gmail_attr">'
    "On Mon, Nov 23, 2026 at 9:05 AM Kim via Example Support &lt;support@example.com&gt; wrote:<br></div>"
    '<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex">{page}</blockquote></div>',
    "outlook": '<div class="WordSection1"><p class="MsoNormal">{answer}<o:p></o:p></p><div>'
    '<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm">'
    '<p class="MsoNormal">{block}</p></div></div>'
    "{page}</div>",
    "outlook on the web": '<div class="elementToProof">{answer}</div><div id="appendonsend"></div><hr>'
    '<div id="divRplyFwdMsg" dir="ltr">{block}</div><div>{page}</div>',
    "apple mail": '{answer}<br><div><br><blockquote type="cite"><div>On 23. Nov 2026, at 09:05, Kim via Example Support '
    '&lt;support@example.com&gt; wrote:</div><br class="Apple-interchange-newline"><div>{page}</div></blockquote></div>',
    "thunderbird": "<p>{answer}</p>"
    '<div class="moz-cite-prefix">On 23/11/2026 09:05, Kim via Example Support wrote:<br></div>'
    '<blockquote type="cite" cite="mid:a@example.com">{page}</blockquote>',
    "none that marks it": "<div>{answer}</div><div>{page}</div>",
}
WITH_SEPARATOR = [LetterKind.NOTIFICATION, LetterKind.HELD, LetterKind.RECEIPT, LetterKind.DIGEST]


def answered(client: str, kind: LetterKind, answer: str = ANSWER) -> Mail:
    page = BOOK.render(kind, "en", dict(samples.FULL[kind]) | MARKS).html
    assert page is not None
    inner = page[page.index("<table") : page.rindex("</body>")]
    made = EmailMessage(policy=SMTP)
    made["From"], made["To"], made["Subject"] = (
        "anna@staff.example.net",
        "support@example.com",
        "Re: [EX-26-000001-W] Printer",
    )
    quoted = CLIENTS[client].replace("{page}", inner).replace("{block}", BLOCK).replace("{answer}", answer)
    made.set_content(f"<html><body>{quoted}</body></html>", subtype="html")
    return read(made.as_bytes())


@pytest.mark.parametrize("kind", [*WITH_SEPARATOR, LetterKind.ACK, LetterKind.REPLY])
@pytest.mark.parametrize("client", [c for c in CLIENTS if c != "none that marks it"])
def test_only_the_answer_to_a_page_is_new(client: str, kind: LetterKind) -> None:
    found = answered(client, kind)
    assert found.new_text.strip() == ANSWER
    assert found.quoted_text.strip()


def test_what_a_client_does_not_mark_ends_at_our_line() -> None:
    """Nothing of the customer's words, of the ticket's facts and of its notes is taken for the agent's own."""
    found = answered("none that marks it", LetterKind.NOTIFICATION)
    assert SEAL_MARK not in found.new_text
    assert "It smokes." not in found.new_text
    assert "EX-26-000001-W" not in found.new_text


def test_a_sealed_note_of_the_page_inside_an_answer_is_held_back() -> None:
    """An agent answers between the lines of our page: the note's marks come along, and the text is asked about."""
    page = (
        BOOK.render(LetterKind.NOTIFICATION, "en", dict(samples.FULL[LetterKind.NOTIFICATION]) | MARKS).html
        or ""
    )
    notes = page[page.rindex("<div style", 0, page.index("Note by")) : page.index("</blockquote>")]
    found = answered("gmail", LetterKind.NOTIFICATION, f"{ANSWER}{notes}")
    assert Doubt.SEALED in {q.doubt for q in doubts(found.new_text)}
