"""Can this page hang a parser? Bounds its size, nesting and attributes before any parser sees it; linear."""

import re

from mailgate.mail.limits import Limits

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:]{0,30})")
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
_STRETCH = re.compile(r"<([a-zA-Z][a-zA-Z0-9:]{0,30})([^<]{4096,})")
_ATTRIBUTES_PER_TAG = 400
_ANY_TAG = re.compile(r"<[^<>]{0,2000}>")


def bound_html(html: str, limits: Limits) -> tuple[str, bool]:
    """The page within its limits, and whether anything had to go."""
    capped = len(html) > limits.html
    html = html[: limits.html]
    html = _STRETCH.sub(_bare_when_crowded, html)
    # Counting nesting costs a third of cleaning; with fewer tags than this no depth can hurt.
    if html.count("<") > 4 * limits.html_depth and _depth(html) > limits.html_depth:
        return _ANY_TAG.sub(" ", html), True
    return html, capped


def _bare_when_crowded(stretch: re.Match[str]) -> str:
    """A tag with hundreds of attributes loses them all; `>` inside quoted values cannot hide them."""
    name, rest = stretch[1], stretch[2]
    head, close, tail = rest.partition(">")
    if close and len(head) < 4096 and rest.count("=") < _ATTRIBUTES_PER_TAG:
        return stretch[0]
    return f"<{name}>{tail}"


def _depth(html: str) -> int:
    """The deepest nesting if every tag that can be closed has to be; an upper bound."""
    depth = deepest = 0
    for close, name in _TAG.findall(html):
        if close:
            depth = max(0, depth - 1)
        elif name.lower() not in _VOID:
            depth += 1
            deepest = max(deepest, depth)
    return deepest
