"""Which words betray an automatic mail? Subjects and first lines of out-of-office mail in thirteen languages and more.

Facts: people write about such mail ("please fix our out-of-office text"). A subject counts only where it begins
with the phrase, as responders write it; a body counts only together with a first-person absence in its first lines.
"""

import re

_VACATION_SUBJECTS = (
    "out of office", "out of the office", "automatic reply", "auto reply", "auto-reply", "autoreply",
    "autoreply:", "auto response", "away from office", "on vacation", "vacation reply", "annual leave",
    "automatisk svar", "autosvar", "fraværsbesked", "ikke til stede", "ikke på kontoret", "fravær",
    "fraværende", "automatiskt svar", "frånvaro", "frånvarande", "ej på kontoret", "semester",
    "automaattinen vastaus", "poissa", "poissa toimistolta", "poissaoloilmoitus", "automatische antwort",
    "abwesenheit", "abwesenheitsnotiz", "abwesend", "nicht im büro", "abwesenheitsnachricht",
    "automatisch antwoord", "afwezig", "afwezigheid", "niet aanwezig", "automatische reactie",
    "automatyczna odpowiedź", "odpowiedź automatyczna", "autoodpowiedź", "poza biurem", "nieobecność",
    "nieobecność w biurze", "urlop", "automatická odpověď", "mimo kancelář", "nepřítomnost",
    "réponse automatique", "absence du bureau", "absent du bureau", "absence", "je suis absent",
    "message d'absence", "respuesta automática", "fuera de la oficina", "fuera de oficina", "ausencia",
    "estoy fuera", "risposta automatica", "fuori ufficio", "fuori sede", "assente",
    "assenza dall'ufficio", "resposta automática", "fora do escritório", "ausência", "ausente",
    "ausência temporária", "automatikus válasz", "házon kívül", "szabadságon", "irodán kívül",
    "resposta automàtica", "fora de l'oficina", "absència", "otomatik yanıt", "otomatik cevap", "otomatik cevap iletisi",
    "izindeyim", "yıllık izin", "tatildeyim",
    "ofiste değilim", "fora de l’oficina", "sóc fora", "de vacances", "estic de vacances", "vacances",
    "resposta d'absència", "missatge d'absència", "absent de l'oficina",
    "ofis dışında", "ofis dışındayım", "автоматический ответ", "автоответ", "вне офиса", "自动回复", "自動回覆",
    "自動返信", "不在通知",
)  # fmt: skip
VACATION_SUBJECT = re.compile(
    r"^\s*(?:(?:re|aw|sv|vs|antw?|odp|rif|res|ynt|tr)\s*:\s*)?[\[(*]?\s*(?:"
    + "|".join(re.escape(phrase) for phrase in sorted(_VACATION_SUBJECTS, key=len, reverse=True))
    + r")\s*[\])*]?\s*(?:[:：\-–—!(.]|\b(?:re|aw|sv)\b|from|von|de|til|på|fra|$|\d|"
    r"until|till|bis|jusqu|hasta|fino|até|tot|do\b)",
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
BODY_CHARACTERS = 400  # first words only: people quote such texts further down
LONGEST_BODY = 1_500  # a responder says little; a person who quotes one says more

# Acknowledgements of other desks, which seldom mark themselves.
# A customer's "Received the wrong parts" and "Wir haben Ihre Rechnung nicht" must stay a customer's: verb and request
# belong together.
TICKET_SUBJECT = re.compile(
    r"^\s*(?:(?:re|aw|sv|vs|antw?)\s*:\s*)?"
    r"(?:\[[^\]\n]{1,60}\]\s*(?:received(?:$|:| your)|we have received|thank you for|autoreply: )|"
    r"(?:\[[^\]\n]{1,60}\]\s*)?(?:ticket[ #\w:-]{0,20} (?:received|created|opened|registered)|new ticket created|"
    r"your (?:support )?(?:request|ticket|case|enquiry|inquiry|message|question)[ #\w:-]{0,20} "
    r"(?:has been|was|is) (?:received|created|logged|registered|opened)|"
    r"(?:we have|we've) received your|request received|case[ #\w:-]{0,20} (?:created|received|opened)|"
    r"thank you for contacting|acknowledge?ment of (?:your|receipt)|"
    r"eingangsbestätigung\b|bestätigung(?: ihrer anfrage|:|$)|ihre (?:anfrage|nachricht) ist (?:bei uns )?eingegangen|"
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
REACTION_SUBJECT = re.compile(r"^(?:reaction|reacted|\S{1,4} reaction) (?:to|from)\b", re.IGNORECASE)
REACTION_BODY = re.compile(r"^\s*\S{1,8} .{1,60} reacted to your (?:message|email)", re.IGNORECASE)
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
    r"nem kézbesíthető|toimittamaton|viestiä ei voi|no s'ha pogut lliurar|iletilemedi|teslim edilemedi)",
    re.IGNORECASE,
)
DAEMON = re.compile(
    r"^(?:mailer-daemon|maildaemon|postmaster|mail-daemon|mail\.?delivery\S*|mailerdaemon|microsoftexchange\w+|"
    r"mail-?deliver\w*|mdaemon|mail-?system|bounces?|mta|exim|qmail|smtpd|mailserver|"
    r"autoresponder-daemon|notes_?mailer|domino-?\w*|email-?delivery)$",
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
