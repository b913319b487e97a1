"""How does a safe page read as text? One pass over its tags; quotes keep their marks, links their targets.

What a tag means, and the marks that mailers' structure leaves on lines, are html_element.py's.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from html import unescape

from mailgate.mail.html_element import Element, PageMark, read_element

_TOKEN = re.compile(r'<(/?)([a-z][a-z0-9]*)((?:[^>"]|"[^"]*")*)>|([^<]+)')
_SPACE = re.compile(r"[ \t\r\n\f]+")
# Newsletters pad their preview with characters that nobody sees; iPhones put one at the head of every quote.
_INVISIBLE = re.compile("[\ufeff\u2060]|(?:[\u034f\u00ad\u180e\u2007\u200b-\u200f] *){2,}")
_DEPTH = 30  # of quote marks
_CELL = "\t"


@dataclass(frozen=True, slots=True)
class Rendered:
    """Text and the marks on its lines, by line number from 0."""

    text: str
    marks: Mapping[int, PageMark] = field(default_factory=dict)


def render(html: str) -> Rendered:
    """Readable text of HTML that nh3 has cleaned."""
    return _Renderer().run(html)


class _Renderer:
    def __init__(self) -> None:
        self.lines: list[str] = []
        self.marks: dict[int, PageMark] = {}
        self.line: list[str] = []
        self.open: list[tuple[Element, int]] = []  # with the pieces of the line when it opened
        self.known: dict[tuple[str, str], Element] = {}
        self.lists: list[int] = []  # the number of the last item; -1 for bullets
        self.hidden = 0
        self.quotes = 0
        self.quote = ""  # the name of the outermost open one
        self.last_depth = 0
        self.pre = 0
        self.intro: list[str] = []  # the names of the introducing structures that are open
        self.gap = False  # a blank line is due before the next text
        self.blank = 0  # lines that stand last
        self.pending: PageMark | None = None  # waits for the next line that says something
        self.closed = False  # a signature ended above the next such line

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
                if element.simple:
                    if element.block:
                        self._block(element)
                    stack.append((element, 0))
                else:
                    self._start(element)
        self._break()
        while self.lines and not self.lines[-1].strip("> "):
            self.lines.pop()
        return Rendered("\n".join(self.lines), self.marks)

    def _learn(self, name: str, raw: str) -> Element:
        element = self.known[name, raw] = read_element(name, raw)
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
        if text.isspace():  # between tags, mostly
            if self.line:
                self.line.append(" ")
            return
        printable = text.isprintable()
        if (not printable and not text.isascii()) or "\u034f" in text:
            text = _INVISIBLE.sub("", text)
        if not printable or "  " in text:
            text = _SPACE.sub(" ", text)
        self.line.append(text if self.line else text.lstrip(" "))

    def _start(self, element: Element) -> None:
        if element.block:
            self._block(element)
        if element.alone:
            self._alone(element)
            return
        if not self.hidden:
            self._mark(element)
        self._enter(element)

    def _alone(self, element: Element) -> None:
        if element.name == "img":
            self._image(element.alt)
            return
        if element.name == "hr" and not self.hidden:
            self._mark(element)
            self.line.append("_" * 32)
        self._break(force=element.name == "br")
        if element.name == "br" and not self.hidden:
            self._mark(element)

    def _mark(self, element: Element) -> None:
        if element.mark is not None and (element.mark.kind == "history" or self.pending is None):
            self.pending = element.mark

    def _enter(self, element: Element) -> None:
        name, at = element.name, len(self.line)
        if name == "blockquote":
            self.quote = self.quote if self.quotes else element.quote
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
        if element.intro:
            self.intro.append(element.intro)
        self.open.append((element, at))

    def _leave(self, element: Element, at: int) -> None:
        if element.simple:
            self._block(element)
            return
        if element.href and not self.hidden:
            self._link(element.href, at)
        name = element.name
        if element.block:
            self._block(element)
        self.hidden -= element.hidden
        self.quotes -= name == "blockquote"
        self.pre -= name == "pre"
        if name in ("ul", "ol"):
            self.lists.pop()
        if element.intro:
            self.intro.pop()
        if element.mark is not None and element.mark.kind == "signature":
            self._signed(element.mark)

    def _signed(self, mark: PageMark) -> None:
        """A signature ends; one that says nothing leaves no mark on what follows it."""
        if self.pending is None:
            self.closed = True
        elif self.pending is mark and not self.line:
            self.pending = None

    def _block(self, element: Element) -> None:
        if self.line:
            self._break()
        if element.spaced:
            self.gap = bool(self.lines)

    def _break(self, *, force: bool = False) -> None:
        """Ends the line; an empty one counts only when forced, and three blank lines say no more than two."""
        if not self.line and not force:
            return
        text = "".join(self.line).rstrip()
        self.line.clear()
        if text:
            if self.gap and self.lines and not self.blank:
                self.lines.append(self._prefix(min(self.quotes, self.last_depth)).rstrip())
            self.gap = False
            self.blank = 0
            if self.pending or self.intro or self.closed or self.quotes > self.last_depth:
                self._place_marks()
        elif force and self.blank < 2:
            self.blank += 1
        else:
            return
        self.lines.append((self._prefix(self.quotes) + text).rstrip() if self.quotes else text)
        self.last_depth = self.quotes

    def _place_marks(self) -> None:
        mark = self.pending
        if mark is None and self.intro:
            mark = PageMark("intro", self.intro[-1])
        elif mark is None and self.quotes > self.last_depth:
            mark = PageMark("quote", self.quote)
        if self.closed:
            mark = replace(mark or PageMark("", ""), after_signature=True)
            self.closed = False
        if mark is not None:
            self.marks.setdefault(len(self.lines), mark)
            self.pending = None

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
