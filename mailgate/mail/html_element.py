"""What does a tag mean for the text, and which structure of which mailer is it? Equal tags mean the same.

The structure that mailers put around history becomes marks on lines: `history` (from here on all is old),
`intro` (this line introduces a quote), `quote` (a block quote begins; by itself no proof, since people quote too),
`signature` with its end. Text marks and HTML structure then go one way, in quotes.py.
"""

import re
from dataclasses import dataclass

_ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')
_HIDDEN = re.compile(
    r"display:\s*none|visibility:\s*hidden|(?:font-size|max-height|opacity):\s*0(?![.\d])|mso-hide:\s*all"
)
_BLOCKS = frozenset(
    "p div blockquote ul ol li table tr h1 h2 h3 h4 h5 h6 pre hr center dl dt dd tbody thead tfoot".split()
)
_SPACED = frozenset(["p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "pre", "dl", "blockquote"])
_ALONE = frozenset(["br", "img", "hr"])  # nothing closes them
_NESTED = frozenset(
    ["blockquote", "pre", "ul", "ol", "li", "td", "th"]
)  # their place tells how the text is written
_NAME = 60  # characters of an element's name
_HISTORY = re.compile(
    r"^(?:x_)*(?:divrplyfwdmsg|appendonsend|olk_src_body_section|mail-editor-reference-message-container|"
    r"reply-intro|zwchr|yahoo_quoted\w*|isforwardcontent|isreplycontent|"
    r"outlookmessageheader|wordsection1_history|gmail_default_quote)$"
)
_INTRO = frozenset(("gmail_attr", "moz-cite-prefix", "yahoo-quoted-intro", "cite-prefix"))
_SIGNATURE = re.compile(
    r"^(?:x_)*(?:ms-outlook-mobile-signature|gmail_signature\w*|moz-signature|applemailsignature|signature|"
    r"protonmail_signature_block|linebreakatbeginningofsignature)$"
)


@dataclass(frozen=True, slots=True)
class PageMark:
    """What the page's structure says of a line, and the name of the element that says it."""

    kind: str  # history, intro, quote, signature, or "" where only the next is said
    element: str
    after_signature: bool = False  # an element that marks a signature has ended above


@dataclass(frozen=True, slots=True)
class Element:
    """A start tag as the text sees it."""

    name: str
    block: bool = False
    spaced: bool = False  # a blank line stands above and below
    alone: bool = False
    plain: bool = False  # no bearing on the text but its place in the nesting
    simple: bool = False  # breaks lines or is plain, and that is all
    hidden: bool = False
    intro: str = ""  # the name of the structure
    quote: str = ""  # the name of a block quote: its class, if it has one
    mark: PageMark | None = None
    href: str = ""
    alt: str = ""


def read_element(name: str, raw: str) -> Element:
    """The element of a tag's name and attributes, as nh3 writes them."""
    attributes: dict[str, str] = dict(_ATTRIBUTE.findall(raw)) if raw else {}
    hidden = bool(raw) and ("hidden" in attributes or bool(_HIDDEN.search(attributes.get("style", ""))))
    mark, intro = _structure(attributes) if raw else (None, "")
    href = attributes.get("href", "") if name == "a" else ""
    quote = (attributes.get("class", "").split() or [name])[0][:_NAME] if name == "blockquote" else ""
    block, alone = name in _BLOCKS, name in _ALONE
    simple = not (alone or hidden or mark or intro or href or name in _NESTED)
    return Element(
        name=name,
        block=block,
        spaced=name in _SPACED,
        alone=alone,
        plain=simple and not block,
        simple=simple,
        hidden=hidden,
        intro=intro,
        quote=quote,
        mark=mark,
        href=href,
        alt=attributes.get("alt", "") if name == "img" else "",
    )


def _structure(attributes: dict[str, str]) -> tuple[PageMark | None, str]:
    """The mark of an element that mailers put around history or signature, and the name of an introducing line's."""
    mark: PageMark | None = None
    intro = ""
    for name in (attributes.get("id", ""), *attributes.get("class", "").split()):
        lower = name.lower()
        if _HISTORY.match(lower):
            mark = PageMark("history", name[:_NAME])
        elif lower in _INTRO:
            intro = name[:_NAME]
        elif mark is None and _SIGNATURE.match(lower):
            mark = PageMark("signature", name[:_NAME])
    return mark, intro
