"""How does a plain text read in a page? Escaped, its line breaks, indents and quotations kept, its links as links.

Facts
- A link's words are the link itself, so that it leads nowhere but where it says; readers of plain text make the same of it.
- Outlook does not know `white-space: pre-wrap`: line ends are `<br>`, and of two spaces one is a no-break space.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from markupsafe import Markup, escape

_DEEPEST = 4  # quotations in quotations; more would leave no room on a phone
_LINK = re.compile(r"https?://[^\s<>\"'.,;:!?][^\s<>\"']*")
_AFTER_LINK = ".,;:!?]}*_…"  # rather of the sentence than of the link
_BLANK = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
_BROKEN_AT = 60  # characters; a shorter line of a letter ends where its writer wanted
_ENDS = ".!?:…"
# Spaces at which no line may end: `kl. 8.00`, `dem 30. März`, `12:00 Uhr`.
GLUED = re.compile(
    r"(?<=\bkl\.) (?=\d)|(?<=\bgodz\.) (?=\d)|(?<=\d) (?=Uhr\b)|(?<=\d\.) (?=[^\W\d])|(?<=\bde[mn]) (?=\d)"
)
_WHOLE = 24  # characters of a number that no phone may break
_TAG = re.compile(r"(<[^>]*>)")
_PARAGRAPH = '<p style="margin:0 0 16px">{}</p>'
_LIST = '<ul style="margin:0 0 16px;padding:0 0 0 24px">\n{}\n</ul>'
_COLUMNS = re.compile(r" {2,}")
_QUOTE = '<blockquote type="cite" style="margin:8px 0;padding:0 0 0 12px;border-left:3px solid #9aa0a6">'


def prose(text: str) -> Markup:
    """The text as HTML; lines that begin with ">" become quotations. Its time is linear in the text's length."""
    lines = text.strip("\n").expandtabs(4).split("\n")
    if not any(line.startswith(">") for line in lines):
        return Markup(_plain(lines))  # noqa: S704 - escaped where it was made
    return Markup("".join(_quoted(lines, 0)))  # noqa: S704 - the same


def paragraphs(text: str, bold: Sequence[object] = ()) -> Markup:
    """A whole letter as HTML: its paragraphs and lists; a line that was broken only for its length flows on.

    `bold`: words that stand out, such as a number and a time; what is empty is left out.
    """
    blocks = [
        block.split("\n") for block in _BLANK.split(GLUED.sub("\xa0", text).strip("\n")) if block.strip()
    ]
    html = "\n".join(_block(lines) for lines in blocks)
    pieces = _TAG.split(html)  # a number in a link stays as it is
    for words in dict.fromkeys(str(escape(GLUED.sub("\xa0", str(one)))) for one in bold if one):
        whole = "" if " " in words or len(words) > _WHOLE else ' style="white-space:nowrap"'
        pieces[::2] = [piece.replace(words, f"<b{whole}>{words}</b>") for piece in pieces[::2]]
    return Markup("".join(pieces))  # noqa: S704 - escaped where it was made


def _block(lines: list[str]) -> str:
    rows = [(bullet, list(run)) for bullet, run in groupby(lines, key=lambda line: line.startswith("- "))]
    return "\n".join(
        _listed(run) if bullet else _PARAGRAPH.format(_plain(_flowed(run))) for bullet, run in rows
    )


def _listed(lines: list[str]) -> str:
    return _LIST.format("\n".join(f"<li>{_plain([line[2:]])}</li>" for line in lines))


def _flowed(lines: list[str]) -> list[str]:
    flowed, before = [""], ""
    for line in lines:
        broken = len(before) >= _BROKEN_AT and before[-1] not in _ENDS
        if broken and not line.startswith((" ", ">")):
            flowed[-1] += f" {line}"
        else:
            flowed.append(line)
        before = line
    return flowed[1:]


def columns(line: str) -> list[str]:
    """The words of a line that two spaces or more set apart, three at most: a page has no room for columns of text."""
    return _COLUMNS.split(line.strip(), maxsplit=2)


def _quoted(lines: list[str], depth: int) -> Iterator[str]:
    if depth == _DEEPEST:
        yield _plain(lines)
        return
    for inside, run in groupby(lines, key=lambda line: line.startswith(">")):
        if inside:
            yield _QUOTE
            yield from _quoted([line[1:].removeprefix(" ") for line in run], depth + 1)
            yield "</blockquote>"
        else:
            yield _plain(list(run))


def _plain(lines: list[str]) -> str:
    text = "\n".join(lines)
    if "  " in text or "\n " in text or text.startswith(" "):
        text = f"\n{text}".replace("  ", " \xa0").replace("\n ", "\n\xa0")[1:]
    html = str(escape(text)) if "://" not in text else "".join(_linked(text))
    return html.replace("\n", "<br>\n")


def _linked(text: str) -> Iterator[str]:
    done = 0
    for found in _LINK.finditer(text):
        link = found[0].rstrip(_AFTER_LINK if "(" in found[0] else f"{_AFTER_LINK})")
        shown = escape(link)
        yield f'{escape(text[done : found.start()])}<a href="{shown}">{shown}</a>'
        done = found.start() + len(link)
    yield str(escape(text[done:]))
