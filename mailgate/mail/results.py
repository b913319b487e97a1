"""What did a trusted neighbour find out about a sender? Reads Authentication-Results (RFC 8601).

Facts
- Anybody can write this header, with any server's name in it. It is worth something only from a neighbour whose name and
  address the operator gave, and only the topmost one: whatever stands below came in with the mail.
- Some servers leave out their name or put comments and folds everywhere; what cannot be read says nothing.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_COMMENT = re.compile(r"\([^()]*\)")
_RESULT = re.compile(r"\s*([a-z][a-z0-9-]*)\s*(?:/\s*[0-9]+\s*)?=\s*([a-z]+)(.*)", re.IGNORECASE | re.DOTALL)
_PROPERTY = re.compile(r"([a-z]+\.[a-z0-9.-]+)\s*=\s*(\"[^\"]*\"|[^\s;]+)", re.IGNORECASE)
_MAX_LENGTH = 8192
_MAX_RESULTS = 40
_MAX_COMMENT_DEPTH = 5


@dataclass(frozen=True, slots=True)
class Result:
    """One method's finding: `dkim=pass header.d=example.com`."""

    method: str
    value: str
    properties: tuple[tuple[str, str], ...]

    def get(self, name: str) -> str:
        """A property such as `header.d` in lower case, "" when it is not there."""
        return next((v for k, v in self.properties if k == name), "")

    def __str__(self) -> str:
        return " ".join([f"{self.method}={self.value}", *(f"{k}={v}" for k, v in self.properties)])


@dataclass(frozen=True, slots=True)
class Results:
    """One header: who says it, and what."""

    authserv_id: str
    results: tuple[Result, ...]


def parse(value: str) -> Results | None:
    """Reads one header value; None where it is no statement by a named server."""
    if len(value) > _MAX_LENGTH:
        return None
    text = value
    for _ in range(_MAX_COMMENT_DEPTH):
        text = _COMMENT.sub(" ", text)
    head, *rest = text.split(";")
    words = head.split()
    if not words or "=" in words[0]:
        return None
    return Results(words[0].lower(), tuple(r for r in map(_result, rest[:_MAX_RESULTS]) if r is not None))


def topmost(values: Sequence[str], trusted_ids: Sequence[str]) -> Results | None:
    """The first header, if it is by one of these servers; a trusted name further down proves nothing."""
    first = parse(values[0]) if values else None
    names = {i.lower() for i in trusted_ids}
    return first if first is not None and first.authserv_id in names else None


def _result(text: str) -> Result | None:
    found = _RESULT.match(text)
    if found is None:
        return None
    method, value, rest = found.groups()
    properties = tuple((k.lower(), v.strip('"').lower()) for k, v in _PROPERTY.findall(rest)[:20])
    return Result(method.lower(), value.lower(), properties)
