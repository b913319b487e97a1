"""Which lines stand between new text and history? The words of mailers in the languages of SPEC section 5.3.

Facts: a mailer introduces history with one sentence ("On … wrote:"), with a line between rules
("-----Original Message-----"), or with a block of fields (header_block.py). Words alone are never proof: a sentence
needs a date or an address, a line between rules that is not known needs a block below it.
"""

import re

SEPARATOR_MARK = "– – – reply above this line – – –"
"""Our own separator; letters write it, possibly with words of another language before and behind it."""

# "Wrote" as the last words of the sentence, or near its end where the address follows them.
_WROTE = {
    "en": "wrote|writes|wrote on|quoting",
    "de": "schrieb|schrieb am|geschrieben|zitat von",
    "da": "skrev|skrev den",
    "nb": "skrev|skrev den|skreiv",
    "sv": "skrev|skrev den",
    "fi": "kirjoitti|kirjoitti viestissä",
    "nl": "schreef|geschreven",
    "pl": "napisał|napisała|napisał(a)|pisze|napisana przez",
    "cs": "napsal|napsala|napsal(a)",
    "sk": "napísal|napísal(a)",
    "fr": "a écrit|à écrit",
    "es": "escribió|escribio|ha escrito",
    "it": "ha scritto",
    "pt": "escreveu",
    "hu": "írta|ezt írta",
    "ca": "va escriure|ha escrit|missatge de",
    "tr": "yazdı|şunu yazdı|şunları yazdı",
    "ro": "a scris",
    "lt": "rašė",
    "ru": "написал|написала|написал(а)|пишет",
    "uk": "написав|пише",
    "bg": "написа",
    "el": "έγραψε",
    "zh": "写道|寫道",
    "ja": "さんは書きました|のメール|作成",
}


def _languages_of_words() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for language, words in _WROTE.items():
        for word in words.split("|"):
            found[word] = (*found.get(word, ()), language)
    return found


_KNOWN = _languages_of_words()
_VERBS = "|".join(map(re.escape, _KNOWN))
# For sentences in lower case: without regard to case this takes four times as long.
WROTE = re.compile(rf"(?<!\w)(?:{_VERBS})(?!\w)")

# A person tells what was written: "I wrote:", "schrieb ich". Mailers name people, never pronouns.
_PRONOUNS = (
    "i we you he she they jeg vi du han hun ich wir sie er jag ni hon ik wij je jij u hij nous vous il elle on yo nosotros "
    "él ella io noi lui lei eu nós ele ela ja my on já my én mi jo nosaltres ben biz minä me"
)
_PERSON = "|".join(dict.fromkeys(_PRONOUNS.split()))
PERSON_WROTE = re.compile(
    rf"(?<!\w)(?:(?:{_PERSON}|who|this|that|it|manual|text|log)\s+(?:{_VERBS})|"
    rf"(?:schrieb|skrev|schreef|napsal|skreiv)\s+(?:{_PERSON}))(?!\w)"
)
# "Your colleague wrote:"; a mailer would give the colleague's name or address.
_POSSESSIVES = (
    "your our my his her their ihr ihre unser unsere mein meine dein deine din vores jeres min er deres "
    "votre notre mon uw onze mijn jullie su mi nuestro nuestra vostro nostro seu sua nosso nossa meu minha wasz nasz "
    "váš náš můj teidän meidän"
)
SOMEBODY = re.compile(rf"(?<!\w)(?:{'|'.join(_POSSESSIVES.split())})\s+\w{{3,}}")

