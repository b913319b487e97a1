"""The page of a letter: it says what the text says, shows strangers' words as words, and leaves with an operator's text."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailgate.agents.seals import SEAL_MARK
from mailgate.config.starter import starter_templates
from mailgate.letters import samples
from mailgate.letters.book import MAX_WITH_PAGE, LetterBook
from mailgate.letters.prose import columns, prose
from mailgate.mail.quote_marks import SEPARATOR_MARK
from mailgate.mail.read import read
from mailgate.model.decision import LetterKind

BOOK = LetterBook(starter_templates())
MARKS: dict[str, object] = {"separator": SEPARATOR_MARK, "seal": SEAL_MARK}
WITH_PAGE = sorted(LetterKind)  # of those without a file of their own it is made of the text
SAMPLES = [(kind, dict(made[kind]) | MARKS) for kind in WITH_PAGE for made in (samples.FULL, samples.BARE)]


def page_of(kind: LetterKind, facts: Mapping[str, object], book: LetterBook = BOOK) -> str:
    page = book.render(kind, "en", {**samples.FULL[kind], **MARKS, **facts}).html
    assert page is not None
    return page


def shown(page: str) -> str:
    """The page's words as our own reader sees them in a mail."""
    return read(b"From: a@example.org\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page.encode()).text


def letters_of(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)


@pytest.mark.parametrize("kind", LetterKind)
def test_every_letter_has_a_page(kind: LetterKind) -> None:
    page = BOOK.render(kind, "en", dict(samples.FULL[kind]) | MARKS).html
    assert page is not None
    assert "<body" in page


@pytest.mark.parametrize(("kind", "facts"), SAMPLES)
def test_a_page_says_the_same_as_the_text_in_the_same_order(
    kind: LetterKind, facts: dict[str, object]
) -> None:
    letter = BOOK.render(kind, "en", facts)
    assert letter.html is not None
    assert letters_of(shown(letter.html)) == letters_of(letter.text)


@pytest.mark.parametrize(("kind", "facts"), SAMPLES)
def test_a_page_is_simple_enough_for_every_client(kind: LetterKind, facts: dict[str, object]) -> None:
    """Nothing to load, nothing that Outlook ignores, no small print, no colour that dark mode makes unreadable."""
    page = BOOK.render(kind, "en", facts).html or ""
    assert not re.search(r"<(img|link|script|iframe|form|svg)|url\(|@import|flex|grid|position:", page)
    assert all(int(size) >= 15 for size in re.findall(r"font-size:\s*(\d+)px", page))
    assert not re.search(r"background|bgcolor|[;\"]color:#(?!5f6368|b06000)", page)
    assert 'name="color-scheme" content="light dark"' in page
    assert 'name="viewport"' in page
    assert "max-width:640px" in page
    assert not re.search(r"\{\{|\}\}|\{%|None|Undefined", page)


_EVIL = st.text(alphabet=st.sampled_from("<>&\"' ax/=:>\n{}%#;"), min_size=1, max_size=60)


@given(evil=_EVIL)
def test_no_fact_makes_an_element_or_an_attribute(evil: str) -> None:
    for kind in (LetterKind.NOTIFICATION, LetterKind.REPLY, LetterKind.ACK):
        calm = {"customer": "x", "text": "x", "subject": "x", "what": "x", "signature": "x"}
        hostile = dict.fromkeys(calm, evil.replace("://", "").replace(">", "<"))
        tags = [
            re.findall(r"<[a-z/!][^>]*>", page_of(kind, facts).replace("<br>\n", ""))
            for facts in (calm, hostile)
        ]
        kept = [t for t in tags[1] if "blockquote" not in t]
        assert [t for t in kept if t not in tags[0]] == []


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("Hi\n\nKim", "Hi<br>\n<br>\nKim"),
        ("a <b>&\"c\"", "a &lt;b&gt;&amp;&#34;c&#34;"),
        ("  - in\n    deeper", "\xa0\xa0- in<br>\n\xa0\xa0 \xa0deeper"),
        ("a\tb", "a \xa0 b"),
        ("see https://example.org/a?b=1&c=2.", 'see <a href="https://example.org/a?b=1&amp;c=2">https://example.org/a?b=1&amp;c=2</a>.'),
        ("(https://example.org/a)", '(<a href="https://example.org/a">https://example.org/a</a>)'),
        ("https://example.org/A_(b)", '<a href="https://example.org/A_(b)">https://example.org/A_(b)</a>'),
        ('https://a.test"onclick="x', '<a href="https://a.test">https://a.test</a>&#34;onclick=&#34;x'),
        ("https://", "https://"),
        ("http://...", "http://..."),
        ("javascript://a.test", "javascript://a.test"),
    ],
)  # fmt: skip
def test_a_text_becomes_a_page_of_the_same_words(text: str, page: str) -> None:
    assert str(prose(text)) == page


