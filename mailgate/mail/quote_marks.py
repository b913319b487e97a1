"""Which lines stand between new text and history? The words of mailers in the languages of SPEC section 5.3.

Facts: a mailer introduces history with one sentence ("On … wrote:"), with a line between rules
("-----Original Message-----"), or with a block of fields ("From: … Sent: …"). Words alone are never proof:
a sentence needs a date or an address, a block needs its neighbours.
"""

import re

SEPARATOR_MARK = "– – – reply above this line – – –"
"""Our own separator; letters write it, possibly with words of another language before and behind it."""

# Verbs of "wrote" as the last words of the sentence, or near its end where the address follows them.
_WROTE = (
    "wrote", "writes", "skrev", "skreiv", "schrieb", "schreef", "geschreven", "a écrit", "à écrit",
    "ha scritto", "escribió", "escribio", "escreveu", "ha escrito", "va escriure", "ha escrit",
    "kirjoitti", "napisał", "napisała", "napisał(a)", "pisze", "napsal", "napsala", "napsal(a)",
    "napísal", "írta", "ezt írta", "yazdı", "şunu yazdı", "şunları yazdı", "a scris", "написал",
    "написала", "написал(а)", "пишет", "написав", "написала:", "pisze:", "έγραψε", "написа", "写道", "寫道",
    "さんは書きました", "のメール", "作成", "wrote on", "rašė", "kirjoitti viestissä", "schrieb am", "skrev den",
)  # fmt: skip
_VERBS = "|".join(re.escape(word) for word in _WROTE)
WROTE = re.compile(rf"(?<!\w)(?:{_VERBS})(?!\w)", re.IGNORECASE)

# A person tells what was written: "I wrote:", "schrieb ich". Mailers name people, never pronouns.
_PRONOUNS = (
    "i we you he she they jeg vi du han hun ich wir sie er jag ni hon ik wij je jij u hij nous vous il elle on yo nosotros "
    "él ella io noi lui lei eu nós ele ela ja my on já my én mi jo nosaltres ben biz minä me"
)
_PERSON = "|".join(dict.fromkeys(_PRONOUNS.split()))
PERSON_WROTE = re.compile(
    rf"(?<!\w)(?:(?:{_PERSON}|who|this|that|it|manual|text|log)\s+(?:{_VERBS})|"
    rf"(?:schrieb|skrev|schreef|napsal|skreiv)\s+(?:{_PERSON}))(?!\w)",
    re.IGNORECASE,
)

# First words of the sentence; needed only where no quote marks follow.
_OPENERS = (
    "on", "am", "le", "el", "il", "em", "op", "den", "på", "ons", "w dniu", "dnia", "dne", "pe", "la",
    "a", "il giorno", "em", "no dia", "el dia", "tarihinde", "ma", "ti", "ke", "to", "pe", "su", "la",
    "le", "mån", "tis", "tors", "fre", "lör", "sön", "man", "tirs", "tor", "lør", "søn", "mon", "tue",
    "wed", "thu", "fri", "sat", "sun", "po", "út", "st", "čt", "pá", "so", "ne", "pon", "wt", "śr", "czw",
    "pt", "sob", "niedz", "hétfő", "mié", "lun", "mar", "jue", "vie", "sáb", "dom", "in", "mo", "di",
    "mi", "do", "fr", "sa", "tir", "ons", "mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag",
    "ke", "to", "pe", "la", "su", "kl", "zo", "za", "vr", "wo", "dt", "dc", "dj", "dv", "dg", "pzt", "sal", "çar", "per",
    "cum", "cmt", "paz", "no", "em data", "il giorno", "dl", "ds", "ti", "op", "v", "le lun", "h", "sze", "csüt", "szo",
    "datum", "date", "dato", "dnia",
)  # fmt: skip
OPENER = re.compile(
    r"(?:"
    + "|".join(sorted(map(re.escape, set(_OPENERS)), key=len, reverse=True))
    + r")\b[ .,]|\d{1,4}[./-]|\d{1,2}\.? [^\W\d_]{3,12}\.? (?:19|20)\d\d",
    re.IGNORECASE,
)
DATE = re.compile(r"\d{1,4}[./-]\s?\d{1,2}|\d{1,2}[:.h]\d{2}|(?<!\d)(?:19|20)\d\d(?!\d)|\d{1,2}\.? \w{3,}")
ADDRESS = re.compile(r"[^\s<>]{1,80}@[^\s<>]{1,120}")

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
    "reply message", "reply above this line", "original appointment",
    "den ursprünglichen nachricht", "pôvodná správa", "исходное сообщение", "原始邮件",
)  # fmt: skip
ORIGINAL = re.compile(
    r"^[-–—_=*\s]{2,40}(?:" + "|".join(map(re.escape, _ORIGINAL)) + r")[-–—_=*:\s]{0,40}$", re.IGNORECASE
)

