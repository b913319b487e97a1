"""What does a status code or a server's sentence mean in one word? RFC 3463, and the words of common servers."""

import re

_BY_STATUS = {
    "unknown-user": "1.1",
    "unknown-domain": "1.2",
    "bad-address": "1.0 1.3 1.4",
    "moved": "1.6",
    "no-mail-host": "1.10",
    "mailbox-problem": "2.0",
    "disabled": "2.1",
    "mailbox-full": "2.2",
    "too-large": "2.3 3.4",
    "system-full": "3.1",
    "no-answer": "4.1",
    "bad-connection": "4.2",
    "dns": "4.3 4.4",
    "loop": "4.6",
    "expired": "4.7",
    "too-many-recipients": "5.3",
    "content": "6.0",
    "refused": "7.0 7.1 7.606",
    "authentication": "7.20 7.23 7.25 7.26 7.509",
}
_REASON_OF = {code: reason for reason, codes in _BY_STATUS.items() for code in codes.split()}
# The sentence beside these codes says more. 5.1.10 is a null MX in RFC 7505 and an unknown user in Exchange, which
# also says "no answer" for good (5.4.1) where it refuses an address.
_VAGUE = ("refused", "mailbox-problem", "bad-address", "content", "no-mail-host")
_VAGUE_STATUS = ("5.4.1",)
_BY_WORDS = {
    "mailbox-full": (
        r"quota|mailbox (?:is |size |storage )?(?:full|limit)|insufficient (?:system )?storage|"
        r"out of storage|"
        r"full mailbox|inbox (?:is )?full|storage (?:is )?full|not enough (?:storage )?space|"
        r"postfach[^.\n]{0,40} (?:voll|überfüllt)|speicherplatz|boîte[^.\n]{0,60} pleine|"
        r"buzón[^.\n]{0,40} llen[oa]|"
        r"casella[^.\n]{0,40} piena|skrzynka[^.\n]{0,30} (?:pełna|przepełniona)|"
        r"post(?:kassen?|boksen?|kasse)[^.\n]{0,40} (?:fuld|full)\b|(?:brevlådan?|postlådan?|"
        r"inkorgen)[^.\n]{0,40} full\b|"
        r"postvak[^.\n]{0,40} vol\b|caixa[^.\n]{0,60} cheia"
    ),
    "moved": r"has moved|mailbox moved|user not local|please (?:try|forward) (?:<|to )|address has changed",
    "unknown-domain": (
        r"host (?:or domain name )?not found|domain (?:name )?(?:not found|does not exist|doesn't exist|"
        r"unknown)|"
        r"name service error|no mx|unknown (?:host|domain)|nullmx|no such domain|dns (?:error|failure|"
        r"lookup)|"
        r"domain couldn't be found|domain wasn't found"
    ),
    "unknown-user": (
        r"(?:user|recipient|mailbox|account|address|login) (?:is )?(?:unknown|not known)|"
        r"unknown[ -](?:user|recipient|address|account)|"
        r"no such (?:user|recipient|mailbox|address|person|account|local)|do(?:es)? not exist|"
        r"doesn't exist|don't exist|"
        r"(?:mailbox|user|recipient|account|recipient name|"
        r"recipient address) (?:is )?(?:not (?:be )?(?:found|recognized)|unavailable)|"
        r"recip(?:ient)?notfound|recipient not found|"
        r"invalid (?:recipient|mailbox|user|address|final delivery userid)|"
        r"recipient (?:address )?rejected|no mailbox|not found in|unrouteable address|not listed in|"
        r"unknown (?:or illegal alias|local part)|address not found|wasn't found|could ?n[o']t be found|"
        r"not a (?:known|valid) (?:user|recipient|mailbox|address)|doesn't have an? .{0,20}account|"
        r"not our customer|"
        r"(?:number|subscriber) (?:is )?(?:not|in)[ -]?(?:valid|known|found|active)|addressee unknown|"
        r"bad destination mailbox|"
        r"nicht (?:gefunden|bekannt|vorhanden)|existiert nicht|unbekannte[rn]? (?:empfänger|benutzer|"
        r"adresse)|"
        r"n'existe pas|(?:destinataire|utilisateur|adresse)[^.\n]{0,30} (?:inconnue?|introuvable)|"
        r"no existe|"
        r"(?:usuario|destinatario|"
        r"dirección) (?:desconocid[oa]|no encontrad[oa])|no se (?:ha )?(?:encontró|encontrado|"
        r"pudo encontrar)|"
        r"non esiste|(?:utente|destinatario|indirizzo) (?:sconosciuto|non trovato)|nie istnieje|nieznany|"
        r"nie znaleziono|"
        r"findes ikke|(?:ukendt|ukjent) (?:modtager|mottaker|bruger)|blev ikke fundet|ble ikke funnet|"
        r"finnes ikke|"
        r"finns inte|(?:okänd (?:mottagare|användare))|hittades inte|det gick inte att hitta|"
        r"bestaat niet|onbekende? |niet gevonden|"
        r"não (?:existe|foi encontrad[oa])|(?:usuário|utilizador|destinatário) desconhecido"
    ),
    "disabled": (
        r"disabled|inactive|suspended|deactivated|no longer (?:valid|in use|active|available|accept|"
        r"works? )|"
        r"deaktiviert|gesperrt|désactivée?|deshabilitad|disattivat|opheven|desativad"
    ),
    "spam": (
        r"spam|junk|blocked using|blacklist|block(?:ed)? ?list|denylist|spamhaus|reputation|unsolicited|"
        r"barracuda|"
        r"listed (?:at|in|by|on) \S{1,60}(?:bl|sbl|xbl|dnsbl)|content (?:filter|rejected|policy)|virus|"
        r"malware|"
        r"poor sending|suspicious"
    ),
    "authentication": r"dmarc|\bspf\b|dkim|unauthenticated|sender (?:policy|verif)",
    "too-large": (
        r"too (?:large|big|long)|size (?:limit|exceed|is too)|exceeds? (?:the |a |its |"
        r"fixed )?(?:maximum|max|size|limit|message size)|"
        r"maximum (?:message )?size|zu groß|trop (?:volumineux|gros|grand)|demasiado grande|"
        r"troppo grande|zbyt (?:duż|wielk)|"
        r"for stort?|för stort?|te groot|muito grande|grande demais|larger than"
    ),
    "too-many-recipients": r"too many recipients",
    "loop": r"too many hops|mail loop|loops? back|routing loop|hop count exceeded|loop detected",
    "expired": (
        r"expired|retry time(?:out)? (?:not reached|exceeded)|could not be delivered for|"
        r"has been queued too long|"
        r"in the queue too long|(?:has )?not been collected|message (?:is )?too old|"
        r"delivery time (?:limit )?exceeded|"
        r"giv(?:ing|en) up after"
    ),
    "no-answer": (
        r"timed? ?out|connection (?:\w+ )?(?:refused|reset|lost|dropped|failed)|no route|unreachable|"
        r"greylist|graylist|try again|"
        r"not respond(?:ing)?|no (?:answer|response)|host (?:is )?down|could not (?:be contacted|"
        r"connect)|connect to|"
        r"temporarily (?:unavailable|deferred)|nicht erreichbar|injoignable"
    ),
    "refused": (
        r"refus|denied|reject|not (?:allowed|permitted|authori[sz]ed|accepting)|relay|policy|blocked|"
        r"prohibited|restrict|"
        r"abgelehnt|verweigert|rechazad|rifiutat|odrzucon|afvist|avvist|avvisad|geweigerd|rejeitad"
    ),
}
_WORDS = {reason: re.compile(pattern, re.IGNORECASE) for reason, pattern in _BY_WORDS.items()}
_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?!\.?\d)")
_CODE = re.compile(r"(?<![\d.@-])([245]\d\d)(?=[ \-:;.>'#]|$)")
_ACTIONS = ("failed", "delayed", "delivered", "relayed", "expanded")
_TEXT = 2_000


