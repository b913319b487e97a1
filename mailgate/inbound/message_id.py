"""Which Message-ID does a raw mail carry? A scan for the log line of the acceptance path, not a parse."""

import re

_HEADER = re.compile(rb"(?:\A|\n)message-id[ \t]*:(?:[ \t]*\r?\n)?[ \t]*(<[^<>\s]{1,250}>)", re.IGNORECASE)
_REACH = 32 * 1024


def scan(raw: bytes) -> str:
    """The id in the first 32 KiB of the header, "" where there is none; ASCII only."""
    end = raw.find(b"\r\n\r\n", 0, _REACH)
    found = _HEADER.search(raw, 0, end if end >= 0 else _REACH)
    return found.group(1).decode("ascii", "replace") if found else ""
