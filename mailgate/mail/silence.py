"""Does the sender want no automatic answer? A fact apart from who made the mail: people can ask for it too."""

from collections.abc import Iterator

from mailgate.mail.automatic_words import DAEMON, NO_REPLY
from mailgate.mail.evidence import first_word, truthy, words
from mailgate.mail.fields import Fields
from mailgate.model.mail import Address, Silence

# MS-OXCMAIL section 2.2.3.2.14: OOF asks for no vacation replies only, the receipts for none of theirs.
_SUPPRESSING = ("all", "autoreply")
_QUIET_PRECEDENCE = ("bulk", "junk", "list", "auto_reply")
_LIST_FIELDS = ("list-id", "list-post", "list-unsubscribe", "mailing-list")


def read_silence(fields: Fields, sender: Address | None, mail_from: str | None = None) -> Silence:
    """The wish with its evidence; `mail_from` is the envelope's sender, "" for the null one, None if unknown."""
    evidence = tuple(dict.fromkeys(_evidence(fields, sender, mail_from)))
    return Silence(bool(evidence), evidence)


def _evidence(fields: Fields, sender: Address | None, mail_from: str | None) -> Iterator[str]:
    if mail_from == "" or fields.first("return-path") == b"<>":
        yield "the envelope's sender is empty"
    submitted = first_word(fields, "auto-submitted")
    if submitted and submitted != "no":
        yield f"Auto-Submitted: {submitted}"
    for word in words(fields.first("x-auto-response-suppress")):
        if word in _SUPPRESSING:
            yield f"X-Auto-Response-Suppress: {word}"
    precedence = first_word(fields, "precedence")
    if precedence in _QUIET_PRECEDENCE:
        yield f"Precedence: {precedence}"
    for name in _LIST_FIELDS:
        if fields.every(name):
            yield f"{name} is there"
    for name in ("x-no-auto-reply", "x-noreply", "x-no-autoresponse", "x-mailgate-loop"):
        if truthy(fields, name):
            yield f"{name} is there"
    yield from _by_sender(sender)


def _by_sender(sender: Address | None) -> Iterator[str]:
    local = sender.key.rpartition("@")[0] if sender else ""
    if DAEMON.match(local):
        yield f"the sender is {local}"
    elif NO_REPLY.match(local):
        yield f"the sender is a no-reply address: {local}"
