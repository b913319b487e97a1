"""What do the macros in an SPF record stand for? (RFC 7208 section 7)"""

import re
from collections.abc import Mapping
from ipaddress import IPv4Address, IPv6Address
from urllib.parse import quote

# `c`, `r` and `t` are for explanations, which are never followed.
_MACRO = re.compile(r"%(?:\{([slodiphvSLODIPHV])([0-9]{0,3})([rR]?)([.+,/_=-]*)\}|([%_-]))", re.ASCII)
_MACRO_STRING = re.compile(rf"(?:[!-$&-~]|{_MACRO.pattern})*", re.ASCII)
_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?", re.ASCII)
_SIGNS = {"%": "%", "_": " ", "-": "%20"}
_LONGEST = 253


def is_macro_string(text: str) -> bool:
    """Whether it holds only what it may, and every per cent sign begins a macro."""
    return _MACRO_STRING.fullmatch(text) is not None and "%{0" not in text


def is_domain_spec(text: str) -> bool:
    """Whether it ends as a domain does: in a label that is no number, or in a macro."""
    if not text or not is_macro_string(text) or any(m[2] and not int(m[2]) for m in _MACRO.finditer(text)):
        return False
    if text.endswith(("}", "%%", "%_", "%-")):
        return True
    dot, label = text.removesuffix(".").rpartition(".")[1:]
    return bool(dot) and _LABEL.fullmatch(label) is not None and not label.isdigit()


def asks_for_names(text: str) -> bool:
    """Whether the client's validated name is wanted, which costs questions to the DNS."""
    return any((m[1] or "").lower() == "p" for m in _MACRO.finditer(text))


def expand(text: str, values: Mapping[str, str]) -> str:
    """The text with its macros replaced; `values` by their letters in lower case."""
    return _MACRO.sub(lambda m: _SIGNS[m[5]] if m[5] else _expanded(m, values), text)


def _expanded(macro: re.Match[str], values: Mapping[str, str]) -> str:
    letter, digits, backwards, delimiters = macro[1], macro[2], macro[3], macro[4]
    parts = re.split(f"[{re.escape(delimiters or '.')}]", values[letter.lower()])
    if backwards:
        parts.reverse()
    if digits:
        parts = parts[-int(digits) :]
    joined = ".".join(parts)
    return quote(joined, safe="-._~") if letter.isupper() else joined


def shortened(name: str) -> str:
    """A name of at most 253 characters: labels are taken from its left (RFC 7208 section 7.3)."""
    name = name.removesuffix(".")
    while len(name) > _LONGEST and "." in name:
        name = name.partition(".")[2]
    return name


def spelt(address: IPv4Address | IPv6Address) -> str:
    """The address as macro `i`: with dots between the parts, hexadecimal digits for IPv6."""
    return str(address) if address.version == 4 else ".".join(address.exploded.replace(":", ""))