def status_of(text: str) -> str:
    """The enhanced status code in a line ("5.1.1"); empty where there is none."""
    found = _STATUS.search(text[:_TEXT])
    return found[1] if found else ""


def reply_code(text: str) -> str:
    """The three digits of an SMTP reply in a line ("550"); empty where there are none."""
    found = _CODE.search(text[:_TEXT])
    return found[1] if found else ""


def reason_of(status: str, diagnostic: str) -> str:
    """A stable name for the reason; the words win over a code that only says "other" or "refused"."""
    coded = _REASON_OF.get(status.partition(".")[2], "")
    if status.startswith("2."):
        return ""
    if coded and coded not in _VAGUE and status not in _VAGUE_STATUS:
        return coded
    text = diagnostic[:_TEXT]
    return worded_reason(text) or coded or ("unknown" if status or text.strip() else "")


def worded_reason(text: str) -> str:
    """The reason that a server's sentence gives; empty where it gives none that is known."""
    return next((reason for reason, pattern in _WORDS.items() if pattern.search(text[:_TEXT])), "")


def action_of(given: str, status: str, code: str = "") -> str:
    """The action of RFC 3464 section 2.3.3; misspelt or missing ones follow from the status, or the reply's code."""
    word = given.strip().partition(" ")[0].strip("();,.").lower()
    if word in _ACTIONS:
        return word
    kind = (status or code)[:1]
    if word.startswith(("fail", "undeliver", "reject", "bounce")) or kind == "5":
        return "failed"
    if word.startswith(("delay", "defer", "warn")) or kind == "4":
        return "delayed"
    return "delivered" if kind == "2" else "failed"
