"""How does a safe page read as text? One pass over its tags; quotes keep their marks, links their targets.

The structure that mailers put around history becomes marks on lines: `history` (from here on all is old),
`intro` (this line introduces a quote), `signature`. Text marks and HTML structure then go one way, in
quotes.py.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape

_TOKEN = re.compile(r'<(/?)([a-z][a-z0-9]*)((?:[^>"]|"[^"]*")*)>|([^<]+)')
_ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')
_SPACE = re.compile(r"[ \t\r\n\f]+")
_HIDDEN = re.compile(
    r"display:\s*none|visibility:\s*hidden|font-size:\s*0(?![.\d])|max-height:\s*0(?![.\d])|mso-hide:\s*all"
)
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "blockquote",
        "ul",
        "ol",
        "li",
        "table",
        "tr",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "pre",
        "hr",
        "center",
        "dl",
        "dt",
        "dd",
        "tbody",
        "thead",
        "tfoot",
    ]
)
_SPACED = frozenset(["p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "pre", "dl", "blockquote"])
_DEPTH = 30  # of quote marks
_CELL = "\t"
_HISTORY = re.compile(
    r"^(?:x_)*(?:divrplyfwdmsg|appendonsend|olk_src_body_section|mail-editor-reference-message-container|"
    r"reply-intro|zwchr|yahoo_quoted\w*|isforwardcontent|isreplycontent)$"
)
_INTRO = frozenset(("gmail_attr", "moz-cite-prefix", "yahoo-quoted-intro", "cite-prefix"))
_HISTORY_CLASSES = frozenset(
    ("yahoo_quoted", "OutlookMessageHeader", "wordsection1_history", "gmail_default_quote")
)
_SIGNATURE = re.compile(
    r"^(?:x_)*(?:ms-outlook-mobile-signature|gmail_signature\w*|moz-signature|applemailsignature|signature)$"
)


@dataclass(frozen=True, slots=True)
class Rendered:
    """Text and the marks on its lines, by line number from 0."""

    text: str
    marks: Mapping[int, str] = field(default_factory=dict)


def render(html: str) -> Rendered:
    """Readable text of HTML that nh3 has cleaned."""
    return _Renderer().run(html)


@dataclass(slots=True)
class _Open:
    """An element whose end tag is still to come."""

    name: str
    hidden: bool = False
    quote: bool = False
    intro: bool = False
    href: str = ""
    at: int = 0  # pieces of the current line when a link opened


class _Renderer:
    def __init__(self) -> None:
        self.lines: list[str] = []
        self.marks: dict[int, str] = {}
        self.line: list[str] = []
        self.open: list[_Open] = []
        self.lists: list[int] = []  # the number of the last item; -1 for bullets
        self.hidden = 0
        self.quotes = 0
        self.last_depth = 0
        self.pre = 0
        self.intro = 0
        self.gap = False  # a blank line is due before the next text
        self.pending: str | None = None

    def run(self, html: str) -> Rendered:
        for close, name, attributes, text in _TOKEN.findall(html):
            if text:
                self._text(text)
            elif close:
                self._end(name)
            else:
                self._start(name, attributes)
        self._break()
        while self.lines and not self.lines[-1].strip("> "):
            self.lines.pop()
        return Rendered("\n".join(self.lines), self.marks)

    def _text(self, text: str) -> None:
        if self.hidden:
            return
        text = (unescape(text) if "&" in text else text).replace("\u00a0", " ")
        if self.pre:
            first, *rest = text.split("\n")
            self.line.append(first)
            for line in rest:
                self._break(force=True)
                self.line.append(line)
            return
        text = _SPACE.sub(" ", text)
        if text != " " or self.line:
            self.line.append(text.lstrip(" ") if not self.line else text)

    def _start(self, name: str, raw: str) -> None:
        attributes = dict(_ATTRIBUTE.findall(raw)) if raw else {}
        if name == "br":
            self._break(force=True)
            return
        if name == "img":
            self._image(attributes)
            return
        hidden = bool(attributes) and (
            "hidden" in attributes or bool(_HIDDEN.search(attributes.get("style", "")))
        )
        if name in _BLOCKS:
            self._block(name)
        element = _Open(
            name, hidden=hidden, href=attributes.get("href", "") if name == "a" else "", at=len(self.line)
        )
        if attributes and not self.hidden:
            self._mark(element, attributes)
        if name == "hr":
            if not self.hidden:
                self.line.append("_" * 32)
            self._break()
            return
        self._enter(element)

    def _enter(self, element: _Open) -> None:
        name = element.name
        if name == "blockquote":
            element.quote = True
            self.quotes += 1
        elif name == "pre":
            self.pre += 1
        elif name in ("ul", "ol"):
            self.lists.append(0 if name == "ol" else -1)
        elif name == "li":
            self._bullet()
        elif name in ("td", "th") and any(piece.strip() for piece in self.line):
            self.line.append(_CELL)
        self.hidden += element.hidden
        self.intro += element.intro
        self.open.append(element)

    def _mark(self, element: _Open, attributes: dict[str, str]) -> None:
        names = [attributes.get("id", "").lower(), *attributes.get("class", "").split()]
        for name in names:
            if not name:
                continue
            if _HISTORY.match(name) or name in _HISTORY_CLASSES:
                self.pending = "history"
            elif name in _INTRO:
                element.intro = True
            elif _SIGNATURE.match(name.lower()) and self.pending is None:
                self.pending = "signature"

    def _end(self, name: str) -> None:
        """nh3 closes what it opens, in order; an end without its start is not ours to mend."""
        if self.open and self.open[-1].name == name:
            self._leave(self.open.pop())

    def _leave(self, element: _Open) -> None:
        if element.href and not self.hidden:
            self._link(element)
        if element.name in _BLOCKS:
            self._block(element.name)
        self.hidden -= element.hidden
        self.intro -= element.intro
        self.quotes -= element.quote
        self.pre -= element.name == "pre"
        if element.name in ("ul", "ol"):
            self.lists.pop()

    def _block(self, name: str) -> None:
        self._break()
        if name in _SPACED:
            self.gap = bool(self.lines)

    def _break(self, *, force: bool = False) -> None:
        """Ends the line; an empty one counts only when forced."""
        text = "".join(self.line).rstrip()
        self.line.clear()
        if not text and not force:
            return
        if text and self.gap and self.lines and self.lines[-1].strip("> "):
            self.lines.append(self._prefix(min(self.quotes, self.last_depth)).rstrip())
        if text:
            self.gap = False
            self._place_marks()
        elif (
            self.lines
            and not self.lines[-1].strip("> ")
            and len(self.lines) > 1
            and not self.lines[-2].strip("> ")
        ):
            return  # three blank lines say no more than two
        self.lines.append((self._prefix(self.quotes) + text).rstrip())
        self.last_depth = self.quotes

    def _place_marks(self) -> None:
        if self.pending:
            self.marks.setdefault(len(self.lines), self.pending)
            self.pending = None
        elif self.intro:
            self.marks.setdefault(len(self.lines), "intro")

    def _prefix(self, depth: int) -> str:
        return ">" * min(depth, _DEPTH) + " " if depth else ""

    def _bullet(self) -> None:
        indent = "  " * max(0, min(len(self.lists), 10) - 1)
        if self.lists and self.lists[-1] >= 0:
            self.lists[-1] += 1
            self.line.append(f"{indent}{self.lists[-1]}. ")
        else:
            self.line.append(indent + "- ")

    def _link(self, element: _Open) -> None:
        target = unescape(element.href)
        shown = "".join(self.line[element.at :]).strip()
        bare = target.removeprefix("mailto:").removeprefix("tel:")
        if shown and bare.rstrip("/") not in shown and not shown.startswith(("http", "www.")):
            self.line.append(f" <{bare}>")

    def _image(self, attributes: dict[str, str]) -> None:
        alt = unescape(attributes.get("alt", "")).strip()
        if alt and not self.hidden and len(alt) < 200:
            self.line.append(f"[{alt}]")
