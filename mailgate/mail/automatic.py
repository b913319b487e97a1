"""Was this mail made by a machine, and what tells? Header evidence first, words only where no header speaks.

`Auto-Submitted: no` is a person's word (RFC 3834 section 5.1) and stands against every guess from words,
not against a delivery report's own type. The first rule that speaks names the kind; later evidence is added
to it.
"""

import re
from collections.abc import Iterator

from mailgate.mail.automatic_words import (
    BODY_CHARACTERS,
    BOUNCE_SUBJECT,
    DAEMON,
    LONGEST_BODY,
    LONGEST_REACTION,
    REACTION_BODY,
    REACTION_SUBJECT,
    TICKET_BODY,
    TICKET_SUBJECT,
    VACATION_SUBJECT,
    speaks_of_absence,
)
from mailgate.mail.bounce_words import CHALLENGE
from mailgate.mail.evidence import first_word, truthy, words
from mailgate.mail.fields import Fields
from mailgate.mail.structure import Tree
from mailgate.model.mail import Address, Automatic, Bounce, Made

_AUTOREPLY_FIELDS = (
    "x-autoreply",
    "x-autorespond",
    "x-autoreply-from",
    "x-autorespond-from",
    "x-auto-reply",
    "x-mail-autoreply",
)
_VENDOR_VACATION = (
    "x-vacation",
    "x-oof",
    "x-ms-exchange-inbox-rules-loop-oof",
    "x-autoresponder",
    "x-facteur-responder",
)
# Fields of Zendesk, Freshdesk, OTRS and Znuny, RT, Jira Service Management, Zammad, osTicket, Help Scout, HubSpot.
_DESK_FIELDS = (
    "x-zendesk-from-account-id", "x-zendesk-email-id", "x-freshdesk-ticket-id", "x-fd-ticket-id", "x-otrs-loop",
    "x-znuny-loop", "rt-ticket", "x-rt-loop-prevention", "x-jira-fingerprint", "x-zammad-ticket-id",
    "x-autotask-ticket", "x-helpscout-event", "x-hubspot-ticket", "x-mantis-issue", "x-redmine-issue-id",
)  # fmt: skip
_DESK_MAILERS = (
    "zendesk",
    "freshdesk",
    "otrs",
    "znuny",
    "zammad",
    "osticket",
    "jira",
    "kayako",
    "request tracker",
)
# Fields of TMDA, Spam Arrest, Boxbe and MailInBlack.
_CHALLENGE_FIELDS = (
    "x-tmda-fingerprint",
    "x-spamarrest-info",
    "x-spamarrest-noauth",
    "x-boxbe-challenge",
    "x-mib-challenge",
)
_CHALLENGE_CHARACTERS = 2_000
_LIST_FIELDS = (
    "list-id",
    "list-post",
    "list-unsubscribe",
    "list-help",
    "mailing-list",
    "x-mailing-list",
    "x-mailman-version",
)
_BULK = ("bulk", "junk")
_REPLY = re.compile(r"\s*(?:re|aw|sv|vs|antw?)\s*:", re.IGNORECASE)  # a person answers what a desk wrote
_REPORTS = {
    "disposition-notification": Made.RECEIPT,
    "feedback-report": Made.AUTO_REPLY,
    "x-receipt": Made.RECEIPT,
}

Finding = tuple[Made, str]


def read_automatic(
    fields: Fields,
    tree: Tree,
    sender: Address | None,
    subject: str,
    text: str,
    *,
    bounce: Bounce | None = None,
    mail_from: str | None = None,
) -> Automatic:
    """The verdict with its evidence; `mail_from` is the envelope's sender, "" for the null one, None if unknown."""
    findings = [
        *_reports(fields, tree, bounce),
        *_challenge(fields, text, bounce, mail_from),
        *_headers(fields, subject),
        *_other_desk(fields, subject, text),
        *_sender(sender, subject, mail_from),
    ]
    if findings:
        return Automatic(findings[0][0], tuple(dict.fromkeys(evidence for _, evidence in findings)))
    if first_word(fields, "auto-submitted") == "no":
        return Automatic()
    by_words = tuple(_words(subject, text))
    if by_words:
        return Automatic(by_words[0][0], tuple(evidence for _, evidence in by_words), by_words=True)
    return Automatic()


def _reports(fields: Fields, tree: Tree, bounce: Bounce | None) -> Iterator[Finding]:
    """Types of parts that only machines write (RFC 6522, RFC 8098, RFC 5965, RFC 5546)."""
    kind = tree.root.type.params.get("report-type", "").lower()
    if bounce is not None:
        delayed = bool(bounce.recipients) and all(one.action == "delayed" for one in bounce.recipients)
        yield (Made.DELAY if delayed else Made.BOUNCE, "a delivery report names recipients")
    elif tree.root.content_type == "multipart/report" and kind == "delivery-status":
        yield Made.BOUNCE, "Content-Type: multipart/report; report-type=delivery-status"
    elif tree.root.content_type == "multipart/report" and kind in _REPORTS:
        yield _REPORTS[kind], f"Content-Type: multipart/report; report-type={kind}"
    for part in tree.leaves():
        if part.content_type == "message/disposition-notification" and kind != "disposition-notification":
            yield Made.RECEIPT, "a part is message/disposition-notification"
        elif part.content_type == "message/feedback-report" and kind != "feedback-report":
            yield Made.AUTO_REPLY, "a part is message/feedback-report"
        elif part.content_type == "text/calendar" and _calendar_method(part.type.params, tree.body(part)) in (
            "reply",
            "counter",
            "declinecounter",
        ):
            yield Made.CALENDAR, "text/calendar; method=REPLY"
        elif part.content_type == "text/vnd.google.email-reaction+json":
            yield Made.REACTION, "a part is text/vnd.google.email-reaction+json"
    if fields.every("x-ms-reactions-metadata") or fields.every("x-ms-exchange-reaction"):
        yield Made.REACTION, "X-MS-Reactions-Metadata"


