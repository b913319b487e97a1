"""Which recipients does a report without fields speak of? The sentences of servers that write for people only.

Both a daemon's hand (sender or subject) and a sentence that belongs to a known dialect are needed; an address
near it is the recipient. People who write "delivery failed again!" have neither.
"""

import re
from collections.abc import Iterator

from mailgate.mail.automatic_words import BOUNCE_SUBJECT, DAEMON
from mailgate.mail.bounce_reason import reason_of
from mailgate.model.mail import Address, BounceRecipient

_CHARACTERS = 20_000
_LINES = 400
_NEAR = 4  # lines below an address that may hold its reason
_ADDRESS_LINE = re.compile(
    r"^[ \t>*-]{0,8}(?:recipient(?: address)?:|to:|"
    r"address:)?\s{0,4}<?([^\s<>;,()\":]{1,100}@[A-Za-z0-9.-]{1,200}[A-Za-z0-9])>?\s{0,3}(?::|\.{3}|"
    r"\(|$|-)(.*)$",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"could not be delivered|couldn't be delivered|wasn't able to deliver|was not able to deliver|"
    r"unable to deliver|(?:has|was|were) not (?:been )?delivered|cannot be delivered|can't be delivered|"
    r"permanent fatal errors|permanent error|delivery (?:has )?failed|undeliverable|not delivered|"
    r"did not reach|could not deliver|couldn't deliver|wasn't delivered|isn't able to deliver|"
    r"transient non-fatal errors|delivery to the following|the following (?:address(?:es)?|recipient)|"
    r"returned to sender|delayed|not (?:yet )?been delivered|failed permanently|"
    r"konnten? (?:an die folgenden empfänger )?nicht (?:zugestellt|übermittelt)|nicht zugestellt werden|"
    r"fehler beim zustellen|n'a pas pu être|n'ont pas pu|échec de la remise|impossible de remettre|"
    r"no se pudo entregar|no se ha podido entregar|error al entregar|no ha podido ser|non è stato possibile|"
    r"impossibile recapitare|recapito non riuscito|kunne ikke leveres|kunde inte levereras|gick inte att leverera|"
    r"levering mislykkedes|ikke leveret|nie (?:można|udało się) dostarczyć|nie została dostarczona|"
    r"kon niet worden (?:bezorgd|afgeleverd)|não pôde ser entregue|nelze doručit",
    re.IGNORECASE,
)
# One sentence with the address inside it (Gmail, Yahoo, small gateways).
_SENTENCE = re.compile(
    r"^(?:[^@\n]{0,200}?)(?:\b(?:delivered to|deliver (?:\w+ ){0,4}to|reach|recipient|address|user|mailbox|empfänger|"
    r"adresse|destinataire|destinatario|destinatari|modtager|mottagare|adresat|adres)[:,]?\s{1,3}(?:is |\()?)"
    r"[<'\"(]{0,2}([^\s<>;,()\":']{1,100}@[A-Za-z0-9.-]{1,200}[A-Za-z0-9])[>'\")]{0,2}(.*)$",
    re.IGNORECASE,
)
_DELAYED = re.compile(
    r"has been delayed|not yet been delivered|still trying|will (?:be )?retried|will keep trying|"
    r"do(?: not|n't) need to resend|warning message only|will retry|continue to (?:try|attempt)|"
    r"transient non-fatal|delivery attempts will continue|delay|temporary problem|noch nicht zugestellt|"
    r"verzögert|weitere zustellversuche|forsinket|försenad|retardée?|en retard|retrasad|in ritardo|opóźni|vertraagd",
    re.IGNORECASE,
)
_NOT_DELAYED = re.compile(
    r"(?:giving up|given up|gave up|permanent (?:error|fatal)|will not be retried|won't be retried|"
    r"not deliver(?:ed)? .{0,40}after|"
    r"could not be delivered for)",
    re.IGNORECASE,
)
# What stands below these lines is the mail that came back: its words and addresses are nobody's failure.
_COPY = re.compile(
    r"^[\s>*=_-]*(?:below this line is a copy|(?:this|here) is a copy of (?:the|your) message|original message\b|"
    r"unsent message|included is a copy|(?:a )?copy of (?:the|your) (?:original )?message|message (?:headers?|text) follows|"
    r"the (?:header|text|body|first \w+ lines) of (?:the|your) (?:original )?message|returned message|"
    r"original (?:mail|e-?mail|headers?)|message header|ursprüngliche nachricht|originalnachricht|"
    r"kopie (?:der|ihrer) nachricht|text (?:der|ihrer) nachricht|message d'origine|mensaje original|messaggio originale|"
    r"oprindelig meddelelse|oprindelig(?:e)? mail|ursprungligt meddelande|oryginalna wiadomość|oorspronkelijk bericht|"
    r"received: from |return-path: <|begin message|transcript of original)",
    re.IGNORECASE,
)
_NEVER = re.compile(r"^(?:mailer-daemon|postmaster|abuse)@", re.IGNORECASE)
_STATUS = re.compile(r"(?<![\d.])([45]\.\d{1,3}\.\d{1,3})(?![\d.])")
_CODE = re.compile(r"(?<!\d)([45])\d\d[ -]")


def free_form(sender: Address | None, subject: str, text: str) -> Iterator[BounceRecipient]:
    """Recipients named in a daemon's letter, in order; nothing for a person's mail."""
    local = sender.key.rpartition("@")[0] if sender else ""
    daemon, titled = DAEMON.match(local) is not None, BOUNCE_SUBJECT.match(subject) is not None
    head = text[:_CHARACTERS]
    if not (daemon and (titled or _OPENING.search(head))):
        return
    if not _OPENING.search(head) and not titled:
        return
    introduction = f"{subject}\n{_before_copy(head)[:2_000]}"
    delayed = _DELAYED.search(introduction) is not None and _NOT_DELAYED.search(introduction) is None
    lines = head.split("\n")[:_LINES]
    for number, line in enumerate(lines):
        if _COPY.match(line):
            return
        match = _ADDRESS_LINE.match(line[:500])
        match = match or _SENTENCE.match(line[:500])
        if match and not _NEVER.match(match[1]) and not (sender and match[1].lower() == sender.key):
            detail = " ".join(
                part.strip() for part in (match[2], *_reason_lines(lines, number)) if part.strip()
            )
            yield _recipient(match[1], detail[:1_000], delayed=delayed)


def _before_copy(head: str) -> str:
    """The report's own words, without the mail that came back."""
    lines = head.split("\n")[:_LINES]
    stop = next((number for number, line in enumerate(lines) if _COPY.match(line)), len(lines))
    return "\n".join(lines[:stop])


def _reason_lines(lines: list[str], number: int) -> Iterator[str]:
    """The lines below an address, as far as the next address or blank line."""
    for line in lines[number + 1 : number + 1 + _NEAR]:
        if not line.strip() or _ADDRESS_LINE.match(line[:500]):
            return
        yield line[:500]


def _recipient(address: str, detail: str, *, delayed: bool) -> BounceRecipient:
    status = _STATUS.search(detail)
    code = _CODE.search(detail)
    passing = status[1].startswith("4") if status else bool(code and code[1] == "4")
    return BounceRecipient(
        address=address,
        action="delayed" if delayed else "failed",
        status=status[1] if status else "",
        permanent=not delayed and not passing,
        reason=reason_of(status[1] if status else "", detail),
        diagnostic=detail,
    )
