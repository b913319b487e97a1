"""Which words say that a mail was forwarded? Lines above its header block, and the prefixes of subjects."""

import re

from mailgate.mail.quote_marks import DASHES

_LINES = (
    "forwarded message", "begin forwarded message", "forwarded by", "weitergeleitete nachricht",
    "anfang der weitergeleiteten nachricht", "weitergeleitete e-mail", "message transféré", "message transfere",
    "début du message transféré", "début du message réexpédié", "message réexpédié", "mensaje reenviado",
    "inicio del mensaje reenviado", "messaggio inoltrato", "inizio messaggio inoltrato",
    "mensagem encaminhada", "início da mensagem reencaminhada", "início da mensagem encaminhada",
    "doorgestuurd bericht", "begin doorgestuurd bericht", "videresendt meddelelse", "videresendt besked",
    "start på videresendt besked", "videresendt melding", "start på videresendt melding",
    "begynnelse på videresendt melding", "vidarebefordrat meddelande", "vidarebefordrat brev", "välitetty viesti",
    "välitetty viesti alkaa", "edelleen lähetetty viesti", "przekazana wiadomość", "wiadomość przesłana dalej",
    "początek przekazywanej wiadomości", "treść przekazanej wiadomości", "přeposlaná zpráva",
    "začátek přeposílané zprávy", "továbbított üzenet", "továbbított levél", "továbbított levél kezdete",
    "missatge reenviat", "inici del missatge reenviat", "yönlendirilen mesaj", "iletilen ileti",
    "iletilen ileti başlangıcı", "пересылаемое сообщение", "转发的邮件", "轉寄郵件",
)  # fmt: skip
_KNOWN = frozenset(_LINES)
_BY = (
    "forwarded by ", "weitergeleitet von ", "videresendt af ", "videresendt av ", "vidarebefordrat av ",
    "doorgestuurd door ", "réacheminé par ", "inoltrato da ", "reenviado por ", "encaminhado por ",
    "przesłane dalej przez ", "välittänyt ",
)  # fmt: skip
_LONGEST = 200
_AROUND = DASHES + ">:. \t\u00a0"
_SUBJECT = re.compile(
    r"^\s*(?:fwd?|wg|tr|rv|vs|vb|vl|vid|pd|i|enc|doorst|fs|továbbítás|tov|přeposlat|přeposláno|ilt|"
    r"i̇lt|пересл|转发)\s*(?:\[\d+\])?\s*[:：]",
    re.IGNORECASE,
)
_VS = re.compile(r"^\s*vs\s*[:：]", re.IGNORECASE)


def announces_forward(line: str) -> bool:
    """The line says that a forwarded mail follows, between rules or alone."""
    if len(line) > _LONGEST:
        return False
    words = line.strip(_AROUND).lower()
    return words in _KNOWN or (words.startswith(_BY) and not line[0].isalnum())


def forwards(subject: str, languages: tuple[str, ...] = ()) -> bool:
    """The subject is that of a forwarded mail. "VS:" forwards in Danish and Norwegian, but answers in Finnish."""
    if _SUBJECT.match(subject) is None:
        return False
    return not (languages == ("fi",) and _VS.match(subject))
