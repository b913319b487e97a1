"""Which words betray an automatic mail? Subjects and first lines of out-of-office mail in thirteen languages and more.

Facts: people write about such mail ("please fix our out-of-office text"). A subject counts only where it begins
with the phrase, as responders write it; a body counts only together with a first-person absence in its first lines.
"""

import re

_VACATION_SUBJECTS = (
    "out of office", "out of the office", "automatic reply", "auto reply", "auto-reply", "autoreply",
    "auto response", "away from office", "vacation reply", "automatisk svar", "autosvar", "fraværsbesked",
    "ikke til stede", "ikke på kontoret", "automatiskt svar", "ej på kontoret", "automaattinen vastaus",
    "poissa toimistolta", "poissaoloilmoitus", "automatische antwort", "abwesenheitsnotiz",
    "nicht im büro", "abwesenheitsnachricht", "automatisch antwoord", "automatische reactie",
    "automatyczna odpowiedź", "odpowiedź automatyczna", "autoodpowiedź", "poza biurem",
    "nieobecność w biurze", "automatická odpověď", "réponse automatique", "absence du bureau",
    "absent du bureau", "je suis absent", "message d'absence", "respuesta automática",
    "fuera de la oficina", "fuera de oficina", "estoy fuera", "risposta automatica", "fuori ufficio",
    "fuori sede", "assenza dall'ufficio", "resposta automática", "fora do escritório",
    "ausência temporária", "automatikus válasz", "házon kívül", "irodán kívül", "resposta automàtica",
    "fora de l'oficina", "otomatik yanıt", "otomatik cevap", "otomatik cevap iletisi", "izindeyim",
    "tatildeyim", "ofiste değilim", "fora de l’oficina", "sóc fora", "estic de vacances",
    "resposta d'absència", "missatge d'absència", "absent de l'oficina", "ofis dışında",
    "ofis dışındayım", "автоматический ответ", "автоответ", "вне офиса", "自动回复", "自動回覆", "自動返信", "不在通知",
    "assente", "fraværende", "frånvarande", "poissa", "abwesend", "abwesenheit", "afwezig", "afwezigheid",
    "niet aanwezig", "nieobecność", "nepřítomnost", "szabadságon", "mimo kancelář",
)  # fmt: skip
# Words that customers write too ("Absence de facture", "Semester 2"): alone, or with the days, they are a responder's.
_ABSENCE_SUBJECTS = (
    "absence", "absència", "ausencia", "ausência", "ausente", "fravær", "frånvaro", "semester", "urlop",
    "de vacances", "vacances", "on vacation", "annual leave", "yıllık izin",
)  # fmt: skip
_UNTIL = (
    r"(?:from|until|till|von|vom|bis|til|fra|från|till|jusqu|du|hasta|desde|fino|dal|até|tot|van|do|od|-ig)\b"
)
VACATION_SUBJECT = re.compile(
    r"^\s*(?:(?:re|aw|sv|vs|antw?|odp|rif|res|ynt|tr)\s*:\s*)?[\[(*]?\s*(?:(?:"
    + "|".join(re.escape(phrase) for phrase in sorted(_VACATION_SUBJECTS, key=len, reverse=True))
    + rf")\s*[\])*]?\s*(?:[:：\-–—!(.]|\b(?:re|aw|sv|de|på)\b|$|\d|{_UNTIL})|(?:"
    + "|".join(re.escape(phrase) for phrase in sorted(_ABSENCE_SUBJECTS, key=len, reverse=True))
    + rf")\s*[\])*]?\s*(?:[:.!]?\s*$|[:\-–—]?\s*\d{{1,2}}[./-]\s?\d|{_UNTIL}))",
    re.IGNORECASE,
)
# "I am away … until": the responder speaks in the first person, or names itself.
_VACATION_BODY = (
    r"i(?:'m| am) (?:currently )?(?:out of (?:the )?office|on (?:annual )?leave|on (?:vacation|holiday)|away from)",
    r"i will be (?:out of (?:the )?office|on (?:annual )?leave|on (?:vacation|holiday)|away from)",
    r"this is an automat(?:ed|ic) (?:reply|response|message)",
    r"thank you for your (?:e-?mail|message)\. i(?:'m| am) (?:currently )?(?:out|away|on)",
    r"jeg (?:er|holder) (?:i øjeblikket |desværre )?(?:ikke på kontoret|på ferie|ferie|fraværende|bortrejst)",
    r"jeg er (?:for tiden |nå |dessverre )?(?:på |ute )?(?:av kontoret|bortreist|ferie|fraværende)",
    r"dette er et automatisk (?:svar|besked)|denne besked er automatisk",
    (
        r"jag är (?:just nu )?(?:på semester|inte på kontoret|frånvarande|ledig|bortrest)|"
        r"detta är ett (?:automatiskt svar|autosvar)"
    ),
    r"olen (?:lomalla|poissa)|tämä on automaattinen",
    (
        r"ich bin (?:derzeit|zurzeit|zur zeit|momentan|bis|ab|vom|im|am|leider|"
        r"aktuell)?[^.\n]{0,60}(?:nicht im büro|abwesend|im urlaub|außer haus|nicht erreichbar)"
    ),
    r"dies ist eine automati(?:sche|sch generierte)",
    (
        r"ik ben (?:momenteel |tot |van |op )?[^.\n]{0,40}(?:afwezig|niet aanwezig|met vakantie|"
        r"niet op kantoor|op vakantie)|dit is een automatisch"
    ),
    (
        r"(?:jestem|przebywam) (?:obecnie )?(?:na urlopie|poza biurem|nieobecn)|to jest automatyczna|"
        r"wiadomość wygenerowana automatycznie"
    ),
    r"(?:jsem|budu) (?:momentálně |do )?[^.\n]{0,40}(?:mimo kancelář|na dovolené|nepřítom)|toto je automatická",
    (
        r"je (?:suis|serai) (?:actuellement )?(?:absent|en congé|en vacances|hors du bureau)|"
        r"ceci est une réponse automatique"
    ),
    (
        r"(?:estoy|estaré|me encuentro) (?:actualmente )?(?:fuera de la oficina|de vacaciones|ausente)|"
        r"esta es una respuesta automática"
    ),
    r"(?:sono|sarò) (?:attualmente )?(?:fuori ufficio|in ferie|assente|in vacanza)|questa è una risposta automatica",
    r"(?:estou|estarei) (?:atualmente )?(?:fora do escritório|de férias|ausente)|esta é uma resposta automática",
    r"(?:jelenleg )?(?:szabadságon vagyok|házon kívül vagyok|nem vagyok az irodában)|ez egy automatikus",
    r"(?:soc|estic|estaré) (?:actualment )?(?:fora de l'oficina|de vacances|absent)|aquest és un missatge automàtic",
    r"(?:şu anda )?(?:ofis dışındayım|izindeyim|tatildeyim|yıllık izinde)|bu otomatik bir",
)
VACATION_BODY = re.compile("|".join(f"(?:{pattern})" for pattern in _VACATION_BODY), re.IGNORECASE)
# Every pattern above holds one of these; looking for them first spares ordinary mail the long alternation.
VACATION_STEMS = (
    "office", "leave", "vacation", "holiday", "away", "automat", "kontor", "ferie", "fravær", "bortrejst",
    "bortreist", "automatisk", "semester", "frånvar", "ledig", "bortrest", "autosvar", "lomal", "poissa",
    "automaat", "büro", "abwesen", "urlaub", "außer haus", "erreichbar", "afwezig", "aanwezig",
    "vakantie", "kantoor", "urlop", "biurem", "nieobecn", "kancelář", "dovolen", "nepřítom", "absent",
    "congé", "vacances", "bureau", "oficina", "vacaciones", "ausente", "automát", "automàt", "ufficio",
    "ferie", "assente", "vacanza", "escritório", "férias", "szabads", "házon", "irod", "ofis", "izin",
    "tatil", "otomatik",
)  # fmt: skip
_BEFORE_SENTENCE = ("", "\n", ".", "!", "?", ",", ";", ":", "-", "–", "—", ">")
BODY_CHARACTERS = 400  # first words only: people quote such texts further down
LONGEST_REACTION = 300
LONGEST_BODY = 1_500  # a responder says little; a person who quotes one says more


