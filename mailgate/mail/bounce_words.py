"""Which words do servers use that report a failed delivery in sentences? Openings, delays, and where the copy begins.

The sentences are those of Postfix, Sendmail, qmail, Exim, Exchange, Gmail, Yahoo, Domino, GroupWise, MDaemon, Kerio,
CommuniGate, PMDF, LSMTP, Smail, InterScan, carriers and filters, in English, German, French, Spanish, Italian, Polish,
Danish, Norwegian, Swedish, Dutch, Portuguese and, for what only great providers write, Czech and Russian.
"""

import re

# A sentence that says of itself: what you sent did not arrive.
OPENING = re.compile(
    r"(?:could|can|has|have|was|were|is|did|had) ?(?:not|n't|"
    r"n’t) (?:yet )?(?:be(?:en)? )?(?:successfully )?"
    r"(?:delivered|reach(?:ed)?|receive|deliverable)|"
    r"cannot be (?:delivered|reached)|(?:not|in)deliverable|undeliver(?:ed|able)|unable to (?:deliver|"
    r"reach|send)|"
    r"(?:could|can) ?(?:not|n't|n’t) (?:deliver|send)|(?:isn|wasn)['’]t able to deliver|(?:is|"
    r"was) not able to deliver|"
    r"not delivered|failed permanently|permanent(?:ly)? (?:fatal )?(?:errors?|failure|failed)|"
    r"transient non-fatal errors|"
    r"delivery (?:has |to .{1,120}? )?(?:failed|failure|was aborted)|delivery (?:to the following|"
    r"problems?)|failed addresses|"
    r"returned (?:to sender|because)|was (?:automatically )?(?:rejected|refused|returned|bounced|"
    r"not accepted)|"
    r"(?:failed|intended) recipients?|(?:message|mail) (?:was )?(?:rejected|refused|blocked) (?:by|for|"
    r"because)|"
    r"invalid final delivery|error-for:|no valid recipients|no such user|mailbox is full|"
    r"user(?: is)? unknown|"
    r"(?:konnten?|wurden?|ist|kann) .{0,80}?nicht .{0,60}?(?:zugestellt|übermittelt|ausgeliefert|"
    r"versendet|zustellen)|"
    r"nicht zugestellt|unzustellbar|fehler (?:beim zustellen|bei der (?:nachrichten)?zustellung)|"
    r"zustellung .{0,80}fehlgeschlagen|"
    r"n['’](?:a|ont) (?:pas )?(?:pas )?(?:pu |été )(?:être )?(?:re)?(?:mis|distribué|délivré|livré|"
    r"transmis|envoyé|delivre)|n['’]a pas pu|"
    r"échec de (?:la )?(?:remise|livraison|distribution)|impossible de (?:remettre|délivrer|distribuer|"
    r"livrer)|non remis|"
    r"no se (?:pudo|ha podido|ha|pudieron) .{0,30}?(?:entreg|realizar la entrega)|error (?:al|de) entreg|"
    r"no ha podido ser|no fue entregado|"
    r"no se entregó|"
    r"non è stato (?:possibile|recapitato|consegnato)|impossibile (?:recapitare|consegnare)|(?:recapito|"
    r"consegna) non riuscit|"
    r"(?:kunne|kan|blev|ble|er) ikke (?:blive |bli )?(?:lever|aflever|sendt)|ikke leveret|ikke levert|"
    r"levering .{0,60}mislykkedes|levering .{0,60}mislyktes|"
    r"(?:kunde|kan) inte (?:lever|skicka)|gick inte att leverera|levererades inte|har inte levererats|"
    r"nie (?:można|udało się|mogła|została) .{0,30}?dostarcz|nie powiodło się|nie dostarczono|"
    r"kon(?:den)? niet (?:worden )?(?:bezorgd|afgeleverd)|niet (?:worden )?(?:bezorgd|afgeleverd)|"
    r"(?:bezorging|aflevering) .{0,60}mislukt|"
    r"não (?:pôde ser|foi|pode ser|foi possível) .{0,12}?entreg|falha (?:na|de|ao) entreg|"
    r"nelze doručit|nebyla doručena|не (?:может быть )?доставлен",
    re.IGNORECASE,
)
# More of them, too weak for a letter that no daemon signs.
DAEMON_OPENING = re.compile(
    rf"{OPENING.pattern}|delayed|the following (?:address(?:es)?|recipient)|had errors|"
    rf"encountered an error|"
    r"not yet been|has been postponed|will be retried|noch nicht|verzögert|forsinket|försenad|retardée|"
    r"différée|retrasad|"
    r"in ritardo|opóźni|vertraagd|atrasad",
    re.IGNORECASE,
)
DELAYED = re.compile(
    r"(?:has|have|had|is|was|been|delivery|mail|message|currently) (?:been )?delayed|delayed (?:mail|"
    r"to these|delivery)|"
    r"delivery status notification \(delay\)|delay notif|"
    r"not yet (?:been )?(?:delivered|sent)|hasn['’]t been delivered yet|still (?:trying|being retried)|"
    r"(?:will|to) (?:be )?retr(?:y|ied)|"
    r"will keep trying|will continue to (?:try|attempt|be)|continue to (?:try|attempt)|"
    r"do(?: not|n['’]t) (?:need|have) to resend|not required to resend|warning message only|"
    r"this is (?:just )?a warning|"
    r"transient non-fatal|delivery attempts will continue|delivery will continue|"
    r"has been postponed|advisory-only|could not send message for past|"
    r"(?:temporary|transient) (?:problem|failure|error|delivery)|noch nicht (?:zugestellt|übermittelt)|"
    r"verzögert|weitere zustellversuche|"
    r"zustellverzögerung|er forsinket|forsinkelse|försena|(?:est|été) (?:retardé|différé)e?|"
    r"remise (?:retardée|différée)|en retard|"
    r"se (?:ha )?retras|retrasad|(?:è|stato|stata) (?:in ritardo|ritardat|posticipat)|"
    r"recapito (?:ritardato|posticipato)|in ritardo|"
    r"opóźnion|opóźnieni|vertraagd|vertraging|está atrasad|atraso|ainda não foi entregue",
    re.IGNORECASE,
)
FOR_GOOD = re.compile(
    r"giving up|given up|gave up|permanent(?:ly)?\b|failed permanently|will not be retried|"
    r"won['’]t be retried|"
    r"not deliver(?:ed)? .{0,40}after|could not be delivered for|too long|not going to try|"
    r"no further attempts|"
    r"delivery (?:has )?failed|has failed to|dauerhaft|endgültig|définiti|definitiv|permanente|"
    r"message will be deleted|has been removed from the queue",
    re.IGNORECASE,
)
# What stands below these lines is the mail that came back: its words and addresses are nobody's failure.
COPY = re.compile(
    r"^[\s>*=_|-]*(?:below (?:this|the next) line is a copy|(?:this|here|below) is (?:a|the) copy of|"
    r"here is your returned|"
    r"original message\b|old message:|(?:start of )?returned (?:message|mail)|"
    r"the original message (?:was|is) (?:attached|below)|"
    r"unsent message|included is a copy|(?:a )?copy of (?:the|your) (?:original )?message|"
    r"a summary of the undelivered|message (?:headers?|text|body|contents?) (?:follows?|:)|"
    r"your message reads|"
    r"(?:--|-) the header|the (?:headers?|text|body|first \w+ lines) of (?:the|your) (?:original )?message|"
    r"the (?:following|enclosed) is the (?:original|returned)|"
    r"original (?:mail|e-?mail|headers?)|message headers?\b|ursprüngliche nachricht|originalnachricht|"
    r"original-?header|"
    r"(?:es folgt (?:eine |die )?)?kopie (?:der|ihrer) (?:e-?mail|nachricht)|text (?:der|ihrer) nachricht|"
    r"ursprüngliche nachrichtenkopfzeilen|message d['’]origine|en-têtes (?:de message )?d['’]origine|"
    r"mensaje original|"
    r"encabezados? (?:de mensaje )?original|messaggio originale|intestazioni (?:del messaggio )?original|"
    r"(?:oprindelig|opprinnelig)e? (?:meddelelse|mail|melding|brevhoveder|meddelelseshoved)|"
    r"ursprungligt? (?:meddelande|e-post)|oryginaln[ae] (?:wiadomość|nagłówki)|"
    r"oorspronkelijk(?:e)? (?:bericht|berichtkop)|mensagem original|cabeçalhos? (?:da mensagem )?origina|"
    r"původní zpráva|"
    r"received: from |return-path: <|begin message|transcript of original)",
    re.IGNORECASE,
)
# Lines that name somebody to ask, or whom the lost mail was from.
ASIDE = re.compile(
    r"contact|questions?\b|\btry(?:ing)?\b|assistance|support|help\b|helpdesk|administrator|(?:reply|write|e-?mail|"
    r"forward) (?:to|us|this)|"
    r"^\W*(?:subject|from|sender|reply-to|return-path|envelope-from|message-id|reporting|generating|"
    r"received|date|sent|betreff|von|"
    r"absender|objet|de|expéditeur|asunto|remitente|oggetto|da|mittente|emne|fra|afsender|ämne|från|"
    r"avsändare|temat|od|"
    r"nadawca|onderwerp|van|afzender|assunto|remetente)\b[^:\n]{0,20}:|message[- ]id|https?://|"
    r"kontakt|fragen\b|wenden sie|contactez|contacte|contattare|skontaktuj|neem contact",
    re.IGNORECASE,
)
# A filter or person who wants a word first: nothing failed.
CHALLENGE = re.compile(
    r"(?:confirm|verify|authenticate) (?:that )?(?:you|your|this) [^.\n]{0,60}(?:human|person|message|"
    r"mail|address|sender|delivery)|"
    r"(?:held|waiting|quarantined|pending)[^.\n]{0,40}(?:until|for|pending) [^.\n]{0,20}(?:confirm|verif|"
    r"authenticat|approval|you)|"
    r"(?:reply to|click)[^.\n]{0,60}(?:so that|to (?:release|deliver|confirm|verify|authenticate|"
    r"have your))|challenge[- /]response",
    re.IGNORECASE,
)
