"""Which text does a person read? Plain text where it says what the page says, else the page as text."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape

from mailgate.mail.bodies import Bodies, Segment
from mailgate.mail.html import Page, clean_page
from mailgate.mail.html_element import PageMark
from mailgate.mail.limits import Limits
from mailgate.mail.page_history import has_quote_structure, history_mark

_STUB_CHARACTERS = 400  # a plain part longer than this says enough to be believed
_STUB_SHARE = 3  # the page says this many times more
_PAGES = 3
_URL = re.compile(r"<?https?://\S+>?")


@dataclass(frozen=True, slots=True)
class Words:
    """The text of a mail, the marks on its lines, and its page."""

    text: str = ""
    html: str | None = None
    marks: Mapping[int, PageMark] = field(default_factory=dict)
    capped: bool = False
    unread: tuple[
        tuple[str, Page, int], ...
    ] = ()  # plain texts with their pages that mark history, and first lines


def choose_words(bodies: Bodies, limits: Limits) -> Words:
    """Joins the segments in order; each is read as plain text or as page, whichever says more."""
    texts: list[str] = []
    pages: list[str] = []
    marks: dict[int, PageMark] = {}
    lines = 0
    capped = False
    unread: list[tuple[str, Page, int]] = []
    for segment in bodies.segments:
        page = clean_page(segment.html, limits) if segment.html.strip() else None
        text, found = _text(segment, page)
        capped = capped or bool(page and page.capped)
        if page or text.strip():
            pages.append(page.html if page else _as_page(segment.plain))
        if text.strip():
            text = text.strip("\n").rstrip() if not found else text.rstrip()
            if page and not found and has_quote_structure(page):
                unread.append((text, page, lines))
            marks.update({number + lines: mark for number, mark in found.items()})
            texts.append(text)
            lines += text.count("\n") + 2
    html = "\n".join(pages) if any(segment.html.strip() for segment in bodies.segments) else None
    return Words("\n\n".join(texts), html, marks, capped, tuple(unread))


def marks_of_pages(words: Words) -> Mapping[int, PageMark]:
    """Where the unread pages say that history begins; asked only for texts that do not say it themselves."""
    return {
        number + first: mark
        for text, page, first in words.unread[:_PAGES]
        for number, mark in history_mark(text, page).items()
    }


def _text(segment: Segment, page: Page | None) -> tuple[str, Mapping[int, PageMark]]:
    plain = segment.plain
    if page is None or len(plain) > _STUB_CHARACTERS or (plain.strip() and len(page.html) < 2 * len(plain)):
        return plain, {}
    rendered = page.rendered()
    said = len(_URL.sub("", plain).strip())
    if said and _STUB_SHARE * said + 40 > len(_URL.sub("", rendered.text)):
        return plain, {}
    return (rendered.text, rendered.marks) if rendered.text.strip() else (plain, {})


def _as_page(plain: str) -> str:
    """Plain text that stands between pages, so that the page of the whole mail lacks nothing."""
    return "<p>" + escape(plain.strip()).replace("\n", "<br>") + "</p>"
