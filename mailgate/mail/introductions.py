"""Does this sentence introduce a quote? "On … wrote:" in the languages of SPEC section 5.3, and its shorter forms.

Facts: above marked lines little proof is needed, since a person can still read what was cut beside them. Where
no marks follow, all below the sentence would go: it needs date, verb, and an hour or an address, which mailers write and
people who tell of yesterday do not. "I wrote:", "your colleague wrote:" is a person who speaks; no mailer does.
"""

import re

from mailgate.mail.quote_marks import (
    ADDRESS,
    DATE,
    HOUR,
    OPENER,
    PERSON_WROTE,
    SOMEBODY,
    WROTE,
    YEAR,
    languages_of,
)
from mailgate.mail.text_lines import TextLines

INTRO_LINES = 4
_ENDS = (":", "：")
_LONGEST = 400  # characters of a mailer's sentence
_GREETING = re.compile(
    r"^(?:hi|hello|dear|hej|hallo|hei|moi|bonjour|hola|ciao|olá|ola|dzień|cześć|ahoj|szia|merhaba|liebe[rs]?|kære|"
    r"note|ps|p\.s|re|fw|fwd|answer|question|thanks|regards|svar|antwort|antwoord)\b",
    re.IGNORECASE,
)
_DECORATION = "-–—* \t"
_GAP = ":  "  # Yahoo on Android puts the first words of history behind the sentence


def ends_as_intro(line: str) -> bool:
    """The line may be the last one of a sentence that introduces."""
    return line.endswith(_ENDS)


def introduction_above(text: TextLines, number: int) -> int:
    """The first line of the sentence that introduces the marked lines at `number`; `number` if there is none."""
    end = text.text_above(number)
    if end is None or text.is_quote[end]:
        return number
    sentence = ""
    for start in range(end, max(-1, end - INTRO_LINES), -1):
        if text.is_blank[start] or text.is_quote[start]:
            break
        sentence = f"{text.bare[start]} {sentence}".strip()
        if text.page_mark(start, "intro") and not text.page_mark(start - 1, "intro"):
            return start
        if introduces_marked(sentence) and (start == 0 or not continues(text.bare[start - 1])):
            return start
    return number


def introduces_marked(sentence: str) -> bool:
    """A sentence above marked lines: with a colon a date, address, verb or name will do; without one it needs two."""
    if len(sentence) > _LONGEST:
        return False
    dated, addressed, written = (
        DATE.search(sentence) is not None,
        ADDRESS.search(sentence) is not None,
        _wrote(sentence),
    )
    if written and _is_a_persons(sentence):
        return False
    if ends_as_intro(sentence):
        return dated or written or addressed or _is_name(sentence.rstrip(":： "))
    if sentence.endswith((".", "!", "?")):
        return False
    if dated + written + addressed >= 2:
        return True
    opened = OPENER.match(sentence.lstrip(_DECORATION)) is not None
    return dated and (len(sentence) < 30 or opened or _is_moment(sentence))


def introduces_unmarked(sentence: str) -> bool:
    """A sentence that proves by itself that all below it is history."""
    if len(sentence) > _LONGEST or not ends_as_intro(sentence) or DATE.search(sentence) is None:
        return False
    addressed = ADDRESS.search(sentence) is not None
    if not (addressed or HOUR.search(sentence)):
        return False
    written = _wrote(sentence)
    if written and _is_a_persons(sentence):
        return False
    if OPENER.match(sentence.lstrip(_DECORATION)) is not None:
        return written or "<" in sentence
    return written and addressed


def introduces_inside(line: str) -> bool:
    """The line holds the whole sentence and the first words of history behind it."""
    sentence, gap, rest = line.partition(_GAP)
    return (
        bool(gap and rest.strip())
        and ADDRESS.search(sentence) is not None
        and introduces_unmarked(f"{sentence}:")
    )


def is_banner(line: str) -> bool:
    """Lotus Notes writes the sentence between rules: `-----Anna Berg wrote: -----`."""
    if not (line.startswith("--") and line.endswith("--") and len(line) <= _LONGEST):
        return False
    sentence = line.strip("- ")
    if not sentence or not _wrote(sentence) or PERSON_WROTE.search(sentence.lower()) is not None:
        return False
    return (
        ends_as_intro(sentence) or ADDRESS.search(sentence) is not None or DATE.search(sentence) is not None
    )


def continues(line: str) -> bool:
    """The line begins as introducing sentences do, and the one below it is a piece of the same."""
    bare = line.strip(_DECORATION)
    if ends_as_intro(bare):
        return False
    dated = DATE.search(bare) is not None
    if dated and OPENER.match(bare) is not None:
        return True
    return ADDRESS.search(bare) is not None and (dated or _wrote(bare))


def languages_of_introduction(text: TextLines, first: int, end: int) -> tuple[str, ...]:
    """The languages of the sentence on these lines."""
    return languages_of(" ".join(text.bare[first:end]))


def _wrote(sentence: str) -> bool:
    return WROTE.search(sentence.lower()) is not None


def _is_a_persons(sentence: str) -> bool:
    """The sentence has the verb, and it is no mailer who says it."""
    lower = sentence.lower()
    if PERSON_WROTE.search(lower) is not None:
        return True
    return ADDRESS.search(sentence) is None and SOMEBODY.search(lower) is not None


def _is_moment(sentence: str) -> bool:
    """Weekday, day, year and hour, and nothing else."""
    return len(sentence) < 60 and YEAR.search(sentence) is not None and HOUR.search(sentence) is not None


def _is_name(text: str) -> bool:
    """One to four capitalised words: "Anna Berg", "Berg, Anna"."""
    words = text.replace(",", " ").split()
    if not 1 <= len(words) <= 4 or len(text) > 60 or _GREETING.match(text):
        return False
    return all(word[0].isupper() and word.strip(".-'’()").isalpha() for word in words) and len(words) > 1
