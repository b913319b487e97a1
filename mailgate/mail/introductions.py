"""Does this sentence introduce a quote? "On … wrote:" in the languages of SPEC section 5.3, and its shorter forms.

Facts: above marked lines little proof is needed, since a person can still read what was cut beside them. Where
no marks follow, all below the sentence would go: it needs date, verb and the shape that mailers write. "I wrote:"
is a person who speaks; no mailer does.
"""

import re

from mailgate.mail.quote_marks import ADDRESS, DATE, OPENER, PERSON_WROTE, WROTE

_ENDS = (":", "：")
_LONGEST = 400  # characters of a mailer's sentence
_GREETING = re.compile(
    r"^(?:hi|hello|dear|hej|hallo|hei|moi|bonjour|hola|ciao|olá|ola|dzień|cześć|ahoj|szia|merhaba|liebe[rs]?|kære|"
    r"note|ps|p\.s|re|fw|fwd|answer|question|thanks|regards|svar|antwort|antwoord)\b",
    re.IGNORECASE,
)
_BANNER = re.compile(r"^-{2,}\s*\S.{1,250}?[:：]?\s*-{2,}$")
_DECORATION = "-–—* \t"


def ends_as_intro(line: str) -> bool:
    """The line may be the last one of a sentence that introduces."""
    return line.endswith(_ENDS)


def introduces_marked(sentence: str) -> bool:
    """A sentence above marked lines: with a colon a date, address, verb or name will do; without one it needs two."""
    if len(sentence) > _LONGEST or PERSON_WROTE.search(sentence):
        return False
    dated, written = DATE.search(sentence) is not None, WROTE.search(sentence) is not None
    addressed = ADDRESS.search(sentence) is not None
    if ends_as_intro(sentence):
        return dated or written or addressed or _is_name(sentence.rstrip(":： "))
    if sentence.endswith((".", "!", "?")):
        return False
    opened = OPENER.match(sentence.lstrip(_DECORATION)) is not None
    return dated + written + addressed >= 2 or (dated and (opened or len(sentence) < 30))


def introduces_unmarked(sentence: str) -> bool:
    """A sentence that proves by itself that all below it is history."""
    if len(sentence) > _LONGEST or not ends_as_intro(sentence) or PERSON_WROTE.search(sentence):
        return False
    dated, written = DATE.search(sentence) is not None, WROTE.search(sentence) is not None
    if not dated:
        return False
    bare = sentence.lstrip(_DECORATION)
    if OPENER.match(bare) is not None:
        return written or "<" in sentence
    return written and ADDRESS.search(sentence) is not None


def is_banner(line: str) -> bool:
    """Lotus Notes writes the sentence between rules: `-----Anna Berg wrote: -----`."""
    return (
        line.startswith("--")
        and _BANNER.match(line) is not None
        and WROTE.search(line) is not None
        and PERSON_WROTE.search(line) is None
        and (
            ADDRESS.search(line) is not None
            or DATE.search(line) is not None
            or line.rstrip(" -").endswith(":")
        )
    )


def continues(line: str) -> bool:
    """The line begins as introducing sentences do; the one below it is a piece of the same."""
    bare = line.strip(_DECORATION)
    return OPENER.match(bare) is not None and DATE.search(bare) is not None


def _is_name(text: str) -> bool:
    """One to four capitalised words: "Anna Berg", "Berg, Anna"."""
    words = text.replace(",", " ").split()
    if not 1 <= len(words) <= 4 or len(text) > 60 or _GREETING.match(text):
        return False
    return all(word[0].isupper() and word.strip(".-'’()").isalpha() for word in words) and len(words) > 1
