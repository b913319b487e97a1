"""Which words of a date mean what? English, Danish, Norwegian, Swedish, German, Polish; each word becomes one sign.

Facts
- The signs are capital letters, and a text without case holds none: `fri 14:00` becomes `De 14:00`.
- `F` and `G` after a number are am and pm.
- Polish "w" (in) is also a week ("2 w"), "do" (until) a German Thursday: after a number it is a week, and never Thursday.
"""

import re
from functools import cache

from mailgate.agents.plain import plain, spellings

_LONGEST = 24  # letters of a word
_WEEKDAYS = (
    "mon monday man mandag mån måndag mo montag pon poniedziałek poniedziałku poniedziałkiem",
    "tue tues tuesday tir tirs tirsdag tis tisdag di dienstag wt wtorek wtorku wtorkiem",
    "wed wednesday ons onsdag mi mittwoch śr środa środę środy środą",
    "thu thur thurs thursday tor tors torsdag donnerstag czw czwartek czwartku czwartkiem",
    "fri friday fre fredag fr freitag pt piątek piątku piątkiem",
    "sat saturday lør lørdag lör lördag sa samstag sonnabend sob sobota sobotę soboty sobotą",
    "sun sunday søn søndag sön söndag so sonntag niedz niedziela niedzielę niedzieli niedzielą",
)
_MONTHS = (
    "jan january januar januari jänner sty styczeń stycznia styczniu",
    "feb february februar februari lut luty lutego lutym",
    "mar march marts mars märz mrz marzec marca marcu",
    "apr april kwi kwiecień kwietnia kwietniu",
    "may maj mai maja maju",
    "jun june juni cze czerwiec czerwca czerwcu",
    "jul july juli lip lipiec lipca lipcu",
    "aug august augusti sie sierpień sierpnia sierpniu",
    "sep sept september wrz wrzesień września wrześniu",
    "oct october okt oktober paź październik października październiku",
    "nov november lis listopad listopada listopadzie",
    "dec december des desember dez dezember gru grudzień grudnia grudniu",
)
_SINGLE = {
    "T": "tomorrow imorgen imorgon morgen morgon jutro jutra",
    "Y": "today idag dag heute dzisiaj dziś dzis",
    "A": "overmorgen overmorgon övermorgon övermorgen übermorgen pojutrze",
    "N": (
        "next næste neste nästa nästkommande nächste nächsten nächster nächstes nächstem kommende kommenden kommer "
        "przyszły przyszłą przyszłym przyszłego następny następną następnym następnego"
    ),
    "P": "at kl klokken klockan um godzinie",
    "C": "uhr oclock",
    "I": "min mins minute minutes minut minutter minuter minuten minuty minutę",
    "H": "h hour hours hr hrs time timer tim timme timmar stunde stunden std godz godzina godzinę godziny godzin",
    "W": "week weeks uge uger ugen uke uker uken vecka veckan veckor woche wochen tydzień tygodnie tygodni tygodniu",
    "O": "month months måned måneder måneden månad månader månaden monat monate monaten miesiąc miesiące miesięcy miesiącu",
    "X": "d day days dage dager dagar tage tagen dni dzień",
    "": (
        "until till til till tills bis do on by the of am på den i w we dnia om in za for na o von from vom z zum der dem a "
        "an one en et ett ein eine einem einen eines jeden st nd rd th"
    ),
}
_DAY_SIGN, _MONTH_SIGN = "D", "M"
_SPECIAL = (
    (re.compile(r"\bday after tomorrow\b"), " A "),
    (re.compile(r"\bi ?dag\b"), " Y "),
    (re.compile(r"(\d) ?w\b"), r"\1 W"),
    (re.compile(r"(\d) ?a\.?m\b\.?"), r"\1 F"),
    (re.compile(r"(\d) ?p\.?m\b\.?"), r"\1 G"),
    (re.compile(r"(\d) ?t\b(?! ?\d)"), r"\1 H"),
    (re.compile(r"(?<=\d)t(?=\d)"), " "),  # 2026-12-01T14:00
    (re.compile(r"(?<=[012]\d) ?h ?(?=[0-5]\d\b)"), ":"),  # 14h30
)
_WORD = re.compile(r"[^\W\d_]+\.?")


def signs(text: str, more: tuple[tuple[str, str], ...] = ()) -> str:
    """A short text with each known word of a date as its sign and any other as `?`; `more` are (sign, words) besides.

    Weekdays are `D` and a letter a-g, months `M` and a letter a-l; prepositions and articles vanish.
    """
    whole = plain(text).casefold()
    for pattern, sign in _SPECIAL:
        whole = pattern.sub(sign, whole)
    known = _known(more)
    return " ".join(_WORD.sub(lambda m: _sign(m[0], known), whole).split())


def _sign(word: str, known: dict[str, str]) -> str:
    if word[0].isupper():
        return f" {word} "
    found = known.get(word.rstrip(".")) if len(word) <= _LONGEST else None
    return " ? " if found is None else f" {found} "


@cache
def _known(more: tuple[tuple[str, str], ...]) -> dict[str, str]:
    numbered = [
        (f"{sign}{letter}", words)
        for sign, rows in ((_DAY_SIGN, _WEEKDAYS), (_MONTH_SIGN, _MONTHS))
        for letter, words in zip("abcdefghijkl", rows, strict=False)
    ]
    table: dict[str, str] = {}
    for sign, words in (*numbered, *_SINGLE.items(), *more):
        for word in words.split():
            for form in spellings(word):
                table[form] = sign if (sign, words) in more else table.get(form, sign)
    return table
