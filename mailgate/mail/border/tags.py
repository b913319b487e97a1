"""Lists of `name=value;`, as DKIM and DMARC write them (RFC 6376 section 3.2)."""

import re

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*", re.ASCII)
_SPACE = re.compile(r"[ \t\r\n]+")
_MOST = 100


def parse_tags(text: str) -> dict[str, str] | None:
    """The values by name, white space around them gone; None where the list is malformed or repeats a name."""
    pieces = text.split(";", _MOST)
    if not pieces[-1].strip(" \t\r\n"):
        pieces.pop()
    if len(pieces) > _MOST:
        return None
    tags: dict[str, str] = {}
    for piece in pieces:
        name, equals, value = piece.partition("=")
        name = name.strip(" \t\r\n")
        if not equals or name in tags or not _NAME.fullmatch(name):
            return None
        tags[name] = value.strip(" \t\r\n")
    return tags


def packed(value: str) -> str:
    """The value without the white space that folding left inside."""
    return _SPACE.sub("", value)


def words(value: str) -> tuple[str, ...]:
    """The parts of a colon-separated list, in lower case."""
    return tuple(packed(value).lower().split(":"))
