"""What is in a mail? The four kinds of the mix, each as a MIME entity."""

import random
from collections.abc import Callable
from enum import StrEnum

from bench import parts
from bench.clients import Client, Quoted, quotation
from bench.headers import Draft
from bench.markup import Page
from bench.parts import Part
from bench.phrases import LANGUAGES, paragraph, wrapped

HTML_CHARACTERS = (5_000, 24_000)  # becomes 8-40 KB of mail: base64 and the plain part add up to 60 %
FILE_OCTETS = (50_000, 300_000)  # before base64
_FILES = (
    ("scan-{n}.pdf", "application/pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"),
    ("IMG_{n}.jpg", "image/jpeg", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01"),
    ("screenshot {n}.png", "image/png", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"),
    (
        "order {n}.docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        b"PK\x03\x04\x14\x00\x06\x00",
    ),
)


class Kind(StrEnum):
    """The four kinds of the mix."""

    PLAIN = "plain"
    HTML = "html"
    ATTACHMENT = "attachment"
    ODD = "odd"


def new_words(rng: random.Random, draft: Draft, sentences: int) -> str:
    """What the sender writes now: greeting, a paragraph or two, name; LF between lines."""
    phrases = LANGUAGES[draft.sender.language]
    body = paragraph(rng, phrases, sentences)
    if sentences > 3:
        # A line that begins with a dot makes senders stuff and receivers unstuff (RFC 5321 section 4.5.2).
        body += "\n\n...\n" + paragraph(rng, phrases, 1)
    return wrapped(f"{phrases.greeting}\n\n{body}\n\n{phrases.closing}\n{draft.sender.name}")


def _signature(client: Client) -> str:
    return f"\n\n{client.signature}" if client.signature else ""


def plain(rng: random.Random, draft: Draft, quoted: Quoted) -> Part:
    """A short reply above what it answers."""
    client = draft.sender.client
    words = new_words(rng, draft, rng.randint(1, 4)) + _signature(client)
    body = f"{words}\n\n{quotation(client, draft.sender.language, quoted)}"
    return parts.text(body, client.charset, client.encoding)


def _alternative(rng: random.Random, draft: Draft, quoted: Quoted) -> Part:
    client = draft.sender.client
    words = new_words(rng, draft, rng.randint(2, 5))
    page = Page(client, draft.sender.name, draft.sender.domain)
    markup = page.written(rng, words, draft.sender.language, quoted, rng.randint(*HTML_CHARACTERS))
    text = f"{words}\n\n{quotation(client, draft.sender.language, quoted)}"
    return parts.multipart(
        "alternative",
        parts.fresh_boundary(rng, client.boundary),
        (parts.text(text, client.charset, client.encoding), _page_part(markup, client)),
    )


def _page_part(markup: str, client: Client) -> Part:
    # HTML has lines beyond 998 octets, which 8bit may not carry (RFC 5322 section 2.1.1).
    encoding = client.encoding if client.encoding == "base64" else "quoted-printable"
    return parts.text(markup, client.charset, encoding, "html")


def _with_file(rng: random.Random, draft: Draft, quoted: Quoted) -> Part:
    form, content_type, magic = rng.choice(_FILES)
    size = rng.randint(*FILE_OCTETS)
    file = parts.attached(
        form.format(n=rng.randrange(1000, 9999)), content_type, magic + rng.randbytes(size - len(magic))
    )
    boundary = parts.fresh_boundary(rng, draft.sender.client.boundary)
    return parts.multipart("mixed", boundary, (plain(rng, draft, quoted), file))


Shape = Callable[[random.Random, Draft, Quoted], Part]
ORDINARY: dict[Kind, Shape] = {Kind.PLAIN: plain, Kind.HTML: _alternative, Kind.ATTACHMENT: _with_file}
