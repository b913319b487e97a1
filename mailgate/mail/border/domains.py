"""Which domain is meant, to which organisation does it belong, and may one vouch for the other?

Facts
- The organisational domain is the one below a public suffix. It is taken from the public suffix list (RFC 7489 section
  3.2). RFC 9989 asks the DNS instead, up to eight times for each domain; what is published there today says less: a
  hoster whose customers have a label each is on the list, and seldom says `psd=y`.
- A suffix that is not on the list counts as one: the last label.
"""

import re
from functools import cache

import idna
from publicsuffixlist import PublicSuffixList

_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?", re.ASCII)
_LONGEST_NAME, _LONGEST_LABEL = 253, 63  # RFC 1035 section 2.3.4, in characters


def to_ascii(domain: str) -> str | None:
    """The domain as the DNS knows it: lower case, A-labels, no final dot; None where it cannot be one."""
    name = domain.strip().rstrip(".").lower()
    if not name.isascii():
        try:
            name = idna.encode(name, uts46=True).decode("ascii").lower()
        except (idna.IDNAError, UnicodeError):
            return None
    return name if is_name(name) else None


def is_name(name: str) -> bool:
    """Whether a name of several labels can be asked for; an address is none."""
    labels = name.split(".")
    return is_askable(name) and not labels[-1].isdigit() and all(_LABEL.fullmatch(label) for label in labels)


def is_askable(name: str) -> bool:
    """Whether the DNS can be asked for it. Names made by macros hold what a stranger's local part holds."""
    labels = name.split(".")
    short = len(name) <= _LONGEST_NAME and all(0 < len(label) <= _LONGEST_LABEL for label in labels)
    return short and len(labels) > 1 and name.isascii() and name.isprintable()


def organisation(domain: str) -> str | None:
    """The organisational domain; None for a public suffix itself."""
    found: str | None = _suffixes().privatesuffix(domain)
    return found


def aligned(author: str, other: str, *, strict: bool = False) -> bool:
    """Whether what `other` proved counts for the author's domain (RFC 7489 section 3.1)."""
    if author == other or strict:
        return author == other
    mine = organisation(author)
    return mine is not None and mine == organisation(other)


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()
