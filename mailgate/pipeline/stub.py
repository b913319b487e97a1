"""The stand-in for a mail that cannot be read: who sent it, and the whole of it attached."""

import hashlib

from mailgate.model.mail import Address, Attachment, Mail


def stub(mail_from: str, raw: bytes) -> Mail:
    """A mail that says that a mail could not be read; agents can act on it without an operator.

    The same bytes from the same sender make the same stub, so that a mail that was sent again is a duplicate here too.
    """
    content = hashlib.sha256(raw).hexdigest()
    # The sender belongs to it: two people's empty mails are two mails.
    digest = hashlib.sha256(f"{mail_from}\n{content}".encode()).hexdigest()
    text = f"A mail from {mail_from} could not be read. The original is attached."
    original = Attachment("original.eml", "message/rfc822", len(raw), content, path="")
    return Mail(
        digest=digest,
        message_id=f"<{digest[:32]}@unreadable.mailgate.invalid>",
        message_id_given=False,
        senders=(Address(mail_from),),
        subject="A mail that could not be read",
        text=text,
        new_text=text,
        attachments=(original,),
        limits=("unreadable",),
    )
