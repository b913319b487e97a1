"""Which words are arguments? English, Danish, Norwegian, Swedish, German, Polish; each word has one meaning in its list."""

from collections.abc import Mapping
from functools import cache

from mailgate.agents.plain import fold, spellings
from mailgate.model.ticket import Priority

PRIORITIES: Mapping[str, str] = {
    Priority.LOW: "low lav låg niedrig niska niski",
    Priority.NORMAL: "normal medium middel medel mittel normalna normalny zwykły",
    Priority.HIGH: "high høj høy hög hoch wysoka wysoki",
    Priority.URGENT: "urgent haster akut hast brådskande dringend eilig pilne pilny pilna",
}
WHO: Mapping[str, str] = {
    "me": "me mig meg mich mir mnie",
    "none": "none nobody ingen inga niemand keiner keine nikt brak",
}
LISTINGS: Mapping[str, str] = {
    "mine": "mine my mina meine moje",
    "queue": "queue kø kö warteschlange kolejka",
    "due": "due frist forfalden fällig forfaller termin",
}
OFF: Mapping[str, str] = {"off": "off no nej nei fra av aus nein nie"}
LANGUAGE_NAMES: Mapping[str, str] = {
    "en": "english engelsk engelska englisch angielski",
    "da": "danish dansk danska dänisch duński",
    "nb": "norwegian norsk norska norwegisch norweski no",
    "sv": "swedish svensk svenska schwedisch szwedzki se",
    "de": "german deutsch tysk tyska niemiecki",
    "pl": "polish polsk polska polnisch polski",
}


def meant(word: str, table: Mapping[str, str]) -> str | None:
    """The key under which a word stands."""
    return _forms(tuple(table.items())).get(fold(word))


@cache
def _forms(rows: tuple[tuple[str, str], ...]) -> dict[str, str]:
    return {form: str(key) for key, words in rows for word in words.split() for form in spellings(word)}
