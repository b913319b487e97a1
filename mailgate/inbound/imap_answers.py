"""What does an IMAP server's response say? Only those that we ask for: SELECT, SEARCH, FETCH. Pure.

A response that is none of these, or is broken, says nothing: what was asked for is then missing, and whoever asked knows
what that means.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

from mailgate.inbound.body import Spool
from mailgate.inbound.imap_wire import Literal, Oversize, Response

_TOKEN = re.compile(rb'\(|\)|"(?:[^"\\]|\\.)*"|\{[0-9]+\}|[^\s()"{]+|\{')
_CODE = re.compile(rb"\[([A-Z-]+)(?: ([^\]]*))?\]", re.IGNORECASE)
_FETCH = re.compile(rb"\* [0-9]+ FETCH (\(.*)", re.IGNORECASE | re.DOTALL)
_EXISTS = re.compile(rb"\* ([0-9]{1,10}) EXISTS\s*", re.IGNORECASE)
_DATE = re.compile(
    r"\s?(\d{1,2})-([A-Za-z]{3})-(\d{4}) (\d{2}):(\d{2}):(\d{2}) ([+-])(\d{2})(\d{2})", re.ASCII
)
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_BIGGEST = 2**32  # UIDs and UIDVALIDITY are 32 bits (RFC 3501 section 2.3.1.1)


@dataclass(frozen=True, slots=True)
class Selected:
    """A folder as it was opened."""

    uidvalidity: int
    uidnext: int | None
    exists: int
    read_only: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What the server says of one mail."""

    uid: int
    size: int | None = None  # octets; servers may be wrong by a few
    internaldate: datetime | None = None
    flags: frozenset[str] = frozenset()
    body: Literal | bytes | None = None


def selected(responses: Iterable[Response], status: bytes) -> Selected | None:
    """The opened folder; None when the server gave no UIDVALIDITY, without which UIDs mean nothing."""
    codes: dict[bytes, bytes] = {}
    exists = 0
    for response in responses:
        if code := _CODE.search(response.text):
            codes[code[1].upper()] = code[2] or b""
        elif found := _EXISTS.fullmatch(response.text):
            exists = int(found[1])
    validity = _number(codes.get(b"UIDVALIDITY", b""))
    if not validity:
        return None
    read_only = b"[READ-ONLY]" in status.upper()
    return Selected(validity, _number(codes.get(b"UIDNEXT", b"")), exists, read_only)


def searched(responses: Iterable[Response]) -> list[int]:
    """The UIDs of SEARCH responses, ascending, each once."""
    found: set[int] = set()
    for response in responses:
        words = response.text.split()
        if [w.upper() for w in words[:2]] == [b"*", b"SEARCH"]:
            found.update(n for w in words[2:] if (n := _number(w)))
    return sorted(found)


def fetched(responses: Iterable[Response]) -> dict[int, Facts]:
    """By UID; a FETCH response without one is somebody else's change of flags, and says nothing to us."""
    found: dict[int, Facts] = {}
    for response in responses:
        facts = _facts(response)
        if facts is not None:
            found[facts.uid] = facts
    return found


def capabilities(responses: Iterable[Response]) -> frozenset[str]:
    """What the server can do, in capitals."""
    lines = (r.text.upper().split() for r in responses)
    words = next((w[2:] for w in lines if w[:2] == [b"*", b"CAPABILITY"]), [])
    return frozenset(w.decode("ascii", "replace") for w in words)


def is_news(response: Response) -> bool:
    """Whether it says that there may be a new mail: any count of mails, not only a higher one."""
    return _EXISTS.fullmatch(response.text) is not None or b" RECENT" in response.text.upper()


def internaldate(text: str) -> datetime | None:
    """`17-Jul-1996 02:44:25 -0700`; None for anything else."""
    found = _DATE.fullmatch(text)
    if found is None or found[2].lower() not in _MONTHS:
        return None
    day, year, hour, minute, second = (int(found[n]) for n in (1, 3, 4, 5, 6))
    offset = timedelta(hours=int(found[8]), minutes=int(found[9])) * (1 if found[7] == "+" else -1)
    try:
        zone = timezone(offset)
        return datetime(
            year, _MONTHS.index(found[2].lower()) + 1, day, hour, minute, second, tzinfo=zone
        ).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _facts(response: Response) -> Facts | None:
    match = _FETCH.match(response.text)
    if match is None:
        return None
    items = dict(_pairs(match[1], list(response.literals)))
    uid = _number(_bytes(items.get(b"UID")))
    if not uid:
        return None
    flags = items.get(b"FLAGS")
    body = next((v for k, v in items.items() if k.startswith(b"BODY[")), None)
    return Facts(
        uid,
        _number(_bytes(items.get(b"RFC822.SIZE"))),
        internaldate(_bytes(items.get(b"INTERNALDATE")).decode("ascii", "replace")),
        frozenset(f.decode("ascii", "replace").lower() for f in flags) if isinstance(flags, list) else frozenset(),
        None if isinstance(body, list) else body,
    )  # fmt: skip


_Value = bytes | Literal | list[bytes]


def _pairs(text: bytes, literals: list[Literal]) -> Iterator[tuple[bytes, _Value]]:
    """Names and values between the outermost parentheses."""
    tokens = _TOKEN.finditer(text, 1)
    for token in tokens:
        name = token[0]
        if name == b")":
            return
        value = _value(tokens, literals)
        if value is None:
            return
        yield name.upper(), value


def _value(tokens: Iterator[re.Match[bytes]], literals: list[Literal]) -> _Value | None:
    first = next(tokens, None)
    if first is None:
        return None
    word = first[0]
    if word == b"(":
        return _list(tokens)
    if word[:1] == b"{":
        return literals.pop(0) if literals else None
    if word[:1] == b'"':
        return re.sub(rb"\\(.)", rb"\1", word[1:-1])
    return word


def _list(tokens: Iterator[re.Match[bytes]]) -> list[bytes]:
    found, depth = [], 1
    for token in tokens:
        depth += {b"(": 1, b")": -1}.get(token[0], 0)
        if depth == 0:
            break
        found.append(token[0])
    return found


def _bytes(value: _Value | None) -> bytes:
    return value if isinstance(value, bytes) else b""


def _number(text: bytes) -> int | None:
    """None for what is no number of 32 bits; RFC822.SIZE fits as well, since we take no mail of 4 GiB."""
    if not (text.isdigit() and len(text) <= 10):
        return None
    number = int(text)
    return number if number < _BIGGEST else None


__all__ = [
    "Facts", "Oversize", "Selected", "Spool", "capabilities", "fetched", "internaldate", "is_news", "searched", "selected",
]  # fmt: skip
