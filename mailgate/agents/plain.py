"""How is a line read? Without what phones and word processors add where a person typed `#note`.

Facts
- Phones and word processors put invisible characters, other spaces and full-width signs around a typed "#".
- Who has no key for ø, ß or ł writes o or oe, ss, l.
"""

import unicodedata

# Blank, though Unicode calls them letters, marks or symbols: fillers, joiners, selectors, the place of an image.
_EMPTY = frozenset("\u034f\u115f\u1160\u2800\u3164\uffa0\ufffc") | {chr(c) for c in range(0xFE00, 0xFE10)}
_NO_MARK = str.maketrans({"ø": "o", "æ": "ae", "ł": "l", "đ": "d"})
_DOUBLED = str.maketrans({"ø": "oe", "ö": "oe", "ä": "ae", "æ": "ae", "å": "aa", "ü": "ue"})


def plain(text: str) -> str:
    """Compatibility forms folded (nbsp is a space, ＃ is #), invisible characters gone, line ends kept; idempotent."""
    if text.isascii():
        return _visible(text)
    # Removal first: an invisible character would keep a letter and its accent apart until a second reading.
    return unicodedata.normalize("NFKC", _visible(unicodedata.normalize("NFKC", _visible(text))))


def fold(word: str) -> str:
    """The form in which words are compared: plain, without case, hyphens and underscores."""
    return plain(word).casefold().replace("-", "").replace("_", "")


def spellings(word: str) -> frozenset[str]:
    """A known word in its folded forms: as it is, and as somebody without its letters types it."""
    whole = fold(word)
    bare = unicodedata.normalize("NFD", whole.translate(_NO_MARK))
    stripped = "".join(c for c in bare if not unicodedata.combining(c))
    doubled = unicodedata.normalize("NFD", whole.translate(_DOUBLED).translate(_NO_MARK))
    return frozenset({whole, stripped, "".join(c for c in doubled if not unicodedata.combining(c))})


def _visible(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    # Each different character is asked about once: a long text has few of them.
    gone = {ord(c): None for c in set(text) if c not in "\r\n\t" and _invisible(c)}
    return text.translate(gone) if gone else text


def _invisible(character: str) -> bool:
    return character in _EMPTY or unicodedata.category(character) in ("Cf", "Cc", "Cn", "Co", "Cs")
