"""Which words name a command? English, Danish, Norwegian, Swedish, German, Polish; case and missing letters do not matter.

A word has one meaning whatever the language: Danish "tag" (take) is not there because `#tag` is. Words that the table
gives together, such as "fjernkopi", may be written with a hyphen.
"""

from functools import cache

from mailgate.agents.commands import Command
from mailgate.agents.plain import fold, spellings
from mailgate.config.nearest import nearest

_C = Command
LANGUAGES = ("da", "nb", "sv", "de", "pl")
LONGEST_WORD = 40

# English synonyms, then one column for each of LANGUAGES.
ALIASES: dict[Command, tuple[str, str, str, str, str, str]] = {
    _C.NOTE: ("internal", "notat intern", "notat intern", "anteckning notering", "notiz intern", "notatka wewnętrzne"),
    _C.PUBLIC: ("", "offentlig", "offentlig", "offentligt", "öffentlich", "publicznie publiczne"),
    _C.SOLVE: ("solved done", "løs løst", "løs løst", "lös löst", "gelöst lösen erledigt", "rozwiązane rozwiąż"),
    _C.CLOSE: ("closed", "luk lukket", "lukk steng", "stäng", "schließen geschlossen", "zamknij zamknięte"),
    _C.OPEN: ("reopen", "åbn genåbn", "åpne gjenåpne", "öppna", "öffnen", "otwórz"),
    _C.WAIT: ("waiting", "vent afvent", "vent avvent", "vänta avvakta", "warten", "czekaj"),
    _C.POSTPONE: ("snooze", "udsæt udskyd", "utsett", "uppskjut senarelägg", "verschieben zurückstellen", "odłóż przełóż"),
    _C.ASSIGN: ("", "tildel", "tildel", "tilldela", "zuweisen", "przypisz przydziel"),
    _C.TAKE: ("", "overtag", "ta overta", "ta överta", "übernehmen", "weź przejmij"),
    _C.ASK: ("", "spørg", "spør", "fråga", "frage fragen", "zapytaj"),
    _C.PRIO: ("priority", "prioritet", "prioritet", "prioritet", "priorität", "priorytet"),
    _C.CAT: ("category", "kategori", "kategori", "kategori", "kategorie", "kategoria"),
    _C.TAG: ("tags", "mærke mærkat", "merke merkelapp", "märke etikett", "schlagwort etikett", "etykieta"),
    _C.CC: ("copy", "kopi", "kopi", "kopia", "kopie", "kopia dw"),
    _C.UNCC: ("", "fjernkopi", "fjernkopi utenkopi", "utankopia", "ohnekopie", "bezkopii"),
    _C.MERGE: ("", "flet sammenlæg", "flett slåsammen", "slåihop sammanfoga", "zusammenführen", "scal"),
    _C.SPLIT: ("", "opdel", "del splitt", "dela", "teilen aufteilen", "podziel"),
    _C.LINK: ("", "sammenkæd", "lenke koble", "länka", "verknüpfen", "powiąż"),
    _C.FOR: ("onbehalfof", "for påvegneaf", "for påvegneav", "för", "für", "dla"),
    _C.SPAM: ("junk", "spam uønsket", "søppelpost", "skräppost", "spam", "spam niechciane"),
    _C.NOREPLY: ("noanswer", "intetsvar", "ikkesvar", "ingetsvar", "keineantwort", "bezodpowiedzi"),
    _C.DUE: ("deadline", "frist", "frist", "frist", "frist fällig", "termin"),
    _C.REMIND: ("reminder", "påmind husk", "påminn husk", "påminn", "erinnern erinnerung", "przypomnij"),
    _C.LANG: ("language", "sprog", "språk", "språk", "sprache", "język"),
    _C.MACRO: ("template", "makro standardsvar", "makro standardsvar", "makro mall", "makro textbaustein", "makro szablon"),
    _C.PREVIEW: ("", "forhåndsvis", "forhåndsvis", "förhandsvisa förhandsgranska", "vorschau", "podgląd"),
    _C.ESCALATE: ("", "eskaler", "eskaler", "eskalera", "eskalieren", "eskaluj"),
    _C.QUIET: ("silent", "stille", "stille", "tyst", "still leise", "cicho"),
    _C.UNDO: ("recall", "fortryd", "angre", "ångra", "rückgängig widerrufen", "cofnij"),
    _C.SEND: ("", "afsend", "send", "skicka", "senden", "wyślij"),
    _C.DROP: ("discard", "kasser forkast", "forkast", "kassera", "verwerfen", "odrzuć porzuć"),
    _C.STATUS: ("", "status", "status", "status", "status stand", "status stan"),
    _C.LIST: ("", "liste", "liste", "lista", "liste", "lista"),
    _C.SET: ("", "sæt", "sett", "sätt", "setzen", "ustaw"),
    _C.WHY: ("", "hvorfor", "hvorfor", "varför", "warum", "dlaczego"),
    _C.HELP: ("", "hjælp", "hjelp", "hjälp", "hilfe", "pomoc"),
}  # fmt: skip


def words_of(command: Command) -> tuple[str, ...]:
    """All words for a command, the English one first."""
    return tuple(dict.fromkeys((command.value, *" ".join(ALIASES[command]).split())))


def command_named(word: str) -> Command | None:
    """The command that a word names; None for any other."""
    return _known().get(fold(word[:LONGEST_WORD]))


def command_near(word: str) -> Command | None:
    """The command from one of whose words this one is at most one edit away; see `one_edit`."""
    if len(word) > LONGEST_WORD:
        return None
    folded = fold(word)
    found = _known().get(folded)
    if found is not None or len(folded) < 2:
        return found
    for less in (folded, *_shorter(folded)):
        for known in _shortened().get(less, ()):
            if one_edit(folded, known):
                return _known()[known]
    return None


def nearest_word(word: str) -> str | None:
    """The known word that was probably meant, for the transcript."""
    folded = fold(word[:LONGEST_WORD])
    return nearest(folded, (w for command in Command for w in words_of(command)))


def one_edit(one: str, other: str) -> bool:
    """Whether one insertion, deletion, substitution or swap of neighbours at most leads from one word to the other."""
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1:
        return False
    at = next((i for i, c in enumerate(short) if c != long[i]), len(short))
    if len(short) < len(long):
        return short[at:] == long[at + 1 :]
    swapped = short[at + 1 : at + 2] + short[at : at + 1] + short[at + 2 :]
    return short[at + 1 :] == long[at + 1 :] or swapped == long[at:]


@cache
def _known() -> dict[str, Command]:
    return {form: command for command in Command for word in words_of(command) for form in spellings(word)}


@cache
def _shortened() -> dict[str, tuple[str, ...]]:
    """The known words by each form that lacks one letter: words one edit apart meet in one of these.

    A walk over all words for each line of a long mail took seconds.
    """
    found: dict[str, list[str]] = {}
    for word in _known():
        for less in {word, *_shorter(word)}:
            found.setdefault(less, []).append(word)
    return {less: tuple(words) for less, words in found.items()}


def _shorter(word: str) -> list[str]:
    return [word[:i] + word[i + 1 :] for i in range(len(word))]