_FORWARDED = (
    "forwarded message", "begin forwarded message", "forwarded by", "weitergeleitete nachricht",
    "anfang der weitergeleiteten nachricht", "weitergeleitete e-mail", "message transféré",
    "message transfere", "début du message transféré", "mensaje reenviado",
    "inicio del mensaje reenviado", "messaggio inoltrato", "inizio messaggio inoltrato",
    "mensagem encaminhada", "início da mensagem reencaminhada", "doorgestuurd bericht",
    "begin doorgestuurd bericht", "videresendt meddelelse", "videresendt besked",
    "start på videresendt besked", "videresendt melding", "begynnelse på videresendt melding",
    "vidarebefordrat meddelande", "vidarebefordrat brev", "välitetty viesti", "edelleen lähetetty viesti",
    "przekazana wiadomość", "wiadomość przesłana dalej", "treść przekazanej wiadomości",
    "přeposlaná zpráva", "továbbított üzenet", "továbbított levél", "missatge reenviat",
    "yönlendirilen mesaj", "iletilen ileti", "пересылаемое сообщение", "转发的邮件", "轉寄郵件",
)  # fmt: skip
FORWARDED_LINES = frozenset(_FORWARDED)
RULES = "-–—_=*:. \t\u00a0"
FORWARD_SUBJECT = re.compile(
    r"^\s*(?:fwd?|wg|tr|rv|vs|vb|vl|vid|pd|i|enc|doorst|fs|továbbítás|tov|přeposlat|přeposláno|ilt|"
    r"i̇lt|пересл|转发)\s*(?:\[\d+\])?\s*[:：]",
    re.IGNORECASE,
)

# Labels of a header block by what they name.
LABELS = {
    "from": (
        "from von de da van fra från lähettäjä od nadawca feladó kimden gönderen expéditeur remitente mittente afzender "
        "avsändare afsender avsender küldő odesílatel отправитель от 发件人 差出人"
    ),
    "date": (
        "date sent datum gesendet envoyé fecha enviado data inviato enviada verzonden dato sendt skickat lähetetty "
        "päivämäärä päiväys wysłano odesláno dátum elküldve küldve enviat tarih gönderildi gönderilme дата отправлено "
        "发送时间 日付"
    ),
    "to": (
        "to an à a para per aan til till vastaanottaja do dla komu címzett kime destinataire destinatario destinatari "
        "adresat příjemce alıcı кому 收件人 宛先"
    ),
    "cc": "cc kopie copie kopi kopia másolat kopio dw bilgi копия 抄送",
    "subject": (
        "subject betreff objet asunto oggetto assunto onderwerp emne ämne aihe temat předmět věc tárgy assumpte konu "
        "тема 主题 件名"
    ),
}
# Two words that name one field.
PHRASES = {
    "enviado el": "date",
    "enviada em": "date",
    "enviado em": "date",
    "inviato il": "date",
    "sent on": "date",
    "gesendet am": "date",
    "date d'envoi": "date",
    "feladás dátuma": "date",
    "data wysłania": "date",
    "fecha de envío": "date",
    "skickat den": "date",
    "verzonden op": "date",
    "per a": "to",
    "envoyé le": "date",
}
LABEL_OF = {word: kind for kind, words in LABELS.items() for word in words.split()} | PHRASES
FIELD = re.compile(r"^[\s*>|]{0,6}([^\W\d_][\w '-]{0,24}?)[\s\u00a0*]{0,3}[:：][\s\u00a0*]{0,4}(.*)$")
RULE = re.compile(r"^\s*[_\-=–—*]{5,}\s*$")

_SENT_FROM = (
    "sent from my", "sent from outlook", "sent from yahoo", "sent from mail for", "sent from mobile",
    "sent via", "sent using", "sent with", "get outlook for", "von meinem", "gesendet mit",
    "gesendet von", "diese nachricht wurde von meinem", "holen sie sich outlook", "outlook für",
    "envoyé de mon", "envoyé depuis", "envoyé à partir", "obtenir outlook", "télécharger outlook",
    "enviado desde mi", "enviado desde", "enviado do meu", "enviado a partir", "enviado de mi",
    "obtener outlook", "obter o outlook", "inviato da", "inviato dal mio", "ottieni outlook",
    "scarica outlook", "verzonden vanaf", "verstuurd vanaf", "verzonden met", "outlook voor",
    "sendt fra min", "sendt fra", "sendt fra outlook", "hent outlook", "skickat från", "skaffa outlook",
    "lähetetty", "hanki outlook", "wysłane z", "wysłano z", "pobierz program outlook", "odesláno z",
    "odesláno ze", "získat outlook", "iphone-ról küldve", "telefonról küldve", "elküldve", "küldve",
    "enviat des", "iphone'umdan gönderildi", "gönderildi", "outlook'u edinin", "отправлено с", "发自我的",
)  # fmt: skip
SENT_FROM = re.compile(
    r"^\s*(?:(?:"
    + "|".join(map(re.escape, _SENT_FROM))
    + r")(?!\w).{0,80}|\S{0,30} ?(?:-ról|-ről|umdan|'?[du][ae]n) (?:küldve|gönderildi))\s*$",
    re.IGNORECASE,
)
