"""How does text that is not plain ASCII stand in a header? As encoded words, RFC 2047."""

import base64
from collections.abc import Callable, Iterator

# RFC 2047 section 5 (3): what may stand for itself in a phrase, the strictest of the three places.
_PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!*+-/")

# Section 2 allows 75. At 60 the first word fits on a line of 78 behind every header name in use here,
# so that no header starts with an empty line, which some readers take for an empty header.
LONGEST_WORD = 60
_ROOM = LONGEST_WORD - len("=?utf-8?q??=")


def encoded_words(text: str) -> tuple[str, ...]:
    """The text as encoded words in UTF-8, none longer than `LONGEST_WORD`, in the shorter of both encodings.

    Readers drop the white space between two encoded words (RFC 2047 section 6.2), so the words may
    be folded anywhere. No word ends inside a character (section 5), though one may end inside a
    sequence of combining characters.
    """
    quoted = sum(len(_quoted(character)) for character in text)
    whole = len(text.encode())
    if quoted <= whole * 4 // 3:
        return tuple(f"=?utf-8?q?{_quoted_all(chunk)}?=" for chunk in _chunks(text, _quoted_length, _ROOM))
    octets = _ROOM // 4 * 3
    return tuple(f"=?utf-8?b?{_base64(chunk)}?=" for chunk in _chunks(text, _octets, octets))


def _quoted(character: str) -> str:
    if character in _PLAIN:
        return character
    return "_" if character == " " else "".join(f"={octet:02X}" for octet in character.encode())


def _quoted_all(chunk: str) -> str:
    return "".join(map(_quoted, chunk))


def _quoted_length(character: str) -> int:
    return len(_quoted(character))


def _octets(character: str) -> int:
    return len(character.encode())


def _base64(chunk: str) -> str:
    return base64.b64encode(chunk.encode()).decode()


def _chunks(text: str, cost: Callable[[str], int], room: int) -> Iterator[str]:
    """Cuts the text into pieces whose characters together cost at most `room`."""
    start, spent = 0, 0
    for index, character in enumerate(text):
        price = cost(character)
        if spent + price > room:
            yield text[start:index]
            start, spent = index, 0
        spent += price
    if start < len(text):
        yield text[start:]