def speaks_of_absence(head: str) -> bool:
    """A sentence of absence that stands as one; inside quotation marks it is somebody's example."""
    lower = head.lower()
    if not any(stem in lower for stem in VACATION_STEMS):
        return False
    found = VACATION_BODY.search(head)
    return found is not None and head[: found.start()].rstrip(" *")[-1:] in _BEFORE_SENTENCE


# Acknowledgements of other desks, which seldom mark themselves.
# A customer's "Received the wrong parts" and "Wir haben Ihre Rechnung nicht" must stay a customer's: verb and request
# belong together.
_SAID = r"(?=\W*(?:$|[:\[(#–—-]| by | for ))"  # nothing follows that a person would add
TICKET_SUBJECT = re.compile(
    r"^\s*(?:(?:re|aw|sv|vs|antw?)\s*:\s*)?"
    r"(?:\[[^\]\n]{1,60}\]\s*(?:received(?:$|:| your)|we have received|thank you for|autoreply: )|"
    rf"(?:\[[^\]\n]{{1,60}}\]\s*)?(?:ticket[ #\w:-]{{0,20}} (?:received|created|opened|registered){_SAID}|"
    r"new ticket created|"
    r"your (?:support )?(?:request|ticket|case|enquiry|inquiry|message|question)[ #\w:-]{0,20} "
    r"(?:has been|was|is) (?:received|created|logged|registered|opened)|"
    rf"(?:we have|we've) received your|(?:request|case[ #\w:-]{{0,20}}) (?:created|received|opened){_SAID}|"
    r"thank you for contacting|acknowledge?ment of (?:your|receipt)|"
    r"eingangsbestätigung\b|bestätigung(?: ihrer anfrage|:?$|: ?(?:\[|#|\d|ticket|ihre|anfrage))|"
    r"ihre (?:anfrage|nachricht) ist (?:bei uns )?eingegangen|"
    r"wir haben ihre (?:anfrage|nachricht|e-?mail) erhalten|accusé de réception|"
    r"votre demande (?:a été|a bien été) (?:reçue|enregistrée)|nous avons (?:bien )?reçu votre (?:demande|message)|"
    r"vi har (?:modtaget|mottagit|mottatt) (?:din|ditt)|din (?:henvendelse|sag) er (?:modtaget|oprettet|mottatt)|"
    r"bekræftelse på (?:din henvendelse|modtagelse)|tack för ditt (?:ärende|meddelande)|"
    r"olemme vastaanottaneet (?:viestisi|yhteydenottosi)|uw (?:aanvraag|vraag|bericht) is ontvangen|ontvangstbevestiging|"
    r"potwierdzenie (?:otrzymania|przyjęcia) (?:zgłoszenia|wiadomości)|potvrzení (?:o )?přijetí|"
    r"hemos recibido (?:su|tu) (?:solicitud|consulta|mensaje)|abbiamo ricevuto la (?:sua|tua|vostra) richiesta|"
    r"recebemos (?:o seu|seu) (?:pedido|contacto|contato)|megkaptuk (?:megkeresését|levelét)|"
    r"hem rebut la (?:seva|teva) (?:sol·licitud|consulta)|talebiniz (?:alındı|alınmıştır)))",
    re.IGNORECASE,
)
# The words of an acknowledgement in its first lines; proof only beside a desk's own header fields.
TICKET_BODY = re.compile(
    r"(?:we(?:'ve| have)? received your|has been (?:received|created|registered|logged)|"
    r"(?:your|the) (?:ticket|request|case) "
    r"(?:number|id)|"
    r"(?:ticket|request|case) has been|just confirming that we|automat(?:ed|ic|ically) (?:reply|response|generated|message)|"
    r"wir haben ihre|ist bei uns eingegangen|vi har (?:modtaget|mottagit|mottatt)|nous avons (?:bien )?reçu|"
    r"hemos recibido|abbiamo ricevuto|recebemos|otrzymaliśmy|wij hebben uw)",
    re.IGNORECASE,
)
# Mobile clients and Exchange send a reaction as a mail of its own.
REACTION_SUBJECT = re.compile(
    r"^(?:reacted (?:\S{1,8} )?to\b|[^\w\s]{1,8} reaction (?:to|from)\b|"
    r"reaction (?:daily )?digest|\S{1,8} .{1,60} reacted to )",
    re.IGNORECASE,
)
REACTION_BODY = re.compile(
    r"^\s*(?:\S{1,8} .{1,60} reacted (?:to your (?:message|e-?mail)|via (?:gmail|outlook))|"
    r".{1,60} reacted (?:with )?\S{1,8} to (?:your|the) (?:message|e-?mail)|"
    r"(?:\S{1,8} )?.{1,60} (?:hat (?:über gmail |auf ihre nachricht )(?:mit \S{1,8} )?reagiert|a réagi (?:via|à votre)|"
    r"ha reaccionado (?:mediante|a tu)|ha reagito (?:tramite|al tuo)|reagerede (?:via|på din)|"
    r"reagerade (?:via|på ditt)|heeft gereageerd via)|"
    r"(?:liked|loved|disliked|laughed at|emphasi[sz]ed|questioned) [“\"][^\n”\"]{1,300}[”\"]\s*\Z)",
    re.IGNORECASE,
)
BOUNCE_SUBJECT = re.compile(
    r"^\s*(?:\*+\s*spam\s*\*+\s*)?(?:undeliver(?:able|ed)|delivery status notification|mail delivery (?:failed|failure|"
    r"subsystem|problem|delayed)|returned (?:mail|to sender)|failure notice|failed delivery|non[- ]?delivery|"
    r"delivery (?:failure|failed|has failed|report|problem|error|unsuccessful|status)|"
    r"message (?:not delivered|undeliverable|could not be delivered|delivery (?:failure|delayed))|"
    r"mail (?:system error|could not be delivered|not delivered|returned|failure)|nondeliverable mail|"
    r"warning: (?:message|could not send|e-?mail)|delayed mail|delivery delayed|delivery notification|"
    r"e-?mail (?:not|could not be) delivered|unable to deliver|nicht zugestellt|nachricht nicht zugestellt|"
    r"unzustellbar|zustellung|mail konnte nicht|non remis|non distribu|échec (?:de|d')|avis de non|"
    r"remise (?:retardée|différée)|"
    r"no se puede entregar|no se pudo entregar|no entregable|error (?:de|en la) entrega|correo no entregado|"
    r"onbestelbaar|niet (?:afgeleverd|bezorgd)|kan ikke leveres|ikke leveret|uleverbar|kunne ikke leveres|ikke levert|"
    r"olevererbar|ej levererbart|kunde inte leverer|kan inte leverer|det går inte att leverera|"
    r"non recapitabile|mancato recapito|notifica (?:di )?mancat|impossibile recapitare|errore di consegna|"
    r"não (?:foi )?entregue|não entregável|falha (?:na|de) entrega|nie można dostarczyć|niedostarczon|"
    r"niedoręczon|błąd dostarcz|zwrot (?:poczty|wiadomości)|nedoručitelné|nelze doručit|kézbesíthetetlen|"
    r"nem kézbesíthető|toimittamaton|viestiä ei voi|no s'ha pogut lliurar|iletilemedi|teslim edilemedi|"
    r"邮件传输失败|系统退信|退信|投递失败|недоставлен|.{0,20} не доставлен|automatically rejected|"
    r"rejected (?:mail|message):|mail failed|failed mail|undelivered|nondelivery|processing error|"
    r"message status - undeliver|your message to .{1,200}(?:could not be|was not) delivered|"
    r"(?:e-?mail|message) (?:blocked|bounced))",
    re.IGNORECASE,
)
DAEMON = re.compile(
    r"^(?:mailer-daemon|maildaemon|postmaster|mail-daemon|mail\.?delivery\S*|mailerdaemon|microsoftexchange\w+|"
    r"mail-?deliver\w*|mdaemon|mail-?system|bounces?|mta|exim|qmail|smtpd|mailserver|"
    r"autoresponder-daemon|notes_?mailer|domino-?\w*|email-?delivery|imss|e500_smtp\w*|symantec_\w+|groupwise\S*|"
    r"mail[-_.]?(?:gateway|filter|router)|smtp[-_.]?(?:gateway|daemon)|bounce-?handler)$",
    re.IGNORECASE,
)
NO_REPLY = re.compile(
    r"^(?:(?:do[-_.]?)?no?t?[-_.]?reply|noreply|no[-_.]?responder|nao[-_.]?responda|"
    r"ne[-_.]?pas[-_.]?repondre|nicht[-_.]?antworten|"
    r"ingen[-_.]?svar|svar[-_.]?ikke|ikke[-_.]?svar|no[-_.]?svar|ei[-_.]?vastausta|"
    r"geen[-_.]?antwoord|nie[-_.]?odpowiadaj|neodpovidat|"
    r"auto[-_.]?(?:reply|mailer|mail)?|robot|notifications?[-_.]no[-_.]?reply)(?:[-_.+=].*)?$",
    re.IGNORECASE,
)
