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
    "p div blockquote ul ol li table tr h1 h2 h3 h4 h5 h6 pre hr center dl dt dd tbody thead tfoot".split()
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


@dataclass(frozen=True, slots=True)
class _Element:
    """What a start tag means for the text; equal tags share one, a page says the same tag hundreds of times."""

    name: str
    block: bool = False
    plain: bool = False  # no bearing on the text but its place in the nesting
    hidden: bool = False
    intro: bool = False
    mark: str = ""
    href: str = ""
    alt: str = ""


def _element(name: str, raw: str) -> _Element:
    attributes = dict(_ATTRIBUTE.findall(raw)) if raw else {}
    hidden = bool(raw) and ("hidden" in attributes or bool(_HIDDEN.search(attributes.get("style", ""))))
    mark, intro = _structure(attributes) if raw else ("", False)
    href = attributes.get("href", "") if name == "a" else ""
    alt = attributes.get("alt", "") if name == "img" else ""
    block = name in _BLOCKS
    plain = not (block or hidden or mark or intro or href) and name not in ("br", "img", "td", "th")
    return _Element(name, block, plain, hidden, intro, mark, href, alt)


def _structure(attributes: dict[str, str]) -> tuple[str, bool]:
    """The mark of an element that mailers put around history or signature, and whether it is an introducing line."""
    mark, intro = "", False
    for name in (attributes.get("id", "").lower(), *attributes.get("class", "").split()):
        if not name:
            continue
        if _HISTORY.match(name) or name in _HISTORY_CLASSES:
            mark = "history"
        elif name in _INTRO:
            intro = True
        elif not mark and _SIGNATURE.match(name.lower()):
            mark = "signature"
    return mark, intro


class _Renderer:
    def __init__(self) -> None:
        self.lines: list[str] = []
        self.marks: dict[int, str] = {}
        self.line: list[str] = []
        self.open: list[tuple[_Element, int]] = []  # with the pieces of the line when it opened
        self.known: dict[tuple[str, str], _Element] = {}
        self.lists: list[int] = []  # the number of the last item; -1 for bullets
        self.hidden = 0
        self.quotes = 0
        self.last_depth = 0
        self.pre = 0
        self.intro = 0
        self.gap = False  # a blank line is due before the next text
        self.pending: str | None = None

    def run(self, html: str) -> Rendered:
        known, stack = self.known, self.open
        for close, name, raw, text in _TOKEN.findall(html):
            if text:
                self._text(text)
            elif close:
                # nh3 closes what it opens, in order; an end without its start is not ours to mend.
                if stack and stack[-1][0].name == name:
                    element, at = stack.pop()
                    if not element.plain:
                        self._leave(element, at)
            else:
                element = known.get((name, raw)) or self._learn(name, raw)
                if element.plain:
                    stack.append((element, 0))
                else:
                    self._start(element)
        self._break()
        while self.lines and not self.lines[-1].strip("> "):
            self.lines.pop()
        return Rendered("\n".join(self.lines), self.marks)

    def _learn(self, name: str, raw: str) -> _Element:
        element = self.known[name, raw] = _element(name, raw)
        return element

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
        if "  " in text or not text.isprintable():
            text = _SPACE.sub(" ", text)
        if text != " " or self.line:
            self.line.append(text.lstrip(" ") if not self.line else text)

    def _start(self, element: _Element) -> None:
        name = element.name
        if name == "br":
            self._break(force=True)
            return
        if name == "img":
            self._image(element.alt)
            return
        if element.block:
            self._block(name)
        if not self.hidden:
            self._mark(element)
        if name == "hr":
            if not self.hidden:
                self.line.append("_" * 32)
            self._break()
            return
        self._enter(element)

    def _mark(self, element: _Element) -> None:
        if element.mark == "history" or (element.mark and self.pending is None):
            self.pending = element.mark

    def _enter(self, element: _Element) -> None:
        name, at = element.name, len(self.line)
        if name == "blockquote":
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
        self.open.append((element, at))

    def _leave(self, element: _Element, at: int) -> None:
        if element.href and not self.hidden:
            self._link(element.href, at)
        name = element.name
        if element.block:
            self._block(name)
        self.hidden -= element.hidden
        self.intro -= element.intro
        self.quotes -= name == "blockquote"
        self.pre -= name == "pre"
        if name in ("ul", "ol"):
            self.lists.pop()

    def _block(self, name: str) -> None:
        self._break()
        if name in _SPACED:
            self.gap = bool(self.lines)

    def _break(self, *, force: bool = False) -> None:
        """Ends the line; an empty one counts only when forced."""
        if not self.line and not force:
            return
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

    def _link(self, href: str, at: int) -> None:
        target = unescape(href)
        shown = "".join(self.line[at:]).strip()
        bare = target.removeprefix("mailto:").removeprefix("tel:")
        if shown and bare.rstrip("/") not in shown and not shown.startswith(("http", "www.")):
            self.line.append(f" <{bare}>")

    def _image(self, escaped: str) -> None:
        alt = unescape(escaped).strip()
        if alt and not self.hidden and len(alt) < 200:
            self.line.append(f"[{alt}]")