# First words of the sentence; needed only where no quote marks follow.
_OPENERS = (
    "on", "at", "am", "le", "el", "il", "em", "op", "den", "på", "ons", "w dniu", "dnia", "dne", "pe", "la",
    "a", "à", "às", "as", "il giorno", "no dia", "el dia", "tarihinde", "ma", "ti", "ke", "to", "su", "quoting",
    "mån", "tis", "tors", "fre", "lör", "sön", "man", "tirs", "tor", "lør", "søn", "mon", "tue", "zitat von", "wiadomość",
    "wed", "thu", "fri", "sat", "sun", "po", "út", "st", "čt", "pá", "so", "ne", "pon", "wt", "śr", "czw", "missatge de",
    "pt", "sob", "niedz", "hétfő", "mié", "lun", "mar", "jue", "vie", "sáb", "dom", "in", "mo", "di",
    "mi", "do", "fr", "sa", "tir", "mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag",
    "kl", "zo", "za", "vr", "wo", "dt", "dc", "dj", "dv", "dg", "pzt", "sal", "çar", "per",
    "cum", "cmt", "paz", "no", "em data", "dl", "ds", "v", "le lun", "h", "sze", "csüt", "szo",
    "datum", "date", "dato",
)  # fmt: skip
OPENER = re.compile(
    r"(?:"
    + "|".join(sorted(map(re.escape, set(_OPENERS)), key=len, reverse=True))
    + r")\b[ .,]|\d{1,4}[./-]|\d{1,2}\.? [^\W\d_]{3,12}\.? (?:19|20)\d\d",
    re.IGNORECASE,
)
DATE = re.compile(r"\d{1,4}[./-]\s?\d{1,2}|\d{1,2}[:.h]\d{2}|(?<!\d)(?:19|20)\d\d(?!\d)|\d{1,2}\.? \w{3,}")
HOUR = re.compile(r"(?<!\d)\d{1,2}[:.h]\d{2}(?!\d)")
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
ADDRESS = re.compile(r"[^\s<>]@[^\s<>]")

_ORIGINAL = (
    "original message", "original-nachricht", "ursprüngliche nachricht", "ursprungliche nachricht",
    "message d'origine", "message original", "mensaje original", "messaggio originale",
    "mensagem original", "oorspronkelijk bericht", "oprindelig meddelelse", "oprindelig besked",
    "opprinnelig melding", "ursprungligt meddelande", "alkuperäinen viesti", "wiadomość oryginalna",
    "oryginalna wiadomość", "původní zpráva", "původní e-mail", "eredeti üzenet", "missatge original",
    "orijinal mesaj", "özgün ileti", "originalmeddelande", "originalnachricht", "orig. nachricht", "original mail",
    "original email", "original e-mail", "oprindelig mail", "oprindelig e-mail", "alkuperäinen sähköposti",
    "alkuperäinen posti", "messaggio d'origine", "missatge d'origen", "message initial", "courriel original",
    "mensaje de origen", "ilk mesaj", "asıl mesaj", "opprinnelig e-post", "opprinnelig epost", "ursprunglig e-post",
    "oorspronkelijke bericht", "oorspronkelijke e-mail", "wiadomość pierwotna", "oryginał wiadomości",
    "originální zpráva", "eredeti e-mail", "eredeti levél", "e-mail original", "original besked", "original",
    "ursprüngliche mail", "ursprüngliche e-mail", "mail original", "mail originale", "originele bericht",
    "reply message", "reply above this line", "original appointment",
    "den ursprünglichen nachricht", "pôvodná správa", "исходное сообщение", "原始邮件",
)  # fmt: skip
# Proton Mail draws its rule with U+2010.
DASHES = "-‐‑‒–—―_=*"
# Notes copies the first words of the mail into a line above its header block.
NOTES_LINE = re.compile(r"^\S.{0,80}? ?---\s?\d{1,4}[./-]\d{1,2}[./-]\d{1,4} [^-]{4,20}---")
_SIGNS = DASHES.replace("-", "") + r"\-"  # inside brackets
# Possessive, or a long line of rules and blanks would be tried in every division.
RULE = re.compile(rf"^\s*+[{_SIGNS}]{{5,}}+\s*+$")
ORIGINAL = re.compile(
    rf"^\s*+[{_SIGNS}]{{2}}[{_SIGNS}\s]{{0,80}}+(?:{'|'.join(map(re.escape, _ORIGINAL))})[{_SIGNS}:\s]{{0,80}}+$",
    re.IGNORECASE,
)


def languages_of(sentence: str) -> tuple[str, ...]:
    """The languages whose word for "wrote" stands in the sentence; related languages share it."""
    found = WROTE.search(sentence.lower())
    return _KNOWN[found[0]] if found else ()


def is_between_rules(line: str) -> bool:
    """The line is words between two rules: `----- Words -----`."""
    if not 5 <= len(line) <= 300 or any(line[place] not in DASHES for place in (0, 1, -2, -1)):
        return False
    return line.strip(DASHES + " ")[:1].isalnum()
