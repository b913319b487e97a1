"""Does a block of header fields begin here, and in which language? "From: … Sent: … To: … Subject: …" above history.

Facts: one label is never proof, since people write "From: Kiel, To: Oslo, Date: Monday" about parcels and journeys.
A block has a sender, and either a subject or what only mailers write: an address behind the sender, or the hour of sending.
Labels are shared between languages ("De:" is four), so the languages of a block are those that know all its labels.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_LINES = 8
_FOREIGN = 2  # lines of unknown labels, or wrapped ones, inside a block
_COLUMNS = ("from", "sent", "date", "to", "cc", "subject")
_LABELS = {
    "en": ("from", "sent|sent on", "date", "to", "cc", "subject"),
    "de": ("von", "gesendet|gesendet am", "datum", "an", "cc|kopie", "betreff"),
    "da": ("fra|afsender", "sendt", "dato", "til", "cc|kopi", "emne"),
    "nb": ("fra|avsender", "sendt", "dato", "til", "cc|kopi", "emne"),
    "sv": ("från|avsändare", "skickat|skickat den", "datum", "till", "cc|kopia", "ämne"),
    "fi": ("lähettäjä", "lähetetty", "päivämäärä|päiväys|pvm", "vastaanottaja|saaja", "kopio", "aihe"),
    "nl": ("van|afzender", "verzonden|verzonden op", "datum", "aan", "cc|kopie", "onderwerp"),
    "pl": ("od", "wysłano|wysłane|data wysłania", "data", "do", "dw|kopia|cc", "temat"),
    "cs": ("od|odesílatel", "odesláno", "datum", "komu|příjemce|adresát", "kopie", "předmět|věc"),
    "fr": (
        "de|expéditeur",
        "envoyé|envoyé le|date d'envoi",
        "date",
        "à|destinataire",
        "cc|copie",
        "objet|sujet",
    ),
    "es": (
        "de|remitente",
        "enviado|enviado el|enviados|fecha de envío",
        "fecha",
        "para|destinatario|a",
        "cc",
        "asunto",
    ),
    "it": ("da|mittente", "inviato|inviato il", "data", "a|destinatario", "cc", "oggetto"),
    "pt": (
        "de|remetente",
        "enviado|enviada|enviada em|enviado em",
        "data",
        "para|destinatário",
        "cc",
        "assunto",
    ),
    "hu": (
        "feladó|küldő",
        "elküldve|küldve|feladás dátuma",
        "dátum",
        "címzett",
        "másolat|másolatot kap",
        "tárgy",
    ),
    "ca": (
        "de|remitent",
        "enviat|enviat el|data d'enviament",
        "data",
        "per a|a|destinatari",
        "cc|a/c",
        "assumpte|tema",
    ),
    "tr": (
        "kimden|gönderen",
        "gönderildi|gönderilme|gönderilme tarihi|gönderme tarihi",
        "tarih",
        "kime|alıcı",
        "bilgi|cc",
        "konu",
    ),
    "ru": ("от|отправитель", "отправлено", "дата", "кому", "копия", "тема"),
    "zh": ("发件人", "发送时间", "日期", "收件人", "抄送", "主题"),
    "ja": ("差出人", "送信日時", "日付", "宛先", "cc", "件名"),
}
_LABEL = 40  # characters before the colon
_AROUND = " \t*>|\u00a0"  # marks of quotes and of bold text
_HOUR = re.compile(r"\d{1,2}[:.h]\d{2}")
_FIRST = frozenset(("from", "sent", "date"))  # some webmailers put the date above the sender


def _known() -> dict[str, tuple[str, frozenset[str]]]:
    """Each label with the field that it names and its languages."""
    kinds: dict[str, str] = {}
    languages: dict[str, set[str]] = {}
    for language, columns in _LABELS.items():
        for kind, words in zip(_COLUMNS, columns, strict=True):
            for word in words.split("|"):
                kinds[word] = kind
                languages.setdefault(word, set()).add(language)
    return {word: (kind, frozenset(languages[word])) for word, kind in kinds.items()}


_KNOWN = _known()


@dataclass(frozen=True, slots=True)
class Field:
    """One line of a block: what it names, in which languages, and its value."""

    kind: str
    value: str
    languages: frozenset[str]


@dataclass(frozen=True, slots=True)
class Block:
    """A header block, and the languages that know all its labels; none where labels are mixed."""

    languages: tuple[str, ...] = ()


def read_field(line: str) -> Field | None:
    """The line as a field of a header block; None for any other line."""
    label, colon, value = line.replace("：", ":", 1).partition(":")
    if not colon or len(label) > _LABEL:
        return None
    known = _KNOWN.get(label.strip(_AROUND).lower())
    return Field(known[0], value.strip(" *\t\u00a0"), known[1]) if known else None


def block_at(lines: Sequence[str], number: int, *, announced: bool = False) -> Block | None:
    """The block that begins at the line; under a line that announces it, it may begin with any field."""
    first = read_field(lines[number])
    if first is None or not (announced or first.kind in _FIRST):
        return None
    found = {first.kind: first}
    foreign = 0
    for line in lines[number + 1 : number + _LINES]:
        field = read_field(line)
        if field is not None and field.kind == "from" and "from" in found:
            break
        if field is not None:
            found.setdefault(field.kind, field)
        elif line.strip(" >\t\u00a0"):
            foreign += 1
            if foreign > _FOREIGN:
                break
    return _block(found) if _is_proof(found) else None


def _is_proof(found: dict[str, Field]) -> bool:
    if "from" not in found:
        return False
    dated = "sent" in found or "date" in found
    if "subject" in found:
        return dated or "to" in found
    hour = "sent" in found and _HOUR.search(found["sent"].value)
    return "to" in found and dated and bool(hour or "@" in found["from"].value)


def _block(found: dict[str, Field]) -> Block:
    shared = frozenset(_LABELS).intersection(*(field.languages for field in found.values()))
    return Block(tuple(language for language in _LABELS if language in shared))
