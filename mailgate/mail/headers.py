"""What do the fields say? Subject, ids, dates and addresses as values; mail-parser reads addresses and dates.

mail-parser's whole object was rejected for speed: it decodes every field twice and parses each Received line,
750 µs for 20 fields, where the two functions used here take 60. Its recovery notes become our defects.
"""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from mailparser.dates import parse_mail_date

from mailgate.mail.fields import Fields
from mailgate.mail.header_text import decode_header

# Controls, and the marks that embed or override direction; LRM and RLM are ordinary in Hebrew and Arabic.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")
_SPACES = re.compile(r"\s+")
_ID = re.compile(r"<([^<>]{1,998})>|([^\s,;<>\"()\[\]]{1,500}@[^\s,;<>\"()]{1,400})")
_LONGEST_ID = 998  # a line of a mail (RFC 5322 section 2.1.1) cannot hold a longer one
_ORIGINAL_ID = re.compile(r"^(?:x-)?(?:[a-z0-9-]+-)?(?:original-message-id|parent-message-id)$")
_DATE_OCTETS = 200
_LOOP = "x-mailgate-loop"
_MAX_HOPS = 10_000
_HEADER_CHARACTERS = 4_000
_ALL_CHARACTERS = 200_000
_AUTH_RESULTS = 20


def clean_line(text: str) -> str:
    """One line of decoded text: folds and runs of white space are one space, control characters gone."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    return _SPACES.sub(" ", _CONTROL.sub("", text)).strip()


def read_subject(fields: Fields, charset: str | None) -> str:
    """The decoded subject; empty when there is none."""
    return clean_line(decode_header(fields.first("subject"), charset))


def read_ids(values: tuple[bytes, ...], most: int) -> tuple[str, ...]:
    """Message ids with brackets, in order, each once; the first and the last ones when there are more than `most`.

    White space inside an id is folding gone wrong. Bare ids and commas are what some mailers write.
    """
    found: dict[str, None] = {}
    for value in values:
        text = value.decode("utf-8", "replace")
        for match in _ID.finditer(text):
            inner = _SPACES.sub("", match[1]) if match[1] is not None else match[2]
            if inner and len(inner) < _LONGEST_ID and _CONTROL.search(inner) is None:
                found[f"<{inner}>"] = None
    ids = tuple(found)
    return ids if len(ids) <= most else (ids[0], *ids[1 - most :])


def read_message_id(fields: Fields) -> str | None:
    """The mail's own id; None when the field is missing or holds none."""
    value = fields.first("message-id")
    ids = read_ids((value,), 1)
    if ids:
        return ids[0]
    bare = clean_line(value.decode("utf-8", "replace")).strip("<> ").replace(" ", "")
    return f"<{bare}>" if bare and len(bare) < _LONGEST_ID and not set(bare) & set('<>,"') else None


def read_in_reply_to(fields: Fields, most: int) -> tuple[str, ...]:
    """Ids of In-Reply-To; old mailers put words around a bracketed id (RFC 822 section 4.6.2 allowed phrases)."""
    values = fields.every("in-reply-to")
    bracketed = tuple(value[value.find(b"<") :] for value in values if b"<" in value)
    return read_ids(bracketed or values, most)


def read_original_ids(fields: Fields, most: int) -> tuple[str, ...]:
    """Ids that gateways kept when they gave the mail a new one (X-…-Original-Message-ID and the like)."""
    values = tuple(value for name, value in fields.items if _ORIGINAL_ID.match(name))
    return read_ids(values, most)


def read_date(fields: Fields, defects: list[str]) -> datetime | None:
    """The Date in UTC; None where it is absent or names no instant."""
    value = fields.first("date")[:_DATE_OCTETS].decode("utf-8", "replace").strip()
    if not value:
        return None
    result = parse_mail_date(value)
    defects.extend(f"date: {reason}" for reason in result.reasons)
    found: datetime | None = result.value
    return found if found is not None else _loose_date(value)


def _loose_date(value: str) -> datetime | None:
    """What Python's lenient reader makes of it: no seconds, no zone, the zone as a word."""
    try:
        found = parsedate_to_datetime(value)
        found = found.replace(tzinfo=UTC) if found.tzinfo is None else found
        return found.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def read_hops(fields: Fields) -> int:
    """How often this mail went through a mailgate: the largest count its loop fields name, else how many they are.

    A field that says 0 says that it went through none.
    """
    found = [re.search(rb"\d{1,6}", value) for value in fields.every(_LOOP)]
    counts = [int(number[0]) if number else 1 for number in found]
    return min(max([sum(count > 0 for count in counts), *counts], default=0), _MAX_HOPS)


def read_language(fields: Fields) -> str | None:
    """The one language that Content-Language names (RFC 3282), lower case without region; None if none or several."""
    tags = {
        tag.strip().partition("-")[0].lower()
        for tag in fields.first("content-language").decode("ascii", "replace").split(",")
    }
    tags = {tag for tag in tags if re.fullmatch("[a-z]{2,3}", tag)}
    return tags.pop() if len(tags) == 1 else None


def read_auth_results(fields: Fields) -> tuple[str, ...]:
    """Authentication-Results as they stand, topmost first, never decoded.

    A stranger's local part may be an encoded word that holds a semicolon and a result of the stranger's own.
    """
    values = fields.every("authentication-results")[:_AUTH_RESULTS]
    return tuple(value.decode("utf-8", "replace") for value in values)


def decoded_fields(fields: Fields, charset: str | None) -> dict[str, tuple[str, ...]]:
    """All fields, decoded, for rules to look at; each value and all together are capped."""
    left = _ALL_CHARACTERS
    decoded: dict[str, tuple[str, ...]] = {}
    for name, values in fields.index.items():
        texts = tuple(
            clean_line(decode_header(value[:_HEADER_CHARACTERS], charset)) for value in values[:200]
        )
        left -= len(name) + sum(map(len, texts))
        if left < 0:
            break
        decoded[name] = texts
    return decoded
