"""Which one word did a customer write at the top, in a line of its own? Whether they may is asked elsewhere.

Only on their own ticket, and authenticated (SPEC section 11.8). Everything else that a customer writes is plain text, a
sign before it or not.
"""

import re
from collections.abc import Collection, Mapping
from enum import StrEnum
from functools import cache

from mailgate.agents.plain import fold, plain, spellings

_LONGEST = 40
_LINE = re.compile(r"#?\s*([^\W\d_][\w -]{0,39}?)\s*[.!]?")


class CustomerWord(StrEnum):
    """What a customer may ask by one word."""

    STATUS = "status"
    CLOSE = "close"
    REOPEN = "reopen"
    MUTE = "mute"


DEFAULT = frozenset({CustomerWord.STATUS})
"""The other three are off unless a mailbox allows them."""

WORDS: Mapping[CustomerWord, tuple[str, ...]] = {
    CustomerWord.STATUS: ("status", "stan", "stand"),
    CustomerWord.CLOSE: ("close", "luk", "lukk", "stäng", "schließen", "zamknij"),
    CustomerWord.REOPEN: ("reopen", "genåbn", "gjenåpne", "återöppna", "wieder öffnen", "otwórz ponownie"),
    CustomerWord.MUTE: ("mute", "lydløs", "demp", "tysta", "stummschalten", "wycisz"),
}


def customer_word(new_text: str, allowed: Collection[CustomerWord] = DEFAULT) -> CustomerWord | None:
    """The word in the first line that is not blank, if it is alone there and allowed."""
    for raw in new_text.splitlines():
        line = plain(raw[: _LONGEST * 4]).strip()
        if line:
            match = _LINE.fullmatch(line) if len(line) <= _LONGEST else None
            found = _known().get(_joined(match[1])) if match else None
            return found if found in allowed else None
    return None


def _joined(words: str) -> str:
    return fold(words).replace(" ", "")


@cache
def _known() -> dict[str, CustomerWord]:
    return {
        form.replace(" ", ""): word for word, forms in WORDS.items() for w in forms for form in spellings(w)
    }
