"""What stands in the argument of MAIL and RCPT? (RFC 5321 section 4.1.2, RFC 6531 section 3.3)"""

import re
from dataclasses import dataclass

_DOMAIN = r"(?:[A-Za-z0-9_.\-\u0080-\U0010ffff]+|\[[A-Za-z0-9.:_\-]+\])"
# Dots anywhere in a dot-string, "a..b@" and "a.@": not in the grammar, but a large mobile carrier has them.
_LOCAL = (
    r"""(?:[A-Za-z0-9.!#$%&'*+/=?^_`{|}~\-\u0080-\U0010ffff]+|"(?:[^"\\\x00-\x1f\x7f]|\\[\x20-\x7e])*")"""
)
# Source routes must be accepted and ignored (RFC 5321 section 4.1.1.3 and appendix C).
_ROUTE = rf"(?:@{_DOMAIN}(?:,@{_DOMAIN})*:)?"
_PATH = re.compile(
    rf"<(?:{_ROUTE}({_LOCAL}@{_DOMAIN})|([Pp][Oo][Ss][Tt][Mm][Aa][Ss][Tt][Ee][Rr])|)>(?:\s+|$)"
)
_BARE_PATH = re.compile(rf"({_LOCAL}@{_DOMAIN})()(?:\s+|$)")  # no brackets: what people type by hand
_PARAMETER = re.compile(r"([A-Za-z0-9][A-Za-z0-9\-]*)(?:=([^\x00-\x20=\x7f]+))?")


@dataclass(frozen=True, slots=True)
class Path:
    """An address, "" for the null path, and the text of its parameters."""

    address: str
    parameters: str


def parse_path(keyword: str, argument: str) -> Path | None:
    """Reads `FROM:<a@example.com> SIZE=100` after its keyword; None when the address is malformed."""
    text = argument[len(keyword) :].lstrip()
    found = _PATH.match(text) or _BARE_PATH.match(text)
    if found is None:
        return None
    return Path(found[1] or found[2] or "", text[found.end() :])


def parse_parameters(text: str) -> dict[str, str | None] | None:
    """Parameters by upper-case keyword; None when one is malformed or given twice."""
    parameters: dict[str, str | None] = {}
    for word in text.split():
        found = _PARAMETER.fullmatch(word)
        if found is None or found[1].upper() in parameters:
            return None
        parameters[found[1].upper()] = found[2]
    return parameters
