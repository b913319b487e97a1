"""What did a trusted neighbour find out about a sender? Reads Authentication-Results (RFC 8601).

Facts
- Anybody can write this header, with any server's name in it. It is worth something only from a neighbour whose name and
  address the operator gave, and only the topmost one: whatever stands below came in with the mail.
- Even a trusted header carries strangers' words: the reverse-path's local part may hold quotes, brackets, semicolons and
  what looks like a result of its own. So quotes and comments are read sign by sign, and a header that does not come out
  even says nothing at all.
- Some servers leave out their name (Microsoft): their header counts for who trusts the name "". Others put comments and
  folds everywhere; what cannot be read says nothing.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

_LEXEME = re.compile(r'"(?:[^"\\]|\\.)*"|\\.|[();"\\]|[^();"\\]+', re.DOTALL)
_RESULT = re.compile(r"\s*([a-z][a-z0-9_-]*)\s*(?:/\s*[0-9]+\s*)?=\s*([a-z]+)(?=\s|\Z)", re.IGNORECASE)
# A value is a run without spaces in which quoted pieces count as one sign: "a b"@example.org. A word that has no name
# before it is read too, so that nothing inside its quotes is ever taken for a property.
_WORD = re.compile(
    r'(?:([a-z][a-z0-9._-]*)\s*=\s*)?((?:"(?:[^"\\]|\\.)*"|[^\s"])+)', re.IGNORECASE | re.DOTALL
)
_QUOTED = re.compile(r'"[^"\\]*"')
_MAX_LENGTH = 8192
_MAX_RESULTS = 40
_MAX_WORDS = 40
_MAX_COMMENT_DEPTH = 5


@dataclass(frozen=True, slots=True)
class Result:
    """One method's finding: `dkim=pass header.d=example.com`."""

    method: str
    value: str
    properties: tuple[tuple[str, str], ...]

    def get(self, name: str) -> str:
        """A property such as `header.d` in lower case, "" when it is absent or contradicts itself."""
        values = {v for k, v in self.properties if k == name}
        return values.pop() if len(values) == 1 else ""

    def domain(self, name: str) -> str:
        """The domain in a property that holds an address or a domain; "" where it cannot be told."""
        found = self.get(name).rpartition("@")[2].rstrip(".")
        return "" if '"' in found else found

    def __str__(self) -> str:
        return " ".join([f"{self.method}={self.value}", *(f"{k}={v}" for k, v in self.properties)])


@dataclass(frozen=True, slots=True)
class Results:
    """One header: who says it, and what."""

    authserv_id: str  # "" where the server leaves out its name
    results: tuple[Result, ...]

    def of(self, method: str) -> tuple[Result, ...]:
        """The findings of one method."""
        return tuple(r for r in self.results if r.method == method)


def parse(value: str) -> Results | None:
    """Reads one header value, which must not have been decoded; None where it is no statement of a server."""
    statements = _statements(value) if len(value) <= _MAX_LENGTH else None
    if statements is None:
        return None
    head, *rest = statements
    if _result(head) is not None:
        return _results("", statements)
    words = head.split()
    if not words or "=" in words[0] or (len(words) > 1 and words[1] != "1"):
        return None  # RFC 8601 section 2.2: an id, then possibly version 1
    return _results(_unquoted(words[0]).lower(), rest)


def topmost(values: Sequence[str], trusted_ids: Sequence[str]) -> Results | None:
    """The first header, if it is by one of these servers; a trusted name further down proves nothing.

    "" among the names trusts a header that gives none.
    """
    first = parse(values[0]) if values else None
    names = {i.lower() for i in trusted_ids}
    return first if first is not None and first.authserv_id in names else None


def _results(authserv_id: str, statements: Sequence[str]) -> Results:
    found = (_result(text) for text in statements[:_MAX_RESULTS])
    return Results(authserv_id, tuple(r for r in found if r is not None))


def _statements(value: str) -> list[str] | None:
    """The pieces between semicolons, comments taken out; None where two readers could read it differently."""
    pieces, depth = [""], 0
    for lexeme in _LEXEME.findall(value):
        if lexeme == '"' or (lexeme.startswith("\\") and not depth):
            return None  # a quote that nobody closes
        if lexeme in "()":
            depth += 1 if lexeme == "(" else -1
            pieces[-1] += " "
        elif depth and lexeme.startswith('"') and set("();") & set(lexeme):
            return None  # RFC 5322 has no quotes in comments: to the letter, this one ends inside of them
        elif lexeme == ";" and not depth:
            pieces.append("")
        elif not depth:
            pieces[-1] += lexeme
        if not 0 <= depth <= _MAX_COMMENT_DEPTH:
            return None
    return pieces if depth == 0 else None


def _result(text: str) -> Result | None:
    found = _RESULT.match(text)
    if found is None:
        return None
    words = islice(_WORD.finditer(text, found.end()), _MAX_WORDS)
    named = ((w[1].lower(), _unquoted(w[2]).lower()) for w in words if w[1] and "." in w[1])
    return Result(found[1].lower(), found[2].lower(), tuple(named))


def _unquoted(word: str) -> str:
    """A value that is quoted as a whole, without its quotes; every other one as it is."""
    return word[1:-1] if _QUOTED.fullmatch(word) else word
