"""Does a mail say thank you and nothing else? Such a mail does not reopen a solved ticket (SPEC section 7.4).

Theory of operation
- To take a question for thanks costs a customer an answer; to take thanks for a question costs an agent one word. So the
  mail has to prove itself: every word must be one that thanks are made of, and one unknown word makes it a mail like any
  other. Looking for forbidden words was rejected: nobody can list all complaints.
- Names are unknown words. They may stand behind a greeting or a word of thanks, alone at the end, and below a closing.
- No language is needed, for short texts do not tell theirs; where it is known, its look-alikes are told apart.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from mailgate.threading.thanks_words import ASKING, NOT_THANKS, SIGNS, WORDS, Words

_MAX_CHARACTERS = 600
_MAX_WORDS = 40  # before the closing
_MAX_NAMES = 2  # words of a name, titles not counted
_MAX_BELOW = 4  # lines below a closing
_QUESTION = re.compile("[?\uff1f\u061f\u037e\u00bf\u055e]")
_CLAUSE = re.compile(r"[\n.!,;:()\u2026\u3002\uff01\uff0c/–—]+|\s-+\s")
_SMILEY = re.compile(r"(?<!\w)[:;8=]-?[)D\]pP]+|<3|\^\^")
_WORD = re.compile(r"[^\W\d_]+(?:['’·-][^\W\d_]+)*")
_POSTSCRIPT = re.compile(r"(?<!\w)p\.?\s?s\b", re.IGNORECASE)
_STRANGE = re.compile(r"https?:|www\.|[@#{}%$€£]|\d{2,}")


def is_thanks(new_text: str, language: str | None, sender: str = "") -> bool:
    """Whether these words, without quotes and signature, thank and neither ask nor tell anything else.

    `language` is that of the text, or where it is too short to tell, of the ticket; None where nobody knows. `sender` is
    the name that the mail itself gives its author, who may sign with it.
    """
    text = unicodedata.normalize("NFC", new_text).strip().replace("’", "'")
    if not text or len(text) > _MAX_CHARACTERS or _QUESTION.search(text) or _POSTSCRIPT.search(text):
        return False
    tables = _tables(language)
    said, below = _apart(text.splitlines(), tables, frozenset(_words(sender.casefold())))
    if len(below) > _MAX_BELOW or not all(map(_like_a_name, below)):
        return False
    return _thanks("\n".join(said), tables, NOT_THANKS.get(language or "", frozenset()))


def _tables(language: str | None) -> tuple[Words, ...]:
    """All tables: what a sender thanks in is often not what they write in."""
    first = WORDS.get(language or "")
    return (first, *(w for w in WORDS.values() if w is not first)) if first else tuple(WORDS.values())


def _apart(lines: Sequence[str], tables: Sequence[Words], own: frozenset[str]) -> tuple[list[str], list[str]]:
    """What is said, and the lines below a closing such as "Best regards", or below the sender's own name."""
    for place, line in enumerate(lines):
        words = _words(line)
        if place and words and (_closes(words, tables) or _signs(line, own)):
            return list(lines[:place]), [x for x in lines[place + 1 :] if x.strip()]
    return list(lines), []


def _signs(line: str, own: frozenset[str]) -> bool:
    """A line that is the sender's own name, or a part of it, and nothing else."""
    return own.issuperset(_words(line.casefold())) and not any(c.isdigit() for c in line)


def _closes(words: Sequence[str], tables: Sequence[Words]) -> bool:
    """A line of nothing but a closing and a name; one that thanks is said, not closed with."""
    lower = [w.lower() for w in words]
    if any(w in t.thanks for w in lower for t in tables):
        return False
    for table in tables:
        names = [w for w, low in zip(words, lower, strict=True) if low not in table.closing | table.beside]
        if lower[0] in table.closing and len(names) <= _MAX_NAMES and all(map(_proper, names)):
            return True
    return False


def _thanks(text: str, tables: Sequence[Words], other: frozenset[str]) -> bool:
    if _STRANGE.search(text):
        return False
    signs = any(sign in text for sign in SIGNS)
    clauses = [words for clause in _CLAUSE.split(_SMILEY.sub(" ", text)) if (words := _words(clause))]
    if any(sign.isalnum() for sign in _leftover(text)) or sum(map(len, clauses)) > _MAX_WORDS:
        return False
    said = signs
    for place, words in enumerate(clauses):
        kind = _kind(words, tables, other, last=place == len(clauses) - 1 and said)
        if kind is None:
            return False
        said = said or kind
    return said


def _kind(words: Sequence[str], tables: Sequence[Words], other: frozenset[str], *, last: bool) -> bool | None:
    """True for thanks, False for what may stand beside them, None for anything else."""
    lower = [w.lower() for w in words]
    if " ".join(lower[:2]) in ASKING:
        return None
    # One table must know them all: of the small words of nineteen languages any sentence can be made.
    for table in tables:
        thanks = any(w in table.thanks and w not in other for w in lower)
        if all(_known(w, table, other, thanks=thanks) for w in lower):
            return thanks
        if thanks and _names_behind(words, lower, table, other):
            return True
        if lower[0] in table.greeting and _greets(words, lower, table):
            return False
    return False if last and len(words) == 1 and _proper(words[0]) else None


def _known(word: str, table: Words, other: frozenset[str], *, thanks: bool) -> bool:
    if word in other:
        return False
    return word in table.thanks or word in table.beside or (thanks and word in table.noun)


def _names_behind(words: Sequence[str], lower: Sequence[str], table: Words, other: frozenset[str]) -> bool:
    """Thanks to somebody: known words, then a name."""
    known = next((n for n, w in enumerate(lower) if not _known(w, table, other, thanks=True)), len(words))
    names = [w for w in words[known:] if w.lower() not in table.greeting]
    common = table.thanks | table.beside | table.noun
    return (
        known > 0 and len(names) <= _MAX_NAMES and all(_proper(n) and n.lower() not in common for n in names)
    )


def _greets(words: Sequence[str], lower: Sequence[str], table: Words) -> bool:
    names = [w for w, low in zip(words, lower, strict=True) if low not in table.greeting | table.beside]
    return len(names) <= _MAX_NAMES and all(map(_proper, names))


def _proper(word: str) -> bool:
    """Written like a name; where a script has no capitals, nothing is."""
    return word[0].isupper() and (len(word) == 1 or not word.isupper())


def _like_a_name(line: str) -> bool:
    """A line of a signature: few words, each with a capital or a digit."""
    words = line.replace("|", " ").replace(",", " ").split()
    small = [w for w in words if w[0].islower() and not any(c.isdigit() or c in "@./" for c in w)]
    return len(words) <= 6 and len(small) <= 1


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _leftover(text: str) -> Iterator[str]:
    """The signs that belong to no word."""
    return iter(_WORD.sub(" ", _SMILEY.sub(" ", text)))