def test_quoted_lines_become_quotations_in_each_other() -> None:
    page = re.sub(r" (type|style)=\"[^\"]*\"", "", str(prose("Yes.\n> Is it?\n> > Off?\n>\n> Kim\nAnna")))
    quoted = "<blockquote>Is it?<blockquote>Off?</blockquote><br>\nKim</blockquote>"
    assert page == f"Yes.{quoted}Anna"


@given(text=st.text(alphabet=st.sampled_from("> a\n"), max_size=200))
def test_quotations_are_closed_whatever_the_lines(text: str) -> None:
    page = str(prose(text))
    assert page.count("<blockquote") == page.count("</blockquote>") <= text.count(">")
    assert letters_of(re.sub(r"<[^>]*>|&gt;", "", page)) == letters_of(text)


@pytest.mark.parametrize(
    "text", ["> " * 100_000, ">" * 100_000, "http://" * 30_000, " \n" * 60_000, "http://a(" * 20_000]
)
def test_a_strange_text_is_a_page_in_one_pass(text: str) -> None:
    assert len(prose(text)) <= 12 * len(text)


def test_a_line_of_a_list_is_its_columns() -> None:
    assert columns("EX-26-000001-K  open, urgent   A  subject") == [
        "EX-26-000001-K",
        "open, urgent",
        "A  subject",
    ]
    assert columns("nothing") == ["nothing"]


def test_ours_leaves_where_the_text_is_the_operators(tmp_path: Path) -> None:
    """Else the two would say different things."""
    (tmp_path / "ack.en.txt").write_text("Subject: x\n\nHej\n", encoding="utf-8")
    book = LetterBook(starter_templates(), tmp_path)
    page = book.render(LetterKind.ACK, "en", samples.FULL[LetterKind.ACK]).html or ""
    assert letters_of(shown(page)) == "Hej"
    (tmp_path / "held.en.txt").write_text("Subject: x\n\nHej\n", encoding="utf-8")
    held = LetterBook(starter_templates(), tmp_path).render(
        LetterKind.HELD, "en", samples.FULL[LetterKind.HELD]
    )
    assert letters_of(shown(held.html or "")) == "Hej"


def test_an_operator_gives_a_page_of_their_own_with_or_without_a_text(tmp_path: Path) -> None:
    (tmp_path / "ack.en.html").write_text("<p>Hej {{ customer }}</p>", encoding="utf-8")
    (tmp_path / "ack.da.txt").write_text("Subject: x\n\nHej\n", encoding="utf-8")
    book = LetterBook(starter_templates(), tmp_path)
    facts = dict(samples.FULL[LetterKind.ACK]) | {"customer": "<Kim>"}
    assert book.render(LetterKind.ACK, "en", facts).html == "<p>Hej &lt;Kim&gt;</p>"
    page = book.render(LetterKind.ACK, "da", facts).html or ""
    assert letters_of(shown(page)) == "Hej", "a page in another language is no page of this letter"
    (tmp_path / "ack.da.html").write_text("<p>Goddag</p>", encoding="utf-8")
    assert (
        LetterBook(starter_templates(), tmp_path).render(LetterKind.ACK, "da-DK", facts).html
        == "<p>Goddag</p>"
    )


def test_one_file_gives_all_pages_an_operators_look(tmp_path: Path) -> None:
    (tmp_path / "layout.html").write_text("<h1>Ours</h1>{% block body %}{% endblock %}", encoding="utf-8")
    book = LetterBook(starter_templates(), tmp_path)
    for kind in WITH_PAGE:
        assert page_of(kind, {}, book).startswith("<h1>Ours</h1>")
    assert samples.faults(book) == []


def test_a_broken_layout_is_named(tmp_path: Path) -> None:
    (tmp_path / "layout.html").write_text("{% block body %}", encoding="utf-8")
    assert {f.file for f in samples.faults(LetterBook(starter_templates(), tmp_path))} == {
        "templates/layout.html"
    }


def test_a_letter_that_clients_would_cut_is_a_text_alone() -> None:
    facts = dict(samples.BARE[LetterKind.REPLY]) | MARKS
    assert BOOK.render(LetterKind.REPLY, "en", facts | {"text": "a" * (MAX_WITH_PAGE - 100)}).html is not None
    assert BOOK.render(LetterKind.REPLY, "en", facts | {"text": "a" * MAX_WITH_PAGE}).html is None
    worst = BOOK.render(LetterKind.REPLY, "en", facts | {"text": "http://&" + "&" * (MAX_WITH_PAGE - 200)})
    assert worst.html is not None, "what escaping makes of it still has room"
