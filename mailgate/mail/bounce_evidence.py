"""Did a mail server write this letter about a delivery? Asked before any address in it is believed.

A sentence about failed delivery proves nothing: people write "delivery failed again!" and paste reports. A letter
is a report where a server's hand shows (a daemon's name, the null sender, a field or type of reports) and the
subject or a sentence speaks of failure. Responders use the null sender too, so they need a stricter sentence.
"""

import re

from mailgate.mail.automatic_words import BOUNCE_SUBJECT, DAEMON, VACATION_SUBJECT, speaks_of_absence
from mailgate.mail.bounce_words import CHALLENGE, DAEMON_OPENING, OPENING
from mailgate.mail.evidence import first_word
from mailgate.mail.fields import Fields
from mailgate.mail.header_text import decode_header
from mailgate.mail.structure import Tree
from mailgate.model.mail import Address

_HEAD = 4_000
_DAEMON_NAME = re.compile(
    r"^[\s\"'<]*(?:mail(?:er)?[ -]?(?:delivery|daemon|system|administrator)|delivery (?:sub)?system|"
    r"postmaster|mailer|"
    r"system administrator|e-?mail delivery|internet mail delivery|mail delivery|delivery (?:status|"
    r"failure|report))",
    re.IGNORECASE,
)


def by_daemon(fields: Fields, sender: Address | None) -> bool:
    """The sender is a mail server, by its local part or, where the address is empty or odd, by its name."""
    if sender is not None and DAEMON.match(sender.key.rpartition("@")[0]):
        return True
    given = fields.first("from")[:300]
    return (
        _DAEMON_NAME.match(decode_header(given) if b"=?" in given else given.decode("utf-8", "replace"))
        is not None
    )


def null_sender(fields: Fields, mail_from: str | None) -> bool:
    """The envelope's sender is empty, as the session or Return-Path says."""
    return mail_from == "" or (mail_from is None and fields.first("return-path").strip() == b"<>")


def is_report(tree: Tree) -> bool:
    """The mail's own type says that it is a delivery report, with the type of MIME or with another."""
    given = tree.root.type.params.get("report-type", "").lower().strip()
    return given == "delivery-status" or (
        tree.root.content_type == "multipart/report" and given in ("", "status", "dsn")
    )


def may_report(tree: Tree, sender: Address | None, subject: str, mail_from: str | None) -> bool:
    """Parts with the fields of a report are believed: not in a mail that a person forwards."""
    fields = tree.root.fields
    return (
        tree.root.content_type == "multipart/report"
        or is_report(tree)
        or by_daemon(fields, sender)
        or null_sender(fields, mail_from)
        or BOUNCE_SUBJECT.match(subject) is not None
    )


def tells_failure(tree: Tree, sender: Address | None, subject: str, text: str, mail_from: str | None) -> bool:
    """A letter in sentences that reports a failed or late delivery."""
    fields = tree.root.fields
    null = null_sender(fields, mail_from)
    daemon = by_daemon(fields, sender) or is_report(tree) or bool(fields.every("x-failed-recipients"))
    if not (daemon or null or first_word(fields, "auto-submitted").startswith("auto")):
        return False
    titled, head = BOUNCE_SUBJECT.match(subject) is not None, text[:_HEAD]
    receipt = tree.root.type.params.get("report-type", "").lower() == "disposition-notification"
    if not titled and (receipt or CHALLENGE.search(head)):
        return False
    if daemon:
        return titled or DAEMON_OPENING.search(head) is not None
    if VACATION_SUBJECT.match(subject) or speaks_of_absence(head):
        return False
    return titled or (null and OPENING.search(head) is not None)
