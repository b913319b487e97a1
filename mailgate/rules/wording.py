"""Which words stand in a text? Taken apart once, then asked by every rule.

Facts
- Two spellings of a word are one: compatibility forms are unified (NFKC) and case is folded, so that `Straße`, `STRASSE`
  and full-width letters meet.
- A word is a run of letters, digits and marks. `e-mail` is two of them, in the text and in the rule alike, and is found
  as a phrase. Writing that puts no blanks between words (Chinese, Japanese, Thai, Korean with its particles) is taken
  sign by sign: there a word of a rule is found wherever its signs follow each other.
- The test for a phrase is one look into a set, so the time depends on the text alone, not on the number of rules.
"""

import re
from collections.abc import Iterable
from functools import cached_property
from unicodedata import normalize

SEARCHED = 65_536  # characters of one text that rules look at: some 25 pages
PHRASE = 8  # words of one phrase; each length that is asked for costs a pass over the words

Phrase = tuple[str, ...]

# Marks that Python does not count as letters: Latin, Hebrew and Arabic ones, and the scripts of South Asia.
_MARKS = "\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u064b-\u065f\u0670\u0900-\u0963\u0966-\u0dff"
_SIGN = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
_WORD = re.compile(rf"[{_SIGN}]|(?:(?![{_SIGN}])[^\W_]|[{_MARKS}])+")


def fold(text: str) -> str:
    """The text with differences of case and of compatible forms taken out."""
    return text.lower() if text.isascii() else normalize("NFKC", text).casefold()


def phrase_of(text: str) -> Phrase:
    """The words of a text in order, folded."""
    return tuple(_WORD.findall(fold(text)))


class Wording:
    """One text as rules look at it: its first `SEARCHED` characters, each view made when first asked for."""

    def __init__(self, text: str) -> None:
        self.text = text[:SEARCHED]
        self.cut = len(text) > SEARCHED
        self._runs: dict[int, frozenset[Phrase]] = {}

    @cached_property
    def folded(self) -> str:
        return fold(self.text)[: 2 * SEARCHED]  # NFKC may write one character as eighteen

    @cached_property
    def line(self) -> str:
        """Folded, with single blanks: the form in which whole values are compared."""
        return " ".join(self.folded.split())

    @cached_property
    def octets(self) -> bytes:
        """As RE2 reads it; lone surrogates, which no reading of mail should leave, become question marks."""
        return self.text.encode("utf-8", "replace")

    @cached_property
    def _words(self) -> list[str]:
        return _WORD.findall(self.folded)

    def runs(self, length: int) -> frozenset[Phrase]:
        """Every run of this many words."""
        found = self._runs.get(length)
        if found is None:
            words = self._words
            found = frozenset(zip(*(words[start:] for start in range(length)), strict=False))
            self._runs[length] = found
        return found

    def has(self, phrases: Iterable[Phrase]) -> bool:
        """Whether one of the phrases stands in the text."""
        return any(phrase in self.runs(len(phrase)) for phrase in phrases)