def _calendar_method(params: object, octets: bytes) -> str:
    """The method in the type, or in the object itself when the sender left it out."""
    named = params.get("method", "") if isinstance(params, dict) else ""
    if named:
        return str(named).lower()
    at = octets[:4_000].upper().find(b"\nMETHOD:")
    return (
        octets[at + 8 : at + 40].split(b"\n")[0].strip().decode("ascii", "replace").lower() if at >= 0 else ""
    )


def _challenge(fields: Fields, text: str, bounce: Bounce | None, mail_from: str | None) -> Iterator[Finding]:
    """A filter that keeps the mail until its sender answers or clicks; its words count only beside a machine's mark."""
    if "challenge" in first_word(fields, "x-auto-response-type") or any(map(fields.every, _CHALLENGE_FIELDS)):
        yield Made.CHALLENGE, "a challenge names itself"
    marked = mail_from == "" or first_word(fields, "auto-submitted").startswith("auto-")
    if marked and bounce is None and CHALLENGE.search(text[:_CHALLENGE_CHARACTERS]):
        yield Made.CHALLENGE, "a machine's mail asks for a confirmation"


def _headers(fields: Fields, subject: str) -> Iterator[Finding]:
    """What responders, lists and bulk mailers say of themselves."""
    reply = Made.VACATION if VACATION_SUBJECT.match(subject) else Made.AUTO_REPLY
    submitted = first_word(fields, "auto-submitted")
    for name in _LIST_FIELDS:
        if fields.every(name):
            yield Made.LIST, f"{name} is there"
    if submitted and submitted != "no":
        yield (Made.VACATION if "vacation" in submitted else reply), f"Auto-Submitted: {submitted}"
    for names, kind in ((_VENDOR_VACATION, Made.VACATION), (_AUTOREPLY_FIELDS, reply)):
        yield from ((kind, f"{name} is there") for name in names if truthy(fields, name))
    if (
        first_word(fields, "x-pm-message-type") == "auto-reply"
        or first_word(fields, "x-mailer") == "vacation"
    ):
        yield Made.VACATION, "a vacation program names itself"
    yield from _precedence(fields, reply)
    if "all" in words(fields.first("x-auto-response-suppress")) and reply is Made.VACATION:
        yield Made.VACATION, "X-Auto-Response-Suppress: all, and the subject of a responder"


def _other_desk(fields: Fields, subject: str, text: str) -> Iterator[Finding]:
    """A desk's own field beside words of acknowledgement; its people's answers carry the field too, and are answers."""
    named = next((name for name in _DESK_FIELDS if fields.every(name)), "")
    mailer = fields.first("x-mailer")[:100].decode("ascii", "replace").lower()
    named = named or next((f"x-mailer: {desk}" for desk in _DESK_MAILERS if desk in mailer), "")
    if named and (TICKET_SUBJECT.match(subject) or TICKET_BODY.search(text.lstrip()[:BODY_CHARACTERS])):
        yield Made.AUTO_REPLY, f"{named}, and words of acknowledgement"


def _precedence(fields: Fields, reply: Made) -> Iterator[Finding]:
    """Precedence was never a standard (RFC 2076 section 3.9); these four values mean a machine all the same."""
    value = first_word(fields, "precedence") or first_word(fields, "x-precedence")
    if value in ("auto_reply", "list", *_BULK):
        bulk = reply if reply is Made.VACATION else Made.BULK
        yield {"auto_reply": reply, "list": Made.LIST}.get(value, bulk), f"Precedence: {value}"


def _sender(sender: Address | None, subject: str, mail_from: str | None) -> Iterator[Finding]:
    """A daemon's name, and the null sender that reports and responders use (RFC 5321 section 4.5.5)."""
    local = sender.key.rpartition("@")[0] if sender else ""
    vacation = VACATION_SUBJECT.match(subject) is not None
    if DAEMON.match(local) and (BOUNCE_SUBJECT.match(subject) or mail_from == ""):
        yield Made.BOUNCE, f"From: {local}, and the subject of a delivery report"
    elif mail_from == "":
        yield (Made.VACATION if vacation else Made.AUTO_REPLY), "the envelope's sender is empty"


def _words(subject: str, text: str) -> Iterator[Finding]:
    if VACATION_SUBJECT.match(subject):
        yield Made.VACATION, "words: the subject is a responder's"
    head = text.lstrip()[:BODY_CHARACTERS]
    if len(text) <= LONGEST_BODY and speaks_of_absence(head):
        yield Made.VACATION, "words: the first lines are a responder's"
    if TICKET_SUBJECT.match(subject) and not (_REPLY.match(subject) and not TICKET_BODY.search(head)):
        yield Made.AUTO_REPLY, "words: the subject is another desk's acknowledgement"
    if REACTION_SUBJECT.match(subject) or (len(text) <= LONGEST_REACTION and REACTION_BODY.match(head)):
        yield Made.REACTION, "words: a reaction to a mail"
