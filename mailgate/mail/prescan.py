"""Which limits does a mail break, counted on its octets before anything is parsed? And what is read of it then?"""

import re

from mailgate.mail.fields import Fields, blank_line, fields_of
from mailgate.mail.limits import NORMAL, Limits
from mailgate.mail.structure import normalise, read_structure

# What a ticket needs when the header block is too large to be read as one.
_ESSENTIAL = re.compile(
    rb"^(from|to|cc|subject|date|message-id|in-reply-to|references|reply-to|auto-submitted|precedence|"
    rb"content-type|delivered-to|x-mailgate-loop|return-path)[ \t]*:[ \t]*([^\n]{0,4000})",
    re.MULTILINE | re.IGNORECASE,
)
_ESSENTIAL_FIELDS = 100


def prescan(raw: bytes, limits: Limits = NORMAL) -> tuple[str, ...]:
    """Names of the limits that the octets break: `depth`, `parts`, `header`, `headers`; linear, at most one each."""
    return read_structure(raw, limits).limits


def essential_fields(raw: bytes) -> Fields:
    """The few fields a ticket needs, wherever they stand in a header block of any size, each cut to 4 000 octets."""
    octets = normalise(raw)
    end, _ = blank_line(octets, 0, len(octets))
    items: list[tuple[str, bytes]] = []
    for match in _ESSENTIAL.finditer(octets, 0, end):
        items.append((match[1].decode("ascii").lower(), match[2].replace(b"\0", b"").strip()))
        if len(items) == _ESSENTIAL_FIELDS:
            break
    return fields_of(items, ["the header is too large; only its main fields were read"])
