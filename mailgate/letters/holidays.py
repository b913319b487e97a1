"""What is a holiday called in the reader's language?

Facts
- The `holidays` package knows each country's days in its own language and in English, and few in a third one. Customers
  write in a third one: the common feasts of Europe have a table of our own, by their English names.
- Days that belong together have one name: nobody says that a desk is closed for Maundy Thursday, Good Friday, Easter Sunday
  and Easter Monday.
- A name in no table is said as the package has it in the reader's language, else in English.
"""

_EASTER, _CHRISTMAS, _NEW_YEAR, _PENTECOST = "Easter", "Christmas", "New Year", "Whitsun"

# Of the package's English names, in lower case.
_FEASTS = {
    "maundy thursday": _EASTER, "holy thursday": _EASTER, "good friday": _EASTER, "holy saturday": _EASTER,
    "easter sunday": _EASTER, "easter monday": _EASTER, "easter eve": _EASTER,
    "christmas eve": _CHRISTMAS, "christmas day": _CHRISTMAS, "second day of christmas": _CHRISTMAS,
    "christmas day (second day)": _CHRISTMAS, "boxing day": _CHRISTMAS, "saint stephen's day": _CHRISTMAS,
    "new year's day": _NEW_YEAR, "new year's eve": _NEW_YEAR,
    "whit sunday": _PENTECOST, "whit monday": _PENTECOST, "pentecost": _PENTECOST, "pentecost monday": _PENTECOST,
    "ascension day": "Ascension Day", "ascension": "Ascension Day",
    "labor day": "Labour Day", "labour day": "Labour Day", "may day": "Labour Day",
    "international workers' day": "Labour Day",
    "epiphany": "Epiphany", "corpus christi": "Corpus Christi", "corpus christi day": "Corpus Christi",
    "assumption day": "Assumption Day", "assumption of mary day": "Assumption Day",
    "all saints' day": "All Saints' Day", "midsummer eve": "Midsummer", "midsummer day": "Midsummer",
    "constitution day": "Constitution Day", "german unity day": "German Unity Day", "reformation day": "Reformation Day",
    "independence day": "Independence Day", "national independence day": "Independence Day",
    "national day of the third of may": "3 May Constitution Day", "national day": "National Day",
    "national day of sweden": "National Day", "great prayer day": "Great Prayer Day",
    "repentance and prayer day": "Day of Repentance and Prayer",
}  # fmt: skip

NAMES: dict[str, dict[str, str]] = {
    "Easter": {"da": "påske", "nb": "påske", "sv": "påsk", "de": "Ostern", "pl": "Wielkanoc"},
    "Christmas": {"da": "jul", "nb": "jul", "sv": "jul", "de": "Weihnachten", "pl": "Boże Narodzenie"},
    "New Year": {"da": "nytår", "nb": "nyttår", "sv": "nyår", "de": "Neujahr", "pl": "Nowy Rok"},
    "Whitsun": {"da": "pinse", "nb": "pinse", "sv": "pingst", "de": "Pfingsten", "pl": "Zielone Świątki"},
    "Ascension Day": {"da": "Kristi himmelfartsdag", "nb": "Kristi himmelfartsdag", "sv": "Kristi himmelsfärdsdag",
                      "de": "Christi Himmelfahrt", "pl": "Wniebowstąpienie"},
    "Labour Day": {"da": "1. maj", "nb": "arbeidernes dag", "sv": "första maj", "de": "Tag der Arbeit",
        "pl": "Święto Pracy"},
    "Epiphany": {"da": "helligtrekonger", "nb": "helligtrekongersdag", "sv": "trettondedag jul",
                 "de": "Heilige Drei Könige", "pl": "Trzech Króli"},
    "Corpus Christi": {"da": "Kristi legemsfest", "nb": "Kristi legemsfest", "sv": "Kristi lekamens fest",
                       "de": "Fronleichnam", "pl": "Boże Ciało"},
    "Assumption Day": {"da": "Marias himmelfart", "nb": "Marias opptakelse i himmelen", "sv": "Marie himmelsfärd",
                       "de": "Mariä Himmelfahrt", "pl": "Wniebowzięcie NMP"},
    "All Saints' Day": {"da": "allehelgensdag", "nb": "allehelgensdag", "sv": "alla helgons dag", "de": "Allerheiligen",
                        "pl": "Wszystkich Świętych"},
    "Midsummer": {"da": "svensk midsommer", "nb": "svensk midtsommer", "sv": "midsommar", "de": "Mittsommer",
                  "pl": "noc świętojańska"},
    "Constitution Day": {"da": "grundlovsdag", "nb": "grunnlovsdagen", "sv": "grundlagsdagen", "de": "Verfassungstag",
                         "pl": "Dzień Konstytucji"},
    "German Unity Day": {"da": "Tysklands nationaldag", "nb": "Tysklands nasjonaldag", "sv": "Tysklands nationaldag",
                         "de": "Tag der Deutschen Einheit", "pl": "Dzień Jedności Niemiec"},
    "Reformation Day": {"da": "reformationsdagen", "nb": "reformasjonsdagen", "sv": "reformationsdagen",
                        "de": "Reformationstag", "pl": "Święto Reformacji"},
    "Independence Day": {"da": "uafhængighedsdag", "nb": "uavhengighetsdagen", "sv": "självständighetsdagen",
                         "de": "Unabhängigkeitstag", "pl": "Święto Niepodległości"},
    "3 May Constitution Day": {"da": "Polens grundlovsdag", "nb": "Polens grunnlovsdag", "sv": "Polens grundlagsdag",
                               "de": "polnischer Verfassungstag", "pl": "Święto Konstytucji 3 Maja"},
    "National Day": {"da": "nationaldag", "nb": "nasjonaldagen", "sv": "nationaldagen", "de": "Nationalfeiertag",
                     "pl": "święto narodowe"},
    "Great Prayer Day": {"da": "store bededag", "nb": "den danske store bededag", "sv": "danska stora böndagen",
                         "de": "Buß- und Bettag (Dänemark)", "pl": "duński Dzień Modlitwy"},
    "Day of Repentance and Prayer": {"da": "tysk bods- og bededag", "nb": "tysk bots- og bededag",
                                     "sv": "tysk bot- och bönedag", "de": "Buß- und Bettag",
                                         "pl": "Dzień Pokuty i Modlitwy"},
}  # fmt: skip


def feast(english: str) -> str:
    """The feast that a day belongs to, by its English name in the package; the day itself where it stands alone.

    Where two fall on one day the package joins them by a semicolon: the first one is named.
    """
    first = english.split(";", maxsplit=1)[0].removesuffix(" (observed)").strip()
    return _FEASTS.get(first.lower(), first)


def called(feasts: tuple[str, ...], language: str) -> str:
    """What these feasts are called, each once: `Easter`, `jul og nytår`."""
    names = [NAMES.get(one, {}).get(language, one) for one in dict.fromkeys(feasts)]
    return f" {_AND.get(language, 'and')} ".join(names)


_AND = {"da": "og", "nb": "og", "sv": "och", "de": "und", "pl": "i"}
